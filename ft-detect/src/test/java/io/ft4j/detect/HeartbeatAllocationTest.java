package io.ft4j.detect;

import static io.ft4j.detect.DetectorHands.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.ProcessSet;
import org.junit.jupiter.api.Test;

/** Heartbeats of 63 peers, suspicions, restorations, pauses and new lives allocate nothing. */
final class HeartbeatAllocationTest {
    private static final int CYCLES = 4_000;
    private static final int PEERS = 63;

    private final TestDetector test = new TestDetector(TestDetector.config().build(), PEERS + 1);
    private final LeaderDetector leader =
            new LeaderDetector(LeaderRule.FEWEST_LIVES, 0, ProcessSet.firstN(PEERS + 1), 1);
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
            DetectorCounter.OWN_PAUSE
        }) {
            assertTrue(test.count(counter) > 0, counter + " was never reached");
        }
    }

    private void round() {
        for (int i = 0; i < CYCLES; i++) {
            sequence++;
            // Peer 1 is often silent for longer than its time-out, and comes back now and then in a new life.
            for (int peer = sequence % 1_000 == 0 ? 1 : 2; peer <= PEERS; peer++) {
                if (peer == 1 && sequence % 2_000 == 0) {
                    test.detector.onIncarnation(test.nowNs, 1, sequence, test.outbox);
                }
                test.hear(peer, sequence);
            }
            if (sequence % 500 == 0) {
                test.nowNs += 5_000 * MS;
            }
            tell(test.advance(100 * MS));
            steps += PEERS + 1;
        }
    }

    private void tell(long suspected) {
        for (long rest = suspected; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            leader.onSuspect(test.nowNs, ProcessSet.first(rest), test.outbox);
        }
        long restored = test.outbox.takeRestores();
        for (long rest = restored; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            leader.onRestore(test.nowNs, ProcessSet.first(rest), test.outbox);
        }
    }
}
