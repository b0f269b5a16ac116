package io.ft4j.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.ProtocolStack.Drop;
import io.ft4j.core.protocol.codec.MessageHeaderEncoder;
import io.ft4j.core.redundancy.Checksum;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Whose frames a stack takes: the slots of a group, or the ids of a larger system. */
final class ProtocolStackProcessesTest {
    private static final long GROUP_ID = 7;
    private static final int SCHEMA_ID = 99;
    private static final int LARGEST = ProtocolStack.MAX_PROCESS_COUNT;

    private final Receiving protocol = new Receiving();

    @Test
    void aGroupTakesFramesOfItsMembersOnly() {
        ProtocolStack stack = new ProtocolStack(GROUP_ID, 0, ProcessSet.firstN(3), protocol);
        for (int sourceId : new int[] {-1, 0, 3, 63, 64, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            receive(stack, sourceId, 1);
        }
        assertEquals(8, stack.dropped(Drop.SENDER));
        receive(stack, 1, 1);
        receive(stack, 2, 1);
        assertEquals(List.of("1 life 1", "1", "2 life 1", "2"), protocol.heard);
    }

    @Test
    void aLargeSystemTakesFramesOfAllItsIds() {
        ProtocolStack stack = ProtocolStack.ofProcesses(GROUP_ID, 100, LARGEST, protocol);
        for (int sourceId : new int[] {0, 63, 64, 99, 101, LARGEST - 1}) {
            receive(stack, sourceId, 1);
        }
        assertEquals(12, protocol.heard.size());
        for (int sourceId : new int[] {-1, 100, LARGEST, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            receive(stack, sourceId, 1);
        }
        assertEquals(5, stack.dropped(Drop.SENDER));
        assertEquals(12, protocol.heard.size());
    }

    @Test
    void aSystemSmallerThanAGroupEndsAtItsCount() {
        ProtocolStack stack = ProtocolStack.ofProcesses(GROUP_ID, 0, 3, protocol);
        receive(stack, 2, 1);
        receive(stack, 3, 1);
        assertEquals(1, stack.dropped(Drop.SENDER));
        assertEquals(List.of("2 life 1", "2"), protocol.heard);
    }

    @Test
    void dropsFramesOfEarlierLivesOfAnyId() {
        ProtocolStack stack = ProtocolStack.ofProcesses(GROUP_ID, 0, LARGEST, protocol);
        receive(stack, 40_000, 2);
        receive(stack, 40_000, 1);
        receive(stack, 40_001, 1);
        assertEquals(1, stack.dropped(Drop.OLD_INCARNATION));
        assertEquals(2, stack.incarnation(40_000));
        assertEquals(1, stack.incarnation(40_001));
        assertEquals(List.of("40000 life 2", "40000", "40001 life 1", "40001"), protocol.heard);
    }

    @Test
    void refusesIdsAndCountsOutsideTheirRange() {
        assertRefused("processCount=65537 is outside 1..65536", 0, LARGEST + 1);
        assertRefused("processCount=0 is outside 1..65536", 0, 0);
        assertRefused("selfId=5 is outside 0..4", 5, 5);
        assertRefused("selfId=-1 is outside 0..4", -1, 5);
    }

    private void assertRefused(String message, int selfId, int processCount) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ProtocolStack.ofProcesses(GROUP_ID, selfId, processCount, protocol))
                        .getMessage());
    }

    private static void receive(ProtocolStack stack, int sourceId, long incarnation) {
        int length = Frames.HEADER_LENGTH + MessageHeaderEncoder.ENCODED_LENGTH;
        UnsafeBuffer frame = new UnsafeBuffer(new byte[length]);
        Frames.putHeader(frame, 0, length, GROUP_ID, incarnation, sourceId);
        new MessageHeaderEncoder().wrap(frame, Frames.HEADER_LENGTH).schemaId(SCHEMA_ID);
        Frames.seal(frame, 0, length, new Checksum());
        stack.onFrame(0, frame, 0, length, null);
    }

    /** Writes down whom it heard. */
    private static final class Receiving implements Protocol {
        private final List<String> heard = new ArrayList<>();

        @Override
        public int schemaId() {
            return SCHEMA_ID;
        }

        @Override
        public int maxStepBytes() {
            return 0;
        }

        @Override
        public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
            heard.add(Integer.toString(sourceId));
        }

        @Override
        public void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {
            heard.add(processId + " life " + incarnation);
        }

        @Override
        public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

        @Override
        public void onStart(long nowNs, Outbox outbox) {}

        @Override
        public void onDeadline(long nowNs, Outbox outbox) {}

        @Override
        public void onBatchEnd(long nowNs, Outbox outbox) {}

        @Override
        public long nextDeadlineNs() {
            return Long.MAX_VALUE;
        }

        @Override
        public void checkInvariants() {}
    }
}
