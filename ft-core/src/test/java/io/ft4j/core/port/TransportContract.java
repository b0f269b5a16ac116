package io.ft4j.core.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link Transport} does: one test per sentence of its javadoc. Three processes, 0 to 2, in one thread. A
 * transport may lose frames, so the tests send again where they need an answer; those that count on more ask {@link
 * #isReliableAndOrdered()}.
 */
public abstract class TransportContract {
    protected static final int PROCESS_COUNT = 3;

    private static final long TIMEOUT_NS = 30_000_000_000L;

    private final Transport[] transports = new Transport[PROCESS_COUNT];

    /** The end of a process of a new network; called once per process and test. */
    protected abstract Transport open(int processId);

    /** Whether a frame that was taken arrives, once, and in the order in which its source sent it. */
    protected abstract boolean isReliableAndOrdered();

    /** Whether a frame to a process that has closed its end is refused at once, rather than lost. */
    protected abstract boolean noticesClosedPeers();

    /** Polls without driving what lies beneath the transport, if that is the code of others. */
    protected int take(int processId, FrameHandler handler, int limit) {
        return transport(processId).poll(handler, limit);
    }

    /** Called between attempts, for transports that need to be driven. */
    protected void doWork() {}

    @BeforeEach
    void openTransports() {
        for (int processId = 0; processId < PROCESS_COUNT; processId++) {
            transports[processId] = open(processId);
        }
    }

    @AfterEach
    void closeTransports() {
        for (Transport transport : transports) {
            transport.close();
        }
    }

    protected final Transport transport(int processId) {
        return transports[processId];
    }

    // ---- frames

    @Test
    void aFrameArrivesAsItWasSent() {
        byte[] frame = RecordList.body(1, 100);
        assertArrayEquals(frame, sendUntilReceived(0, 1, frame));
        assertArrayEquals(frame, sendUntilReceived(2, 0, frame));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 63, 64, 65})
    void framesOfAllLengthsArriveWhole(int length) {
        byte[] frame = RecordList.body(length, length);
        assertArrayEquals(frame, sendUntilReceived(1, 2, frame));
    }

    @Test
    void theLongestFrameArrivesWhole() {
        byte[] frame = RecordList.body(3, transport(0).maxFrameBytes());
        assertArrayEquals(frame, sendUntilReceived(0, 1, frame));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 99, 100})
    void twoPiecesMakeOneFrame(int headerLength) {
        byte[] frame = RecordList.body(4, 100);
        UnsafeBuffer header = new UnsafeBuffer(ByteBuffer.allocateDirect(200));
        UnsafeBuffer body = new UnsafeBuffer(new byte[200]);
        header.putBytes(17, frame, 0, headerLength);
        body.putBytes(5, frame, headerLength, 100 - headerLength);
        List<byte[]> received = new ArrayList<>();
        await(() -> {
            long result = transport(0).offer(1, header, 17, headerLength, body, 5, 100 - headerLength);
            assertTrue(result > 0 || result == Transport.BACK_PRESSURED || result == Transport.NOT_CONNECTED);
            receive(1, received);
            return !received.isEmpty();
        });
        assertArrayEquals(frame, received.get(0));
    }

    @Test
    void bothPiecesMayBeReusedAtOnce() {
        byte[] frame = RecordList.body(5, 64);
        UnsafeBuffer piece = new UnsafeBuffer(new byte[64]);
        List<byte[]> received = new ArrayList<>();
        await(() -> {
            piece.putBytes(0, frame);
            transport(0).offer(1, piece, 0, 32, piece, 32, 32);
            piece.setMemory(0, 64, (byte) 0x55);
            receive(1, received);
            return !received.isEmpty();
        });
        assertArrayEquals(frame, received.get(0));
    }

    @Test
    void framesAreNeitherMergedNorInvented() {
        Prng prng = new Prng(77);
        List<byte[]> sent = new ArrayList<>();
        List<byte[]> received = new ArrayList<>();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[transport(0).maxFrameBytes()]);
        for (int i = 0; i < 2000; i++) {
            byte[] frame = RecordList.body(i, 4 + prng.nextInt(200));
            buffer.putBytes(0, frame);
            buffer.putInt(0, i);
            if (transport(0).offer(1, buffer, 0, frame.length) > 0) {
                buffer.getBytes(0, frame);
                sent.add(frame);
            }
            if (prng.chance(0.3)) {
                receive(1, received);
            }
        }
        drain(1, received, sent.size());
        for (byte[] frame : received) {
            int number = new UnsafeBuffer(frame).getInt(0);
            byte[] original = sent.stream()
                    .filter(one -> new UnsafeBuffer(one).getInt(0) == number)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("never sent: " + number));
            assertArrayEquals(original, frame, "seed=77 frame " + number);
        }
    }

    @Test
    void framesArriveOnceAndInOrder() {
        if (!isReliableAndOrdered()) {
            return;
        }
        Prng prng = new Prng(78);
        Queue<byte[]> underWay = new ArrayDeque<>();
        int sent = 0;
        int count = 0;
        while (count < 5000) {
            byte[] frame = RecordList.body(sent, prng.nextInt(300));
            if (sent < 5000 && send(2, 1, frame) > 0) {
                underWay.add(frame);
                sent++;
            }
            if (sent == 5000 || prng.chance(0.3)) {
                List<byte[]> received = new ArrayList<>();
                receive(1, received, 1 + prng.nextInt(20));
                for (byte[] next : received) {
                    assertArrayEquals(underWay.remove(), next, "seed=78 frame " + count);
                    count++;
                }
            }
        }
        assertTrue(underWay.isEmpty());
    }

    // ---- limits

    @Test
    void aFrameThatIsTooLongIsRefused() {
        int max = transport(0).maxFrameBytes();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[max + 1]);
        assertEquals(Transport.TOO_LONG, transport(0).offer(1, buffer, 0, max + 1));
        assertEquals(Transport.TOO_LONG, transport(0).offer(1, buffer, 0, max, buffer, 0, 1));
        assertEquals(0, transport(1).poll(noFrame(), 10));
        assertArrayEquals(new byte[max], sendUntilReceived(0, 1, new byte[max]));
    }

    @Test
    void aFullTransportSaysSoAndRecovers() {
        byte[] frame = RecordList.body(6, transport(0).maxFrameBytes() / 2);
        if (!isReliableAndOrdered()) {
            return;
        }
        int sent = 0;
        long result = send(0, 1, frame);
        while (result > 0 && sent < 1_000_000) {
            sent++;
            result = send(0, 1, frame);
        }
        assertEquals(Transport.BACK_PRESSURED, result);
        assertTrue(send(0, 2, frame) > 0, "a full destination leaves the others alone");
        List<byte[]> received = new ArrayList<>();
        drain(1, received, sent);
        assertEquals(sent, received.size());
        assertTrue(send(0, 1, frame) > 0);
    }

    @Test
    void pollGivesAtMostItsLimit() {
        if (!isReliableAndOrdered()) {
            return;
        }
        for (int i = 0; i < 10; i++) {
            assertTrue(send(0, 1, new byte[8]) > 0);
            assertTrue(send(2, 1, new byte[8]) > 0);
        }
        List<byte[]> received = new ArrayList<>();
        assertEquals(0, receive(1, received, 0));
        int total = 0;
        while (total < 20) {
            int count = receive(1, received, 3);
            assertTrue(count <= 3);
            total += count;
            assertEquals(total, received.size(), "poll returns the number of frames given");
        }
    }

    @Test
    void pollOfNothingReturnsAtOnce() {
        assertEquals(0, transport(1).poll(noFrame(), 10));
    }

    @Test
    void noSourceShutsOutTheOthers() {
        if (!isReliableAndOrdered()) {
            return;
        }
        byte[] busy = {1, 0, 0, 0};
        byte[] quiet = {2, 0, 0, 0};
        assertTrue(send(2, 1, quiet) > 0);
        List<byte[]> received = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            assertTrue(send(0, 1, busy) > 0);
            assertTrue(send(0, 1, busy) > 0);
            receive(1, received, 1);
        }
        assertTrue(received.stream().anyMatch(frame -> Arrays.equals(frame, quiet)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, PROCESS_COUNT, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void anUnknownDestinationIsRefused(int destinationId) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> transport(0).offer(destinationId, buffer, 0, 8));
        assertTrue(refusal.getMessage().contains(Integer.toString(destinationId)), refusal.getMessage());
    }

    @Test
    void aBadRangeIsRefusedAndBlocksNothing() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
        assertThrows(IndexOutOfBoundsException.class, () -> transport(0).offer(1, buffer, 4, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> transport(0).offer(1, buffer, 0, 8, buffer, 6, 3));
        assertArrayEquals(new byte[8], sendUntilReceived(0, 1, new byte[8]));
    }

    // ---- closing

    @Test
    void closeIsIdempotentAndClosesForGood() {
        Transport closed = transport(0);
        closed.close();
        closed.close();
        assertEquals(Transport.CLOSED, closed.offer(1, new UnsafeBuffer(new byte[8]), 0, 8));
        assertEquals(0, closed.poll(noFrame(), 10));
    }

    @Test
    void aClosedProcessIsNotConnected() {
        transport(1).close();
        long result = send(0, 1, new byte[8]);
        if (noticesClosedPeers()) {
            assertEquals(Transport.NOT_CONNECTED, result);
        }
        assertArrayEquals(new byte[9], sendUntilReceived(0, 2, new byte[9]), "the others go on");
    }

    // ---- allocation

    @Test
    void offerAndPollAllocateNothing() {
        UnsafeBuffer header = new UnsafeBuffer(new byte[16]);
        UnsafeBuffer body = new UnsafeBuffer(new byte[64]);
        FrameHandler ignore = (buffer, offset, length) -> {};
        AllocationMeter meter = new AllocationMeter();
        Runnable beneath = this::doWork;
        long bytes = meter.leastOwnBytesPerRound(() -> {
            for (int i = 0; i < 5000; i++) {
                transport(0).offer(1, body, 0, 64);
                transport(2).offer(1, header, 0, 16, body, 0, 64);
                meter.runForeign(beneath);
                take(1, ignore, 10);
            }
        });
        assertEquals(0, bytes);
    }

    // ---- helpers

    protected final long send(int sourceId, int destinationId, byte[] frame) {
        long result = transport(sourceId).offer(destinationId, new UnsafeBuffer(frame), 0, frame.length);
        doWork();
        return result;
    }

    protected final int receive(int processId, List<byte[]> received, int limit) {
        doWork();
        return transport(processId).poll((buffer, offset, length) -> received.add(copy(buffer, offset, length)), limit);
    }

    protected final int receive(int processId, List<byte[]> received) {
        return receive(processId, received, 16);
    }

    private void drain(int processId, List<byte[]> received, int expected) {
        if (isReliableAndOrdered()) {
            await(() -> {
                receive(processId, received);
                return received.size() >= expected;
            });
        }
        int idle = 0;
        while (idle < 1000) {
            idle = receive(processId, received) == 0 ? idle + 1 : 0;
        }
    }

    private byte[] sendUntilReceived(int sourceId, int destinationId, byte[] frame) {
        List<byte[]> received = new ArrayList<>();
        await(() -> {
            send(sourceId, destinationId, frame);
            receive(destinationId, received);
            return !received.isEmpty();
        });
        return received.get(0);
    }

    private static void await(java.util.function.BooleanSupplier reached) {
        long deadline = System.nanoTime() + TIMEOUT_NS;
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                fail("nothing arrived");
            }
            Thread.onSpinWait();
        }
    }

    private static byte[] copy(DirectBuffer buffer, int offset, int length) {
        assertFalse(length < 0);
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }

    private static FrameHandler noFrame() {
        return (buffer, offset, length) -> fail("a frame of " + length + " bytes");
    }
}
