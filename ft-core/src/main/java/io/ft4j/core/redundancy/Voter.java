package io.ft4j.core.redundancy;

import org.agrona.DirectBuffer;

/**
 * Decides between the answers of replicas that do the same work, so that the failure of k of them does not show. Where
 * replicas only halt, k + 1 of them do and any answer is right. Where they may answer anything, it takes 2k + 1: the
 * right answers outnumber the wrong ones (von Neumann 1956; Avizienis 1985).
 *
 * <p>Answers stand in arrays, one place for each replica; {@code answered} is the bitset of the replicas that have one.
 * Who is silent is not taken for wrong, since it may be slow. A vote returns the number of a replica that gave the
 * chosen answer, or {@link #UNDECIDED}; it can be asked again when more have answered, and equal answers give equal
 * votes.
 *
 * <p>Immutable; any thread; no allocation. A vote takes a time that grows with the square of the number of replicas.
 */
public final class Voter {
    /** No answer can be trusted yet. */
    public static final int UNDECIDED = -1;

    private static final int MAX_REPLICAS = Long.SIZE;

    private final int replicaCount;
    private final int faults;
    private final boolean arbitrary;

    private Voter(int replicaCount, int faults, boolean arbitrary) {
        this.replicaCount = replicaCount;
        this.faults = faults;
        this.arbitrary = arbitrary;
    }

    /** Of replicas that answer rightly or not at all. */
    public static Voter ofHalting(int replicaCount, int faults) {
        requireSize(replicaCount, faults, faults + 1L, "halt");
        return new Voter(replicaCount, faults, false);
    }

    /** Of replicas that may answer anything. */
    public static Voter ofArbitrary(int replicaCount, int faults) {
        requireSize(replicaCount, faults, 2L * faults + 1, "answer wrongly");
        return new Voter(replicaCount, faults, true);
    }

    private static void requireSize(int replicaCount, int faults, long needed, String failure) {
        if (faults < 0) {
            throw new IllegalArgumentException("faults=" + faults + " must not be negative");
        }
        if (replicaCount > MAX_REPLICAS) {
            throw new IllegalArgumentException("replicaCount=" + replicaCount + " must be at most " + MAX_REPLICAS);
        }
        if (replicaCount < needed) {
            throw new IllegalArgumentException("replicaCount=" + replicaCount + " cannot mask faults=" + faults
                    + " replicas that " + failure + ": it takes " + needed);
        }
    }

    /** Equal answers that decide: one from replicas that only halt, else more than half of all replicas. */
    public int needed() {
        return arbitrary ? replicaCount / 2 + 1 : 1;
    }

    /** Exact vote: the answer that {@link #needed} replicas gave. */
    public int majority(long[] answers, long answered) {
        requireAnswers(answers.length, answered);
        for (long rest = answered; Long.bitCount(rest) >= needed(); rest &= rest - 1) {
            int candidate = Long.numberOfTrailingZeros(rest);
            int votes = 0;
            for (long others = rest; others != 0; others &= others - 1) {
                votes += answers[Long.numberOfTrailingZeros(others)] == answers[candidate] ? 1 : 0;
            }
            if (votes >= needed()) {
                return candidate;
            }
        }
        return UNDECIDED;
    }

    /** Exact vote about byte ranges in one buffer: equal in length and in every byte. */
    public int majority(DirectBuffer buffer, int[] offsets, int[] lengths, long answered) {
        requireAnswers(Math.min(offsets.length, lengths.length), answered);
        for (long rest = answered; Long.bitCount(rest) >= needed(); rest &= rest - 1) {
            int candidate = Long.numberOfTrailingZeros(rest);
            int votes = 0;
            for (long others = rest; others != 0; others &= others - 1) {
                votes += areEqual(buffer, offsets, lengths, candidate, Long.numberOfTrailingZeros(others)) ? 1 : 0;
            }
            if (votes >= needed()) {
                return candidate;
            }
        }
        return UNDECIDED;
    }

