package io.ft4j.log.line;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.model.ProcessSet;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * {@link CountedStates} in a message, 64 bits each, little endian: the number of a state, {@link RecoveryLine#CURRENT} for the
 * current one, which is the last; then for each other member, in the order of their ids, messages delivered from it and said to it. No
 * allocation after construction.
 */
public final class StateRows {
    private final long members;
    private final int maxCount;

    /** @param maxCount of checkpoints of one process. */
    public StateRows(long members, int maxCount) {
        this.members = members;
        this.maxCount = maxCount;
    }

    /** Of the rows of one process in bytes. */
    public static int maxLength(int peerCount, int maxCount) {
        return (maxCount + 1) * rowLength(peerCount);
    }

    private static int rowLength(int peerCount) {
        return (1 + 2 * peerCount) * Long.BYTES;
    }

    private int rowLength() {
        return rowLength(ProcessSet.size(members) - 1);
    }

    /** @param withCurrent the current state is not lost. */
    public int length(CountedStates states, boolean withCurrent) {
        return (states.count() + (withCurrent ? 1 : 0)) * rowLength();
    }

    public void write(
            int processId, CountedStates states, boolean withCurrent, MutableDirectBuffer buffer, int offset) {
        int at = offset;
        for (int index = 0; index < states.count() + (withCurrent ? 1 : 0); index++) {
            long number = index < states.count() ? states.number(index) : RecoveryLine.CURRENT;
            buffer.putLong(at, number, LITTLE_ENDIAN);
            at += Long.BYTES;
            for (long rest = ProcessSet.remove(members, processId);
                    rest != ProcessSet.EMPTY;
                    rest = ProcessSet.withoutFirst(rest)) {
                int otherId = ProcessSet.first(rest);
                buffer.putLong(at, states.delivered(index, otherId), LITTLE_ENDIAN);
                buffer.putLong(at + Long.BYTES, states.said(index, otherId), LITTLE_ENDIAN);
                at += 2 * Long.BYTES;
            }
        }
    }

    /** Whether these bytes are states that a process could have: at least one checkpoint, later ones with no smaller counts. */
    public boolean isReadable(DirectBuffer buffer, int offset, int length) {
        int rowLength = rowLength();
        int count = length / rowLength;
        if (length < rowLength || length % rowLength != 0 || count > maxCount + 1 || isCurrent(buffer, offset)) {
            return false;
        }
        if (count > maxCount && !isCurrent(buffer, offset + (count - 1) * rowLength)) {
            return false;
        }
        for (int at = offset; at < offset + length; at += Long.BYTES) {
            long before = at < offset + rowLength ? 0 : buffer.getLong(at - rowLength, LITTLE_ENDIAN);
            boolean isNumber = (at - offset) % rowLength == 0;
            long value = buffer.getLong(at, LITTLE_ENDIAN);
            boolean grows = isNumber && at > offset ? value > before : value >= before;
            if (!grows || isNumber && value > RecoveryLine.CURRENT) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCurrent(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset, LITTLE_ENDIAN) >= RecoveryLine.CURRENT;
    }

    /** Whether the current state is among them. They are readable. */
    public boolean hasCurrent(DirectBuffer buffer, int offset, int length) {
        return isCurrent(buffer, offset + length - rowLength());
    }

    /** They are readable. */
    public void readInto(CountedLine line, int processId, DirectBuffer buffer, int offset, int length) {
        boolean withCurrent = hasCurrent(buffer, offset, length);
        int rows = length / rowLength();
        line.begin(processId, withCurrent ? rows - 1 : rows, withCurrent);
        int at = offset;
        for (int index = 0; index < rows; index++) {
            if (!withCurrent || index < rows - 1) {
                line.number(processId, index, buffer.getLong(at, LITTLE_ENDIAN));
            }
            at += Long.BYTES;
            for (long rest = ProcessSet.remove(members, processId);
                    rest != ProcessSet.EMPTY;
                    rest = ProcessSet.withoutFirst(rest)) {
                long delivered = buffer.getLong(at, LITTLE_ENDIAN);
                long said = buffer.getLong(at + Long.BYTES, LITTLE_ENDIAN);
                line.label(processId, index, ProcessSet.first(rest), delivered, said);
                at += 2 * Long.BYTES;
            }
        }
    }
}
