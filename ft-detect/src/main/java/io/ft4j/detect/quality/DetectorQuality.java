package io.ft4j.detect.quality;

/**
 * How good one observer's detector has been about one process, kept up while it runs (Chen, Toueg, Aguilera 2002, §2).
 * A mistake is a suspicion that was raised while the process was up. Two ways to learn what was one:
 *
 * <ul>
 *   <li>{@link #withKnownCrashes}: the truth is told by {@link #onCrash} and {@link #onRecovery}. Every suspicion raised
 *       while it is up is a mistake at once, and detection times are known.
 *   <li>{@link #fromTransitions}: crashes are not told. A suspicion is a mistake once trust ends it, and was right once
 *       {@link #onRecovery} ends it: the process came back as a new incarnation. One that still lasts is undecided, and
 *       part of no figure. Detection times stay unknown.
 * </ul>
 *
 * <p>T_MR runs between mistakes of one life of the process. A mistake that a crash ends counts, and its time counts in
 * P_A, but it is not part of T_M: nobody knows how long it would have lasted. What is still suspected after a recovery
 * lowers P_A until it is trusted, and is no mistake.
 *
 * <p>For one thread. Bounded memory; nothing allocates after construction. Times are nanoseconds of one monotonic clock;
 * observation begins with the first event, with a process that is up and trusted until told otherwise. An event whose
 * time lies before an earlier one's, or is negative, is ignored and counted; a question of that kind is answered for the
 * time of the newest event. Means and fractions are NaN, and maxima 0, while there is nothing to take them of.
 */
public final class DetectorQuality {
    private static final double NS_PER_S = 1e9;

    private final boolean crashesKnown;
    private final Tally recurrences = new Tally();
    private final Tally durations = new Tally();
    private final Tally detections = new Tally();
    private boolean begun;
    private boolean up = true;
    private boolean suspected;
    /** The suspicion was raised in this life, so it is a mistake or, where crashes are not known, may be one. */
    private boolean raised;

    private boolean mistakenBefore;
    private long lastNs;
    private long suspectedAtNs;
    private long crashedAtNs;
    private long mistakenAtNs;
    private long closedRightNs;
    private long closedWrongNs;
    private long suspicionCount;
    private long mistakeCount;
    private long rightCount;
    private long missedCount;
    private long repeatCount;
    private long refusedCount;

    private DetectorQuality(boolean crashesKnown) {
        this.crashesKnown = crashesKnown;
    }

    /** For one process, simulation or test, where it is known when the process is up. It is up at first. */
    public static DetectorQuality withKnownCrashes() {
        return new DetectorQuality(true);
    }

    /** For the real world, where only the detector's output is seen. */
    public static DetectorQuality fromTransitions() {
        return new DetectorQuality(false);
    }

    /** The detector suspects it from now on: an S-transition. */
    public void onSuspect(long nowNs) {
        if (!advance(nowNs, suspected)) {
            return;
        }
        suspected = true;
        suspectedAtNs = nowNs;
        suspicionCount++;
        raised = up;
        if (raised && crashesKnown) {
            countMistake();
        }
    }

    /** The detector trusts it from now on: a T-transition. */
    public void onTrust(long nowNs) {
        if (!advance(nowNs, begun && !suspected) || !suspected) {
            return;
        }
        if (raised) {
            durations.add(nowNs - suspectedAtNs);
            if (!crashesKnown) {
                closedWrongNs += nowNs - suspectedAtNs;
                countMistake();
            }
        }
        suspected = false;
        raised = false;
    }

    /**
     * It crashed at this time.
     *
     * @throws IllegalStateException where crashes are not known.
     */
    public void onCrash(long nowNs) {
        if (!crashesKnown) {
            throw new IllegalStateException("nowNs=" + nowNs + ": made from transitions, which tell of no crash");
        }
        if (!advance(nowNs, !up)) {
            return;
        }
        up = false;
        crashedAtNs = nowNs;
        raised = false;
    }

