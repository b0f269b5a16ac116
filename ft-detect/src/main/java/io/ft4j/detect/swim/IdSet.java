package io.ft4j.detect.swim;

import java.util.Arrays;

/** Ids below a bound, at positions 0 to size − 1 in any order; everything takes constant time. One thread. No allocation. */
final class IdSet {
    private static final int ABSENT = -1;

    private final int[] ids;
    private final int[] positions;
    private int size;

    IdSet(int capacity) {
        ids = new int[capacity];
        positions = new int[capacity];
        Arrays.fill(positions, ABSENT);
    }

    int size() {
        return size;
    }

    boolean contains(int id) {
        return positions[id] != ABSENT;
    }

    int get(int position) {
        return ids[position];
    }

    int positionOf(int id) {
        return positions[id];
    }

    /** At the end. */
    void add(int id) {
        put(size++, id);
    }

    /** The last one takes its place. */
    void remove(int id) {
        int position = positions[id];
        put(position, ids[--size]);
        positions[id] = ABSENT;
    }

    void swap(int position, int other) {
        int id = ids[position];
        put(position, ids[other]);
        put(other, id);
    }

    private void put(int position, int id) {
        ids[position] = id;
        positions[id] = position;
    }
}
