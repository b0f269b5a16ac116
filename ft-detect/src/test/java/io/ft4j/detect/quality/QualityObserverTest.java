package io.ft4j.detect.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.dependability.UpDownHistory;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.protocol.ProtocolStack;
import org.junit.jupiter.api.Test;

final class QualityObserverTest {
    private static final long S = 1_000_000_000;

    private final QualityObserver observer = new QualityObserver(0, ProcessSet.firstN(3), 8);
    private final ProtocolStack stack = new ProtocolStack(1, 0, ProcessSet.firstN(3), observer);

    @Test
    void aMistakeCountsInBothMeasures() {
        stack.onStart(100 * S, null);
        observer.onIncarnation(101 * S, 1, 1, null);
        stack.onSuspect(110 * S, 1, null);
        stack.onRestore(112 * S, 1, null);
        stack.onSuspect(120 * S, 1, null);
        stack.onRestore(121 * S, 1, null);
        DetectorQuality quality = observer.quality(1);
        assertEquals(2, quality.mistakeCount());
        assertEquals(1.5 * S, quality.mistakeDurationNs());
        assertEquals(10.0 * S, quality.mistakeRecurrenceNs());
        assertEquals(27.0 / 30, quality.queryAccuracy(130 * S));
        assertEquals(2 / 30.0, quality.mistakesPerS(130 * S));
        UpDownHistory history = observer.history(1);
        assertEquals(2, history.failureCount());
        assertEquals(3 * S, history.downNs(130 * S));
        assertEquals(26 * S, history.upNs(130 * S), "since it was first heard of");
        assertEquals(0, observer.quality(2).suspicionCount());
        assertTrue(observer.history(2).isEmpty());
    }

    @Test
    void aNewLifeProvesTheSuspicionRight() {
        stack.onStart(0, null);
        observer.onIncarnation(0, 1, 1, null);
        stack.onSuspect(10 * S, 1, null);
        observer.onIncarnation(14 * S, 1, 2, null);
        assertEquals(4 * S, observer.history(1).downNs(14 * S), "up when it is restored, not before");
        stack.onRestore(15 * S, 1, null);
        assertEquals(0, observer.quality(1).mistakeCount());
        assertEquals(1, observer.quality(1).rightCount());
        assertEquals(10.0 / 11, observer.quality(1).queryAccuracy(15 * S), "suspected for a second of the new life");
        assertEquals(5 * S, observer.history(1).downNs(15 * S));
        assertEquals(10.0 * S, observer.history(1).mttfNs(15 * S, 0.9).point().orElseThrow());
        assertEquals(5.0 * S, observer.history(1).mttrNs(15 * S, 0.9).point().orElseThrow());
        assertEquals(
                2 / 3.0, observer.history(1).availability(15 * S, 0.9).point().orElseThrow());
    }

    @Test
    void aNewLifeThatNobodySuspectedIsAnOutageOfNoLength() {
        stack.onStart(0, null);
        observer.onIncarnation(1 * S, 1, 1, null);
        assertEquals(0, observer.history(1).failureCount(), "the first one that is heard of is no restart");
        observer.onIncarnation(5 * S, 1, 2, null);
        assertEquals(1, observer.history(1).failureCount());
        assertEquals(0, observer.history(1).downNs(9 * S));
        assertEquals(8 * S, observer.history(1).upNs(9 * S));
        assertEquals(0, observer.quality(1).suspicionCount());
    }

    @Test
    void aProcessThatWasNeverHeardHasAnOutageAndNoFailure() {
        stack.onStart(0, null);
        stack.onSuspect(2 * S, 2, null);
        assertEquals(0, observer.history(2).failureCount());
        assertEquals(3 * S, observer.history(2).downNs(5 * S));
        assertEquals(1, observer.quality(2).suspicionCount());
        assertEquals(0, observer.quality(2).mistakeCount(), "undecided");
    }

    @Test
    void strangersAreCounted() {
        for (int id : new int[] {0, 3, 64, -1}) {
            observer.onSuspect(1, id, null);
            observer.onRestore(1, id, null);
            observer.onIncarnation(1, id, 1, null);
            assertThrows(IllegalArgumentException.class, () -> observer.quality(id));
            assertThrows(IllegalArgumentException.class, () -> observer.history(id));
        }
        assertEquals(12, observer.strangerCount());
        assertThrows(IllegalArgumentException.class, () -> new QualityObserver(3, ProcessSet.firstN(3), 8));
        assertThrows(IllegalArgumentException.class, () -> new QualityObserver(0, ProcessSet.firstN(3), 0));
    }

    @Test
    void isNeverDueAndSpeaksNoSchema() {
        assertEquals(Protocol.NO_MESSAGES, observer.schemaId());
        assertEquals(Long.MAX_VALUE, observer.nextDeadlineNs());
        assertEquals(0, stack.maxStepBytes());
    }

    @Test
    void feedingAndReadingAllocateNothing() {
        QualityObserver large = new QualityObserver(0, ProcessSet.firstN(64), 16);
        Prng prng = new Prng(97);
        long[] nowNs = {0};
        double[] sum = {0};
        large.onStart(0, null);
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 1_000_000; i++) {
                nowNs[0] += prng.nextInt(1_000);
                int id = 1 + prng.nextInt(63);
                switch (prng.nextInt(10)) {
                    case 0 -> large.onIncarnation(nowNs[0], id, i, null);
                    case 1, 2, 3, 4 -> large.onSuspect(nowNs[0], id, null);
                    default -> large.onRestore(nowNs[0], id, null);
                }
                sum[0] += large.quality(id).queryAccuracy(nowNs[0])
                        + large.history(id).downNs(nowNs[0]);
            }
        });
        assertEquals(0, bytes);
        assertTrue(large.quality(5).mistakeCount() > 0 && large.quality(5).rightCount() > 0);
    }
}
