package io.ft4j.detect;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;

/** One detector and the hands that drive it. Process 0 of a group. */
abstract class DetectorHands<D extends FailureDetector> {
    static final long MS = 1_000_000;
    static final long START_NS = 1_700_000_000_000_000_000L;

    final D detector;
    final DetectorOutbox outbox = new DetectorOutbox();
    private final DetectorCounters counters;
    long nowNs = START_NS;

    DetectorHands(D detector, DetectorCounters counters) {
        this.detector = detector;
        this.counters = counters;
        detector.onStart(nowNs, outbox);
        outbox.takeFrame();
    }

    /** Time goes on; duty cycles come when they are due. Returns who was suspected on the way. */
    final long advance(long durationNs) {
        long untilNs = nowNs + durationNs;
        long suspected = ProcessSet.EMPTY;
        while (detector.nextDeadlineNs() <= untilNs) {
            nowNs = Math.max(nowNs, detector.nextDeadlineNs());
            suspected |= cycle();
        }
        nowNs = untilNs;
        return suspected | cycle();
    }

    /** One duty cycle. Returns who was suspected in it. */
    final long cycle() {
        if (detector.nextDeadlineNs() <= nowNs) {
            detector.onDeadline(nowNs, outbox);
        }
        detector.onBatchEnd(nowNs, outbox);
        long destinations = outbox.takeFrame();
        if (destinations != ProcessSet.EMPTY) {
            onFrame(destinations);
        }
        detector.checkInvariants();
        return outbox.takeSuspects();
    }

    /** A frame left the detector; it stands in the outbox at 0. */
    void onFrame(long destinations) {}

    final long count(DetectorCounter counter) {
        return counters.count(counter);
    }
}
