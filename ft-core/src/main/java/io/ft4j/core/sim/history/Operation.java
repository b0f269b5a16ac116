package io.ft4j.core.sim.history;

/**
 * One operation of a history. Immutable. Models tell operations apart by function, key, argument and expected value
 * alone; what does not fit into a {@code long} stands in a table of one's own, and its place there is the argument.
 *
 * @param number    place in the history, in the order of invocations.
 * @param process   who asked.
 * @param function  what is asked for, like {@link RegisterModel#READ}.
 * @param key       on what.
 * @param argument  {@link #NOTHING}: there is none.
 * @param expected  of a compare-and-set; otherwise {@link #NOTHING}.
 * @param result    what was observed; {@link #NOTHING}: nothing was, or is not known.
 * @param invokedAt event of the history.
 * @param endedAt   event of the history; {@link #NEVER} when the outcome is unknown.
 */
public record Operation(
        int number,
        int process,
        String function,
        String key,
        long argument,
        long expected,
        Outcome outcome,
        long result,
        int invokedAt,
        int endedAt) {
    /** What a register holds that was never written. */
    public static final long NIL = Long.MIN_VALUE;

    /** No such value. */
    public static final long NOTHING = Long.MIN_VALUE + 1;

    public static final int NEVER = Integer.MAX_VALUE;

    /** How an operation ended. */
    public enum Outcome {
        DONE,
        /** It was executed and changed nothing, since its condition did not hold. */
        NOT_DONE,
        /** It was not executed and never will be. */
        FAILED,
        /** Nobody knows: it may take effect at any later time, or never. */
        UNKNOWN
    }

    public boolean isUnknown() {
        return outcome == Outcome.UNKNOWN;
    }

    /** The same invocation with this end. */
    Operation ended(Outcome newOutcome, long newResult, int newEndedAt) {
        return new Operation(
                number, process, function, key, argument, expected, newOutcome, newResult, invokedAt, newEndedAt);
    }

    /** As it is to one who knows nothing of its end. */
    Operation forgotten() {
        return isUnknown() ? this : ended(Outcome.UNKNOWN, NOTHING, NEVER);
    }

    /** What was asked for and what came of it, as {@link HistoryText} writes it but for the unknown. */
    @Override
    public String toString() {
        return HistoryText.invocation(this) + (isUnknown() ? " (unknown)" : HistoryText.result(this));
    }
}
