package io.ft4j.core.runtime;

import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.core.runtime.local.MemoryLog;
import io.ft4j.core.runtime.observe.CounterPublisher;
import io.ft4j.core.runtime.observe.ReplicaStoppedEvent;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;

/**
 * A state machine replicated within this process. Clients talk to the group as if it were one; it goes on as long as no
 * more replicas are down than it tolerates, and a replica that comes back catches up from the others.
 *
 * <p><b>Threads.</b> Those that {@link Threading} names, started by {@link ReplicaGroupBuilder#start}. All methods may
 * be called from any thread, except {@link #doWork}, and except with {@link Threading#INVOKER}, where all calls belong
 * to the thread that runs the duty cycle. <b>Errors.</b> A replica that fails stops by itself and is reported to the
 * error handler; {@link #status} keeps the cause.
 */
public final class ReplicaGroup implements AutoCloseable {
    private static final long AWAIT_PARK_NS = 50_000;
    private static final long DURABLE_TIMEOUT_NS = 10_000_000_000L;
    private static final int EMPTY_LOG_BYTES = 4096;

    private final GroupConfig config;
    private final IntFunction<? extends DurableLog> logs;
    private final IntFunction<? extends StateMachine> stateMachines;
    private final ErrorHandler errorHandler;
    private final NanoClock clock;
    private final InProcessNetwork network;
    private final Replicas replicas;
    private final Throwable[] failures;
    private final MemoryLog[] keptLogs;
    private final Duty consensus;
    private final Duty application;
    /** Null unless the builder was told to inject faults. */
    private final InjectedFaults injected;

    private final ReplicaStoppedEvent stops = new ReplicaStoppedEvent();
    private CounterPublisher[] publishers = {};

    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Replica[] applying;

    ReplicaGroup(ReplicaGroupBuilder builder, GroupConfig config) {
        this.config = config;
        logs = builder.logs();
        stateMachines = builder.stateMachines();
        errorHandler = builder.errorHandler();
        clock = builder.clock();
        int processCount = config.processCount();
        network = new InProcessNetwork(
                processCount, config.linkBytes(), config.raft().maxFrameBytes() + ReplicaGroupBuilder.ENVELOPE_BYTES);
        replicas = new Replicas(config);
        applying = new Replica[processCount];
        failures = new Throwable[processCount];
        keptLogs = new MemoryLog[processCount];
        consensus = new Duty("ft4j-consensus-" + config.groupId(), this::cycle);
        application = config.threading() == Threading.SPLIT
                ? new Duty("ft4j-application-" + config.groupId(), this::applyCycle)
                : consensus;
        injected = builder.faultPlan() == null
                ? null
                : new InjectedFaults(builder.faultPlan(), config, clock.nanoTime(), replicas, new Lives());
    }

    /** Begins the description of a group that survives this. */
    public static ReplicaGroupBuilder tolerating(Tolerance tolerance) {
        return new ReplicaGroupBuilder(tolerance);
    }

    /** Opens and replays all logs, then starts the threads. */
    ReplicaGroup start(ReplicaGroupBuilder builder) {
        try {
            boot();
            if (builder.counters() != null) {
                publishers = ReplicaCounters.publish(builder.counters(), config, replicas);
            }
        } catch (RuntimeException | Error cause) {
            closeReplicas();
            throw cause;
        }
        if (config.threading() != Threading.INVOKER) {
            consensus.startThread(builder.idleStrategies().get(), errorHandler);
        }
        if (config.threading() == Threading.SPLIT) {
            application.startThread(builder.idleStrategies().get(), errorHandler);
        }
        return this;
    }

    public int size() {
        return replicas.size();
    }

    /** The replica that leads, as far as this process knows, or −1. */
    public int leaderId() {
        return replicas.leaderId();
    }

    /**
     * Waits until a replica leads.
     *
     * @return its id.
     * @throws IllegalStateException when none does within {@code timeoutNs}.
     */
    public int awaitLeader(long timeoutNs) {
        long deadlineNs = nanoTime() + timeoutNs;
        int leader = leaderId();
        while (leader < 0) {
            if (nanoTime() >= deadlineNs) {
                throw new IllegalStateException("no leader within " + timeoutNs + " ns; " + describe());
            }
            if (isInvoked()) {
                doWork();
            } else {
                LockSupport.parkNanos(AWAIT_PARK_NS);
            }
            leader = leaderId();
        }
        return leader;
    }

    /** A client with a session of its own, configured by {@link ClientConfig#DEFAULT} as far as the group allows it. */
    public Client connect() {
        int outstanding =
                Math.min(ClientConfig.DEFAULT.maxOutstanding(), Integer.highestOneBit(config.maxOutstanding()));
        return connect(ClientConfig.DEFAULT.withMaxOutstanding(outstanding));
    }

