package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class OwnPausesTest {
    private static final long TOLERANCE_NS = 20;

    private final DetectorCounters counters = new DetectorCounters();
    private final OwnPauses pauses = new OwnPauses(TOLERANCE_NS, counters);

    OwnPausesTest() {
        pauses.start(1_000);
    }

    @Test
    void sleepingUntilTheNextDeadlineIsNoPause() {
        assertEquals(0, pauses.stallNs(9_000, 9_000));
        assertEquals(0, pauses.stallNs(90_000, Long.MAX_VALUE));
        assertEquals(0, counters.count(DetectorCounter.OWN_PAUSE));
    }

    @Test
    void aDeadlineMissedByTheToleranceIsNoPause() {
        assertEquals(0, pauses.stallNs(1_100, 1_080));
    }

    @Test
    void aDeadlineMissedByMoreIsAPauseSinceTheLastCall() {
        assertEquals(101, pauses.stallNs(1_101, 1_080));
        assertEquals(1, counters.count(DetectorCounter.OWN_PAUSE));
    }

    /** Room in an outbox may be short: then a deadline waits while the process runs. */
    @Test
    void aDeadlineThatWaitsWhileTheProcessRunsIsNoPause() {
        for (long nowNs = 1_010; nowNs <= 2_000; nowNs += 10) {
            assertEquals(0, pauses.stallNs(nowNs, 1_010));
        }
    }

    @Test
    void aPauseIsTakenOnce() {
        assertEquals(500, pauses.stallNs(1_500, 1_100));
        assertEquals(0, pauses.stallNs(1_500, 1_100));
        assertEquals(0, pauses.stallNs(1_501, 1_100));
    }

    @Test
    void timeThatIsRepeatedIsLeftOut() {
        assertEquals(-400, pauses.stallNs(600, 1_100));
        assertEquals(0, pauses.stallNs(610, 700));
        assertEquals(1, counters.count(DetectorCounter.CLOCK_WENT_BACK));
    }
}
