package io.ft4j.detect.quality;

import io.ft4j.detect.arrival.PhiEstimator;
import io.ft4j.detect.quality.SuspicionRule.Accrual;
import io.ft4j.detect.quality.SuspicionRule.Fixed;
import io.ft4j.detect.quality.SuspicionRule.Growing;

/** How long a silence a rule bears now, given the silences so far. */
abstract class Patience {
    static Patience of(SuspicionRule rule, long intervalNs) {
        if (rule instanceof Fixed fixed) {
            return new Stepped(fixed.timeoutNs(), 0, fixed.timeoutNs());
        }
        if (rule instanceof Growing growing) {
            return new Stepped(growing.firstTimeoutNs(), growing.incrementNs(), growing.capNs());
        }
        Accrual accrual = (Accrual) rule;
        PhiEstimator estimator = new PhiEstimator(
                intervalNs,
                accrual.threshold(),
                accrual.windowCount(),
                accrual.minDeviationNs(),
                accrual.maxSampleNs());
        return new Accruing(estimator, accrual.acceptablePauseNs(), accrual.incrementNs());
    }

    /** The longest silence that raises no suspicion. */
    abstract long silenceNs();

    abstract void onSilenceEnd(long silenceNs, boolean wasSuspected);

    abstract Patience copy();

    private static final class Stepped extends Patience {
        private final long incrementNs;
        private final long capNs;
        private long timeoutNs;

        Stepped(long timeoutNs, long incrementNs, long capNs) {
            this.timeoutNs = timeoutNs;
            this.incrementNs = incrementNs;
            this.capNs = capNs;
        }

        @Override
        long silenceNs() {
            return timeoutNs;
        }

        @Override
        void onSilenceEnd(long silenceNs, boolean wasSuspected) {
            if (wasSuspected) {
                timeoutNs = Math.min(capNs, timeoutNs + incrementNs);
            }
        }

        @Override
        Patience copy() {
            return new Stepped(timeoutNs, incrementNs, capNs);
        }
    }

    private static final class Accruing extends Patience {
        private final PhiEstimator estimator;
        private final long incrementNs;
        private long pauseNs;

        Accruing(PhiEstimator estimator, long pauseNs, long incrementNs) {
            this.estimator = estimator;
            this.pauseNs = pauseNs;
            this.incrementNs = incrementNs;
        }

        @Override
        long silenceNs() {
            return estimator.longestSilenceNs(pauseNs);
        }

        @Override
        void onSilenceEnd(long silenceNs, boolean wasSuspected) {
            if (wasSuspected) {
                pauseNs = Math.min(Require.MAX_NS, pauseNs + incrementNs);
                estimator.leaveOut();
            } else {
                estimator.add(silenceNs);
            }
        }

        @Override
        Patience copy() {
            return new Accruing(estimator.copy(), pauseNs, incrementNs);
        }
    }
}
