package io.ft4j.core.sim;

import io.ft4j.core.model.Prng;
import io.ft4j.core.runtime.Replicas;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Some of the commands that clients have sent, of all ages, so that they can arrive again. */
final class OldCommands {
    private static final int CAPACITY = 32;

    private final UnsafeBuffer bytes;
    private final int stride;
    private final long[] sessions = new long[CAPACITY];
    private final long[] sequences = new long[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private final Prng prng;
    private int count;

    OldCommands(int maxCommandBytes, Prng prng) {
        this.prng = prng;
        stride = maxCommandBytes;
        bytes = new UnsafeBuffer(new byte[CAPACITY * maxCommandBytes]);
    }

    /** Takes the place of any other, so that some grow old. */
    void add(long sessionId, long sequence, DirectBuffer command, int length) {
        int slot = count < CAPACITY ? count++ : prng.nextInt(CAPACITY);
        sessions[slot] = sessionId;
        sequences[slot] = sequence;
        lengths[slot] = length;
        bytes.putBytes(slot * stride, command, 0, length);
    }

    /** @return the replica that got one, or −1. */
    int repeat(Replicas replicas) {
        if (count == 0) {
            return -1;
        }
        int slot = prng.nextInt(count);
        int id = prng.nextInt(replicas.size());
        replicas.offer(id, sessions[slot], sequences[slot], bytes, slot * stride, lengths[slot]);
        return id;
    }
}
