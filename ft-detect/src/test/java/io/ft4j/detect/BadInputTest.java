package io.ft4j.detect;

import static io.ft4j.detect.DetectorHands.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.detect.codec.HeartbeatEncoder;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a detector is told may be damaged, forged, late or too much, and its clock wrong: it counts that under a name, keeps
 * nothing of it, throws nothing and restores nobody for it. Heartbeat and probe detector alike.
 */
final class BadInputTest {
    private static final int PROCESSES = 4;
    private static final long PEERS = ProcessSet.firstN(PROCESSES) & ~1L;
    private static final long HOUR_NS = 3_600_000 * MS;

    /** A detector whose peers are all suspected, and sound messages that nobody restores it for. */
    private abstract static class Victim<D extends FailureDetector> {
        final String name;
        final DetectorHands<D> hands;

        Victim(String name, DetectorHands<D> hands) {
            this.name = name;
            this.hands = hands;
        }

        /** As long as no message is, and as a peer would send it; of the given kind. */
        abstract int write(UnsafeBuffer buffer, int kind, long sequence);

        abstract int kinds();

        /** Whether a peer is restored by this kind, where the sequence is right. */
        abstract boolean restores(int kind);

        /** A sequence that is right now. */
        abstract long nextSequence();

        final void give(int sourceId, UnsafeBuffer buffer, int length) {
            hands.detector.onMessage(hands.nowNs, sourceId, buffer, 0, length, hands.outbox);
            hands.outbox.takeFrame();
            hands.detector.checkInvariants();
        }

        final long suspects() {
            return DetectorSubject.suspects(hands.detector);
        }

        /** What was ignored for any reason. */
        final long ignored() {
            long sum = 0;
            for (DetectorCounter counter : new DetectorCounter[] {
                DetectorCounter.SENDER_UNKNOWN,
                DetectorCounter.MESSAGE_UNREADABLE,
                DetectorCounter.SEQUENCE_IMPLAUSIBLE,
                DetectorCounter.HEARTBEAT_REPEATED,
                DetectorCounter.HEARTBEAT_OVERTAKEN,
                DetectorCounter.RELAY_REFUSED,
                DetectorCounter.PROCESS_UNKNOWN,
                DetectorCounter.ACK_NEVER_ASKED,
                DetectorCounter.ACK_OF_ANOTHER_LIFE,
                DetectorCounter.ACK_REPEATED,
                DetectorCounter.ACK_OVERTAKEN
            }) {
                sum += hands.count(counter);
            }
            return sum;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final class Heartbeats extends Victim<HeartbeatDetector> {
        private final HeartbeatEncoder heartbeat = new HeartbeatEncoder();
        private final io.ft4j.detect.codec.MessageHeaderEncoder header =
                new io.ft4j.detect.codec.MessageHeaderEncoder();
        private long sequence = 1;

        Heartbeats() {
            super("heartbeat", new TestDetector(TestDetector.config().build(), PROCESSES));
        }

        @Override
        int write(UnsafeBuffer buffer, int kind, long heartbeatSequence) {
            heartbeat.wrapAndApplyHeader(buffer, 0, header).sequence(heartbeatSequence);
            return TestDetector.HEARTBEAT_LENGTH;
        }

        @Override
        int kinds() {
            return 1;
        }

        @Override
        boolean restores(int kind) {
            return true;
        }

        @Override
        long nextSequence() {
            return sequence++;
        }
    }

    private static final class Probes extends Victim<ProbeDetector> {
        private static final int PROBE = 0;
        private static final int ACK = 1;
        private static final int PROBE_REQUEST = 2;
        private static final int RELAYED_ACK = 3;

        private final ProbeMessage message = new ProbeMessage();

        Probes() {
            super("probe", new TestProber(TestProber.config().build(), PROCESSES));
        }

        @Override
        int write(UnsafeBuffer buffer, int kind, long sequence) {
            ProbeMessage written =
                    switch (kind) {
                        case PROBE -> message.probe(sequence, TestProber.PEER_LIFE, 1);
                        case ACK -> message.ack(sequence, TestProber.LIFE, TestProber.PEER_LIFE, 0);
                        case PROBE_REQUEST -> message.probeRequest(sequence, TestProber.PEER_LIFE, 2);
                        default -> message.relayedAck(sequence, TestProber.LIFE, TestProber.PEER_LIFE, 2);
                    };
            buffer.putBytes(0, written.buffer(), 0, written.length());
            return written.length();
        }

        @Override
        int kinds() {
            return 4;
        }

        @Override
        boolean restores(int kind) {
            return kind == ACK || kind == RELAYED_ACK;
        }

        /** All peers are probed in turn, so the newest one was asked this often. */
        @Override
        long nextSequence() {
            hands.advance(100 * MS);
            return (hands.nowNs - DetectorHands.START_NS) / (100 * MS);
        }
    }

    static Stream<Victim<?>> victims() {
        return Stream.of(new Heartbeats(), new Probes());
    }

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);

