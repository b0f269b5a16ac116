package io.ft4j.detect.quality;

import io.ft4j.core.model.Prng;

/**
 * One sender and one observer, heartbeat by heartbeat: the figures of any {@link SuspicionRule}, where formulas give
 * those of the fixed time-out only. Equal seeds give equal figures. The sender never crashes; detection times come from
 * asking, at random times, when it would be suspected for good if it had crashed just now.
 *
 * <p>Each {@link #run} goes on where the last one ended, so a series of runs is the curve over time, and the first run
 * can be thrown away as warm-up. Not thread-safe; allocates.
 */
public final class DetectionSimulation {
    private static final double CRASH_PROBABILITY = 1.0 / 8;

    private final long intervalNs;
    private final HeartbeatLink link;
    private final Prng losses;
    private final Prng delays;
    private final Prng crashes;
    private final FreshArrivals underWay = new FreshArrivals();
    private final Tally detections = new Tally();
    private final Observer observer;
    private long sentAtNs;

    public DetectionSimulation(long intervalNs, HeartbeatLink link, SuspicionRule rule, Prng prng) {
        this.intervalNs = Require.range("intervalNs", intervalNs, 1, Require.MAX_NS);
        this.link = link;
        losses = prng.fork("losses");
        delays = prng.fork("delays");
        crashes = prng.fork("crashes");
        observer = new Observer(Patience.of(rule, intervalNs));
        while (!observer.begun) {
            step();
        }
    }

    /**
     * Sends so many heartbeats more.
     *
     * @return the figures of this stretch. A mistake belongs to the stretch in which it ends.
     * @throws IllegalStateException when the stretch is too short for any figure.
     */
    public DetectionFigures run(long heartbeatCount) {
        Require.range("heartbeatCount", heartbeatCount, 1, (Long.MAX_VALUE / 2 - sentAtNs) / intervalNs);
        detections.clear();
        observer.mistakes.clear();
        long beginNs = observer.lastNs;
        for (long i = 0; i < heartbeatCount; i++) {
            step();
        }
        if (observer.lastNs == beginNs || detections.count() == 0) {
            throw new IllegalStateException("heartbeatCount=" + heartbeatCount + " is too few: nothing was observed");
        }
        Tally mistakes = observer.mistakes;
        return new DetectionFigures(
                detections.mean(),
                detections.max(),
                (observer.lastNs - beginNs) / (double) mistakes.count(),
                mistakes.count() == 0 ? 0 : mistakes.mean());
    }

    private void step() {
        long nextNs = sentAtNs + intervalNs;
        if (!losses.chance(link.lossProbability())) {
            underWay.add(sentAtNs + link.delay().sampleNs(delays));
        }
        if (observer.begun && crashes.chance(CRASH_PROBABILITY)) {
            detections.add(detectionNs(sentAtNs + crashes.nextLong(intervalNs)));
        }
        while (underWay.size() > 0 && underWay.atNs(0) <= nextNs) {
            observer.onFresh(underWay.atNs(0));
            underWay.removeFirst();
        }
        sentAtNs = nextNs;
    }

    /** The heartbeats under way still come; none is sent after them. */
    private long detectionNs(long crashNs) {
        Observer witness = underWay.size() > 0 ? observer.copy() : observer;
        for (int i = 0; i < underWay.size(); i++) {
            witness.onFresh(underWay.atNs(i));
        }
        return Math.max(0, witness.lastNs + witness.patience.silenceNs() - crashNs);
    }

    private static final class Observer {
        private final Patience patience;
        private final Tally mistakes = new Tally();
        private boolean begun;
        private long lastNs;

        Observer(Patience patience) {
            this.patience = patience;
        }

        void onFresh(long nowNs) {
            if (begun) {
                long silenceNs = nowNs - lastNs;
                long wrongNs = silenceNs - patience.silenceNs();
                if (wrongNs > 0) {
                    mistakes.add(wrongNs);
                }
                patience.onSilenceEnd(silenceNs, wrongNs > 0);
            }
            begun = true;
            lastNs = nowNs;
        }

        Observer copy() {
            Observer copy = new Observer(patience.copy());
            copy.begun = begun;
            copy.lastNs = lastNs;
            return copy;
        }
    }
}
