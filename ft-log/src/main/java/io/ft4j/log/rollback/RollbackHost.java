package io.ft4j.log.rollback;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.coordinated.CoordinatedCheckpoints;
import io.ft4j.log.independent.Settlement;
import io.ft4j.log.messagelog.OutputHandler;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * A process without a message log: it takes checkpoints, together with the others of its group or on its own, and when one of them has
 * crashed, they go back to these and do again what came behind. Its service need not be deterministic, for nothing is replayed: it may do
 * something else the second time, and nobody has seen the first. So the outside is told what a permanent checkpoint holds, and
 * that only.
 *
 * <p>One thread, which calls {@link #doWork} again and again, by an Agrona runner or in a loop of its own; all other methods
 * belong to it as well. It waits for the device when a checkpoint is written. No allocation after start but per checkpoint and per
 * rollback. Starts no thread. The service is called in {@link #doWork}, {@link #offer} and {@link #checkpoint}; what it throws there has
 * stopped the process: close the host and build it anew.
 */
public final class RollbackHost implements Agent, AutoCloseable {
    /**
     * {@link #checkpoint}: an attempt is under way, or this duty cycle has no room for one; or an independent one could not be written,
     * or as many are unsettled as may be.
     */
    public static final long BUSY = CoordinatedCheckpoints.BUSY;
    /** {@link #checkpoint}: the process has crashed and has not gone back with the others. */
    public static final long RECOVERING = CoordinatedCheckpoints.RECOVERING;

    private final String name;
    private final RollbackConfig config;
    private final boolean isInitiator;
    private final RollbackNode node;
    private final CoordinatedCheckpoints checkpoints;
    /** Null: checkpoints are taken together. */
    private final Settlement settlement;

    private final EffectDriver driver;
    private final ProtocolStack stack;
    private final DurableLog log;
    private final CheckpointStore store;
    private final Transport transport;
    private final NanoClock clock;
    private long retryNs = Long.MIN_VALUE;
    private long seenEvents;
    /** When it has been told nothing for long enough. */
    private long quietNs;

    private RuntimeException failure;
    private boolean closed;

    /** Recovers. Takes over log, store and transport, and closes them when it fails. */
    RollbackHost(RollbackHostBuilder builder) {
        log = builder.log;
        store = builder.checkpoints;
        transport = builder.transport;
        clock = builder.clock;
        config = builder.config;
        isInitiator = builder.processId == config.initiatorId();
        name = "ft4j-process-" + builder.processId;
        boolean recovered = false;
        try {
            node = new RollbackNode(config, builder.processId, builder.memberSet, builder.process, store);
            checkpoints = new CoordinatedCheckpoints(
                    builder.coordinatedConfig(),
                    builder.processId,
                    builder.memberSet,
                    log.incarnation(),
                    node,
                    builder.listener);
            settlement = builder.newSettlement(node);
            stack = settlement == null
                    ? new ProtocolStack(builder.groupId, builder.processId, builder.memberSet, node, checkpoints)
                    : new ProtocolStack(
                            builder.groupId, builder.processId, builder.memberSet, node, checkpoints, settlement);
            driver = new EffectDriver(new NodeWiring(builder.groupId, builder.processId, log, transport), stack);
            replay(builder);
            driver.start(clock.nanoTime());
            recovered = true;
        } finally {
            if (!recovered) {
                close();
            }
        }
    }

    public static RollbackHostBuilder builder() {
        return new RollbackHostBuilder();
    }

    private void replay(RollbackHostBuilder builder) {
        RollbackIdentity identity =
                new RollbackIdentity(builder.groupId, builder.memberSet, builder.processId, config.method());
        log.replay((position, index, recordType, buffer, offset, length) -> {
            if (recordType == RecordTypes.IDENTITY) {
                identity.onRecord(buffer, offset);
            } else {
                stack.onRecord(position, index, recordType, buffer, offset, length);
            }
        });
        identity.writeTo(log, store.lastNumber());
    }

    /** One duty cycle. Returns how much was done; 0: nothing. */
    @Override
    public int doWork() {
        requireRunning();
        try {
            long nowNs = clock.nanoTime();
            if (isCheckpointDue(nowNs)) {
                retryNs = nowNs + config.resendIntervalNs();
                begin(nowNs);
            }
            return driver.cycle(nowNs);
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private boolean isCheckpointDue(long nowNs) {
        if (settlement != null) {
            return config.checkpointInterval() > 0 && isOwnCheckpointDue(nowNs);
        }
        return isInitiator
                && config.checkpointInterval() > 0
                && node.eventsSincePermanent() >= config.checkpointInterval()
                && retryNs <= nowNs
                && !checkpoints.isInAttempt()
                && !checkpoints.hasOpenDecision();
    }

    /** Behind so many events; and in a quiet moment, or what came last would never be settled, and full channels stay full. */
    private boolean isOwnCheckpointDue(long nowNs) {
        long events = node.eventsSinceCheckpoint();
        if (events != seenEvents) {
            seenEvents = events;
            quietNs = nowNs + config.settleIntervalNs();
        }
        return retryNs <= nowNs && events > 0 && (events >= config.checkpointInterval() || quietNs <= nowNs);
    }

    private void requireRunning() {
        if (failure != null) {
            throw new IllegalStateException(name + " has failed: " + failure.getMessage(), failure);
        }
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    /**
     * Begins a checkpoint as {@link RollbackConfig#method} says; an independent one is taken and durable when this returns. The {@code AttemptListener} is told how it ends; one that fails is
     * not tried again by itself, but those of the {@link RollbackConfig#checkpointInterval} are.
     *
     * @return the id of the attempt, or the number of the independent one, or {@link #BUSY}, or {@link #RECOVERING}.
     * @throws IllegalStateException with {@link CheckpointMethod#SNAPSHOT} when this process is not the initiator.
     */
    public long checkpoint() {
        requireRunning();
        if (config.method() == CheckpointMethod.SNAPSHOT && !isInitiator) {
            throw new IllegalStateException(
                    name + " does not begin snapshots, initiatorId=" + config.initiatorId() + " does");
        }
        try {
            return begin(clock.nanoTime());
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private long begin(long nowNs) {
        if (settlement != null) {
            return node.takeCheckpoint();
        }
        if (!driver.hasRoomForStep()) {
            return BUSY;
        }
        return config.method() == CheckpointMethod.DEPENDENCIES
                ? checkpoints.checkpointDependencies(nowNs, driver.outbox())
                : checkpoints.checkpointAll(nowNs, driver.outbox());
    }

    /**
     * A message of the outside.
     *
     * @param channelId from {@link io.ft4j.log.messagelog.MessageLogConfig#FIRST_OUTSIDE_CHANNEL} on.
     * @param number    of the message in its channel, one more than {@link RollbackNode#takenInput}.
     * @return {@code number} when it was taken, or a negative code of {@link RollbackNode#offer}.
     */
    public long offer(int channelId, long number, DirectBuffer buffer, int offset, int length) {
        requireRunning();
        config.requireInput(channelId, length);
        try {
            return node.offer(clock.nanoTime(), channelId, number, buffer, offset, length);
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /** Gives the outside what it may know. Returns how many outputs it took. */
    public int poll(OutputHandler handler, int limit) {
        requireRunning();
        return node.poll(handler, limit);
    }

    /** For what it knows of itself; same thread. */
    public RollbackNode node() {
        return node;
    }

    /** For whom it waits, and what it has counted; same thread. */
    public CoordinatedCheckpoints checkpoints() {
        return checkpoints;
    }

    /** How independent checkpoints are settled, for its counters; null where they are taken together. */
    public Settlement settlement() {
        return settlement;
    }

    public RollbackCounters counters() {
        return node.counters();
    }

    /** Why the last checkpoint could not be written that could not; null: none. */
    public LogException checkpointFailure() {
        return node.checkpointFailure();
    }

    /** Frames that were dropped, and why. */
    public long dropped(ProtocolStack.Drop reason) {
        return stack.dropped(reason);
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void onClose() {
        close();
    }

    /** Releases handles; saves nothing, so that a close and a kill leave the same. Idempotent. */
    @Override
    public void close() {
        closed = true;
        transport.close();
        store.close();
        log.close();
    }
}
