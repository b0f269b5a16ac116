package io.ft4j.detect;

import static io.ft4j.detect.TestDetector.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ◇P where its assumption holds, over the worst delays that it allows and over random ones; the seed is the parameter. */
final class PhiGuaranteesTest {
    /** Of a heartbeat; nobody was told. */
    private static final long REAL_DELAY_NS = 900 * MS;

    private static final int WINDOW_COUNT = 10;
    private static final int ROUNDS = 300;

    private long sequence;
    private long lastMistakeNs;

    /** The worst: regular until the window has forgotten, then late, again and again. */
    @ParameterizedTest
    @ValueSource(longs = {50, 100, 400})
    void mistakesEndAlthoughTheWindowForgets(long incrementMs) {
        long incrementNs = incrementMs * MS;
        TestPhi test = new TestPhi(TestPhi.config().incrementNs(incrementNs).build(), 2);
        int mistakes = mistakesOfARegularProcessThatIsLate(test);
        assertTrue(mistakes >= 2, "mistakes=" + mistakes);
        assertTrue(mistakes <= (REAL_DELAY_NS + incrementNs - 1) / incrementNs, "mistakes=" + mistakes);
        assertTrue(test.detector.acceptablePauseNs(1) < REAL_DELAY_NS + incrementNs);
        test.advance(3_600_000 * MS);
        assertTrue(test.detector.isSuspected(1), "it is complete still");
    }

    /** φ alone, or as good as alone: here a pause grows by a nanosecond. The same mistake, each time. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 8, 16})
    void phiAloneIsNotEventuallyPerfect(double threshold) {
        TestPhi test = new TestPhi(
                TestPhi.config()
                        .threshold(threshold)
                        .acceptablePauseNs(20 * MS)
                        .incrementNs(1)
                        .build(),
                2);
        assertEquals(ROUNDS, mistakesOfARegularProcessThatIsLate(test));
    }

    private int mistakesOfARegularProcessThatIsLate(TestPhi test) {
        int mistakes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            mistakes += ProcessSet.size(test.hearAll(2, sequence + 1, 2 * WINDOW_COUNT));
            sequence += 2 * WINDOW_COUNT;
            mistakes += ProcessSet.size(test.advance(REAL_DELAY_NS));
            test.outbox.takeRestores();
        }
        return mistakes;
    }

    /** Half an hour without any bound, then a bound: not a mistake after the first hours. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eventuallyPerfectOnceDelaysAreBounded(long seed) {
        Prng prng = new Prng(seed);
        TestPhi test = new TestPhi(TestPhi.config().incrementNs(20 * MS).build(), 2);
        assertTrue(play(test, prng, 5_000 * MS, 1_800_000 * MS) > 0, "the first half hour was meant to be hard");
        long steadyFromNs = test.nowNs;
        int mistakes = play(test, prng, REAL_DELAY_NS, 24 * 3_600_000 * MS);
        assertTrue(mistakes <= REAL_DELAY_NS / (20 * MS), "mistakes=" + mistakes);
        assertTrue(lastMistakeNs < steadyFromNs + 12 * 3_600_000 * MS, "last mistake at " + lastMistakeNs);
        test.advance(3_600_000 * MS);
        assertTrue(test.detector.isSuspected(1));
    }

    /** Each heartbeat takes a delay of its own; what is overtaken is no news. */
    private int play(TestPhi test, Prng prng, long maxDelayNs, long durationNs) {
        int mistakes = 0;
        long untilNs = test.nowNs + durationNs;
        long sentAtNs = test.nowNs;
        while (test.nowNs < untilNs) {
            sentAtNs += 100 * MS;
            // Delays are short mostly, and now and then anything up to the bound.
            long delayNs = prng.chance(0.02) ? prng.nextLong(maxDelayNs + 1) : prng.nextLong(2 * MS);
            if (sentAtNs + delayNs > test.nowNs) {
                long suspected = test.advance(sentAtNs + delayNs - test.nowNs);
                if (suspected != ProcessSet.EMPTY) {
                    mistakes++;
                    lastMistakeNs = test.nowNs;
                }
            }
            test.hear(1, ++sequence);
            test.outbox.takeRestores();
        }
        return mistakes;
    }
}
