package io.ft4j.detect.swim;

import static io.ft4j.detect.swim.SwimWorld.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import org.junit.jupiter.api.Test;

/** Probes, relayed messages, suspicions, failures, refutations and pauses among 1,000 members allocate nothing. */
final class SwimAllocationTest {
    private static final int N = 1_000;
    private static final int STEPS = 140_000;
    private static final int UPDATES = 10;
    private static final int UPDATE_INCARNATION_OFFSET = 4;
    private static final int UPDATE_STATE_OFFSET = 12;

    private final SwimOutbox outbox = new SwimOutbox((destinationId, frame, length) -> {});
    private final SwimConfig config = SwimConfig.builder(N).build();
    private final SwimDetector detector =
            new SwimDetector(config, 0, 1, seeds(), SwimListener.NONE, new Prng(1).fork("allocation"));
    private final Prng prng = new Prng(2);
    private final SwimMessage ping = updates(SwimMessage.ping(0, 1, -1, 0));
    private final SwimMessage pingRequest = updates(SwimMessage.pingRequest(0, 1, 2));
    private final SwimMessage ack = updates(SwimMessage.ack(0, 1, -1, 1, -1));
    private final SwimMessage ackToRelay = updates(SwimMessage.ack(0, 1, 3, 1, -1));
    private long nowNs = SwimWorld.START_NS;
    private long steps;

    private static int[] seeds() {
        int[] seeds = new int[N];
        for (int id = 0; id < N; id++) {
            seeds[id] = id;
        }
        return seeds;
    }

    private static SwimMessage updates(SwimMessage message) {
        for (int i = 0; i < UPDATES; i++) {
            message.tells(i, 0, MemberState.ALIVE);
        }
        return message;
    }

    @Test
    void allocatesNothing() {
        outbox.beginStep(detector.maxStepBytes());
        detector.onStart(nowNs, outbox);
        assertEquals(0, AllocationMeter.leastBytesPerRound(this::round), "bytes in " + steps + " steps");
        assertTrue(steps > 1_000_000, "steps=" + steps);
        for (SwimCounter counter : new SwimCounter[] {
            SwimCounter.SUSPECTED,
            SwimCounter.DECLARED_FAILED,
            SwimCounter.REFUTED,
            SwimCounter.REFUTED_BY_OTHER,
            SwimCounter.ASKED_OTHERS,
            SwimCounter.PING_RELAYED,
            SwimCounter.ACK_RELAYED,
            SwimCounter.CLAIM_OLD,
            SwimCounter.OWN_PAUSE
        }) {
            assertTrue(detector.counters().count(counter) > 0, counter + " was never reached");
        }
        detector.checkInvariants();
    }

    private void round() {
        for (int i = 0; i < STEPS; i++) {
            nowNs += i % 5_000 == 0 ? 7_000 * MS : 5 * MS;
            outbox.beginStep(detector.maxStepBytes());
            int kind = i % 4;
            if (kind == 0) {
                detector.onDeadline(Math.max(nowNs, detector.nextDeadlineNs()), outbox);
                nowNs = Math.max(nowNs, detector.nextDeadlineNs() - 900 * MS);
            } else if (kind == 1) {
                hear(1 + prng.nextInt(N - 1), ping);
            } else if (kind == 2) {
                hear(1, i % 8 < 4 ? ack : ackToRelay);
            } else {
                hear(1, pingRequest);
            }
            outbox.beginStep(detector.maxStepBytes());
            detector.onBatchEnd(nowNs, outbox);
            steps++;
        }
    }

    /** Each update is of somebody at random, of an incarnation that is mostly news. */
    private void hear(int sourceId, SwimMessage message) {
        int offset = message.length - UPDATES * SwimConfig.UPDATE_BYTES;
        for (int i = 0; i < UPDATES; i++) {
            int id = prng.nextInt(N);
            int at = offset + i * SwimConfig.UPDATE_BYTES;
            message.bytes.putInt(at, id);
            message.bytes.putLong(at + UPDATE_INCARNATION_OFFSET, detector.incarnation(id) + prng.nextInt(2));
            message.bytes.putByte(at + UPDATE_STATE_OFFSET, (byte) prng.nextInt(3));
        }
        detector.onMessage(nowNs, sourceId, message.bytes, 0, message.length, outbox);
    }
}