    @ParameterizedTest
    @MethodSource("victims")
    void strangersAndItself(Victim<?> victim) {
        suspectAll(victim);
        long sequence = victim.nextSequence();
        int given = 0;
        for (int kind = 0; kind < victim.kinds(); kind++) {
            for (int sourceId : new int[] {0, PROCESSES, 63, 64, 1_000, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                victim.give(sourceId, buffer, victim.write(buffer, kind, sequence));
                victim.hands.detector.onIncarnation(victim.hands.nowNs, sourceId, 9, victim.hands.outbox);
                given += 2;
            }
        }
        assertEquals(given, victim.hands.count(DetectorCounter.SENDER_UNKNOWN));
        assertEquals(PEERS, victim.suspects());
    }

    @ParameterizedTest
    @MethodSource("victims")
    void sequencesThatNobodyCanHaveReachedOrThatHaveWrapped(Victim<?> victim) {
        suspectAll(victim);
        int given = 0;
        for (int kind = 0; kind < victim.kinds(); kind++) {
            for (long sequence : new long[] {0, -1, Long.MIN_VALUE, Integer.MIN_VALUE}) {
                victim.give(1, buffer, victim.write(buffer, kind, sequence));
                given++;
            }
            if (victim.restores(kind)) {
                for (long sequence : new long[] {Long.MAX_VALUE, 1L << 62, (1L << 40) + 1}) {
                    victim.give(1, buffer, victim.write(buffer, kind, sequence));
                    given++;
                }
            }
        }
        assertEquals(given, victim.ignored());
        assertEquals(PEERS, victim.suspects());
    }

    /** A hundred messages where one is due. They refresh, or are answered; no deadline comes closer, nothing is kept. */
    @ParameterizedTest
    @MethodSource("victims")
    void aHundredTimesTheNormalRate(Victim<?> victim) {
        suspectAll(victim);
        long before = victim.ignored();
        for (int round = 0; round < 50; round++) {
            long sequence = victim.nextSequence();
            for (int i = 0; i < 100; i++) {
                for (int kind = 0; kind < victim.kinds(); kind++) {
                    victim.give(1, buffer, victim.write(buffer, kind, sequence));
                }
            }
            victim.hands.outbox.takeRestores();
        }
        // Of a hundred equal ones, one is news.
        assertTrue(victim.ignored() - before >= 50 * 99, "ignored=" + (victim.ignored() - before));
        assertEquals(ProcessSet.EMPTY, victim.suspects() & ProcessSet.of(1));
        victim.hands.advance(HOUR_NS);
        assertEquals(PEERS, victim.suspects(), "whoever falls silent then is suspected as before");
    }

    /** Every length, from 0 to what no message has, in a buffer that is no longer. */
    @ParameterizedTest
    @MethodSource("victims")
    void truncatedMessages(Victim<?> victim) {
        suspectAll(victim);
        long sequence = victim.nextSequence();
        for (int kind = 0; kind < victim.kinds(); kind++) {
            int length = victim.write(buffer, kind, sequence);
            for (int cut = 0; cut < length; cut++) {
                byte[] bytes = new byte[cut];
                buffer.getBytes(0, bytes);
                long before = victim.hands.count(DetectorCounter.MESSAGE_UNREADABLE);
                victim.give(1, new UnsafeBuffer(bytes), cut);
                assertEquals(before + 1, victim.hands.count(DetectorCounter.MESSAGE_UNREADABLE), "length " + cut);
            }
        }
        assertEquals(PEERS, victim.suspects());
    }

    /**
     * Every byte, every bit and all of a byte, of an old message: whatever it becomes, it restores nobody but by a number
     * that is right. The checksum of a frame finds nearly all of these before.
     */
    @ParameterizedTest
    @MethodSource("victims")
    void flippedBytes(Victim<?> victim) {
        suspectAll(victim);
        for (int kind = 0; kind < victim.kinds(); kind++) {
            int length = victim.write(buffer, kind, 0);
            for (int at = 0; at < length; at++) {
                for (int mask : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                    victim.write(buffer, kind, 0);
                    buffer.putByte(at, (byte) (buffer.getByte(at) ^ mask));
                    long before = victim.ignored();
                    victim.give(1, buffer, length);
                    long restored = victim.hands.outbox.takeRestores();
                    boolean isSequence = at >= 8 && at < 16;
                    assertTrue(
                            restored == ProcessSet.EMPTY || isSequence && buffer.getLong(8) > 0,
                            victim + ", kind " + kind + ", byte " + at + ", mask " + mask);
                    assertTrue(
                            victim.ignored() == before + 1 || isSequence,
                            victim + ", kind " + kind + ", byte " + at + ", mask " + mask);
                    suspectAll(victim);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("victims")
    void garbageOfEveryLength(Victim<?> victim) {
        suspectAll(victim);
        long seed = System.nanoTime();
        Prng prng = new Prng(seed);
        int given = 0;
        for (int round = 0; round < 2_000; round++) {
            for (int length = 0; length <= 64; length++) {
                byte[] bytes = new byte[length];
                for (int i = 0; i < length; i++) {
                    bytes[i] = (byte) prng.nextInt(256);
                }
                victim.give(1 + prng.nextInt(3), new UnsafeBuffer(bytes), length);
                given++;
            }
        }
        assertEquals(given, victim.hands.count(DetectorCounter.MESSAGE_UNREADABLE), "seed " + seed);
        assertEquals(PEERS, victim.suspects(), "seed " + seed);
    }

    @ParameterizedTest
    @MethodSource("victims")
    void clocksThatJumpForwardAndBackAndStandStill(Victim<?> victim) {
        DetectorHands<?> hands = victim.hands;
        for (long jumpNs : new long[] {HOUR_NS, -HOUR_NS, 300 * MS, -300 * MS, 1L << 55, -(1L << 55)}) {
            hands.nowNs += jumpNs;
            assertEquals(ProcessSet.EMPTY, hands.cycle(), "jump of " + jumpNs);
            assertEquals(ProcessSet.EMPTY, hands.advance(1), "jump of " + jumpNs);
        }
        assertEquals(3, hands.count(DetectorCounter.OWN_PAUSE));
        assertEquals(3, hands.count(DetectorCounter.CLOCK_WENT_BACK));
        for (int i = 0; i < 1_000; i++) {
            assertEquals(ProcessSet.EMPTY, hands.cycle(), "nobody is silent in no time");
        }
        assertEquals(PEERS, hands.advance(250 * MS), "jumps hide no crash");
    }

    private static void suspectAll(Victim<?> victim) {
        while (victim.suspects() != PEERS) {
            victim.hands.advance(250 * MS);
        }
    }
}
