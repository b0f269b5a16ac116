package io.ft4j.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What happened in many runs. */
final class DetectorTally {
    private final long[] counts = new long[DetectorCounter.values().length];
    long crashes;
    /** Times that a process which was up was suspected, and times that one which was down was. */
    long mistakes;

    long detections;

    /** A life of a process is over. */
    void add(DetectorCounters counters) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += counters.count(i);
        }
    }

    List<DetectorCounter> neverMet(Set<DetectorCounter> counters) {
        return counters.stream()
                .filter(counter -> counts[counter.ordinal()] == 0)
                .toList();
    }

    @Override
    public String toString() {
        List<String> met = new ArrayList<>();
        for (DetectorCounter counter : DetectorCounter.values()) {
            if (counts[counter.ordinal()] > 0) {
                met.add(counter + "=" + counts[counter.ordinal()]);
            }
        }
        return "crashes=" + crashes + " detections=" + detections + " mistakes=" + mistakes + " "
                + String.join(" ", met);
    }
}
