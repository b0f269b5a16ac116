package io.ft4j.log.messagelog.style;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far the log of a process reached when its checkpoint was taken. A log that reaches less far later is another one, an
 * older copy, or has lost its end; with it went receipts and messages that others rely on, though it may be sound in itself.
 */
public final class LogEnd {
    private final DurableLog log;
    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Long.BYTES]);
    private long durablePosition;
    private long checkpointLife;
    private long checkpointPosition;

    /** @param log for reading. */
    public LogEnd(DurableLog log) {
        this.log = log;
    }

    public void onDurable(long position) {
        durablePosition = position;
    }

    /** Everything up to here is on stable storage. */
    public long durablePosition() {
        return durablePosition;
    }

    // In a checkpoint: life of the process, position

    public void save(StateSink sink) {
        put(sink, log.incarnation());
        put(sink, durablePosition);
    }

    private void put(StateSink sink, long value) {
        word.putLong(0, value, LITTLE_ENDIAN);
        sink.write(word, 0, Long.BYTES);
    }

    public void restore(StateSource source) {
        checkpointLife = get(source);
        checkpointPosition = get(source);
    }

    private long get(StateSource source) {
        if (source.read(word, 0, Long.BYTES) != Long.BYTES) {
            throw new LogException("the checkpoint ends in the middle of what it says of the log");
        }
        return word.getLong(0, LITTLE_ENDIAN);
    }

    /** After the log was replayed. @throws LogException when it reaches less far than it did. */
    public void start() {
        if (log.incarnation() <= checkpointLife) {
            throw new LogException("the log is in life " + log.incarnation() + ", but the checkpoint was taken in life "
                    + checkpointLife + ": the log is another one, or an older copy");
        }
        if (log.position() < checkpointPosition) {
            throw new LogException(
                    "the log ends at position " + log.position() + ", but reached position " + checkpointPosition
                            + " when the checkpoint was taken: the log is another one, or has lost its end");
        }
        durablePosition = log.position();
    }
}
