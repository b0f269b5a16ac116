package io.ft4j.commit.manager;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.codec.BatchEncoder;
import io.ft4j.commit.codec.MessageHeaderEncoder;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.runtime.EpochClock;
import io.ft4j.core.runtime.ReplicaGroupBuilder;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.driver.JvmFlags;
import io.ft4j.core.runtime.local.MemoryLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.agrona.BitUtil;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.CountersManager;

/** Describes a {@link TransactionManager}. Nothing is opened and no thread runs before {@link #start}. */
public final class TransactionManagerBuilder {
    private static final int MAX_COMMAND_CAPACITY = 1 << 20;

    private final List<String> names = new ArrayList<>();
    private final List<TransactionParticipant> participants = new ArrayList<>();
    private IntFunction<? extends DurableLog> logs = nodeId -> new MemoryLog();
    private Supplier<? extends DurableLog> sharedLog;
    private Supplier<? extends IdleStrategy> idleStrategies = BackoffIdleStrategy::new;
    private ErrorHandler errorHandler = TransactionManagerBuilder::report;
    private NanoClock clock = new EpochClock();
    private CommitConfig commit = CommitConfig.builder().build();
    private Threading threading = Threading.SHARED;
    private ReplicaGroupBuilder replicas;
    private CountersManager counters;
    private long groupId = 1;
    private int commandCapacity = 8192;

    TransactionManagerBuilder() {}

    /**
     * The next participant, node 1, 2, … in the order of these calls. Later starts name the same ones in the same order;
     * new ones come behind them.
     */
    public TransactionManagerBuilder participant(String name, TransactionParticipant participant) {
        if (name == null
                || name.isEmpty()
                || name.equals(TransactionManager.COORDINATOR_NAME)
                || names.contains(name)) {
            throw new IllegalArgumentException("participant='" + name + "' must be a name that no other has, nor '"
                    + TransactionManager.COORDINATOR_NAME + "'");
        }
        if (names.size() == ProcessSet.MAX_PROCESSES - 1) {
            throw new IllegalArgumentException("participant='" + name + "' would be number " + (names.size() + 1)
                    + "; there may be " + (ProcessSet.MAX_PROCESSES - 1));
        }
        participants.add(Objects.requireNonNull(participant, "participant"));
        names.add(name);
        return this;
    }

    /** Opens the log of a node: 0 is the coordinator, then come the participants. Without it: {@link MemoryLog}. */
    public TransactionManagerBuilder log(IntFunction<? extends DurableLog> logs) {
        this.logs = Objects.requireNonNull(logs, "log");
        return this;
    }

    /**
     * Opens one log for all nodes, in place of {@link #log}. What they write then stands in the order in which they wrote it, so
     * that a promise need not be forced before the decision that rests on it: one force for a transaction, in place of two in a row
     * at three logs. A log that was written by single nodes is refused, and the other way round.
     */
    public TransactionManagerBuilder sharedLog(Supplier<? extends DurableLog> sharedLog) {
        this.sharedLog = Objects.requireNonNull(sharedLog, "sharedLog");
        return this;
    }

    /**
     * Has a replicated group coordinate, instead of one node with one log: then no loss of a replica holds a transaction up, as
     * long as a majority is up. Node 0 has no log of its own; {@link #log} opens those of the participants. Each start waits
     * for a leader.
     *
     * @param replicas describes the group: what it tolerates, its logs, which survive what the participants' logs survive, its
     *                 error handler. State machine, threading, clock and the lengths of commands and replies are the manager's.
     *                 Memory of the group grows with its {@code ingressCapacity} and {@code maxBatchItems} of {@link #commit}.
     */
    public TransactionManagerBuilder coordinator(ReplicaGroupBuilder replicas) {
        this.replicas = Objects.requireNonNull(replicas, "coordinator");
        return this;
    }

    /** {@link Threading#SHARED}, one thread for all nodes and one for the replicas of a coordinator, or {@link Threading#INVOKER}. */
    public TransactionManagerBuilder threading(Threading threading) {
        this.threading = Objects.requireNonNull(threading, "threading");
        return this;
    }

