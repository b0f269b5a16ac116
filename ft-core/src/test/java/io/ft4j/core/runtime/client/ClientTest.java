package io.ft4j.core.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.runtime.InvokedGroup;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.Replicas;
import io.ft4j.core.runtime.Tolerance;
import io.ft4j.core.session.ReplyCode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may do to itself, and must not do to others. */
class ClientTest {
    @ParameterizedTest
    @CsvSource({"0, 100", "0, -1", "-1, 8", "9, 8"})
    void aRangeOutsideItsBufferIsRefusedAndHarmsNobody(int offset, int length) {
        UnsafeBuffer command = new UnsafeBuffer(new byte[16]);
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            run.send(1);
            run.awaitAllAnswered();
            assertThrows(IndexOutOfBoundsException.class, () -> run.client.offer(command, offset, length));
            run.send(2);
            run.awaitAllAnswered();
            assertEquals(2, run.answered.size());
            run.client = run.group.connect();
            run.send(3);
            run.awaitAllAnswered();
        }
    }

    @Test
    void theRingOfAReplicaRefusesWhatWouldBlockIt() {
        Replicas replicas = ReplicaGroup.tolerating(Tolerance.crashes(1))
                .maxCommandBytes(64)
                .ingressCapacity(2)
                .replicas();
        UnsafeBuffer command = new UnsafeBuffer(new byte[80]);
        assertThrows(IndexOutOfBoundsException.class, () -> replicas.offer(0, 7, 1, command, 0, 81));
        assertThrows(IndexOutOfBoundsException.class, () -> replicas.offer(0, 7, 1, command, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> replicas.offer(0, 7, 1, command, 0, 65));
        assertTrue(replicas.offer(0, 7, 1, command, 0, 64));
        assertTrue(replicas.offer(0, 7, 2, command, 16, 64), "nothing above has taken a slot");
    }

    /** Answers with as many bytes as it is told to. */
    private record LongReplies(int length) implements StateMachine {
        @Override
        public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
            effects.publish(effects.claimReply(this.length));
        }

        @Override
        public long digest() {
            return 0;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 256, 5_000})
    void aSmallWindowTakesLongReplies(int replyBytes) {
        try (InvokedGroup run = new InvokedGroup(
                builder -> builder.maxReplyBytes(replyBytes).stateMachine(() -> new LongReplies(replyBytes)))) {
            run.client = run.group.connect(ClientConfig.DEFAULT.withMaxOutstanding(1));
            run.until(() -> run.offer(1) > 0, "taken");
            run.until(() -> run.client.outstanding() == 0, "answered");
            assertEquals(0, run.client.retries());
            assertTrue(run.errors.isEmpty(), () -> run.errors.toString());
        }
    }

    @Test
    void aRingOfRepliesHasRoomOrIsRefused() {
        assertTrue(ReplyFrame.newRing(1, 256).maxMsgLength() >= ReplyFrame.HEADER_LENGTH + 256);
        assertTrue(ReplyFrame.newRing(16, 0).capacity() >= 2 * 16 * (8 + ReplyFrame.HEADER_LENGTH + 8));
        String tooMuch = assertThrows(IllegalArgumentException.class, () -> ReplyFrame.newRing(32_768, 65_536))
                .getMessage();
        assertTrue(tooMuch.contains("maxOutstanding=32768") && tooMuch.contains("maxReplyBytes=65536"), tooMuch);
    }

    /** The state machines must not learn of it. */
    @Test
    void aReplyThatCanNeverFitIsLost() {
        ClientDirectory clients = new ClientDirectory();
        clients.add(
                7,
                new OneToOneRingBuffer(
                        new UnsafeBuffer(ByteBuffer.allocateDirect(1024 + RingBufferDescriptor.TRAILER_LENGTH))));
        Egress egress = new Egress(clients);
        egress.onReply(7, 1, ReplyCode.OK, 1, new UnsafeBuffer(new byte[512]), 0, 512);
        assertEquals(1, egress.lostReplies());
    }

    @Test
    void aWindowOfCommandsThatNoBufferHoldsIsRefused() {
        String tooMuch = assertThrows(IllegalArgumentException.class, () -> new OutstandingCommands(4096, 1 << 20))
                .getMessage();
        assertTrue(tooMuch.contains("maxOutstanding=4096"), tooMuch);
    }

    @Test
    void aSessionThatWasClosedIsRefusedToTheNextWhoWantsIt() {
        ClientConfig config = ClientConfig.DEFAULT.withSessionId(7);
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            run.client = run.group.connect(config);
            run.send(1);
            run.awaitAllAnswered();
            run.client.close();
            run.client = run.group.connect(config);
            run.until(() -> run.offer(1) == Client.CLOSED, "the session is refused");
            assertEquals(ReplyCode.SESSION_UNKNOWN, run.client.closeCode());
        }
    }

    @Test
    void aClosedGroupIsSaidToBeClosed() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            run.send(1);
            run.awaitAllAnswered();
            run.group.close();
            assertEquals(Client.CLOSED, run.offer(2));
            assertEquals(ReplyCode.OK, run.client.closeCode(), "the session itself was not ended");
            UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
            String reason = assertThrows(
                            IllegalStateException.class, () -> run.client.call(buffer, 0, 8, buffer, 0, 1_000_000))
                    .getMessage();
            assertEquals("the group is closed", reason);
            run.client.close();
        }
    }

    @Test
    void aBoardThatIsClosedStaysClosed() {
        LeaderBoard board = new LeaderBoard();
        board.announce(1, 2);
        board.close();
        board.announce(2, 0);
        board.withdraw(1, 2);
        assertEquals(LeaderBoard.CLOSED, board.current());
        assertEquals(-1, LeaderBoard.leaderId(board.current()));
    }

    @Test
    void pollCountsWhatItHandsOver() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            run.send(1);
            run.awaitAllAnswered();
            UnsafeBuffer reply = new UnsafeBuffer(new byte[8]);
            assertTrue(ReplyFrame.offer(run.client.replies(), 1, ReplyCode.OK, 9, reply, 0, 8), "an answer once more");
            assertEquals(0, run.client.poll((sequence, code, index, buffer, offset, length) -> {}, 16));
            assertEquals(1, run.client.duplicateReplies());
        }
    }

    @Test
    void givesRepliesInOrderAlsoWhereThoseOfALeaderComeFromTheMiddle() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            sendAll(run, 1, 3);
            run.awaitAllAnswered();
            sendAll(run, 4, 6);
            // As a new leader that executed 4 before it led: it answers from 5 on.
            for (long sequence = 5; sequence <= 6; sequence++) {
                assertTrue(ReplyFrame.offer(
                        run.client.replies(), sequence, ReplyCode.OK, 9, new UnsafeBuffer(new byte[8]), 0, 8));
            }
            run.client.poll((sequence, code, index, buffer, offset, length) -> run.answered.add(sequence), 16);
            assertEquals(List.of(1L, 2L, 3L), run.answered);
            run.awaitAllAnswered();
            assertEquals(LongStream.rangeClosed(1, 6).boxed().toList(), run.answered);
            assertEquals(21, run.sums.get(5));
        }
    }

    private static void sendAll(InvokedGroup run, long from, long to) {
        for (long value = from; value <= to; value++) {
            run.send(value);
        }
    }
}
