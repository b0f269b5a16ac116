package io.ft4j.core.dependability;

import io.ft4j.core.model.FaultPersistence;

/**
 * Tells transient, intermittent and permanent faults apart by the history of a component. Judged is the fault behind
 * the newest outage; outages with less than {@code minUpNs} between them are one, so that a component that fails
 * every probe but a stray one has not come back.
 *
 * <ol>
 *   <li>An outage of at least {@code permanentAfterNs}: permanent.
 *   <li>{@code recurrenceCount} outages or more, each of which ended at most {@code windowNs} before the newest
 *       began, itself included: intermittent. Quiet alone does not clear that; a component that was replaced gets a
 *       new history.
 *   <li>Fewer, and more than {@code windowNs} up since: transient. Not so long yet: undecided.
 * </ol>
 *
 * <p>The α-count (Bondavalli, Chiaradonna, Di Giandomenico, Grandoni 2000) weighs the same evidence by a sum that
 * decays with every success. Here it is a window, since its two numbers can be read off a requirement, and what it
 * counted can be read off the history.
 *
 * <p>Immutable; {@link #classify} allocates nothing.
 *
 * @param windowNs         within which a fault that comes back is the same fault.
 * @param recurrenceCount  outages in a window that make it intermittent, at least 2.
 * @param minUpNs          a shorter time up is no recovery.
 * @param permanentAfterNs an outage so long will not end by itself.
 */
public record FaultClassifier(long windowNs, int recurrenceCount, long minUpNs, long permanentAfterNs) {
    public FaultClassifier {
        Require.atLeast("recurrenceCount", recurrenceCount, 2);
        Require.atLeast("minUpNs", minUpNs, 1);
        Require.atLeast("permanentAfterNs", permanentAfterNs, 1);
        if (windowNs <= minUpNs) {
            throw new IllegalArgumentException("windowNs=" + windowNs + " must exceed minUpNs=" + minUpNs);
        }
    }

    /**
     * @throws IllegalArgumentException when the history keeps fewer outages than {@code recurrenceCount}, or {@code
     *                                  nowNs} lies before its newest event.
     * @throws IllegalStateException    when the history is empty.
     */
    public FaultPersistence classify(UpDownHistory history, long nowNs) {
        history.requireNow(nowNs);
        Require.atLeast("history.capacity", history.capacity(), recurrenceCount);
        if (history.keptOutageCount() == 0) {
            return FaultPersistence.NONE;
        }
        int newest = history.keptOutageCount() - 1;
        int first = firstOfSame(history, newest);
        long startNs = history.outageStartNs(first);
        boolean recovered = history.isUp() && nowNs - history.outageEndNs(newest) >= minUpNs;
        long endNs = recovered ? history.outageEndNs(newest) : nowNs;
        if (endNs - startNs >= permanentAfterNs) {
            return FaultPersistence.PERMANENT;
        }
        if (1 + outagesBefore(history, first, startNs - windowNs) >= recurrenceCount) {
            return FaultPersistence.INTERMITTENT;
        }
        return recovered && nowNs - endNs > windowNs ? FaultPersistence.TRANSIENT : FaultPersistence.UNDECIDED;
    }

    /** Index of the outage with which the one at {@code index} began. */
    private int firstOfSame(UpDownHistory history, int index) {
        int first = index;
        while (first > 0 && history.outageStartNs(first) - history.outageEndNs(first - 1) < minUpNs) {
            first--;
        }
        return first;
    }

    /** How many separate outages before {@code index} ended at or after {@code sinceNs}. */
    private int outagesBefore(UpDownHistory history, int index, long sinceNs) {
        int count = 0;
        int first = index;
        while (first > 0 && history.outageEndNs(first - 1) >= sinceNs) {
            first = firstOfSame(history, first - 1);
            count++;
        }
        return count;
    }
}