    /**
     * @throws IllegalStateException    when the session is open in this process already, or the group is closed.
     * @throws IllegalArgumentException when the client wants more outstanding than the group keeps.
     */
    public synchronized Client connect(ClientConfig clientConfig) {
        requireOpen();
        return replicas.connect(clientConfig, clock, isInvoked() ? this::doWork : () -> 0);
    }

    /**
     * Waits until what the replica has appended is durable, then closes it.
     *
     * @throws IllegalStateException when the group is closed.
     */
    public synchronized void stop(int replicaId) {
        requireReplica(replicaId);
        requireOpen();
        consensus.call(() -> {
            if (replicas.get(replicaId) != null) {
                awaitDurable(replicas.get(replicaId));
                remove(replicaId);
            }
            return null;
        });
    }

    /**
     * Takes the replica away between two steps: nothing is flushed, nobody is told, only handles are released. One that
     * is down stays down.
     *
     * @throws IllegalStateException when the group is closed.
     */
    public synchronized void kill(int replicaId) {
        requireReplica(replicaId);
        requireOpen();
        consensus.call(() -> {
            remove(replicaId);
            return null;
        });
    }

    /**
     * Brings a replica that is down back, with its log.
     *
     * @throws IllegalStateException when it is running, or the group is closed, also if by another thread meanwhile.
     * @throws LogException          when its log is empty, older than the group has seen, or of somebody else.
     */
    public synchronized void restart(int replicaId) {
        requireReplica(replicaId);
        requireOpen();
        if (injected != null) {
            // Faults restart replicas as well, on the thread of consensus: one at a time.
            consensus.call(() -> {
                requireDown(replicaId);
                launch(reopen(replicaId));
                return null;
            });
            return;
        }
        consensus.call(() -> {
            requireDown(replicaId);
            return null;
        });
        // Reading the log may take long, so it is done here and not on the thread of the others.
        Replica replica = reopen(replicaId);
        consensus.call(() -> {
            launch(replica);
            return null;
        });
    }

    /**
     * How often faults of this kind have hit a frame, a force or a replica: those that {@link
     * ReplicaGroupBuilder#injectFaults} asked for, and no others.
     */
    public long injectedCount(FaultKind kind) {
        return injected == null ? 0 : injected.count(kind);
    }

    /** What the replica knows of itself. Digests read the whole state: not for every day. */
    public ReplicaStatus status(int replicaId) {
        requireReplica(replicaId);
        Applied applied = application.call(() -> applying[replicaId] == null ? null : applying[replicaId].applied());
        return consensus.call(() -> replicas.get(replicaId) != null && applied != null
                ? replicas.get(replicaId).status(applied)
                : ReplicaStatus.down(replicaId, replicas.incarnation(replicaId), failures[replicaId]));
    }

    /** One duty cycle, for {@link Threading#INVOKER}. Returns how much was done. */
    public int doWork() {
        if (!isInvoked()) {
            throw new IllegalStateException("threading=" + config.threading() + ": the group has its own thread");
        }
        return consensus.doWork();
    }

    /** Ends the threads, then closes the replicas as {@link #kill} does. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            replicas.closeDoors();
            consensus.close();
            application.close();
            closeReplicas();
            for (CounterPublisher publisher : publishers) {
                publisher.close();
            }
        }
    }

    void disconnect(long sessionId) {
        replicas.disconnect(sessionId);
    }

    private long nanoTime() {
        return clock.nanoTime();
    }

    private boolean isInvoked() {
        return config.threading() == Threading.INVOKER;
    }

    /**
     * The leader before its followers, and once more behind them: what a command sets off among replicas whose logs are
     * durable at once is then done in one pass.
     */
    private int cycle() {
        long nowNs = clock.nanoTime();
        int work = 0;
        if (injected != null) {
            injected.poll(nowNs);
        }
        int first = Math.max(0, leaderId());
        for (int i = 0; i < size(); i++) {
            work += cycle(first + i < size() ? first + i : first + i - size(), nowNs);
        }
        if (work > 0) {
            work += cycle(first, nowNs);
        }
        for (CounterPublisher publisher : publishers) {
            publisher.poll(nowNs);
        }
        return work;
    }

    private int cycle(int id, long nowNs) {
        Replica replica = replicas.get(id);
        if (replica == null) {
            return 0;
        }
        try {
            return injected == null ? replica.doWork(nowNs) : injected.doWork(replica);
        } catch (RuntimeException | Error cause) {
            onStopped(id, cause);
            return 1;
        }
    }

    private void onStopped(int id, Throwable cause) {
        remove(id);
        if (injected == null || !injected.hasCrashed(id, cause)) {
            failures[id] = cause;
            stops.tell(config.groupId(), id, cause);
            errorHandler.onError(new IllegalStateException("replica " + id + " stopped: " + cause.getMessage(), cause));
        }
    }

