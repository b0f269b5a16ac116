package io.ft4j.log.line;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** States in a message: what comes out is what went in, and nothing is believed that no process could have. */
final class StateRowsTest {
    private static final int MAX_COUNT = 3;
    private static final int ROW_LENGTH = 5 * Long.BYTES;

    private final StateRows rows = new StateRows(ProcessSet.firstN(3), MAX_COUNT);
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[StateRows.maxLength(2, MAX_COUNT) + ROW_LENGTH]);

    /** Process 1: number, delivered from 0, said to 0, delivered from 2, said to 2. */
    private int put(long... words) {
        for (int i = 0; i < words.length; i++) {
            buffer.putLong(i * Long.BYTES, words[i], LITTLE_ENDIAN);
        }
        return words.length * Long.BYTES;
    }

    private boolean isReadable(long... words) {
        return rows.isReadable(buffer, 0, put(words));
    }

    @Test
    void theLineIsTheSameAcrossAMessage() {
        CountedLine line = new CountedLine(ProcessSet.firstN(3), MAX_COUNT);
        int length = put(4, 0, 0, 0, 0, 6, 1, 2, 0, 0, RecoveryLine.CURRENT, 2, 3, 0, 0);
        assertTrue(rows.isReadable(buffer, 0, length));
        assertTrue(rows.hasCurrent(buffer, 0, length));
        rows.readInto(line, 1, buffer, 0, length);
        length = put(1, 0, 0, 0, 0, 2, 2, 1, 0, 0);
        assertTrue(rows.isReadable(buffer, 0, length));
        assertFalse(rows.hasCurrent(buffer, 0, length));
        rows.readInto(line, 0, buffer, 0, length);
        rows.readInto(line, 2, buffer, 0, put(9, 0, 0, 0, 0, RecoveryLine.CURRENT, 0, 0, 0, 0));
        line.compute(ProcessSet.of(0));
        assertEquals(2, line.state(0));
        assertEquals(6, line.state(1), "its current state has delivered 2 messages of 0, which has said 1");
        assertEquals(RecoveryLine.CURRENT, line.state(2));
    }

    @Test
    void whatNoProcessCouldHaveIsRefused() {
        assertTrue(isReadable(1, 0, 0, 0, 0));
        assertFalse(isReadable(), "none");
        assertFalse(isReadable(1, 0, 0, 0), "a part of a row");
        assertFalse(isReadable(RecoveryLine.CURRENT, 0, 0, 0, 0), "no checkpoint");
        assertFalse(isReadable(-1, 0, 0, 0, 0), "a negative number");
        assertFalse(isReadable(1, -1, 0, 0, 0), "a negative count");
        assertFalse(isReadable(2, 0, 0, 0, 0, 2, 0, 0, 0, 0), "a number twice");
        assertFalse(isReadable(1, 5, 0, 0, 0, 2, 4, 0, 0, 0), "less in the later one");
        assertFalse(isReadable(1, 0, 0, 0, 0, Long.MAX_VALUE, 0, 0, 0, 0), "a number behind all");
        assertTrue(isReadable(1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, RecoveryLine.CURRENT, 0, 0, 0, 0));
        assertFalse(isReadable(1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0, 0, 0, 0), "too many");
    }
}