    private static boolean areEqual(DirectBuffer buffer, int[] offsets, int[] lengths, int left, int right) {
        if (lengths[left] != lengths[right]) {
            return false;
        }
        for (int i = 0; i < lengths[left]; i++) {
            if (buffer.getByte(offsets[left] + i) != buffer.getByte(offsets[right] + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The middle answer, the lower of two. It lies between the answers of two replicas that are right, or is one: from
     * replicas that may answer anything this takes 2k + 1 answers.
     */
    public int median(long[] answers, long answered) {
        requireAnswers(answers.length, answered);
        int count = Long.bitCount(answered);
        return isMedianSafe(count, 0) ? atRank(answers, answered, (count - 1) / 2) : UNDECIDED;
    }

    /** As {@link #median(long[], long)}. NaN is refused: no answer, and one of the k faults that has shown itself. */
    public int median(double[] answers, long answered) {
        requireAnswers(answers.length, answered);
        long numbers = without(answers, answered);
        int count = Long.bitCount(numbers);
        return isMedianSafe(count, Long.bitCount(answered) - count)
                ? atRank(answers, numbers, (count - 1) / 2)
                : UNDECIDED;
    }

    /** What has shown itself as wrong is not among the answers any more: k − shown wrong ones may be. */
    private boolean isMedianSafe(int count, int shown) {
        return shown <= faults && count >= (arbitrary ? 2 * (faults - shown) + 1 : 1);
    }

    /**
     * Inexact vote, for answers that differ a little where all are right (Lorczak, Caglayan, Eckhardt 1989, formalized
     * majority): of the most answers that lie within a band of this width, the lowest such band, the middle one, if
     * {@link #needed} do. It is then no further than the width from an answer that is right.
     */
    public int withinBand(long[] answers, long answered, long width) {
        if (width < 0) {
            throw new IllegalArgumentException("width=" + width + " must not be negative");
        }
        requireAnswers(answers.length, answered);
        long best = 0;
        int lowest = UNDECIDED;
        for (long rest = answered; rest != 0; rest &= rest - 1) {
            int low = Long.numberOfTrailingZeros(rest);
            long band = band(answers, answered, low, width);
            if (isBetter(band, best) || isAsGood(band, best) && answers[low] < answers[lowest]) {
                best = band;
                lowest = low;
            }
        }
        int count = Long.bitCount(best);
        return count >= needed() ? atRank(answers, best, (count - 1) / 2) : UNDECIDED;
    }

    /** As {@link #withinBand(long[], long, long)}. NaN is refused, and so are infinities: they agree with nothing. */
    public int withinBand(double[] answers, long answered, double width) {
        if (!(width >= 0 && width < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("width=" + width + " must be a number, and not negative");
        }
        requireAnswers(answers.length, answered);
        long best = 0;
        int lowest = UNDECIDED;
        for (long rest = answered; rest != 0; rest &= rest - 1) {
            int low = Long.numberOfTrailingZeros(rest);
            long band = band(answers, answered, low, width);
            if (isBetter(band, best) || isAsGood(band, best) && answers[low] < answers[lowest]) {
                best = band;
                lowest = low;
            }
        }
        int count = Long.bitCount(best);
        return count >= needed() ? atRank(answers, best, (count - 1) / 2) : UNDECIDED;
    }

    private static boolean isBetter(long band, long best) {
        return Long.bitCount(band) > Long.bitCount(best);
    }

    private static boolean isAsGood(long band, long best) {
        return band != 0 && Long.bitCount(band) == Long.bitCount(best);
    }

    /** The difference of two longs may not fit into one, but does without sign. */
    private static long band(long[] answers, long answered, int low, long width) {
        long band = 0;
        for (long rest = answered; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            if (answers[i] >= answers[low] && Long.compareUnsigned(answers[i] - answers[low], width) <= 0) {
                band |= 1L << i;
            }
        }
        return band;
    }

    /** Differences with NaN or of infinities are no numbers, and not within any width. */
    private static long band(double[] answers, long answered, int low, double width) {
        long band = 0;
        for (long rest = answered; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            double above = answers[i] - answers[low];
            if (above >= 0 && above <= width) {
                band |= 1L << i;
            }
        }
        return band;
    }

    private static long without(double[] answers, long answered) {
        long numbers = answered;
        for (long rest = answered; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            if (Double.isNaN(answers[i])) {
                numbers &= ~(1L << i);
            }
        }
        return numbers;
    }

    /** Which of these replicas has the answer that would stand at this place if they were sorted. */
    private static int atRank(long[] answers, long replicas, int rank) {
        for (long rest = replicas; rest != 0; rest &= rest - 1) {
            int candidate = Long.numberOfTrailingZeros(rest);
            int below = 0;
            int notAbove = 0;
            for (long others = replicas; others != 0; others &= others - 1) {
                int order = Long.compare(answers[Long.numberOfTrailingZeros(others)], answers[candidate]);
                below += order < 0 ? 1 : 0;
                notAbove += order <= 0 ? 1 : 0;
            }
            if (below <= rank && rank < notAbove) {
                return candidate;
            }
        }
        return UNDECIDED;
    }

    private static int atRank(double[] answers, long replicas, int rank) {
        for (long rest = replicas; rest != 0; rest &= rest - 1) {
            int candidate = Long.numberOfTrailingZeros(rest);
            int below = 0;
            int notAbove = 0;
            for (long others = replicas; others != 0; others &= others - 1) {
                int order = Double.compare(answers[Long.numberOfTrailingZeros(others)], answers[candidate]);
                below += order < 0 ? 1 : 0;
                notAbove += order <= 0 ? 1 : 0;
            }
            if (below <= rank && rank < notAbove) {
                return candidate;
            }
        }
        return UNDECIDED;
    }

    private void requireAnswers(int length, long answered) {
        if (length < replicaCount) {
            throw new IllegalArgumentException(
                    "answers=" + length + " must be one for each of the " + replicaCount + " replicas");
        }
        if (replicaCount < MAX_REPLICAS && answered >>> replicaCount != 0) {
            throw new IllegalArgumentException(
                    "answered=0x" + Long.toHexString(answered) + " names replicas beyond " + (replicaCount - 1));
        }
    }
}
