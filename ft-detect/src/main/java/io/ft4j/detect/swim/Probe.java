package io.ft4j.detect.swim;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;

/**
 * The probe of this period: whom, whether it was answered, when others are asked and which (section 3.1).
 *
 * <p>One thread. No allocation after construction.
 */
final class Probe {
    private static final int NOBODY = SwimWriter.NOBODY;

    private final long ackTimeoutNs;
    private final Prng prng;
    private final int[] helpers;

    private long sequence;
    private int targetId = NOBODY;
    /** What was held of the target when it was pinged. */
    private long targetClaim;

    private boolean answered;
    private long ackDeadlineNs = Long.MAX_VALUE;

    Probe(SwimConfig config, Prng prng) {
        ackTimeoutNs = config.ackTimeoutNs();
        helpers = new int[config.indirectProbes()];
        this.prng = prng;
    }

    /** From 1 on; 0 is of no probe. */
    long sequence() {
        return sequence;
    }

    /** NOBODY between two probes. */
    int targetId() {
        return targetId;
    }

    long targetClaim() {
        return targetClaim;
    }

    boolean isUnanswered() {
        return targetId != NOBODY && !answered;
    }

    /** When others are to be asked; {@link Long#MAX_VALUE}: no more. */
    long ackDeadlineNs() {
        return ackDeadlineNs;
    }

    void begin(long nowNs, int newTargetId, long claim) {
        sequence++;
        targetId = newTargetId;
        targetClaim = claim;
        answered = false;
        ackDeadlineNs = nowNs + ackTimeoutNs;
    }

    /** @return false: it is not the answer that is waited for. */
    boolean answer(long answeredSequence, int answeredId) {
        if (answeredSequence != sequence || answeredId != targetId || answered) {
            return false;
        }
        answered = true;
        ackDeadlineNs = Long.MAX_VALUE;
        return true;
    }

    void end() {
        targetId = NOBODY;
        ackDeadlineNs = Long.MAX_VALUE;
    }

    /** Others are asked later, though they may have been asked before. */
    void askLater(long nowNs) {
        ackDeadlineNs = nowNs + ackTimeoutNs;
    }

    /** The clock was set by so much. */
    void shift(long shiftNs) {
        if (ackDeadlineNs != Long.MAX_VALUE) {
            ackDeadlineNs += shiftNs;
        }
    }

    /** k members at random, or all others where there are no more: a sample without replacement (Floyd). Returns how many. */
    int chooseHelpers(RoundRobin probed) {
        ackDeadlineNs = Long.MAX_VALUE;
        int others = probed.contains(targetId) ? probed.size() - 1 : probed.size();
        int count = Math.min(helpers.length, others);
        for (int i = 0; i < count; i++) {
            int last = others - count + i;
            int id = otherAt(probed, prng.nextInt(last + 1));
            helpers[i] = isChosen(id, i) ? otherAt(probed, last) : id;
        }
        return count;
    }

    int helper(int i) {
        return helpers[i];
    }

    /** The last member stands where the target does, which cannot help. */
    private int otherAt(RoundRobin probed, int position) {
        int id = probed.get(position);
        return id == targetId ? probed.get(probed.size() - 1) : id;
    }

    private boolean isChosen(int id, int count) {
        for (int i = 0; i < count; i++) {
            if (helpers[i] == id) {
                return true;
            }
        }
        return false;
    }

    void checkInvariants(long periodDeadlineNs) {
        Invariant.check(
                ackDeadlineNs == Long.MAX_VALUE || isUnanswered() && ackDeadlineNs <= periodDeadlineNs,
                "S7 others are asked about an unanswered probe, within its period",
                ackDeadlineNs,
                periodDeadlineNs);
    }
}
