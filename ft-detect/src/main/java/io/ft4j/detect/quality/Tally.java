package io.ft4j.detect.quality;

/** Count, mean and maximum of times. */
final class Tally {
    private long count;
    private double sumNs;
    private long maxNs;

    void add(long valueNs) {
        count++;
        sumNs += valueNs;
        maxNs = Math.max(maxNs, valueNs);
    }

    void clear() {
        count = 0;
        sumNs = 0;
        maxNs = 0;
    }

    long count() {
        return count;
    }

    /** @return NaN of none. */
    double mean() {
        return count == 0 ? Double.NaN : sumNs / count;
    }

    double meanWith(long valueNs) {
        return (sumNs + valueNs) / (count + 1);
    }

    /** @return 0 of none. */
    long max() {
        return maxNs;
    }
}
