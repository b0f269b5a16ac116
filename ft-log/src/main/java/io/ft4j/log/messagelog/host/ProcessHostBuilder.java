package io.ft4j.log.messagelog.host;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.EpochClock;
import io.ft4j.core.runtime.driver.JvmFlags;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.RecoverableProcess;
import java.util.Objects;
import org.agrona.concurrent.NanoClock;

/** Settings of a {@link ProcessHost}. Not thread-safe. */
public final class ProcessHostBuilder {
    long groupId;
    int processId;
    long memberSet;
    RecoverableProcess process;
    MessageLogConfig config = MessageLogConfig.builder().build();
    DurableLog log;
    CheckpointStore checkpoints;
    Transport transport;
    NanoClock clock = new EpochClock();
    long checkpointInterval;

    ProcessHostBuilder() {}

    /** Stands in every frame; frames of other groups are dropped. */
    public ProcessHostBuilder groupId(long value) {
        groupId = value;
        return this;
    }

    /**
     * @param id      of this process.
     * @param members a {@link ProcessSet} of all, this one included; it never changes.
     */
    public ProcessHostBuilder process(int id, long members) {
        processId = id;
        memberSet = members;
        return this;
    }

    public ProcessHostBuilder service(RecoverableProcess value) {
        process = value;
        return this;
    }

    public ProcessHostBuilder config(MessageLogConfig value) {
        config = value;
        return this;
    }

    /** Its durability is that of all promises: what crashes do not lose. Closed by the host. */
    public ProcessHostBuilder log(DurableLog value) {
        log = value;
        return this;
    }

    /** Closed by the host. */
    public ProcessHostBuilder checkpoints(CheckpointStore value) {
        checkpoints = value;
        return this;
    }

    /** Closed by the host. */
    public ProcessHostBuilder transport(Transport value) {
        transport = value;
        return this;
    }

    /** Epoch time that never decreases; default: {@link EpochClock}. */
    public ProcessHostBuilder clock(NanoClock value) {
        clock = value;
        return this;
    }

    /** Events after which a checkpoint is taken; default 0: only by {@link ProcessHost#checkpoint}. */
    public ProcessHostBuilder checkpointInterval(long events) {
        checkpointInterval = events;
        return this;
    }

    /**
     * Recovers the process and starts it. Log, checkpoints and transport then belong to the host; they are closed when it cannot
     * recover, and left alone when a setting is wrong.
     *
     * @throws IllegalArgumentException with field, value and limit.
     * @throws io.ft4j.core.port.LogException when log and checkpoints are not those of this process, or do not fit together.
     */
    public ProcessHost build() {
        JvmFlags.require();
        Objects.requireNonNull(process, "service");
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(checkpoints, "checkpoints");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(clock, "clock");
        require(
                ProcessSet.contains(memberSet, processId),
                "processId",
                processId,
                "one of the members " + ProcessSet.toString(memberSet));
        require(checkpointInterval >= 0, "checkpointInterval", checkpointInterval, "at least 0");
        require(
                transport.maxFrameBytes() >= config.maxFrameBytes(),
                "frameBytes",
                config.frameBytes(),
                "less: a frame takes " + config.maxFrameBytes() + " bytes, the transport carries "
                        + transport.maxFrameBytes());
        return new ProcessHost(this);
    }

    private static void require(boolean holds, String field, long value, String limit) {
        if (!holds) {
            throw new IllegalArgumentException(field + "=" + value + " must be " + limit);
        }
    }
}
