package io.ft4j.bench.latency;

import io.ft4j.bench.latency.spec.CommitSpec;
import io.ft4j.bench.latency.spec.CoordinatorKind;
import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.OutcomeHandler;
import io.ft4j.commit.manager.TransactionClient;
import io.ft4j.commit.manager.TransactionManager;
import io.ft4j.commit.manager.TransactionManagerBuilder;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.ReplicaGroupBuilder;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.Tolerance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.BitUtil;

/** One run of transactions in this JVM: one client thread, participants that do nothing but count. */
final class CommitRun {
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int MIN_TRANSACTIONS = 4096;

    private final CommitSpec spec;
    private final Recorder recorder = new Recorder();
    private final Meter meter = new Meter();
    private final List<Counting> participants = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    CommitRun(CommitSpec spec) {
        this.spec = spec;
    }

    /** @throws RunFailedException when it gives no figures. */
    RunResult run() {
        try (BenchLogs logs = new BenchLogs(spec.dir(), spec.log(), spec.durability())) {
            RawForce rawForce =
                    spec.durability() == Durability.DISK ? new RawForce(logs.folder(), spec.blockBytes()) : null;
            measure(rawForce);
            RunResult result;
            try (TransactionManager manager = builder(logs).start()) {
                result = measure(manager);
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

    private TransactionManagerBuilder builder(BenchLogs logs) {
        int maxTransactions = Math.max(MIN_TRANSACTIONS, 2 * BitUtil.findNextPositivePowerOfTwo(spec.outstanding()));
        TransactionManagerBuilder builder = TransactionManager.builder()
                .log(logs::open)
                .threading(spec.threading())
                .idleStrategy(() -> spec.idle().newStrategy())
                .errorHandler(this::onFailure)
                .commit(CommitConfig.builder()
                        .maxTransactions(maxTransactions)
                        .rememberedOutcomes(Math.max(1 << 16, maxTransactions))
                        .compactionInterval(Math.max(1 << 16, 2 * maxTransactions))
                        .build());
        for (int i = 1; i <= spec.participants(); i++) {
            participants.add(new Counting());
            builder.participant("participant-" + i, participants.get(i - 1));
        }
        if (spec.sharedLog()) {
            builder.sharedLog(logs::openShared);
        }
        return spec.coordinator() == CoordinatorKind.GROUP ? builder.coordinator(replicas(logs)) : builder;
    }

    private ReplicaGroupBuilder replicas(BenchLogs logs) {
        return ReplicaGroup.tolerating(Tolerance.crashes(CoordinatorKind.TOLERATED_CRASHES))
                .log(logs::openReplica)
                .idleStrategy(() -> spec.idle().newStrategy())
                .errorHandler(this::onFailure);
    }

    private void onFailure(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    private RunResult measure(TransactionManager manager) {
        Transactions transactions = new Transactions(manager);
        long beginNs = System.nanoTime();
        long warmNs = beginNs + spec.warmup() * NS_PER_SECOND;
        transactions.runUntil(warmNs);
        long endedBefore = transactions.ended;
        meter.begin();
        recorder.begin(warmNs);
        transactions.runUntil(warmNs + spec.seconds() * NS_PER_SECOND);
        recorder.end(System.nanoTime());
        meter.end();
        RunResult result = new RunResult(meter, transactions.ended - endedBefore);
        transactions.drain();
        requireSound(manager, transactions);
        return result.withLatencies(recorder.histogram());
    }

    /** L3, after the last outcome and what participants still had to do. */
    private void requireSound(TransactionManager manager, Transactions transactions) {
        Patience patience = patience(manager);
        while (participants.stream().anyMatch(participant -> participant.committed < transactions.ended)
                && failure.get() == null) {
            patience.idle();
        }
        manager.close();
        requireRunning();
        for (Counting participant : participants) {
            if (participant.committed != transactions.ended) {
                throw new RunFailedException("L3 a participant committed " + participant.committed + " times, of "
                        + transactions.ended + " transactions");
            }
        }
    }

    private void requireRunning() {
        Throwable cause = failure.get();
        if (cause != null) {
            RunFailedException failed = new RunFailedException(cause.getMessage());
            failed.initCause(cause);
            throw failed;
        }
    }

    private Patience patience(TransactionManager manager) {
        return new Patience(
                spec.threading() == Threading.INVOKER ? manager::doWork : null,
                spec.idle().newStrategy(),
                () -> "in doubt: " + manager.transactionsInDoubt().size());
    }

    /** Does nothing but count. */
    private static final class Counting implements TransactionParticipant {
        private volatile long committed;

        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            return Vote.COMMIT;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // written by the manager's thread alone
        public boolean commit(int coordinatorId, long transactionId) {
            committed++;
            return true;
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            return true;
        }

        @Override
        public void inDoubt(int coordinatorId, long transactionId) {
            throw new IllegalStateException("the logs are new");
        }
    }

    /**
     * As many transactions outstanding as the window holds. The clock is read once per burst, before its first transaction is
     * begun, and once per poll, after its last outcome came. No allocation after construction.
     */
    private final class Transactions implements Load, OutcomeHandler {
        private static final int MAX_BURST = 32;
        private static final int SPAN_FACTOR = 4;

        private final TransactionClient client;
        private final Patience patience;
        /** By number of the transaction: when it was begun; 0 for none. */
        private final long[] beginNs;

        private final int mask;
        /** When those were begun whose outcomes the current poll received. */
        private final long[] received = new long[MAX_BURST];

        private int receivedCount;
        private long ended;
        private long nowNs;

        Transactions(TransactionManager manager) {
            client = manager.connect(spec.outstanding());
            patience = patience(manager);
            beginNs = new long[BitUtil.findNextPositivePowerOfTwo(SPAN_FACTOR * spec.outstanding())];
            mask = beginNs.length - 1;
        }

        @Override
        public void runUntil(long endNs) {
            nowNs = System.nanoTime();
            while (nowNs - endNs < 0) {
                int begun = 0;
                while (begun < MAX_BURST && tryCommit()) {
                    begun++;
                }
                if (begun + poll() == 0) {
                    patience.idle();
                } else {
                    patience.reset();
                }
            }
        }

        private boolean tryCommit() {
            long id = client.begin();
            if (id < 0 || beginNs[slot(id)] != 0) {
                requireOpen(id);
                return false;
            }
            for (int participant = 1; participant <= spec.participants(); participant++) {
                while (client.enlist(id, participant) < 0) {
                    patience.idle();
                }
            }
            while (client.requestCommit(id) < 0) {
                patience.idle();
            }
            beginNs[slot(id)] = nowNs;
            return true;
        }

        private void requireOpen(long code) {
            requireRunning();
            if (code > 0) {
                throw new RunFailedException("transaction " + TransactionIds.toString(code - mask - 1) + " has no end");
            }
            if (code != TransactionClient.BACK_PRESSURED) {
                throw new RunFailedException("no transaction was begun: code " + code);
            }
        }

        private int slot(long id) {
            return (int) id & mask;
        }

        /** The time is that of the last outcome, or a little later. */
        private int poll() {
            receivedCount = 0;
            client.poll(this, MAX_BURST);
            nowNs = System.nanoTime();
            for (int i = 0; i < receivedCount; i++) {
                recorder.record(received[i], nowNs);
            }
            return receivedCount;
        }

        @Override
        public void onOutcome(long transactionId, Outcome outcome, long causes) {
            if (outcome != Outcome.COMMITTED) {
                throw new RunFailedException(
                        "L3 transaction " + TransactionIds.toString(transactionId) + " ended " + outcome);
            }
            received[receivedCount++] = beginNs[slot(transactionId)];
            beginNs[slot(transactionId)] = 0;
            ended++;
        }

        void drain() {
            while (client.outstanding() > 0) {
                if (poll() == 0) {
                    patience.idle();
                }
            }
        }
    }
}
