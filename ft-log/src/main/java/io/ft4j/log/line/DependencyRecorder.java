package io.ft4j.log.line;

import io.ft4j.core.model.ProcessSet;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The bookkeeping of one process that takes independent checkpoints: {@link #interval} rides on every message it sends,
 * {@link #onReceive} is told that of every message it receives, and {@link #encode} is stored along with a checkpoint.
 *
 * <p>Intervals have no lives: after a failure nobody goes on before every process has gone back to the recovery line, and
 * a message of a life before that must not arrive behind it, to which the incarnation in the envelope of a frame sees. A
 * process that went on alone would give the names of lost intervals to new ones, and orphans would no longer be found.
 *
 * <p>One thread, no allocation after construction.
 */
public final class DependencyRecorder {
    private final int processId;
    private final DependencyVector dependencies;
    private long interval;

    private DependencyRecorder(int processId, DependencyVector dependencies, long interval) {
        if (processId < 0 || processId >= ProcessSet.MAX_PROCESSES) {
            throw new IllegalArgumentException(
                    "processId=" + processId + " is outside 0.." + (ProcessSet.MAX_PROCESSES - 1));
        }
        if (dependencies.interval(processId) != 0) {
            throw new IllegalArgumentException("processId=" + processId + " depends on itself");
        }
        this.processId = processId;
        this.dependencies = dependencies;
        this.interval = CheckpointGraph.requireInterval(interval);
    }

    /** Of a process in its initial state. @param nextNumber of its next checkpoint. */
    public static DependencyRecorder initial(int processId, long nextNumber) {
        return new DependencyRecorder(processId, new DependencyVector(), nextNumber);
    }

    /**
     * Of a process restored from a checkpoint.
     *
     * @param nextNumber of its next checkpoint; greater than any number it took before, also those that are undone.
     * @throws IllegalArgumentException when the metadata are not those of {@link #encode}.
     */
    public static DependencyRecorder restored(
            int processId, long nextNumber, DirectBuffer metadata, int offset, int length) {
        return new DependencyRecorder(processId, DependencyVector.decode(metadata, offset, length), nextNumber);
    }

    /** What every message carries: the number of the checkpoint that will be the first to hold that it was sent. */
    public long interval() {
        return interval;
    }

    /** @throws IllegalArgumentException when the interval cannot be one, or the sender is this process. */
    public void onReceive(int senderId, long senderInterval) {
        if (senderId == processId || senderId < 0 || senderId >= ProcessSet.MAX_PROCESSES) {
            throw new IllegalArgumentException("senderId=" + senderId + " is outside 0.."
                    + (ProcessSet.MAX_PROCESSES - 1) + " or is processId=" + processId);
        }
        dependencies.raise(senderId, senderInterval);
    }

    /** What the state depends on now, as metadata of a checkpoint. @return how many bytes. */
    public int encode(MutableDirectBuffer buffer, int offset) {
        return dependencies.encode(buffer, offset);
    }

    /**
     * The state is taken: the next message is sent behind the checkpoint that has the number {@link #interval} now. If that
     * checkpoint fails its number is simply missing.
     */
    public void onCheckpoint() {
        interval = CheckpointGraph.requireInterval(interval + 1);
    }
}
