package io.ft4j.core.runtime;

import io.ft4j.core.consensus.raft.RaftConfig;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.model.FailureClass;
import io.ft4j.core.model.Synchrony;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.client.ClientLink;
import io.ft4j.core.runtime.driver.JvmFlags;
import io.ft4j.core.runtime.local.MemoryLog;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.CountersManager;

/** Describes a {@link ReplicaGroup}. Nothing is opened and no thread runs before {@link #start}. */
public final class ReplicaGroupBuilder {
    /** More than an envelope takes. */
    static final int ENVELOPE_BYTES = 1024;

    private final Tolerance tolerance;
    private IntFunction<? extends StateMachine> stateMachines;
    private IntFunction<? extends DurableLog> logs = replicaId -> new MemoryLog();
    private Supplier<? extends IdleStrategy> idleStrategies = BackoffIdleStrategy::new;
    private ErrorHandler errorHandler = ReplicaGroupBuilder::report;
    private NanoClock clock = new EpochClock();
    private FaultPlan faultPlan;
    private CountersManager counters;
    private Threading threading = Threading.SHARED;
    private RaftConfig raft = RaftConfig.builder().build();
    private long groupId = 1;
    private long seed = System.nanoTime();
    private int maxCommandBytes = 1024;
    private int maxReplyBytes = 64;
    private int maxSessions = 1024;
    private int maxOutstanding = 1024;
    private int ingressCapacity = 4096;
    private int tailBytes = 1 << 20;
    private int linkBytes = 1 << 20;
    private int clientProcesses = 16;
    private boolean firstBoot;

    ReplicaGroupBuilder(Tolerance tolerance) {
        this.tolerance = Objects.requireNonNull(tolerance, "tolerance");
    }

    /** Makes the state machine of each replica. */
    public ReplicaGroupBuilder stateMachine(Supplier<? extends StateMachine> stateMachines) {
        Objects.requireNonNull(stateMachines, "stateMachine");
        return stateMachineOf(replicaId -> stateMachines.get());
    }

    /** The same, for whoever has to know whose state machine it is. Called for each life. */
    public ReplicaGroupBuilder stateMachineOf(IntFunction<? extends StateMachine> stateMachines) {
        this.stateMachines = Objects.requireNonNull(stateMachines, "stateMachineOf");
        return this;
    }

    /** Opens the log of a replica, at start and at each restart. Without it: {@link MemoryLog}. */
    public ReplicaGroupBuilder log(IntFunction<? extends DurableLog> logs) {
        this.logs = Objects.requireNonNull(logs, "log");
        return this;
    }

    public ReplicaGroupBuilder threading(Threading threading) {
        this.threading = Objects.requireNonNull(threading, "threading");
        return this;
    }

    /** Makes what each thread of the group does when there is nothing to do. */
    public ReplicaGroupBuilder idleStrategy(Supplier<? extends IdleStrategy> idleStrategies) {
        this.idleStrategies = Objects.requireNonNull(idleStrategies, "idleStrategy");
        return this;
    }

    /** Hears of every replica that stops by itself. Without it: the system logger. */
    public ReplicaGroupBuilder errorHandler(ErrorHandler errorHandler) {
        this.errorHandler = Objects.requireNonNull(errorHandler, "errorHandler");
        return this;
    }

