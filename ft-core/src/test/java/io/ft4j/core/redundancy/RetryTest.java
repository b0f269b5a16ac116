package io.ft4j.core.redundancy;

import static io.ft4j.core.model.FaultPersistence.INTERMITTENT;
import static io.ft4j.core.model.FaultPersistence.PERMANENT;
import static io.ft4j.core.model.FaultPersistence.TRANSIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryTest {
    private static final LongUnaryOperator LONGEST = bound -> bound - 1;
    private static final LongUnaryOperator NONE = bound -> 0;
    private static final int AMPLE = 1_000_000;

    private final RetryPolicy policy = RetryPolicy.builder()
            .baseDelayNs(10)
            .maxDelayNs(75)
            .timeoutNs(1000)
            .maxAttempts(8)
            .build();

    private static RetryBudget ample() {
        return new RetryBudget(AMPLE, 100);
    }

    @Test
    void theBoundDoublesUpToTheLargestDelay() {
        Retry retry = new Retry(policy, ample(), LONGEST);
        retry.begin(0, Repeatable.IDEMPOTENT);
        long[] expected = {9, 19, 39, 74, 74, 74, 74, Retry.TOO_MANY_ATTEMPTS};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], retry.failed(0, TRANSIENT), "failure " + (i + 1));
            assertEquals(i + 1, retry.failures());
        }
    }

    @Test
    void theBoundDoesNotOverflow() {
        long most = 1L << 50;
        for (long base : new long[] {1, 3, most}) {
            RetryPolicy wide = new RetryPolicy(base, most, most, Integer.MAX_VALUE);
            for (int failures = 1; failures < 200; failures++) {
                long exact =
                        failures > 60 ? most : Math.min(most, (long) Math.min(1e18, base * Math.pow(2, failures - 1)));
                assertEquals(exact, wide.delayBoundNs(failures), base + " after " + failures);
            }
            assertEquals(most, wide.delayBoundNs(Integer.MAX_VALUE));
        }
    }

    @Test
    void whatWasNotDeclaredRepeatableHasOneAttempt() {
        Retry retry = new Retry(policy, ample(), NONE);
        retry.begin(0, Repeatable.NOT_DECLARED);
        assertEquals(Retry.NOT_REPEATABLE, retry.failed(0, TRANSIENT));
    }

    @ParameterizedTest
    @EnumSource(value = Repeatable.class, mode = EnumSource.Mode.EXCLUDE, names = "NOT_DECLARED")
    void whatIsRepeatableIsTriedAgainAfterFaultsThatPass(Repeatable repeatable) {
        Retry retry = new Retry(policy, ample(), NONE);
        retry.begin(0, repeatable);
        assertEquals(0, retry.failed(0, TRANSIENT));
        assertEquals(0, retry.failed(0, INTERMITTENT));
        assertEquals(Retry.PERMANENT_FAULT, retry.failed(0, PERMANENT));
    }

    @Test
    void aRefusalEndsTheOperation() {
        Retry retry = new Retry(policy, ample(), NONE);
        assertThrows(IllegalStateException.class, () -> retry.failed(0, TRANSIENT));
        retry.begin(0, Repeatable.IDEMPOTENT);
        retry.failed(0, PERMANENT);
        assertThrows(IllegalStateException.class, () -> retry.failed(0, TRANSIENT));
        retry.begin(0, Repeatable.IDEMPOTENT);
        assertEquals(0, retry.failed(0, TRANSIENT));
        assertEquals(1, retry.failures());
    }

    @Test
    void anAttemptThatWouldBeginAtTheDeadlineIsRefused() {
        long begin = Long.MAX_VALUE - 500;
        Retry retry = new Retry(policy, ample(), LONGEST);
        retry.begin(begin, Repeatable.IDEMPOTENT);
        assertEquals(begin + 1000, retry.deadlineNs());
        assertEquals(9, retry.failed(begin + 990, TRANSIENT));
        retry.begin(begin, Repeatable.IDEMPOTENT);
        assertEquals(Retry.DEADLINE_EXCEEDED, retry.failed(begin + 991, TRANSIENT));
        retry.begin(begin, Repeatable.IDEMPOTENT);
        assertEquals(Retry.DEADLINE_EXCEEDED, retry.failed(begin + 5000, TRANSIENT));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyDelayIsWithinItsBoundAndNoAttemptBeginsAfterTheDeadline(long seed) {
        Prng prng = new Prng(seed);
        for (int run = 0; run < 5000; run++) {
            RetryPolicy drawn = draw(prng);
            Retry retry = new Retry(drawn, ample(), prng::nextLong);
            long beginNs = prng.nextLong();
            long nowNs = beginNs;
            retry.begin(nowNs, Repeatable.DEDUPLICATED);
            long delayNs;
            do {
                assertTrue(nowNs - beginNs < drawn.timeoutNs(), "seed " + seed);
                nowNs += prng.nextLong(drawn.timeoutNs() / 4 + 1);
                delayNs = retry.failed(nowNs, TRANSIENT);
                nowNs += Math.max(0, delayNs);
                long bound = Math.min(drawn.maxDelayNs(), drawn.baseDelayNs() << retry.failures() - 1);
                assertTrue(delayNs < bound && retry.failures() <= drawn.maxAttempts(), "seed " + seed);
            } while (delayNs >= 0);
            boolean isLast = retry.failures() == drawn.maxAttempts();
            assertEquals(isLast ? Retry.TOO_MANY_ATTEMPTS : Retry.DEADLINE_EXCEEDED, delayNs, "seed " + seed);
        }
    }

    private static RetryPolicy draw(Prng prng) {
        long base = 1 + prng.nextInt(1000);
        long max = base + prng.nextInt(10_000);
        return new RetryPolicy(base, max, max + prng.nextInt(100_000), 1 + prng.nextInt(20));
    }

    /** Full jitter: from zero on, and not around the bound. */
    @Test
    void delaysAreSpreadOverTheWholeRange() {
        Prng prng = new Prng(2015);
        Retry retry = new Retry(new RetryPolicy(1000, 1000, 1000, 2), ample(), prng::nextLong);
        int[] tenths = new int[10];
        for (int i = 0; i < 10_000; i++) {
            retry.begin(0, Repeatable.IDEMPOTENT);
            tenths[(int) retry.failed(0, TRANSIENT) / 100]++;
        }
        for (int count : tenths) {
            assertTrue(count > 850 && count < 1150, "seed 2015: " + count);
        }
    }

    @Test
    void equalSeedsGiveEqualDelays() {
        Retry left = new Retry(policy, ample(), new Prng(6)::nextLong);
        Retry right = new Retry(policy, ample(), new Prng(6)::nextLong);
        left.begin(0, Repeatable.IDEMPOTENT);
        right.begin(77, Repeatable.IDEMPOTENT);
        for (int i = 0; i < 7; i++) {
            assertEquals(left.failed(0, TRANSIENT), right.failed(77, INTERMITTENT));
        }
    }

    @Test
    void aDrawOutsideItsRangeIsRefused() {
        for (LongUnaryOperator bad : new LongUnaryOperator[] {bound -> bound, bound -> -1}) {
            Retry retry = new Retry(policy, ample(), bad);
            retry.begin(0, Repeatable.IDEMPOTENT);
            assertThrows(IllegalStateException.class, () -> retry.failed(0, TRANSIENT));
        }
    }

    /** A service that is down: whatever the policies allow, the load grows by the percentage only. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void repetitionsOfAnOutageStayWithinTheBudget(long seed) {
        Prng prng = new Prng(seed);
        int maxRetries = 1 + prng.nextInt(50);
        int percent = prng.nextInt(60);
        RetryBudget budget = new RetryBudget(maxRetries, percent);
        Retry[] retries = new Retry[16];
        for (int i = 0; i < retries.length; i++) {
            retries[i] = new Retry(policy, budget, prng::nextLong);
            retries[i].begin(0, Repeatable.IDEMPOTENT);
        }
        long operations = retries.length;
        long repetitions = 0;
        while (operations < 20_000) {
            Retry retry = retries[prng.nextInt(retries.length)];
            if (retry.failed(0, TRANSIENT) >= 0) {
                repetitions++;
            } else {
                operations++;
                retry.begin(0, Repeatable.IDEMPOTENT);
            }
            assertTrue(repetitions <= maxRetries + operations * percent / 100, "seed " + seed);
        }
        assertTrue(repetitions >= operations * percent / 100 - 1, "the budget was not used, seed " + seed);
    }

    @Test
    void anEmptyBudgetRefusesAndSuccessFillsIt() {
        RetryBudget budget = new RetryBudget(2, 50);
        Retry retry = new Retry(policy, budget, NONE);
        retry.begin(0, Repeatable.IDEMPOTENT);
        assertEquals(2, budget.retriesLeft());
        assertEquals(0, retry.failed(0, TRANSIENT));
        assertEquals(0, retry.failed(0, TRANSIENT));
        assertEquals(Retry.NO_BUDGET, retry.failed(0, TRANSIENT));
        retry.begin(0, Repeatable.IDEMPOTENT);
        assertEquals(0, budget.retriesLeft());
        retry.begin(0, Repeatable.IDEMPOTENT);
        assertEquals(1, budget.retriesLeft());
        assertEquals(0, retry.failed(0, TRANSIENT));
        for (int i = 0; i < 100; i++) {
            retry.begin(0, Repeatable.IDEMPOTENT);
        }
        assertEquals(2, budget.retriesLeft());
    }

    @Test
    void aRefusalForAnotherReasonTakesNothingFromTheBudget() {
        RetryBudget budget = new RetryBudget(1, 0);
        Retry retry = new Retry(policy, budget, LONGEST);
        retry.begin(0, Repeatable.NOT_DECLARED);
        retry.failed(0, TRANSIENT);
        retry.begin(0, Repeatable.IDEMPOTENT);
        retry.failed(0, PERMANENT);
        retry.begin(0, Repeatable.IDEMPOTENT);
        retry.failed(1000, TRANSIENT);
        assertEquals(1, budget.retriesLeft());
    }

    @Test
    void valuesThatDoNotFitTogetherAreRefused() {
        assertEquals("baseDelayNs=0 must be at least 1", refusal(() -> new RetryPolicy(0, 1, 1, 1)));
        assertEquals("maxDelayNs=4 must be at least baseDelayNs = 5", refusal(() -> new RetryPolicy(5, 4, 10, 1)));
        assertEquals("timeoutNs=9 must be at least maxDelayNs = 10", refusal(() -> new RetryPolicy(5, 10, 9, 1)));
        assertEquals(
                "timeoutNs=9223372036854775807 must be at most 1125899906842624",
                refusal(() -> new RetryPolicy(5, 10, Long.MAX_VALUE, 1)));
        assertEquals("maxAttempts=0 must be at least 1", refusal(() -> new RetryPolicy(5, 10, 10, 0)));
        assertEquals("maxRetries=0 is outside 1..1000000", refusal(() -> new RetryBudget(0, 10)));
        assertEquals("percent=-1 is outside 0..1000", refusal(() -> new RetryBudget(1, -1)));
        assertEquals(
                new RetryPolicy(10_000_000, 1_000_000_000, 10_000_000_000L, 10),
                RetryPolicy.builder().build());
    }

    private static String refusal(Runnable construction) {
        return assertThrows(IllegalArgumentException.class, construction::run).getMessage();
    }

    @Test
    void repeatingAllocatesNothing() {
        Retry retry = new Retry(policy, ample(), new Prng(3)::nextLong);
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 10_000; i++) {
                retry.begin(i, Repeatable.IDEMPOTENT);
                while (retry.failed(i, TRANSIENT) >= 0) {
                    assertTrue(retry.failures() < 8);
                }
            }
        });
        assertEquals(0, bytes);
    }
}
