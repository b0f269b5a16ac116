package io.ft4j.bench.latency;

import io.ft4j.bench.latency.spec.CountingMachine;
import io.ft4j.bench.latency.spec.RunSpec;
import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.ReplicaGroupBuilder;
import io.ft4j.core.runtime.ReplicaStatus;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.Tolerance;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One run in this JVM. */
final class ReplicationRun {
    private static final long LEADER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long SETTLE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int MIN_COMMAND_BYTES = 64;
    private static final int MIN_SESSIONS = 16;
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RunSpec spec;
    private final Recorder recorder = new Recorder();
    private final Meter meter = new Meter();
    private final List<CountingMachine> machines = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    ReplicationRun(RunSpec spec) {
        this.spec = spec;
    }

    /** @throws RunFailedException when it gives no figures. */
    RunResult run() {
        try (BenchLogs logs = new BenchLogs(spec.dir(), spec.log(), spec.durability())) {
            RawForce rawForce =
                    spec.durability() == Durability.DISK ? new RawForce(logs.folder(), spec.blockBytes()) : null;
            measure(rawForce);
            RunResult result;
            try (ReplicaGroup group = builder(logs).start()) {
                result = measureOrExplain(group);
            }
            measure(rawForce);
            return rawForce == null ? result : result.withRawForce(rawForce.p50Us());
        }
    }

    private static void measure(RawForce rawForce) {
        if (rawForce != null) {
            rawForce.measure();
        }
    }

    private ReplicaGroupBuilder builder(BenchLogs logs) {
        return ReplicaGroup.tolerating(Tolerance.crashes(spec.replicas() / 2))
                .stateMachine(this::newMachine)
                .log(logs::open)
                .threading(spec.threading())
                .idleStrategy(() -> spec.idle().newStrategy())
                .errorHandler(this::onFailure)
                .maxCommandBytes(Math.max(MIN_COMMAND_BYTES, spec.payload()))
                .maxReplyBytes(Long.BYTES)
                .maxOutstanding(spec.window())
                .maxSessions(Math.max(MIN_SESSIONS, spec.sessions()));
    }

    private CountingMachine newMachine() {
        CountingMachine machine = new CountingMachine();
        machines.add(machine);
        return machine;
    }

    private void onFailure(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    private RunResult measureOrExplain(ReplicaGroup group) {
        try {
            return measure(group);
        } catch (RunFailedException failed) {
            RunFailedException explained =
                    new RunFailedException(failed.getMessage() + "; " + List.of(statuses(group)));
            explained.initCause(failed);
            if (failure.get() != null) {
                explained.addSuppressed(failure.get());
            }
            throw explained;
        }
    }

    private RunResult measure(ReplicaGroup group) {
        group.awaitLeader(LEADER_TIMEOUT_NS);
        try (Connections connections = new Connections(group, spec, recorder)) {
            Patience patience = new Patience(
                    spec.threading() == Threading.INVOKER ? group::doWork : null,
                    spec.idle().newStrategy(),
                    () -> "leader " + group.leaderId());
            Load load = newLoad(connections, patience);
            openSessions(connections, patience);
            RunResult result = measure(load, connections);
            drain(connections, patience);
            requireSound(group, connections);
            return result.withLatencies(recorder.histogram())
                    .withRepetitions(connections.retries(), connections.duplicateReplies());
        }
    }

    private Load newLoad(Connections connections, Patience patience) {
        return switch (spec.mode()) {
            case CLOSED -> new ClosedLoad(connections, patience);
            case PIPELINED -> new PipelinedLoad(connections, patience);
            case OPEN -> new OpenLoad(connections, patience, spec.rate());
        };
    }

    /** One command per session, which opens it. */
    private void openSessions(Connections connections, Patience patience) {
        while (connections.sentCount() < spec.sessions()) {
            if (!connections.trySend(System.nanoTime())) {
                patience.idle();
            }
            if (connections.poll(spec.outstanding()) > 0) {
                patience.reset();
            }
        }
        drain(connections, patience);
    }

    private RunResult measure(Load load, Connections connections) {
        long beginNs = System.nanoTime();
        load.runUntil(beginNs + spec.warmup() * NS_PER_SECOND);
        long answeredBefore = connections.answeredCount();
        meter.begin();
        recorder.begin(beginNs + spec.warmup() * NS_PER_SECOND);
        load.runUntil(beginNs + (spec.warmup() + spec.seconds()) * NS_PER_SECOND);
        recorder.end(System.nanoTime());
        meter.end();
        return new RunResult(meter, connections.answeredCount() - answeredBefore);
    }

    private void drain(Connections connections, Patience patience) {
        while (!connections.isSettled()) {
            if (connections.poll(spec.outstanding()) > 0) {
                connections.record(System.nanoTime());
                patience.reset();
            } else {
                patience.idle();
            }
        }
    }

    /** L2, after the last reply. */
    private void requireSound(ReplicaGroup group, Connections connections) {
        if (failure.get() != null) {
            throw failed("a replica failed", failure.get());
        }
        awaitEqualIndexes(group);
        requireEqualDigests(statuses(group));
        group.close();
        for (int i = 0; i < machines.size(); i++) {
            String difference = machines.get(i).differenceFrom(connections.sentCount(), connections.mixedSum());
            if (difference != null) {
                throw new RunFailedException("L2 replica " + i + ": " + difference);
            }
        }
    }

    private static void requireEqualDigests(ReplicaStatus[] statuses) {
        for (ReplicaStatus status : statuses) {
            if (status.digest() != statuses[0].digest()) {
                throw new RunFailedException("L2 digests differ: " + List.of(statuses));
            }
        }
    }

    private void awaitEqualIndexes(ReplicaGroup group) {
        long deadlineNs = System.nanoTime() + SETTLE_TIMEOUT_NS;
        ReplicaStatus[] statuses = statuses(group);
        while (!areEqual(statuses)) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new RunFailedException("L2 the replicas did not get level: " + List.of(statuses));
            }
            if (spec.threading() == Threading.INVOKER) {
                group.doWork();
            } else {
                Thread.yield();
            }
            statuses = statuses(group);
        }
    }

    private static boolean areEqual(ReplicaStatus[] statuses) {
        boolean equal = true;
        for (ReplicaStatus status : statuses) {
            equal &= status.running() && status.appliedIndex() == statuses[0].lastIndex();
        }
        return equal;
    }

    private static ReplicaStatus[] statuses(ReplicaGroup group) {
        ReplicaStatus[] statuses = new ReplicaStatus[group.size()];
        for (int id = 0; id < statuses.length; id++) {
            statuses[id] = group.status(id);
        }
        return statuses;
    }

    private static RunFailedException failed(String message, Throwable cause) {
        RunFailedException failed = new RunFailedException(message + ": " + cause.getMessage());
        failed.initCause(cause);
        return failed;
    }
}
