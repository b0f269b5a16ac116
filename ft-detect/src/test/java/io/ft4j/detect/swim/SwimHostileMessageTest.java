package io.ft4j.detect.swim;

import static io.ft4j.detect.swim.TestSwim.LIFE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.detect.swim.codec.MessageHeaderEncoder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes that no member sent: refused and counted before anything changes; and what a lie can do at most. */
final class SwimHostileMessageTest {
    private static final int N = 5;

    private final TestSwim test = TestSwim.of(N);

    @Test
    void refusesStrangersAndItself() {
        for (int sourceId : new int[] {-1, 0, N, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            test.hear(sourceId, lie(SwimMessage.ping(1, LIFE, -1, -1)));
        }
        assertEquals(5, test.count(SwimCounter.SENDER_UNKNOWN));
        assertNothingChanged();
    }

    @Test
    void refusesWhatIsNotAsLongAsItSays() {
        SwimMessage whole = lie(SwimMessage.ack(1, LIFE, -1, 1, -1));
        for (int length = 0; length < whole.length; length++) {
            test.hear(1, whole, length);
        }
        assertEquals(whole.length, test.count(SwimCounter.MESSAGE_UNREADABLE));
        SwimMessage message = lie(SwimMessage.ping(1, LIFE, -1, -1));
        message.bytes.putByte(message.groupOffset + 2, (byte) 255);
        test.hear(1, message);
        message = lie(SwimMessage.ping(1, LIFE, -1, -1));
        message.bytes.putShort(message.groupOffset, (short) 12);
        test.hear(1, message);
        message = lie(SwimMessage.ping(1, LIFE, -1, -1));
        message.bytes.putShort(message.groupOffset, (short) -1);
        test.hear(1, message);
        assertEquals(whole.length + 3, test.count(SwimCounter.MESSAGE_UNREADABLE));
        assertNothingChanged();
    }

    @Test
    void refusesOtherSchemasAndMessages() {
        int[][] edits = {
            {MessageHeaderEncoder.schemaIdEncodingOffset(), 20},
            {MessageHeaderEncoder.templateIdEncodingOffset(), 0},
            {MessageHeaderEncoder.templateIdEncodingOffset(), 4},
            {MessageHeaderEncoder.blockLengthEncodingOffset(), 0},
            {MessageHeaderEncoder.blockLengthEncodingOffset(), 0xFFFF}
        };
        for (int[] edit : edits) {
            SwimMessage message = lie(SwimMessage.ping(1, LIFE, -1, -1));
            message.bytes.putShort(edit[0], (short) edit[1]);
            test.hear(1, message);
        }
        assertEquals(edits.length, test.count(SwimCounter.MESSAGE_UNREADABLE));
        assertNothingChanged();
    }

    @Test
    void refusesWhatNobodyCanHaveSent() {
        List<SwimMessage> implausible = List.of(
                lie(SwimMessage.ping(-1, LIFE, -1, -1)),
                lie(SwimMessage.ping(1, -1, -1, -1)),
                lie(SwimMessage.ping(1, Long.MAX_VALUE, -1, -1)),
                lie(SwimMessage.ping(1, Claim.MAX_INCARNATION + 1, -1, -1)),
                lie(SwimMessage.ping(1, LIFE, -2, -1)),
                lie(SwimMessage.ping(1, LIFE, 0, -1)),
                lie(SwimMessage.ping(1, LIFE, 1, -1)),
                lie(SwimMessage.ping(1, LIFE, N, -1)),
                lie(SwimMessage.ping(1, LIFE, -1, -2)),
                lie(SwimMessage.ping(1, LIFE, -1, N + 1)),
                lie(SwimMessage.ping(1, LIFE, -1, -1)).state(1),
                lie(SwimMessage.ping(1, LIFE, -1, -1)).state(2),
                lie(SwimMessage.ping(1, LIFE, -1, -1)).state(255),
                lie(SwimMessage.pingRequest(1, LIFE, 0)),
                lie(SwimMessage.pingRequest(1, LIFE, 1)),
                lie(SwimMessage.pingRequest(1, LIFE, -1)),
                lie(SwimMessage.pingRequest(1, LIFE, N)),
                lie(SwimMessage.ack(1, LIFE, -1, 0, -1)),
                lie(SwimMessage.ack(1, LIFE, -1, N, -1)),
                lie(SwimMessage.ack(1, LIFE, 0, 1, -1)),
                lie(SwimMessage.ack(1, LIFE, 2, 3, -1)),
                lie(SwimMessage.ping(1, LIFE, -1, -1)).tells(N, LIFE, MemberState.ALIVE),
                lie(SwimMessage.ping(1, LIFE, -1, -1)).tells(-1, LIFE, MemberState.ALIVE),
                lie(SwimMessage.ping(1, LIFE, -1, -1)).tells(3, -1, MemberState.ALIVE),
                lie(SwimMessage.ping(1, LIFE, -1, -1)).tells(3, Long.MAX_VALUE, MemberState.ALIVE),
                lie(SwimMessage.ping(1, LIFE, -1, -1)).tells(3, LIFE, MemberState.UNKNOWN),
                lie(SwimMessage.ping(1, LIFE, -1, -1)).tells(3, LIFE, 255));
        for (SwimMessage message : implausible) {
            test.hear(1, message);
        }
        assertEquals(implausible.size(), test.count(SwimCounter.MESSAGE_IMPLAUSIBLE));
        assertNothingChanged();
    }

    private static SwimMessage lie(SwimMessage message) {
        return message.tells(2, LIFE, MemberState.FAILED);
    }

    private void assertNothingChanged() {
        assertEquals(List.of(), test.takeTold());
        assertEquals(List.of(), test.take());
        for (int id = 1; id < N; id++) {
            assertEquals(0, test.detector.incarnation(id));
            assertEquals(MemberState.ALIVE, test.detector.state(id));
        }
    }

    /** One message moves an incarnation by one jump at most, for who hears it as for who is meant. */
    @Test
    void aWildIncarnationMovesByOneJump() {
        test.hearOf(1, 2, Claim.MAX_INCARNATION, MemberState.FAILED);
        assertEquals(Claim.MAX_JUMP, test.detector.incarnation(2));
        test.hearOf(1, 0, Claim.MAX_INCARNATION, MemberState.FAILED);
        assertEquals(LIFE + Claim.MAX_JUMP + 1, test.detector.incarnation(0));
        test.hear(3, SwimMessage.ping(1, Claim.MAX_INCARNATION, -1, -1));
        assertEquals(Claim.MAX_JUMP, test.detector.incarnation(3));
        assertEquals(3, test.count(SwimCounter.INCARNATION_JUMP));
    }

    /** Whom a wild number was spread of climbs above it, message by message, and is alive again in the eyes of all. */
    @Test
    void aWildIncarnationIsRefuted() {
        SwimWorld world = new SwimWorld(SwimConfig.builder(8).build(), 8, 1).startAll();
        world.runPeriods(5);
        for (int observer = 1; observer < 8; observer++) {
            for (int i = 0; i < observer; i++) {
                SwimMessage lie = SwimMessage.ping(0, LIFE, -1, -1).tells(0, Claim.MAX_INCARNATION, MemberState.FAILED);
                world.process(observer).lie(world.nowNs, observer == 7 ? 1 : 7, lie);
            }
        }
        assertTrue(world.detector(7).isSuspected(0));
        assertEquals(LIFE + 7 * Claim.MAX_JUMP, world.detector(7).incarnation(0));
        world.periodsUntil(world::isConverged, 60, "convergence");
        assertTrue(world.detector(0).incarnation(0) > LIFE + 7 * Claim.MAX_JUMP);
    }

    @Test
    void whoHasUsedTheNumbersUpCannotRefuteAndSaysSo() {
        long jumps = Claim.MAX_INCARNATION / Claim.MAX_JUMP;
        for (int i = 0; i <= jumps; i++) {
            test.hearOf(1, 0, Claim.MAX_INCARNATION, MemberState.FAILED);
        }
        assertEquals(4_096, jumps);
        assertTrue(test.count(SwimCounter.INCARNATION_EXHAUSTED) > 0);
        assertTrue(test.detector.incarnation(0) <= Claim.MAX_INCARNATION);
    }

    /** Whatever stands in a message: nothing breaks, and nothing is written that is too much for a step. */
    @Test
    void survivesGarbage() {
        long seed = 20_260_101;
        System.out.println("SwimHostileMessageTest seed " + seed);
        Prng prng = new Prng(seed);
        for (int i = 0; i < 30_000; i++) {
            SwimMessage message = lie(
                    i % 3 == 0
                            ? SwimMessage.ping(1, LIFE, 3, 0)
                            : i % 3 == 1 ? SwimMessage.pingRequest(1, LIFE, 2) : SwimMessage.ack(1, LIFE, -1, 1, 3));
            for (int edits = prng.nextInt(4); edits > 0; edits--) {
                message.bytes.putByte(prng.nextInt(message.length), (byte) prng.nextInt(256));
            }
            test.hear(1 + prng.nextInt(N - 1), message, prng.nextInt(message.length + 1 + prng.nextInt(64)));
            if (i % 64 == 0) {
                test.advance(prng.nextInt(3_000) * SwimWorld.MS);
                test.take();
            }
        }
        for (SwimCounter counter : new SwimCounter[] {
            SwimCounter.MESSAGE_UNREADABLE, SwimCounter.MESSAGE_IMPLAUSIBLE, SwimCounter.INCARNATION_JUMP
        }) {
            assertTrue(test.count(counter) > 10, counter + " only " + test.count(counter));
        }
    }
}
