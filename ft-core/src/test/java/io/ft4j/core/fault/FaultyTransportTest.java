package io.ft4j.core.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.RecordList;
import io.ft4j.core.port.Transport;
import io.ft4j.core.port.TransportContract;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.codec.EnvelopeDecoder;
import io.ft4j.core.redundancy.Checksum;
import io.ft4j.core.runtime.local.InProcessNetwork;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** With an empty plan it is a transport as any other; with a fault, the fault shows in what arrives and when. */
final class FaultyTransportTest extends TransportContract {
    private static final long MS = 1_000_000;
    private static final long TIMEOUT_NS = 300 * MS;
    private static final int COUNT = 1000;
    private static final int FRAME_BYTES = 64;
    private static final byte[] MARK = RecordList.body(9, 20);

    private final InProcessNetwork network = new InProcessNetwork(PROCESS_COUNT, 128 * 1024, 4000);
    private FaultInjector injector = new FaultInjector(FaultPlan.none(PROCESS_COUNT), 1, 0, TIMEOUT_NS);

    @Override
    protected Transport open(int processId) {
        return injector.transport(processId, network.transport(processId));
    }

    @Override
    protected boolean isReliableAndOrdered() {
        return true;
    }

    @Override
    protected boolean noticesClosedPeers() {
        return true;
    }

    @Test
    void losesFrames() {
        Links links = new Links("at 0s for 1s LOSS {0} 20%");
        links.sendAll(0, 1);
        assertEquals(COUNT - links.count(FaultKind.LOSS), links.received(1).size());
        assertTrue(links.count(FaultKind.LOSS) > 100 && links.count(FaultKind.LOSS) < 300);
        links.sendAll(2, 1);
        assertEquals(COUNT, links.received(1).size(), "another sender");
        links.at(1000 * MS);
        links.sendAll(0, 1);
        assertEquals(COUNT, links.received(1).size(), "over");
    }

    @Test
    void doublesFrames() {
        Links links = new Links("at 0s for 1s DUPLICATION {0} 20%");
        links.sendAll(0, 1);
        List<byte[]> received = links.received(1);
        assertEquals(COUNT + links.count(FaultKind.DUPLICATION), received.size());
        assertTrue(links.count(FaultKind.DUPLICATION) > 100);
        assertEquals(COUNT, new HashSet<>(numbers(received)).size());
    }

    @Test
    void delaysFramesSoThatTheyOvertakeEachOther() {
        Links links = new Links("at 0s for 1s DELAY {0} 20ms");
        links.sendAll(0, 1);
        int early = links.received(1).size();
        assertTrue(early < COUNT / 10, early + " at once");
        links.at(20 * MS);
        List<byte[]> received = links.received(1);
        assertTrue(
                received.size() > COUNT / 2 && received.size() < COUNT * 3 / 4, received.size() + " in the mean time");
        links.at(1000 * MS);
        received.addAll(links.received(1));
        assertEquals(COUNT, early + received.size());
        assertNotEquals(numbers(received).stream().sorted().toList(), numbers(received));
    }

    @Test
    void aFewFramesAreVeryLate() {
        Links links = new Links("at 0s for 1s DELAY_SPIKE {0} 5%");
        links.sendAll(0, 1);
        long late = links.count(FaultKind.DELAY_SPIKE);
        assertTrue(late > 20);
        assertEquals(COUNT - late, links.received(1).size());
        links.at(TIMEOUT_NS);
        assertTrue(links.received(1).size() < late / 2, "most are later than an election");
        links.at(4 * TIMEOUT_NS);
        assertFalse(links.received(1).isEmpty());
    }

    @Test
    void flipsOneBit() {
        Links links = new Links("at 0s for 1s BIT_FLIP {0} 100%");
        links.send(0, 1, 7);
        byte[] received = links.received(1).get(0);
        int bits = 0;
        for (int i = 0; i < FRAME_BYTES; i++) {
            bits += Integer.bitCount((received[i] ^ frame(0, 7)[i]) & 0xFF);
        }
        assertEquals(1, bits);
    }

    @Test
    void bytesThatNobodySentArrive() {
        Links links = new Links("at 0s for 1s GARBAGE {0} 100%");
        links.send(0, 1, 7);
        List<byte[]> received = links.received(1);
        assertEquals(2, received.size());
        assertEquals(
                1,
                received.stream().filter(one -> Arrays.equals(one, frame(0, 7))).count());
    }