    /** It is up again, as a new incarnation: a suspicion that stands was right. */
    public void onRecovery(long nowNs) {
        if (!advance(nowNs, crashesKnown && begun && up)) {
            return;
        }
        if (!up) {
            closeDetection();
        } else if (raised) {
            rightCount++;
        }
        up = true;
        raised = false;
        mistakenBefore = false;
    }

    /** Whether the detector suspects it. */
    public boolean isSuspected() {
        return suspected;
    }

    /** S-transitions, right or wrong. */
    public long suspicionCount() {
        return suspicionCount;
    }

    public long mistakeCount() {
        return mistakeCount;
    }

    /** Suspicions that stood when the process recovered from a crash. */
    public long rightCount() {
        return rightCount;
    }

    /** Crashes that were not suspected when the process recovered: no part of T_D. */
    public long missedCount() {
        return missedCount;
    }

    /** Events that told the state that was known. */
    public long repeatCount() {
        return repeatCount;
    }

    /** Events that were ignored for their time. */
    public long refusedCount() {
        return refusedCount;
    }

    /** Mean T_M of the mistakes that trust has ended. */
    public double mistakeDurationNs() {
        return durations.mean();
    }

    public long maxMistakeDurationNs() {
        return durations.max();
    }

    /** Mean T_MR. */
    public double mistakeRecurrenceNs() {
        return recurrences.mean();
    }

    public long maxMistakeRecurrenceNs() {
        return recurrences.max();
    }

    /** λ_M: mistakes in a second of the time in which the process was up. */
    public double mistakesPerS(long nowNs) {
        return mistakeCount / ((rightNs(nowNs) + wrongNs(nowNs)) / NS_PER_S);
    }

    /** P_A: of the time in which the process was up, the part in which it was trusted. */
    public double queryAccuracy(long nowNs) {
        double right = rightNs(nowNs);
        return right / (right + wrongNs(nowNs));
    }

    /** Mean T_D: of crashes that are over, and of one that is suspected now. */
    public double detectionNs() {
        return isDetectionOpen() ? detections.meanWith(openDetectionNs()) : detections.mean();
    }

    public long maxDetectionNs() {
        return isDetectionOpen() ? Math.max(detections.max(), openDetectionNs()) : detections.max();
    }

    /** @return whether the event is news that is not older than what is known. */
    private boolean advance(long nowNs, boolean repeated) {
        if (nowNs < lastNs) {
            refusedCount++;
            return false;
        }
        closedRightNs += openRightNs(nowNs);
        closedWrongNs += openWrongNs(nowNs);
        lastNs = nowNs;
        begun = true;
        if (repeated) {
            repeatCount++;
        }
        return !repeated;
    }

    private void countMistake() {
        mistakeCount++;
        if (mistakenBefore) {
            recurrences.add(suspectedAtNs - mistakenAtNs);
        }
        mistakenBefore = true;
        mistakenAtNs = suspectedAtNs;
    }

    private void closeDetection() {
        if (suspected) {
            detections.add(openDetectionNs());
            rightCount++;
        } else {
            missedCount++;
        }
    }

    private double rightNs(long nowNs) {
        return closedRightNs + openRightNs(Math.max(nowNs, lastNs));
    }

    private double wrongNs(long nowNs) {
        return closedWrongNs + openWrongNs(Math.max(nowNs, lastNs));
    }

    private long openRightNs(long nowNs) {
        return begun && up && !suspected ? nowNs - lastNs : 0;
    }

    /** Where crashes are not known, a suspicion that was raised in this life is undecided. */
    private long openWrongNs(long nowNs) {
        return up && suspected && (crashesKnown || !raised) ? nowNs - lastNs : 0;
    }

    private boolean isDetectionOpen() {
        return !up && suspected;
    }

    /** 0 where the suspicion stood at the crash already. */
    private long openDetectionNs() {
        return Math.max(0, suspectedAtNs - crashedAtNs);
    }
}
