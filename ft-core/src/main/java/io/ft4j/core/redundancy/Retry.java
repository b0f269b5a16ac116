package io.ft4j.core.redundancy;

import io.ft4j.core.model.FaultPersistence;
import java.util.function.LongUnaryOperator;

/**
 * Redundancy in time: decides after every failed attempt of an operation whether there is another one, and when. It is
 * told the time and what failed; it reads no clock, waits for nothing and executes nothing.
 *
 * <p>Refused are, in this order: what was not declared repeatable, permanent faults, too many attempts, an attempt that
 * would begin too late, and what the budget does not cover. A refusal ends the operation.
 *
 * <p>The delay is drawn uniformly from zero to a bound that doubles with every failure ("full jitter"; Brooker,
 * Exponential Backoff and Jitter, AWS 2015): whoever failed together does not come back together.
 *
 * <p>Not thread-safe. One object serves one operation at a time, any number of them one after the other. No allocation.
 */
public final class Retry {
    /** The operation was not declared repeatable: it may have been executed. */
    public static final long NOT_REPEATABLE = -1;

    /** The fault is permanent: another attempt would fail as well. */
    public static final long PERMANENT_FAULT = -2;

    public static final long TOO_MANY_ATTEMPTS = -3;

    /** The next attempt would not begin before the deadline. */
    public static final long DEADLINE_EXCEEDED = -4;

    /** Too much is being repeated already. */
    public static final long NO_BUDGET = -5;

    private final RetryPolicy policy;
    private final RetryBudget budget;
    private final LongUnaryOperator uniform;

    private boolean inProgress;
    private Repeatable repeatable = Repeatable.NOT_DECLARED;
    private long beginNs;
    private int failures;

    /**
     * @param budget  shared by all operations of this thread against the same service.
     * @param uniform draws a number from 0, inclusive, to its argument, exclusive: {@code prng::nextLong}.
     */
    public Retry(RetryPolicy policy, RetryBudget budget, LongUnaryOperator uniform) {
        this.policy = policy;
        this.budget = budget;
        this.uniform = uniform;
    }

    /** The first attempt of an operation begins. What this object did before is over. */
    public void begin(long nowNs, Repeatable repeatable) {
        this.repeatable = repeatable;
        beginNs = nowNs;
        failures = 0;
        inProgress = true;
        budget.payIn();
    }

    /**
     * An attempt failed. All but a permanent fault is worth another one.
     *
     * @return how many nanoseconds to wait before the next attempt, 0 included, or the reason why there is none.
     * @throws IllegalStateException when no operation is in progress: none began, or it was refused.
     */
    public long failed(long nowNs, FaultPersistence persistence) {
        if (!inProgress) {
            throw new IllegalStateException("no operation is in progress after failures=" + failures);
        }
        failures++;
        long delayNs = delayOrRefusal(nowNs, persistence);
        inProgress = delayNs >= 0;
        return delayNs;
    }

    private long delayOrRefusal(long nowNs, FaultPersistence persistence) {
        if (!repeatable.isSafe()) {
            return NOT_REPEATABLE;
        }
        if (persistence == FaultPersistence.PERMANENT) {
            return PERMANENT_FAULT;
        }
        if (failures >= policy.maxAttempts()) {
            return TOO_MANY_ATTEMPTS;
        }
        long delayNs = draw(policy.delayBoundNs(failures));
        if (delayNs >= policy.timeoutNs() - (nowNs - beginNs)) {
            return DEADLINE_EXCEEDED;
        }
        return budget.tryTake() ? delayNs : NO_BUDGET;
    }

    private long draw(long boundNs) {
        long delayNs = uniform.applyAsLong(boundNs);
        if (delayNs < 0 || delayNs >= boundNs) {
            throw new IllegalStateException("uniform=" + delayNs + " is outside 0.." + (boundNs - 1));
        }
        return delayNs;
    }

    /** Attempts that failed since {@link #begin}. */
    public int failures() {
        return failures;
    }

    /** No attempt begins at this time or later. */
    public long deadlineNs() {
        return beginNs + policy.timeoutNs();
    }
}
