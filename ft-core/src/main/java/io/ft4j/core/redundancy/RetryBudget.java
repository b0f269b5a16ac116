package io.ft4j.core.redundancy;

/**
 * What all operations against one service may repeat together. Where everything fails, everybody repeats, and the
 * repetitions keep down what they wait for. So every operation that begins pays in a part of a repetition, every
 * repetition takes a whole one, and an empty budget refuses: of n operations there are never more than {@code
 * maxRetries + n · percent / 100} repetitions. A token bucket as in Finagle ({@code RetryBudget}) and gRPC (proposal
 * A6, retry throttling), without a clock.
 *
 * <p>Not thread-safe: one for each thread. No allocation.
 */
public final class RetryBudget {
    private static final int MAX_RETRIES = 1_000_000;
    private static final int MAX_PERCENT = 1000;

    /** Price of one repetition: amounts are hundredths of it. */
    private static final int RETRY = 100;

    private final long capacity;
    private final int percent;
    private long balance;

    /**
     * A full one.
     *
     * @param maxRetries repetitions that a full budget holds: what may be repeated at once after a quiet time.
     * @param percent    repetitions for each 100 operations in the long run.
     */
    public RetryBudget(int maxRetries, int percent) {
        requireRange("maxRetries", maxRetries, 1, MAX_RETRIES);
        requireRange("percent", percent, 0, MAX_PERCENT);
        this.percent = percent;
        capacity = (long) maxRetries * RETRY;
        balance = capacity;
    }

    private static void requireRange(String field, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
    }

    /** An operation begins. */
    void payIn() {
        balance = Math.min(capacity, balance + percent);
    }

    boolean tryTake() {
        if (balance < RETRY) {
            return false;
        }
        balance -= RETRY;
        return true;
    }

    /** Whole repetitions left. */
    public int retriesLeft() {
        return (int) (balance / RETRY);
    }
}
