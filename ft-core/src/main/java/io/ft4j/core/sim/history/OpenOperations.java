package io.ft4j.core.sim.history;

import io.ft4j.core.sim.history.SequentialModel.Effect;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Which operations of a partition are taken, and which may be taken next: those that were invoked before the deadline,
 * the first end of one that is not taken (H2). Operations are numbered from 0 in the order of invocations; those that are
 * not taken stand in linked lists, each in that order and with a head of its own behind the numbers, so that the last
 * one taken is put back at once (Knuth 2000, dancing links).
 */
final class OpenOperations {
    /** Lists, in the order in which they are to be tried. */
    static final int READS = 0;

    static final int KNOWN = 1;
    static final int UNKNOWN = 2;
    static final int UNKNOWN_OVERWRITES = 3;
    static final int LIST_COUNT = 4;
    static final int NONE = -1;

    private final Operation[] operations;
    private final int[] list;
    private final boolean[] overwrites;
    private final int[] next;
    private final int[] previous;
    /** An unknown one invoked before that is the same; none of two that are the same need be taken out of order. */
    private final int[] twin;
    /** Among the known, or among the unknown. */
    private final int[] rank;
    /** The known ones in the order of their ends, and the place of each there. */
    private final int[] byEnd;

    private final int[] endRank;
    /** By place in the order of ends: how many known ones were invoked before that end. */
    private final int[] invokedBefore;

    private final long[] takenKnown;
    private final long[] takenUnknown;
    private int firstWord;
    private int frontier;

    /** @param operations in the order of invocations. */
    OpenOperations(SequentialModel<?> model, Operation[] operations) {
        this.operations = operations;
        int count = operations.length;
        list = new int[count + LIST_COUNT];
        overwrites = new boolean[count];
        next = new int[count + LIST_COUNT];
        previous = new int[count + LIST_COUNT];
        twin = new int[count];
        rank = new int[count];
        int[] ranks = link(model);
        int knownCount = ranks[0];
        takenKnown = new long[knownCount / Long.SIZE + 1];
        takenUnknown = new long[ranks[1] / Long.SIZE + 1];
        byEnd = new int[knownCount];
        endRank = new int[count];
        invokedBefore = new int[knownCount];
        orderByEnd();
    }

    /** @return how many are known, and how many are not. */
    private int[] link(SequentialModel<?> model) {
        int[] ranks = new int[2];
        Map<Operation, Integer> twins = new HashMap<>();
        for (int head = operations.length; head < list.length; head++) {
            list[head] = head - operations.length;
            next[head] = head;
            previous[head] = head;
        }
        for (int i = 0; i < operations.length; i++) {
            Operation operation = operations[i];
            Effect effect = model.effect(operation);
            overwrites[i] = effect == Effect.OVERWRITES;
            list[i] = operation.isUnknown()
                    ? overwrites[i] ? UNKNOWN_OVERWRITES : UNKNOWN
                    : effect == Effect.READS ? READS : KNOWN;
            rank[i] = ranks[operation.isUnknown() ? 1 : 0]++;
            Integer before = operation.isUnknown() ? twins.put(invocation(operation), i) : null;
            twin[i] = before == null ? NONE : before;
            int head = head(list[i]);
            next[i] = head;
            previous[i] = previous[head];
            next[previous[i]] = i;
            previous[head] = i;
        }
        return ranks;
    }

    private static Operation invocation(Operation operation) {
        return new Operation(
                0,
                0,
                operation.function(),
                operation.key(),
                operation.argument(),
                operation.expected(),
                operation.outcome(),
                Operation.NOTHING,
                0,
                Operation.NEVER);
    }

    private void orderByEnd() {
        Integer[] known = new Integer[byEnd.length];
        for (int i = 0, count = 0; i < operations.length; i++) {
            if (!operations[i].isUnknown()) {
                known[count++] = i;
            }
        }
        Integer[] ended = known.clone();
        Arrays.sort(ended, Comparator.comparingInt(i -> operations[i].endedAt()));
        int invoked = 0;
        for (int place = 0; place < byEnd.length; place++) {
            byEnd[place] = ended[place];
            endRank[byEnd[place]] = place;
            while (invoked < known.length
                    && operations[known[invoked]].invokedAt() < byEnd(place).endedAt()) {
                invoked++;
            }
            invokedBefore[place] = invoked;
        }
    }

    int count() {
        return operations.length;
    }

    Operation operation(int i) {
        return operations[i];
    }

    int list(int i) {
        return list[i];
    }

    boolean overwrites(int i) {
        return overwrites[i];
    }

    /** Whether all that are known are taken. */
    boolean isComplete() {
        return frontier == byEnd.length;
    }

    /** How many of the first ends are behind. */
    int frontier() {
        return frontier;
    }

    /** Known ones in the order of their ends. */
    Operation byEnd(int place) {
        return operations[byEnd[place]];
    }

    /** Of a list, also when it must not be taken yet; a head when the list is empty. */
    int first(int listNumber) {
        return next[head(listNumber)];
    }

    /** The next of the same list, also of one that has just been taken. */
    int next(int i) {
        return next[i];
    }

    /** False for a head. */
    boolean isBeforeDeadline(int i) {
        return i < operations.length
                && operations[i].invokedAt() < byEnd(frontier).endedAt();
    }

    /** Whether an unknown one that is the same is to be taken before. */
    boolean hasOpenTwin(int i) {
        return twin[i] != NONE && !isTaken(takenUnknown, rank[twin[i]]);
    }

    void take(int i) {
        next[previous[i]] = next[i];
        previous[next[i]] = previous[i];
        if (list[i] >= UNKNOWN) {
            flip(takenUnknown, rank[i]);
            return;
        }
        flip(takenKnown, rank[i]);
        while (frontier < byEnd.length && isTaken(takenKnown, rank[byEnd[frontier]])) {
            frontier++;
        }
        while (takenKnown[firstWord] == -1L) {
            firstWord++;
        }
    }

    /** Puts back the last one taken. */
    void putBack(int i) {
        next[previous[i]] = i;
        previous[next[i]] = i;
        if (list[i] >= UNKNOWN) {
            flip(takenUnknown, rank[i]);
            return;
        }
        flip(takenKnown, rank[i]);
        frontier = Math.min(frontier, endRank[i]);
        firstWord = Math.min(firstWord, rank[i] / Long.SIZE);
    }

    int maxKeyLength() {
        return 1 + takenKnown.length + 2 * takenUnknown.length;
    }

    /**
     * Writes which ones are taken: known ones from the first word with an open one to the word of the deadline, then the
     * words of unknown ones that are not empty. Equal keys, equal sets. Not when complete.
     *
     * @return its length.
     */
    int writeKey(long[] key) {
        int lastWord = (invokedBefore[frontier] - 1) / Long.SIZE;
        int length = 1 + lastWord - firstWord + 1;
        key[0] = (long) firstWord << Integer.SIZE | length;
        System.arraycopy(takenKnown, firstWord, key, 1, length - 1);
        for (int word = 0; word < takenUnknown.length; word++) {
            if (takenUnknown[word] != 0) {
                key[length++] = word;
                key[length++] = takenUnknown[word];
            }
        }
        return length;
    }

    private int head(int listNumber) {
        return operations.length + listNumber;
    }

    private static void flip(long[] bits, int bit) {
        bits[bit / Long.SIZE] ^= 1L << bit;
    }

    private static boolean isTaken(long[] bits, int bit) {
        return (bits[bit / Long.SIZE] & 1L << bit) != 0;
    }
}
