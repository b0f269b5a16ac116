package io.ft4j.core.scenario;

import io.ft4j.core.model.Prng;

/** What the clocks of the processes show: each runs a little faster or slower than time itself, and may jump ahead. */
final class ChaosClocks {
    private final int[] driftPerMille;
    private final long[] offsetNs;

    ChaosClocks(int processCount, int maxDriftPerMille, Prng prng) {
        driftPerMille = new int[processCount];
        offsetNs = new long[processCount];
        for (int id = 0; id < processCount && maxDriftPerMille > 0; id++) {
            driftPerMille[id] = prng.nextInt(2 * maxDriftPerMille + 1) - maxDriftPerMille;
        }
    }

    void jump(int id, long durationNs) {
        offsetNs[id] += durationNs;
    }

    long toLocal(int id, long globalNs) {
        return globalNs + globalNs * driftPerMille[id] / 1000 + offsetNs[id];
    }

    /** The first moment at which the clock of the process shows this. */
    long toGlobal(int id, long localNs) {
        if (localNs == Long.MAX_VALUE) {
            return localNs;
        }
        long ownNs = localNs - offsetNs[id];
        return driftPerMille[id] == 0 ? ownNs : ownNs * 1000 / (1000 + driftPerMille[id]) + 1;
    }
}
