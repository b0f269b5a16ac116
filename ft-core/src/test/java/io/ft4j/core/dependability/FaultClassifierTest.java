package io.ft4j.core.dependability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.FaultPersistence;
import org.junit.jupiter.api.Test;

/** A window of 1000, three outages to be intermittent, 10 up to have recovered, 200 down to be permanent. */
final class FaultClassifierTest {
    private final FaultClassifier classifier = new FaultClassifier(1000, 3, 10, 200);
    private final UpDownHistory history = new UpDownHistory(8);

    @Test
    void noOutageIsNoFault() {
        history.onUp(0);
        assertEquals(FaultPersistence.NONE, at(1_000_000));
    }

    /** A bird flies through the beam; sending again succeeds. */
    @Test
    void onceAndNotAgainWithinTheWindowIsTransient() {
        outage(100, 120);
        assertEquals(FaultPersistence.UNDECIDED, at(121));
        assertEquals(FaultPersistence.UNDECIDED, at(1120));
        assertEquals(FaultPersistence.TRANSIENT, at(1121));
        assertEquals(FaultPersistence.TRANSIENT, at(Long.MAX_VALUE));
    }

    @Test
    void twoThatAreFarApartAreTransientTwice() {
        outage(100, 120);
        outage(1121, 1130);
        outage(2131, 2140);
        assertEquals(FaultPersistence.UNDECIDED, at(2150));
        assertEquals(FaultPersistence.TRANSIENT, at(3141));
    }

    /** A loose connector. */
    @Test
    void comingBackOftenWithinTheWindowIsIntermittent() {
        outage(100, 120);
        outage(400, 410);
        assertEquals(FaultPersistence.UNDECIDED, at(500));
        history.onDown(800);
        assertEquals(FaultPersistence.INTERMITTENT, at(800));
        history.onUp(805);
        assertEquals(FaultPersistence.INTERMITTENT, at(900));
        assertEquals(FaultPersistence.INTERMITTENT, at(1_000_000), "quiet alone does not clear it");
        outage(1_000_000, 1_000_010);
        assertEquals(FaultPersistence.UNDECIDED, at(1_000_020), "a new one, alone in its window");
    }

    @Test
    void theWindowIncludesItsEdge() {
        outage(100, 120);
        outage(400, 410);
        history.onDown(1120);
        assertEquals(FaultPersistence.INTERMITTENT, at(1120));
    }

    @Test
    void justBeyondTheEdgeItIsAnotherFault() {
        outage(100, 120);
        outage(400, 410);
        history.onDown(1121);
        assertEquals(FaultPersistence.UNDECIDED, at(1121));
    }

    @Test
    void downForLongIsPermanent() {
        history.onUp(0);
        history.onDown(100);
        assertEquals(FaultPersistence.UNDECIDED, at(299));
        assertEquals(FaultPersistence.PERMANENT, at(300));
        assertEquals(FaultPersistence.PERMANENT, at(Long.MAX_VALUE));
    }

    @Test
    void neverSeenUpIsPermanent() {
        history.onDown(0);
        assertEquals(FaultPersistence.UNDECIDED, at(199));
        assertEquals(FaultPersistence.PERMANENT, at(200));
    }

    @Test
    void whatTookReplacingWasPermanent() {
        outage(100, 300);
        assertEquals(FaultPersistence.PERMANENT, at(5_000));
    }

    @Test
    void aLongOutageAfterShortOnesIsPermanent() {
        outage(100, 120);
        outage(400, 410);
        history.onDown(800);
        assertEquals(FaultPersistence.PERMANENT, at(1000));
    }

    /** One stray success between failed probes is no time in which all is well. */
    @Test
    void aBriefTimeUpIsNoRecovery() {
        outage(100, 160);
        outage(165, 220);
        outage(229, 290);
        assertEquals(FaultPersistence.UNDECIDED, at(299), "one outage since 100");
        history.onDown(299);
        assertEquals(FaultPersistence.PERMANENT, at(300));
    }

    @Test
    void outagesThatAreOneCountOnce() {
        outage(100, 110);
        outage(115, 120);
        outage(125, 130);
        assertEquals(FaultPersistence.UNDECIDED, at(140));
        assertEquals(FaultPersistence.TRANSIENT, at(1131));
    }

    @Test
    void theNewestOutagesSufficeWhenOldOnesAreForgotten() {
        for (int i = 0; i < 50; i++) {
            outage(i * 100, i * 100 + 20);
        }
        assertEquals(FaultPersistence.INTERMITTENT, at(5_000));
    }

    @Test
    void classifyingAllocatesNothing() {
        for (int i = 0; i < 50; i++) {
            outage(i * 100, i * 100 + 20);
        }
        int[] intermittent = {0};
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 10_000; i++) {
                intermittent[0] += at(5_000 + i) == FaultPersistence.INTERMITTENT ? 1 : 0;
            }
        });
        assertEquals(0, bytes);
        assertEquals(80_000, intermittent[0]);
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalStateException.class, () -> at(5));
        history.onUp(10);
        assertThrows(IllegalArgumentException.class, () -> at(9));
        UpDownHistory tooShort = new UpDownHistory(2);
        tooShort.onUp(0);
        assertThrows(IllegalArgumentException.class, () -> classifier.classify(tooShort, 1));
        assertThrows(IllegalArgumentException.class, () -> new FaultClassifier(1000, 1, 10, 200));
        assertThrows(IllegalArgumentException.class, () -> new FaultClassifier(1000, 3, 0, 200));
        assertThrows(IllegalArgumentException.class, () -> new FaultClassifier(1000, 3, 10, 0));
        assertThrows(IllegalArgumentException.class, () -> new FaultClassifier(10, 3, 10, 200));
        assertThrows(IllegalArgumentException.class, () -> new FaultClassifier(-1, 3, 10, 200));
    }

    private void outage(long downNs, long upNs) {
        if (history.isEmpty()) {
            history.onUp(0);
        }
        history.onDown(downNs);
        history.onUp(upNs);
    }

    private FaultPersistence at(long nowNs) {
        return classifier.classify(history, nowNs);
    }
}