    /** Makes what the thread does when there is nothing to do. */
    public TransactionManagerBuilder idleStrategy(Supplier<? extends IdleStrategy> idleStrategies) {
        this.idleStrategies = Objects.requireNonNull(idleStrategies, "idleStrategy");
        return this;
    }

    /** Hears what participants throw, and of every node that stops. Without it: the system logger. */
    public TransactionManagerBuilder errorHandler(ErrorHandler errorHandler) {
        this.errorHandler = Objects.requireNonNull(errorHandler, "errorHandler");
        return this;
    }

    /** Epoch time in ns that never goes back. */
    public TransactionManagerBuilder clock(NanoClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Settings of the protocol. Memory for frames grows with {@code maxBatchItems} and the square of the number of participants: for
     * dozens of them, lower it.
     */
    public TransactionManagerBuilder commit(CommitConfig commit) {
        this.commit = Objects.requireNonNull(commit, "commit");
        return this;
    }

    /** Publishes the counts of all nodes there, ten times a second. Without it: nowhere. */
    public TransactionManagerBuilder counters(CountersManager counters) {
        this.counters = Objects.requireNonNull(counters, "counters");
        return this;
    }

    /** Tells managers apart, in their logs. */
    public TransactionManagerBuilder groupId(long groupId) {
        this.groupId = groupId;
        return this;
    }

    /** Of the ring that carries what clients ask for, and of the one for answers; a power of two, default 8,192. */
    public TransactionManagerBuilder commandCapacity(int commandCapacity) {
        this.commandCapacity = commandCapacity;
        return this;
    }

    /**
     * Opens the logs, replays them, and starts the thread.
     *
     * @throws IllegalArgumentException for a configuration that cannot work; says field, value and limit.
     * @throws io.ft4j.core.port.LogException for a log that must not be used.
     */
    public TransactionManager start() {
        JvmFlags.require();
        if (participants.isEmpty()) {
            throw new IllegalArgumentException("participant is missing");
        }
        if (threading == Threading.SPLIT) {
            throw new IllegalArgumentException("threading=SPLIT: participants vote within the protocol's step;"
                    + " one that takes long has threads of its own, see ThreadedParticipant");
        }
        if (!BitUtil.isPowerOfTwo(commandCapacity) || commandCapacity > MAX_COMMAND_CAPACITY) {
            throw new IllegalArgumentException(
                    "commandCapacity=" + commandCapacity + " must be a power of two from 1 to " + MAX_COMMAND_CAPACITY);
        }
        return TransactionManager.start(this);
    }

    static int maxFrameBytes(CommitConfig config) {
        return MessageHeaderEncoder.ENCODED_LENGTH
                + BatchEncoder.BLOCK_LENGTH
                + BatchEncoder.ItemsEncoder.sbeHeaderSize()
                + config.maxBatchItems() * BatchEncoder.ItemsEncoder.sbeBlockLength()
                + Long.BYTES;
    }

    List<String> names() {
        return names;
    }

    List<TransactionParticipant> participants() {
        return participants;
    }

    IntFunction<? extends DurableLog> logs() {
        return logs;
    }

    /** Null: each node has one of its own. */
    Supplier<? extends DurableLog> sharedLog() {
        return sharedLog;
    }

    /** Null: the coordinator is one node. */
    ReplicaGroupBuilder replicas() {
        return replicas;
    }

    Supplier<? extends IdleStrategy> idleStrategies() {
        return idleStrategies;
    }

    /** What it throws goes to the system logger, and not to the thread of the nodes. */
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

    NanoClock clock() {
        return clock;
    }

    CommitConfig commit() {
        return commit;
    }

    Threading threading() {
        return threading;
    }

    /** Null: they are not published. */
    CountersManager counters() {
        return counters;
    }

    long groupId() {
        return groupId;
    }

    int commandCapacity() {
        return commandCapacity;
    }

    private static void report(Throwable failure) {
        System.getLogger(TransactionManager.class.getName())
                .log(System.Logger.Level.ERROR, failure.getMessage(), failure);
    }
}
