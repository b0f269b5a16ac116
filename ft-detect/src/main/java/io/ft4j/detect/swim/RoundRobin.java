package io.ft4j.detect.swim;

import io.ft4j.core.model.Prng;

/**
 * Each id once a round, in an order that is drawn anew for every round (section 4.3): among n ids, one comes again after at
 * most 2n − 1 others. An id that is added takes a random place, in this round or only in the next.
 *
 * <p>The round is drawn as it goes, one step of the shuffle of Fisher and Yates at a time. One thread. No allocation.
 */
final class RoundRobin {
    private final IdSet ids;
    private final Prng prng;
    /** Those at lower positions had their turn in this round. */
    private int turn;

    RoundRobin(int capacity, Prng prng) {
        ids = new IdSet(capacity);
        this.prng = prng;
    }

    int size() {
        return ids.size();
    }

    boolean contains(int id) {
        return ids.contains(id);
    }

    /** Of an order that means nothing. */
    int get(int position) {
        return ids.get(position);
    }

    void add(int id) {
        ids.add(id);
        int last = ids.size() - 1;
        if (prng.nextInt(ids.size()) < turn) {
            ids.swap(turn, last);
            turn++;
        }
    }

    void remove(int id) {
        int position = ids.positionOf(id);
        if (position < turn) {
            turn--;
            ids.swap(position, turn);
        }
        ids.remove(id);
    }

    /** Of a set that is not empty. */
    int next() {
        if (turn == ids.size()) {
            turn = 0;
        }
        ids.swap(turn, turn + prng.nextInt(ids.size() - turn));
        return ids.get(turn++);
    }
}