    private int applyCycle() {
        int work = 0;
        for (Replica replica : applying) {
            if (replica != null && (injected == null || !injected.isPaused(replica.id()))) {
                work += replica.pollApply();
            }
        }
        return work;
    }

    private void boot() {
        Replica[] opened = new Replica[size()];
        try {
            for (int id = 0; id < opened.length; id++) {
                StateMachine stateMachine =
                        stateMachines.apply(id); // before the log, which would stay open if it threw
                opened[id] = replicas.open(id, openLog(id), transport(id), stateMachine);
            }
            replicas.boot(opened);
        } catch (RuntimeException | Error cause) {
            for (Replica replica : opened) {
                if (replica != null) {
                    replica.close();
                }
            }
            throw cause;
        }
        for (Replica replica : opened) {
            awaitDurable(replica);
            launch(replica);
        }
    }

    private Replica reopen(int id) {
        StateMachine stateMachine = stateMachines.apply(id);
        Replica replica = replicas.reopen(id, openLog(id), transport(id), stateMachine);
        try {
            awaitDurable(replica);
            return replica;
        } catch (RuntimeException | Error cause) {
            replica.close();
            throw cause;
        }
    }

    private Transport transport(int id) {
        Transport transport = network.transport(id);
        return injected == null ? transport : injected.transport(id, transport);
    }

    private DurableLog openLog(int id) {
        DurableLog log = openSoundLog(id);
        return injected == null ? log : injected.log(id, log);
    }

    /** A log in memory outlives its replica: without it the replica would forget its vote. */
    private DurableLog openSoundLog(int id) {
        if (keptLogs[id] != null) {
            keptLogs[id].reopen();
            return keptLogs[id];
        }
        DurableLog log = logs.apply(id);
        if (log instanceof MemoryLog memoryLog) {
            keptLogs[id] = memoryLog;
        } else if (log.durability() == Durability.MEMORY) {
            log.close();
            throw new IllegalArgumentException("the log of replica " + id + " is in memory and cannot be kept: "
                    + log.getClass().getName() + " is no MemoryLog");
        }
        return log;
    }

    private void awaitDurable(Replica replica) {
        long deadlineNs = nanoTime() + DURABLE_TIMEOUT_NS;
        while (!replica.isDurable()) {
            if (nanoTime() >= deadlineNs) {
                throw new IllegalStateException("a log did not become durable within " + DURABLE_TIMEOUT_NS + " ns");
            }
            LockSupport.parkNanos(AWAIT_PARK_NS);
            if (injected != null) {
                injected.await(nanoTime());
            }
        }
    }

    private void launch(Replica replica) {
        if (closed.get()) {
            replica.close();
            requireOpen();
        }
        int id = replica.id();
        failures[id] = null;
        if (injected != null) {
            injected.launches(id);
        }
        replicas.launch(replica, injected == null ? clock.nanoTime() : injected.localNs(id));
        publish(id, replica);
    }

    private void remove(int id) {
        publish(id, null);
        network.disconnect(id);
        replicas.remove(id);
    }

    private void publish(int id, Replica replica) {
        Replica[] changed = applying.clone();
        changed[id] = replica;
        applying = changed;
    }

    private void closeReplicas() {
        for (int id = 0; id < size(); id++) {
            remove(id);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the group is closed");
        }
    }

    private void requireReplica(int replicaId) {
        if (replicaId < 0 || replicaId >= size()) {
            throw new IllegalArgumentException("replicaId=" + replicaId + " is outside 0.." + (size() - 1));
        }
    }

    private void requireDown(int replicaId) {
        if (replicas.get(replicaId) != null) {
            throw new IllegalStateException("replica " + replicaId + " is running");
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        for (int id = 0; id < size(); id++) {
            ReplicaStatus status = status(id);
            text.append("replica ")
                    .append(id)
                    .append(status.running() ? " runs" : " is down")
                    .append("; ");
        }
        return text.toString();
    }

    /** What injected faults do to replicas; on the thread of consensus. */
    private final class Lives implements InjectedFaults.Lives {
        @Override
        public boolean isRunning(int id) {
            return replicas.get(id) != null;
        }

        @Override
        public void kill(int id) {
            remove(id);
        }

        @Override
        public void restart(int id) {
            try {
                launch(reopen(id));
            } catch (RuntimeException | Error cause) {
                onStopped(id, cause);
            }
        }

        @Override
        public boolean isRefused(int id, FaultKind disk) {
            DurableLog log = disk == FaultKind.EMPTY_DISK
                    ? new MemoryLog(EMPTY_LOG_BYTES)
                    : injected.olderLog(id, openSoundLog(id));
            try {
                replicas.reopen(id, log, transport(id), stateMachines.apply(id)).close();
                return false;
            } catch (LogException refused) {
                return true;
            }
        }

        @Override
        public void report(Throwable failure) {
            errorHandler.onError(failure);
        }
    }
}
