package io.ft4j.detect;

import static io.ft4j.detect.DetectorHands.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.ProcessSet;
import org.junit.jupiter.api.Test;

/** Probes of 63 peers, from them and for them, suspicions, restorations, pauses and new lives allocate nothing. */
final class ProbeAllocationTest {
    private static final int CYCLES = 1_000;
    private static final int PEERS = 63;

    private final TestProber test =
            new TestProber(TestProber.config().relayLimit(50).build(), PEERS + 1);
    private long sequence;
    private long steps;

    @Test
    void allocatesNothing() {
        assertEquals(0, AllocationMeter.leastBytesPerRound(this::round), "bytes in " + steps + " steps");
        assertTrue(steps > 1_000_000, "steps=" + steps);
        for (DetectorCounter counter : new DetectorCounter[] {
            DetectorCounter.SUSPECTED,
            DetectorCounter.RESTORED,
            DetectorCounter.RESTORED_AFTER_RESTART,
            DetectorCounter.OWN_PAUSE,
            DetectorCounter.HELPERS_ASKED,
            DetectorCounter.HEARD_THROUGH_HELPER,
            DetectorCounter.RELAY_REFUSED
        }) {
            assertTrue(test.count(counter) > 0, counter + " was never reached");
        }
    }

    private void round() {
        for (int i = 0; i < CYCLES; i++) {
            sequence++;
            // Peer 1 is often silent for longer than its time-out, and comes back now and then in a new life.
            boolean isBack = sequence % 200 == 0;
            test.answering = ProcessSet.firstN(PEERS + 1) & (isBack ? -1L : -3L);
            if (sequence % 400 == 0) {
                test.peerLife = sequence;
                test.detector.onIncarnation(test.nowNs, 1, sequence, test.outbox);
                test.relayedAck(2, 1, sequence);
            }
            for (int peer = 2; peer <= PEERS; peer++) {
                test.give(peer, test.message().probe(sequence, 1, peer));
                // One peer asks for all others, more often than it may.
                test.give(1, test.message().probeRequest(sequence, 1, peer));
                test.give(peer, test.message().ack(sequence, 1, 1, 1));
            }
            if (sequence % 500 == 0) {
                test.nowNs += 5_000 * MS;
            }
            test.advance(100 * MS);
            test.outbox.takeRestores();
            steps += 3 * (PEERS - 1) + PEERS;
        }
    }
}
