package io.ft4j.detect;

import static io.ft4j.detect.TestDetector.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import org.junit.jupiter.api.Test;

/** Heartbeats of 63 peers, suspicions, restorations, pauses, new lives and readings of φ allocate nothing. */
final class PhiAllocationTest {
    private static final int CYCLES = 4_000;
    private static final int PEERS = 63;

    private final TestPhi test = new TestPhi(TestPhi.config().build(), PEERS + 1);
    private long sequence;
    private long steps;
    private double sum;

    @Test
    void allocatesNothing() {
        assertEquals(0, AllocationMeter.leastBytesPerRound(this::round), "bytes in " + steps + " steps");
        assertTrue(steps > 1_000_000, "steps=" + steps);
        assertTrue(sum > 0, "sum=" + sum);
        for (DetectorCounter counter : new DetectorCounter[] {
            DetectorCounter.SUSPECTED,
            DetectorCounter.RESTORED,
            DetectorCounter.RESTORED_AFTER_RESTART,
            DetectorCounter.SILENCE_LEFT_OUT,
            DetectorCounter.OWN_PAUSE
        }) {
            assertTrue(test.count(counter) > 0, counter + " was never reached");
        }
    }

    private void round() {
        for (int i = 0; i < CYCLES; i++) {
            sequence++;
            // Peer 1 is often silent for too long, and comes back now and then in a new life.
            for (int peer = sequence % 1_000 == 0 ? 1 : 2; peer <= PEERS; peer++) {
                if (peer == 1 && sequence % 2_000 == 0) {
                    test.detector.onIncarnation(test.nowNs, 1, sequence, test.outbox);
                }
                test.hear(peer, sequence);
                sum += test.phi(peer);
            }
            if (sequence % 500 == 0) {
                test.nowNs += 5_000 * MS;
            }
            test.advance(100 * MS);
            sum += test.phi(1);
            test.outbox.takeRestores();
            steps += PEERS + 1;
        }
    }
}
