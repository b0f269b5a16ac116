package io.ft4j.core.fault;

/**
 * What the clock of one process shows: it drifts, jumps and freezes, but as the clock of the product it never goes back;
 * after a jump back it stands still until time has caught up. Global time is that of the run, from its start; local time
 * is what the clock shows. One thread. Allocates nothing.
 */
public final class FaultyClock {
    private static final long MILLION = 1_000_000;

    private final long originNs;
    private long driftPerMillion;
    private boolean frozen;
    private long baseGlobalNs;
    private long baseLocalNs;
    private long shownNs;

    /** @param originNs what it shows at time 0. */
    public FaultyClock(long originNs) {
        this.originNs = originNs;
        shownNs = originNs;
    }

    public long read(long globalNs) {
        shownNs = Math.max(shownNs, raw(globalNs));
        return shownNs;
    }

    /** The first moment from {@code globalNs} on at which it shows this; {@link Long#MAX_VALUE} while it is frozen. */
    public long whenShows(long localNs, long globalNs) {
        if (localNs <= shownNs) {
            return globalNs;
        }
        if (frozen || localNs == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long ownNs = localNs - originNs - baseLocalNs;
        long passNs = driftPerMillion == 0
                ? ownNs
                : ownNs / (MILLION + driftPerMillion) * MILLION
                        + ownNs % (MILLION + driftPerMillion) * MILLION / (MILLION + driftPerMillion)
                        + 1;
        return Math.max(globalNs, baseGlobalNs + passNs);
    }

    /** Ahead by so many ns, or back. */
    public void jump(long globalNs, long byNs) {
        rebase(globalNs);
        baseLocalNs += byNs;
    }

    /** Runs faster or slower by so many millionths from now on. */
    public void drift(long globalNs, long perMillion) {
        rebase(globalNs);
        driftPerMillion = perMillion;
    }

    public void freeze(long globalNs, boolean freeze) {
        rebase(globalNs);
        frozen = freeze;
    }

    /** After a jump back: time has caught up. */
    public void catchUp(long globalNs) {
        rebase(globalNs);
        baseLocalNs = Math.max(baseLocalNs, shownNs - originNs);
    }

    /** From here on other rules hold; what was shown so far stays. */
    private void rebase(long globalNs) {
        baseLocalNs = raw(globalNs) - originNs;
        baseGlobalNs = globalNs;
    }

    private long raw(long globalNs) {
        long passedNs = frozen ? 0 : globalNs - baseGlobalNs;
        return originNs
                + baseLocalNs
                + passedNs
                + passedNs / MILLION * driftPerMillion
                + passedNs % MILLION * driftPerMillion / MILLION;
    }
}
