package io.ft4j.core.sim;

/**
 * What the clock of one process shows: it drifts, jumps and freezes, but as the clock of the product it never goes back;
 * after a jump back it stands still until time has caught up.
 */
final class SimClock {
    private static final long MILLION = 1_000_000;

    private final long originNs;
    private long driftPerMillion;
    private boolean frozen;
    private long baseGlobalNs;
    private long baseLocalNs;
    private long shownNs;

    /** @param originNs what it shows at time 0. */
    SimClock(long originNs) {
        this.originNs = originNs;
        shownNs = originNs;
    }

    long read(long globalNs) {
        shownNs = Math.max(shownNs, raw(globalNs));
        return shownNs;
    }

    /** The first moment from {@code globalNs} on at which it shows this; {@link Long#MAX_VALUE} while it is frozen. */
    long whenShows(long localNs, long globalNs) {
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

    void jump(long globalNs, long byNs) {
        rebase(globalNs);
        baseLocalNs += byNs;
    }

    void drift(long globalNs, long perMillion) {
        rebase(globalNs);
        driftPerMillion = perMillion;
    }

    void freeze(long globalNs, boolean freeze) {
        rebase(globalNs);
        frozen = freeze;
    }

    /** After a jump back: time has caught up. */
    void catchUp(long globalNs) {
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
