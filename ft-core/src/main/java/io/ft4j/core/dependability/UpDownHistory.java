package io.ft4j.core.dependability;

/**
 * When one component was up and when it was down, as a failure detector saw it, and what follows from that. Totals
 * cover everything since the first event; of the outages the newest {@link #capacity} are kept. What the detector
 * suspects wrongly counts as an outage here: a history is as good as its detector.
 *
 * <p>The time that is still open counts up to the time of the question (censored). A component that is down when first
 * seen has an outage, but no failure: nobody saw it up before.
 *
 * <p>For one thread. {@link #onUp} and {@link #onDown} allocate nothing and never throw; estimates allocate.
 */
public final class UpDownHistory {
    /** End of an outage that has not ended. */
    public static final long STILL_DOWN = -1;

    private static final int MAX_CAPACITY = 1 << 20;

    private final long[] downAtNs;
    private final long[] upAtNs;
    private boolean begun;
    private boolean up;
    private long sinceNs;
    private long lastNs;
    private long closedUpNs;
    private long closedDownNs;
    private long outageCount;
    private long failureCount;
    private long repairCount;
    private long repeatCount;
    private long refusedCount;

    /** @param capacity outages that are kept. */
    public UpDownHistory(int capacity) {
        Require.range("capacity", capacity, 1, MAX_CAPACITY);
        downAtNs = new long[capacity];
        upAtNs = new long[capacity];
    }

    /** It is up. Time that goes back, or is negative, is ignored and counted. */
    public void onUp(long nowNs) {
        onState(true, nowNs);
    }

    /** It is down. Time that goes back, or is negative, is ignored and counted. */
    public void onDown(long nowNs) {
        onState(false, nowNs);
    }

    /** Whether nothing was seen yet. */
    public boolean isEmpty() {
        return !begun;
    }

    public boolean isUp() {
        return up;
    }

    public int capacity() {
        return downAtNs.length;
    }

    /** Changes from up to down. */
    public long failureCount() {
        return failureCount;
    }

    /** Changes from down to up. */
    public long repairCount() {
        return repairCount;
    }

    /** Events that told the state that was known. */
    public long repeatCount() {
        return repeatCount;
    }

    /** Events that were ignored, since their time lay before an earlier event's. */
    public long refusedCount() {
        return refusedCount;
    }

    /** @throws IllegalStateException when nothing was seen yet; so in all that follows. */
    public long upNs(long nowNs) {
        long openNs = openNs(nowNs);
        return up ? closedUpNs + openNs : closedUpNs;
    }

    public long downNs(long nowNs) {
        long openNs = openNs(nowNs);
        return up ? closedDownNs : closedDownNs + openNs;
    }

    /** The fraction of the time observed so far in which it was up: A(t) as observed. */
    public double upFraction(long nowNs) {
        long observedNs = upNs(nowNs) + downNs(nowNs);
        if (observedNs == 0) {
            throw new IllegalStateException("nowNs=" + nowNs + ": no time has passed since the first event");
        }
        return upNs(nowNs) / (double) observedNs;
    }

    public Estimate mttfNs(long nowNs, double confidence) {
        return Estimate.ofMeanNs(upNs(nowNs), failureCount, up, confidence);
    }

    public Estimate mttrNs(long nowNs, double confidence) {
        return Estimate.ofMeanNs(downNs(nowNs), repairCount, !up, confidence);
    }

    public Estimate mtbfNs(long nowNs, double confidence) {
        return Estimate.ofMtbfNs(upNs(nowNs), failureCount, downNs(nowNs), repairCount, up, confidence);
    }

    /** A(∞), which {@link #upFraction} approaches. */
    public Estimate availability(long nowNs, double confidence) {
        return Estimate.ofAvailability(upNs(nowNs), failureCount, downNs(nowNs), repairCount, up, confidence);
    }

    /** Outages that are kept: the newest ones. */
    public int keptOutageCount() {
        return (int) Math.min(outageCount, downAtNs.length);
    }

    /** @param index from 0, the oldest that is kept. */
    public long outageStartNs(int index) {
        return downAtNs[slot(index)];
    }

    /** @return or {@link #STILL_DOWN}. */
    public long outageEndNs(int index) {
        return upAtNs[slot(index)];
    }

    private void onState(boolean nowUp, long nowNs) {
        if (nowNs < lastNs) {
            refusedCount++;
            return;
        }
        lastNs = nowNs;
        if (begun && up == nowUp) {
            repeatCount++;
            return;
        }
        if (begun) {
            close(nowNs);
        }
        begun = true;
        up = nowUp;
        sinceNs = nowNs;
        if (!nowUp) {
            int slot = (int) (outageCount++ % downAtNs.length);
            downAtNs[slot] = nowNs;
            upAtNs[slot] = STILL_DOWN;
        }
    }

    private void close(long nowNs) {
        if (up) {
            closedUpNs += nowNs - sinceNs;
            failureCount++;
        } else {
            closedDownNs += nowNs - sinceNs;
            repairCount++;
            upAtNs[(int) ((outageCount - 1) % upAtNs.length)] = nowNs;
        }
    }

    private long openNs(long nowNs) {
        requireNow(nowNs);
        return nowNs - sinceNs;
    }

    void requireNow(long nowNs) {
        if (!begun) {
            throw new IllegalStateException("the history is empty: no event was seen");
        }
        Require.atLeast("nowNs", nowNs, lastNs);
    }

    private int slot(int index) {
        Require.range("index", index, 0, keptOutageCount() - 1);
        return (int) ((outageCount - keptOutageCount() + index) % downAtNs.length);
    }
}
