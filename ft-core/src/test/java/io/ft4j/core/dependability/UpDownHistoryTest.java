package io.ft4j.core.dependability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UpDownHistoryTest {
    private static final double LEVEL = 0.95;

    @Test
    void timesUpAndDownAddUp() {
        UpDownHistory history = new UpDownHistory(4);
        history.onUp(100);
        history.onDown(190);
        history.onUp(200);
        history.onDown(390);
        history.onUp(400);
        assertTrue(history.isUp());
        assertEquals(2, history.failureCount());
        assertEquals(2, history.repairCount());
        assertEquals(330, history.upNs(450));
        assertEquals(20, history.downNs(450));
        assertEquals(330.0 / 350, history.upFraction(450));
        assertEquals(165, history.mttfNs(450, LEVEL).point().orElseThrow());
        assertEquals(10, history.mttrNs(450, LEVEL).point().orElseThrow());
        assertEquals(175, history.mtbfNs(450, LEVEL).point().orElseThrow());
        assertEquals(165.0 / 175, history.availability(450, LEVEL).point().orElseThrow(), 1e-15);
    }

    @Test
    void theOpenTimeIsCensoredOnItsSideOnly() {
        UpDownHistory history = new UpDownHistory(4);
        history.onUp(0);
        history.onDown(90);
        assertEquals(Estimate.ofMeanNs(90, 1, false, LEVEL), history.mttfNs(100, LEVEL));
        assertEquals(Estimate.ofMeanNs(10, 0, true, LEVEL), history.mttrNs(100, LEVEL));
        history.onUp(110);
        assertEquals(Estimate.ofMeanNs(130, 1, true, LEVEL), history.mttfNs(150, LEVEL));
        assertEquals(Estimate.ofMeanNs(20, 1, false, LEVEL), history.mttrNs(150, LEVEL));
    }

    @Test
    void neverFailedLeavesALowerLimitOnly() {
        UpDownHistory history = new UpDownHistory(1);
        history.onUp(0);
        Estimate mttf = history.mttfNs(3_000, 0.90);
        assertEquals(1_001, mttf.lower(), 1);
        assertTrue(mttf.point().isEmpty() && mttf.upper().isEmpty());
        assertEquals(1, history.upFraction(3_000));
        assertEquals(0, history.availability(3_000, LEVEL).lower());
    }

    @Test
    void whatIsDownWhenFirstSeenHasAnOutageAndNoFailure() {
        UpDownHistory history = new UpDownHistory(2);
        history.onDown(10);
        assertEquals(1, history.keptOutageCount());
        assertEquals(UpDownHistory.STILL_DOWN, history.outageEndNs(0));
        history.onUp(30);
        assertEquals(0, history.failureCount());
        assertEquals(1, history.repairCount());
        assertEquals(20, history.downNs(30));
        assertEquals(30, history.outageEndNs(0));
    }

    @Test
    void repeatsAreCountedAndChangeNothing() {
        UpDownHistory history = new UpDownHistory(2);
        history.onUp(10);
        history.onUp(20);
        history.onDown(30);
        history.onDown(40);
        history.onDown(40);
        assertEquals(3, history.repeatCount());
        assertEquals(1, history.failureCount());
        assertEquals(20, history.upNs(50));
        assertEquals(20, history.downNs(50));
    }

    @Test
    void timeThatGoesBackIsIgnoredAndCounted() {
        UpDownHistory history = new UpDownHistory(2);
        history.onUp(-1);
        history.onDown(Long.MIN_VALUE);
        assertTrue(history.isEmpty());
        history.onUp(100);
        history.onDown(99);
        assertTrue(history.isUp());
        history.onUp(200);
        history.onDown(150);
        assertTrue(history.isUp(), "a repeat moves time on too");
        assertEquals(4, history.refusedCount());
        assertEquals(0, history.failureCount());
    }

    @Test
    void theExtremesOfTimeAreTaken() {
        UpDownHistory history = new UpDownHistory(2);
        history.onUp(0);
        history.onDown(Long.MAX_VALUE - 1);
        history.onUp(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE - 1, history.upNs(Long.MAX_VALUE));
        assertEquals(1, history.downNs(Long.MAX_VALUE));
        assertEquals(1, history.mttrNs(Long.MAX_VALUE, LEVEL).point().orElseThrow());
        assertTrue(Double.isFinite(history.mtbfNs(Long.MAX_VALUE, LEVEL).upper().orElseThrow()));
        assertTrue(history.availability(Long.MAX_VALUE, LEVEL).lower() > 0.999999);
    }

    @Test
    void stateChangesWithinOneInstant() {
        UpDownHistory history = new UpDownHistory(2);
        history.onUp(5);
        history.onDown(5);
        history.onUp(5);
        assertEquals(1, history.failureCount());
        assertTrue(history.mttfNs(5, LEVEL).point().isEmpty());
        assertThrows(IllegalStateException.class, () -> history.upFraction(5));
        assertEquals(1, history.upFraction(6));
    }

    @Test
    void theNewestOutagesAreKept() {
        UpDownHistory history = new UpDownHistory(3);
        history.onUp(0);
        for (int i = 1; i <= 5; i++) {
            history.onDown(i * 100);
            history.onUp(i * 100 + i);
        }
        assertEquals(3, history.keptOutageCount());
        for (int i = 0; i < 3; i++) {
            assertEquals((i + 3) * 100, history.outageStartNs(i));
            assertEquals((i + 3) * 101, history.outageEndNs(i));
        }
        assertEquals(5, history.failureCount());
        assertEquals(15, history.downNs(600));
        assertThrows(IllegalArgumentException.class, () -> history.outageStartNs(3));
        assertThrows(IllegalArgumentException.class, () -> history.outageEndNs(-1));
    }

    @Test
    void anEmptyHistorySaysNothing() {
        UpDownHistory history = new UpDownHistory(1);
        assertFalse(history.isUp());
        assertThrows(IllegalStateException.class, () -> history.upNs(1));
        assertThrows(IllegalStateException.class, () -> history.downNs(1));
        assertThrows(IllegalStateException.class, () -> history.upFraction(1));
        assertThrows(IllegalStateException.class, () -> history.mttfNs(1, LEVEL));
        assertThrows(IllegalStateException.class, () -> history.mttrNs(1, LEVEL));
        assertThrows(IllegalStateException.class, () -> history.mtbfNs(1, LEVEL));
        assertThrows(IllegalStateException.class, () -> history.availability(1, LEVEL));
    }

    @Test
    void aQuestionBeforeTheNewestEventIsRefused() {
        UpDownHistory history = new UpDownHistory(1);
        history.onUp(10);
        history.onUp(20);
        assertThrows(IllegalArgumentException.class, () -> history.upNs(19));
        assertThrows(IllegalArgumentException.class, () -> history.mttrNs(-1, LEVEL));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aCapacityOutsideItsLimitsIsRefused(int capacity) {
        assertThrows(IllegalArgumentException.class, () -> new UpDownHistory(capacity));
    }

    @Test
    void feedingAllocatesNothing() {
        UpDownHistory history = new UpDownHistory(64);
        Prng prng = new Prng(151);
        long[] nowNs = {0};
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 100_000; i++) {
                nowNs[0] += prng.nextInt(10) - 1;
                if (prng.chance(0.5)) {
                    history.onUp(nowNs[0]);
                } else {
                    history.onDown(nowNs[0]);
                }
            }
        });
        assertEquals(0, bytes);
        assertTrue(history.failureCount() > 0 && history.repeatCount() > 0 && history.refusedCount() > 0);
    }
}
