package io.ft4j.core.consensus.raft;

import io.ft4j.core.model.Invariant;
import java.util.Arrays;

/**
 * The terms of all entries of a log, as runs: terms never decrease along a log, so the first index of each term says
 * everything. The sentinel in front is index 0 with term 0. Allocates only when the runs, one per leader that ever
 * wrote here, outgrow their arrays.
 */
final class TermRuns {
    private static final int INITIAL_CAPACITY = 256;

    private long[] terms = new long[INITIAL_CAPACITY];
    private long[] firstIndexes = new long[INITIAL_CAPACITY];
    private int count = 1;

    /** Takes note of the entry behind the last one. */
    void append(long index, long term) {
        int last = count - 1;
        if (term == terms[last]) {
            return;
        }
        Invariant.check(term > terms[last], "R3 terms never decrease along a log", term, terms[last]);
        Invariant.check(index > firstIndexes[last], "R3 runs begin one behind the other", index, firstIndexes[last]);
        if (count == terms.length) {
            terms = Arrays.copyOf(terms, 2 * count);
            firstIndexes = Arrays.copyOf(firstIndexes, 2 * count);
        }
        terms[count] = term;
        firstIndexes[count] = index;
        count++;
    }

    void truncateFrom(long index) {
        while (count > 1 && firstIndexes[count - 1] >= index) {
            count--;
        }
    }

    long lastTerm() {
        return terms[count - 1];
    }

    /** Of an entry that the log holds, or of index 0. */
    long termAt(long index) {
        return terms[runAt(index)];
    }

    /** The first index of the term that the entry at this index has. */
    long firstIndexOfTermAt(long index) {
        return firstIndexes[runAt(index)];
    }

    /** The last index of this term, or −1 when the log, which ends at {@code lastIndex}, holds none. */
    long lastIndexOf(long term, long lastIndex) {
        for (int run = count - 1; run > 0 && terms[run] >= term; run--) {
            if (terms[run] == term) {
                return run == count - 1 ? lastIndex : firstIndexes[run + 1] - 1;
            }
        }
        return -1;
    }

    private int runAt(long index) {
        int run = count - 1;
        if (index >= firstIndexes[run]) {
            return run;
        }
        int low = 0;
        while (low < run) {
            int middle = (low + run + 1) >>> 1;
            if (firstIndexes[middle] <= index) {
                low = middle;
            } else {
                run = middle - 1;
            }
        }
        return low;
    }
}