    @Test
    void forgedFramesAreSoundButOfNobodyHere() {
        Links links = new Links("at 0s for 1s FORGERY {0} 100%");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            links.send(0, 1, 7);
            byte[] forged = links.received(1).get(0);
            assertTrue(isSound(forged));
            seen.add(whatIsForged(new UnsafeBuffer(forged)));
        }
        assertEquals(Set.of("stranger", "receiver", "group", "schema"), seen);
    }

    private static String whatIsForged(UnsafeBuffer frame) {
        int sourceId = frame.getInt(EnvelopeDecoder.sourceIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
        if (sourceId != 0) {
            return sourceId == 1 ? "receiver" : sourceId >= PROCESS_COUNT ? "stranger" : "member";
        }
        long groupId = frame.getLong(EnvelopeDecoder.groupIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
        return groupId != 5 ? "group" : "schema";
    }

    @Test
    void framesOfLongAgoComeAgainAlsoFromAnEarlierLife() {
        Links links = new Links("at 0s for 1s OLD_FRAME {0} 100%");
        links.send(0, 1, 1);
        links.received(1);
        links.reopen(0);
        for (int i = 2; i < 100; i++) {
            links.send(0, 1, i);
        }
        List<Integer> numbers = numbers(links.received(1));
        assertTrue(numbers.subList(1, numbers.size()).contains(1), numbers.toString());
        assertEquals(2 * 98, numbers.size());
    }

    @Test
    void aPartitionCutsBothWays() {
        new Links("at 0s for 1s PARTITION {1}").assertOpen("02 20");
    }

    @Test
    void whoIsMuteReachesNobody() {
        new Links("at 0s for 1s MUTE {1}").assertOpen("01 02 20 21");
    }

    @Test
    void whoIsDeafIsReachedByNobody() {
        new Links("at 0s for 1s DEAF {1}").assertOpen("02 10 12 20");
    }

    @Test
    void whateverTheBridgeItHoldsTheOthersTogether() {
        new Links("at 0s for 1s BRIDGE {0}").assertOpen("01 02 10 20");
        new Links("at 0s for 1s BRIDGE {1}").assertOpen("01 10 12 21");
        new Links("at 0s for 1s BRIDGE {2}").assertOpen("02 12 20 21");
    }

    @Test
    void aLinkThatFlapsIsAwayAndBack() {
        Links links = new Links("at 0s for 1s FLAP {1} 100ms");
        links.assertOpen("02 20");
        links.at(100 * MS);
        links.assertOpen("01 02 10 12 20 21");
        links.at(250 * MS);
        links.assertOpen("02 20");
    }

    @Test
    void whatIsCloggedArrivesAllAtOnceAndInOrder() {
        Links links = new Links("at 0s for 1s CLOG {0}");
        links.sendAll(0, 1);
        links.at(999 * MS);
        assertEquals(0, links.received(1).size());
        links.at(1000 * MS);
        List<Integer> numbers = numbers(links.received(1));
        assertEquals(COUNT, numbers.size());
        assertEquals(numbers.stream().sorted().toList(), numbers);
    }

    @Test
    void aNarrowLinkHoldsSoManyFramesUntilTheyAreRead() {
        Links links = new Links("at 0s for 1s NARROW_LINK {0} 3");
        links.sendAll(0, 1);
        assertEquals(3, links.received(1).size());
        assertEquals(COUNT - 3, links.count(FaultKind.NARROW_LINK));
        links.sendAll(0, 1);
        links.sendAll(0, 2);
        assertEquals(3, links.received(1).size());
        assertEquals(3, links.received(2).size());
    }

    @Test
    void whatIsHeldIsBounded() {
        Links links = new Links("at 0s for 1s CLOG {0}");
        UnsafeBuffer frame = new UnsafeBuffer(new byte[4000]);
        for (int i = 0; i < 2 * FaultyTransport.MAX_HELD_BYTES / 4000; i++) {
            links.transports[0].offer(1, frame, 0, 4000);
        }
        links.at(1000 * MS);
        assertEquals(128 * 1024 / 4008, links.received(1).size(), "what the ring below takes at once");
    }

    @Test
    void alsoUnderFaultsWhatCannotBeSentIsRefused() {
        Links links = new Links("at 0s for 1s LOSS {0} 100%");
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[5000]);
        Transport transport = links.transports[0];
        assertEquals(Transport.TOO_LONG, transport.offer(1, buffer, 0, 4001));
        assertThrows(IllegalArgumentException.class, () -> transport.offer(3, buffer, 0, 8));
        assertThrows(IllegalArgumentException.class, () -> transport.offer(0, buffer, 0, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> transport.offer(1, buffer, 4999, 8));
        transport.close();
        assertEquals(Transport.CLOSED, transport.offer(1, buffer, 0, 8));
    }

    @Test
    void whatALateFrameFindsClosedIsLost() {
        Links links = new Links("at 0s for 1s CLOG {0}");
        links.send(0, 1, 1);
        links.transports[0].close();
        links.at(1000 * MS);
        assertEquals(0, links.received(1).size());
    }

    @Test
    void theSameSeedHitsTheSameFrames() {
        String plan = "at 0s for 1s LOSS {0} 20%\nat 0s for 1s DUPLICATION {0} 20%\nat 0s for 1s BIT_FLIP {0} 20%";
        Links one = new Links(plan);
        Links other = new Links(plan);
        one.sendAll(0, 1);
        other.sendAll(0, 1);
        List<byte[]> received = one.received(1);
        List<byte[]> receivedAgain = other.received(1);
        assertEquals(received.size(), receivedAgain.size());
        for (int i = 0; i < received.size(); i++) {
            assertArrayEquals(received.get(i), receivedAgain.get(i));
        }
    }

    private static byte[] frame(int sourceId, int number) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[FRAME_BYTES]);
        frame.putInt(Frames.HEADER_LENGTH + 8, number);
        frame.putBytes(Frames.HEADER_LENGTH + 12, MARK);
        Frames.putHeader(frame, 0, FRAME_BYTES, 5, 1, sourceId);
        Frames.seal(frame, 0, FRAME_BYTES, new Checksum());
        return frame.byteArray();
    }

    private static boolean isSound(byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        int from = EnvelopeDecoder.frameLengthEncodingOffset();
        return new Checksum().of(buffer, from, frame.length - from)
                == buffer.getInt(EnvelopeDecoder.crc32cEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    private static List<Integer> numbers(List<byte[]> frames) {
        return frames.stream()
                .map(frame -> new UnsafeBuffer(frame).getInt(Frames.HEADER_LENGTH + 8))
                .toList();
    }

    /** The links of three processes under a plan. */
    private final class Links {
        private final FaultInjector faults;
        private final InProcessNetwork below = new InProcessNetwork(PROCESS_COUNT, 128 * 1024, 4000);
        private final Transport[] transports = new Transport[PROCESS_COUNT];

        Links(String plan) {
            faults = new FaultInjector(FaultPlan.parse("test", "processes 3\n" + plan), 1, 0, TIMEOUT_NS);
            for (int id = 0; id < PROCESS_COUNT; id++) {
                reopen(id);
            }
            at(0);
        }

        void reopen(int id) {
            if (transports[id] != null) {
                transports[id].close();
            }
            transports[id] = faults.transport(id, below.transport(id));
        }

        void at(long nowNs) {
            faults.poll(nowNs, new NoHost());
        }

        long count(FaultKind kind) {
            return faults.count(kind);
        }

        void send(int sourceId, int destinationId, int number) {
            byte[] frame = frame(sourceId, number);
            assertTrue(transports[sourceId].offer(destinationId, new UnsafeBuffer(frame), 0, frame.length) > 0);
        }

        void sendAll(int sourceId, int destinationId) {
            for (int i = 0; i < COUNT; i++) {
                send(sourceId, destinationId, i);
            }
        }

        List<byte[]> received(int id) {
            List<byte[]> frames = new ArrayList<>();
            int count = 1;
            while (count > 0) {
                count = transports[id].poll(
                        (buffer, offset, length) -> {
                            byte[] bytes = new byte[length];
                            buffer.getBytes(offset, bytes);
                            frames.add(bytes);
                        },
                        100);
            }
            return frames;
        }

        /** The links that let a frame pass, source before destination. */
        void assertOpen(String expected) {
            List<String> open = new ArrayList<>();
            for (int from = 0; from < PROCESS_COUNT; from++) {
                for (int to = 0; to < PROCESS_COUNT; to++) {
                    if (from != to) {
                        send(from, to, 1);
                        open.addAll(received(to).isEmpty() ? List.of() : List.of("" + from + to));
                    }
                }
            }
            assertEquals(expected, String.join(" ", open));
        }
    }
}