    /** Epoch time in ns that never goes back. */
    public ReplicaGroupBuilder clock(NanoClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Publishes the counts of all replicas there, ten times a second; see {@link
     * io.ft4j.core.runtime.observe.CounterPublisher}. Without it: nowhere.
     */
    public ReplicaGroupBuilder counters(CountersManager counters) {
        this.counters = Objects.requireNonNull(counters, "counters");
        return this;
    }

    public ReplicaGroupBuilder raft(RaftConfig raft) {
        this.raft = Objects.requireNonNull(raft, "raft");
        return this;
    }

    /** Tells groups apart, on the wire and on disk. */
    public ReplicaGroupBuilder groupId(long groupId) {
        this.groupId = groupId;
        return this;
    }

    /** Of everything random in the protocol. */
    public ReplicaGroupBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    public ReplicaGroupBuilder maxCommandBytes(int maxCommandBytes) {
        this.maxCommandBytes = maxCommandBytes;
        return this;
    }

    public ReplicaGroupBuilder maxReplyBytes(int maxReplyBytes) {
        this.maxReplyBytes = maxReplyBytes;
        return this;
    }

    public ReplicaGroupBuilder maxSessions(int maxSessions) {
        this.maxSessions = maxSessions;
        return this;
    }

    public ReplicaGroupBuilder maxOutstanding(int maxOutstanding) {
        this.maxOutstanding = maxOutstanding;
        return this;
    }

    public ReplicaGroupBuilder ingressCapacity(int ingressCapacity) {
        this.ingressCapacity = ingressCapacity;
        return this;
    }

    public ReplicaGroupBuilder tailBytes(int tailBytes) {
        this.tailBytes = tailBytes;
        return this;
    }

    public ReplicaGroupBuilder linkBytes(int linkBytes) {
        this.linkBytes = linkBytes;
        return this;
    }

    /**
     * For tests of one's own service: makes these faults happen to the group, from its start on. What crashes comes back
     * as the plan says, and what a fault breaks is reported as if it had broken by itself. Without it the group has
     * nothing in it that could do so.
     *
     * @param plan of as many processes as the group has, with faults that a live group can suffer, see {@link
     *             io.ft4j.core.fault.FaultKind#simulatedOnly}; others are refused at {@link #start}.
     */
    public ReplicaGroupBuilder injectFaults(FaultPlan plan) {
        faultPlan = Objects.requireNonNull(plan, "injectFaults");
        return this;
    }

    /**
     * Opens the logs, replays them, and starts the threads of the group.
     *
     * @throws IllegalArgumentException for a configuration that cannot work; says field, value and limit.
     * @throws io.ft4j.core.port.LogException for a log that must not be used.
     */
    public ReplicaGroup start() {
        JvmFlags.require();
        if (stateMachines == null) {
            throw new IllegalArgumentException("stateMachine is missing");
        }
        return new ReplicaGroup(this, config()).start(this);
    }

    /** For {@link #member}: how many processes have clients but no replica; their ids are 64, 65 and so on. */
    public ReplicaGroupBuilder clientProcesses(int clientProcesses) {
        this.clientProcesses = clientProcesses;
        return this;
    }

    /**
     * For {@link #member}: says that this replica has never run. Without it an empty log is refused, since a voter that
     * lost its memory must not vote; with it, one that is not empty is.
     */
    public ReplicaGroupBuilder firstBoot() {
        firstBoot = true;
        return this;
    }

    /**
     * Instead of {@link #start}: one replica of a group whose others run in other processes, described there in the same
     * words.
     *
     * @param transport of its own; closed along with it. Takes frames of {@link #maxFrameBytes()}.
     * @throws IllegalArgumentException for a configuration that cannot work; says field, value and limit.
     * @throws io.ft4j.core.port.LogException for a log that must not be used.
     */
    public GroupMember member(int replicaId, Transport transport) {
        JvmFlags.require();
        if (stateMachines == null) {
            throw new IllegalArgumentException("stateMachine is missing");
        }
        return new GroupMember(this, apartConfig(), replicaId, transport).start(this);
    }

    /**
     * Instead of {@link #start}: the clients of a process that has no replica.
     *
     * @param processId from 64 on; another one for each such process.
     * @param transport of its own; closed along with it.
     * @throws IllegalArgumentException for a configuration that cannot work; says field, value and limit.
     */
    public RemoteGroup remote(int processId, Transport transport) {
        JvmFlags.require();
        return new RemoteGroup(this, apartConfig(), processId, transport).start(this);
    }

    /** The longest frame that the replicas of this group send each other. */
    public int maxFrameBytes() {
        return raft.maxFrameBytes() + ENVELOPE_BYTES;
    }

    private GroupConfig apartConfig() {
        if (threading == Threading.SPLIT) {
            throw new IllegalArgumentException("threading=SPLIT: where replicas are apart, one thread has it all");
        }
        if (faultPlan != null) {
            throw new IllegalArgumentException("injectFaults: one process cannot make faults happen to the others");
        }
        if (counters != null) {
            throw new IllegalArgumentException("counters: those of replicas in other processes are not known here");
        }
        if (clientProcesses < 0 || clientProcesses > ClientLink.MAX_CLIENT_PROCESSES) {
            throw new IllegalArgumentException(
                    "clientProcesses=" + clientProcesses + " is outside 0.." + ClientLink.MAX_CLIENT_PROCESSES);
        }
        return config();
    }

    /**
     * Instead of {@link #start}: the replicas alone, for whoever has threads, clock, network and logs already.
     *
     * @throws IllegalArgumentException for a configuration that cannot work; says field, value and limit.
     */
    public Replicas replicas() {
        JvmFlags.require();
        if (faultPlan != null) {
            throw new IllegalArgumentException("injectFaults: whoever drives the replicas has to inject faults");
        }
        return new Replicas(config());
    }

    private GroupConfig config() {
        if (tolerance.failureClass() != FailureClass.CRASH && tolerance.failureClass() != FailureClass.OMISSION
                || tolerance.synchrony() != Synchrony.PARTIALLY_SYNCHRONOUS) {
            throw new IllegalArgumentException("tolerance=" + tolerance + ": no protocol here is made for it; Raft"
                    + " survives CRASH and OMISSION, takes silence for no proof of a crash, and needs 2k + 1 replicas:"
                    + " declare PARTIALLY_SYNCHRONOUS");
        }
        return new GroupConfig(
                groupId,
                tolerance.processCount(),
                maxCommandBytes,
                maxReplyBytes,
                maxSessions,
                maxOutstanding,
                ingressCapacity,
                tailBytes,
                linkBytes,
                seed,
                threading,
                raft.withMaxCommandBytes(maxCommandBytes));
    }

    IntFunction<? extends StateMachine> stateMachines() {
        return stateMachines;
    }

    IntFunction<? extends DurableLog> logs() {
        return logs;
    }

    Supplier<? extends IdleStrategy> idleStrategies() {
        return idleStrategies;
    }

    /** What it throws goes to the system logger, and not to the thread of the replicas. */
    ErrorHandler errorHandler() {
        ErrorHandler given = errorHandler;
        return failure -> {
            try {
                given.onError(failure);
            } catch (RuntimeException | Error thrown) {
                report(thrown);
            }
        };
    }

    int clientProcessCount() {
        return clientProcesses;
    }

    boolean isFirstBoot() {
        return firstBoot;
    }

    /** Null: no faults. */
    CountersManager counters() {
        return counters;
    }

    FaultPlan faultPlan() {
        return faultPlan;
    }

    NanoClock clock() {
        return clock;
    }

    private static void report(Throwable failure) {
        System.getLogger(ReplicaGroup.class.getName()).log(System.Logger.Level.ERROR, failure.getMessage(), failure);
    }
}
