package io.ft4j.log.rollback;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.EpochClock;
import io.ft4j.core.runtime.driver.JvmFlags;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.coordinated.AttemptListener;
import io.ft4j.log.coordinated.CoordinatedCheckpoints;
import io.ft4j.log.coordinated.CoordinatedConfig;
import io.ft4j.log.independent.Settlement;
import io.ft4j.log.messagelog.RecoverableProcess;
import java.util.Objects;
import org.agrona.concurrent.NanoClock;

/** Settings of a {@link RollbackHost}. Not thread-safe. */
public final class RollbackHostBuilder {
    long groupId;
    int processId;
    long memberSet;
    RecoverableProcess process;
    RollbackConfig config = RollbackConfig.builder().build();
    DurableLog log;
    CheckpointStore checkpoints;
    Transport transport;
    NanoClock clock = new EpochClock();
    AttemptListener listener = (attemptId, outcome, causes) -> {};
    private CoordinatedConfig coordinated = CoordinatedConfig.defaults();

    RollbackHostBuilder() {}

    /** Stands in every frame; frames of other groups are dropped. */
    public RollbackHostBuilder groupId(long value) {
        groupId = value;
        return this;
    }

    /**
     * @param id      of this process.
     * @param members a {@link ProcessSet} of all, this one included; it never changes.
     */
    public RollbackHostBuilder process(int id, long members) {
        processId = id;
        memberSet = members;
        return this;
    }

    /** It need not be deterministic. Its {@code restore} is called whenever it goes back. */
    public RollbackHostBuilder service(RecoverableProcess value) {
        process = value;
        return this;
    }

    public RollbackHostBuilder config(RollbackConfig value) {
        config = value;
        return this;
    }

    /** Of the agreement. With {@link CheckpointMethod#SNAPSHOT} all go back, whatever {@code incrementalRollback} says. */
    public RollbackHostBuilder coordinated(CoordinatedConfig value) {
        coordinated = value;
        return this;
    }

    /** Told how checkpoints and rollbacks end that were begun here. */
    public RollbackHostBuilder listener(AttemptListener value) {
        listener = value;
        return this;
    }

    /** For the few small records of the agreement. Closed by the host. */
    public RollbackHostBuilder log(DurableLog value) {
        log = value;
        return this;
    }

    /** One kept checkpoint is enough, or {@code maxUnsettled + 1} where they are independent. Closed by the host. */
    public RollbackHostBuilder checkpoints(CheckpointStore value) {
        checkpoints = value;
        return this;
    }

    /** Closed by the host. */
    public RollbackHostBuilder transport(Transport value) {
        transport = value;
        return this;
    }

    /** Epoch time that never decreases; default: {@link EpochClock}. */
    public RollbackHostBuilder clock(NanoClock value) {
        clock = value;
        return this;
    }

    /** Null: checkpoints are taken together. */
    Settlement newSettlement(RollbackNode node) {
        if (config.method() != CheckpointMethod.INDEPENDENT) {
            return null;
        }
        int askerId =
                config.initiatorId() == RollbackConfig.NOBODY ? ProcessSet.first(memberSet) : config.initiatorId();
        return new Settlement(processId, memberSet, askerId, log.incarnation(), config.settleIntervalNs(), node);
    }

    CoordinatedConfig coordinatedConfig() {
        return new CoordinatedConfig(
                coordinated.attemptTimeoutNs(),
                coordinated.resendIntervalNs(),
                coordinated.pollIntervalNs(),
                coordinated.incrementalRollback() && !config.method().recordsTransit());
    }

    /**
     * Recovers the process and starts it. Log, checkpoints and transport then belong to the host; they are closed when it cannot
     * recover, and left alone when a setting is wrong.
     *
     * @throws IllegalArgumentException with field, value and limit.
     * @throws io.ft4j.core.port.LogException when log and checkpoints are not those of this process, or do not fit together.
     */
    public RollbackHost build() {
        JvmFlags.require();
        Objects.requireNonNull(process, "service");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(coordinated, "coordinated");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(checkpoints, "checkpoints");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(clock, "clock");
        require(
                ProcessSet.contains(memberSet, processId),
                "processId",
                processId,
                "one of the members " + ProcessSet.toString(memberSet));
        require(
                config.initiatorId() == RollbackConfig.NOBODY || ProcessSet.contains(memberSet, config.initiatorId()),
                "initiatorId",
                config.initiatorId(),
                "one of the members " + ProcessSet.toString(memberSet));
        require(
                transport.maxFrameBytes() >= config.maxFrameBytes(),
                "frameBytes",
                config.frameBytes(),
                "less: a frame takes " + config.maxFrameBytes() + " bytes, the transport carries "
                        + transport.maxFrameBytes());
        require(
                checkpoints.keptCount() >= config.maxStateCount(),
                "keptCount",
                checkpoints.keptCount(),
                "at least " + config.maxStateCount() + " with maxUnsettled=" + config.maxUnsettled());
        int reportBytes = CoordinatedCheckpoints.maxFrameBytes(ProcessSet.size(memberSet), config.maxStateCount());
        require(
                transport.maxFrameBytes() >= reportBytes,
                "maxUnsettled",
                config.maxUnsettled(),
                "less: what is reported of so many checkpoints takes " + reportBytes + " bytes, the transport carries "
                        + transport.maxFrameBytes());
        return new RollbackHost(this);
    }

    private static void require(boolean holds, String field, long value, String limit) {
        if (!holds) {
            throw new IllegalArgumentException(field + "=" + value + " must be " + limit);
        }
    }
}
