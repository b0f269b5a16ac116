package io.ft4j.core.runtime.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class DriverMemoryTest {
    private static final int BYTES = 4096;

    private final DriverMemory memory = new DriverMemory();

    @Test
    void aLifeThatEndedInTheMiddleOfAStepLeavesNothingInTheOutbox() {
        OutboxBuffer last = memory.outbox(BYTES);
        last.startFrom(5);
        last.publish(last.claimState(1, 8));
        last.suspect(2);
        last.restore(3);
        last.commitUpTo(7);
        last.releaseBefore(4);
        last.claim(1, 8);
        OutboxBuffer next = memory.outbox(BYTES);
        assertSame(last, next);
        assertTrue(next.isEmpty());
        assertEquals(0, next.count());
        assertEquals(BYTES, next.freeBytes());
        assertEquals(0, next.commitIndex());
        assertEquals(ProcessSet.EMPTY, next.takeSuspects());
        assertEquals(ProcessSet.EMPTY, next.takeRestores());
        assertEquals(0, next.takeRelease(Long.MAX_VALUE));
        assertEquals(1, next.publish(next.claimState(1, 8)));
    }

    @Test
    void noFrameWaitsInTheNextLife() {
        HeldFrames last = memory.held(BYTES);
        assertTrue(last.add(OutboxBuffer.FRAME, 1, 9, new UnsafeBuffer(new byte[8]), 0, 8));
        HeldFrames next = memory.held(BYTES);
        assertSame(last, next);
        assertTrue(next.isEmpty());
        assertFalse(next.isReady(Long.MAX_VALUE));
        assertTrue(next.add(OutboxBuffer.FRAME, 1, 1, new UnsafeBuffer(new byte[8]), 0, 8), "positions begin anew");
    }

    @Test
    void anotherSizeIsAnotherBuffer() {
        assertNotSame(memory.outbox(BYTES), memory.outbox(2 * BYTES));
        assertEquals(2 * BYTES, memory.outbox(2 * BYTES).freeBytes());
        assertNotSame(memory.held(BYTES), memory.held(2 * BYTES));
    }
}
