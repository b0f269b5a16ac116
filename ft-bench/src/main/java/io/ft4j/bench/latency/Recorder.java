package io.ft4j.bench.latency;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Latencies of the commands that were sent within the measured time. No allocation after construction. */
final class Recorder {
    private static final long MAX_NS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(1, MAX_NS, DIGITS);
    private long beginNs = Long.MAX_VALUE;
    private long endNs = Long.MAX_VALUE;

    /** Commands sent from here on count. */
    void begin(long nowNs) {
        beginNs = nowNs;
    }

    /** Commands sent from here on count no more; replies to earlier ones still do. */
    void end(long nowNs) {
        endNs = nowNs;
    }

    void record(long sendNs, long replyNs) {
        if (sendNs - beginNs >= 0 && beginNs != Long.MAX_VALUE && (endNs == Long.MAX_VALUE || sendNs - endNs < 0)) {
            histogram.recordValue(Math.min(MAX_NS, Math.max(1, replyNs - sendNs)));
        }
    }

    Histogram histogram() {
        return histogram;
    }
}
