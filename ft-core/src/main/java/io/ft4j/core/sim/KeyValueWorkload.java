package io.ft4j.core.sim;

import io.ft4j.core.model.Prng;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Reads, writes and compare-and-sets of a few keys, every written value another one. */
final class KeyValueWorkload implements Workload {
    private final int keyCount;
    private long nextValue = 1;

    KeyValueWorkload(Prng prng) {
        keyCount = 1 + prng.nextInt(24);
    }

    @Override
    public int next(int client, long ticket, Prng prng, MutableDirectBuffer command) {
        long key = prng.nextInt(keyCount);
        int operation = 1 + prng.nextInt(3);
        long expected = Math.max(0, nextValue - 1 - prng.nextInt(2 * keyCount));
        KeyValueMachine.put(command, operation, key, operation == KeyValueMachine.READ ? 0 : nextValue++, expected);
        return KeyValueMachine.COMMAND_LENGTH;
    }

    @Override
    public void onReply(int client, long ticket, DirectBuffer reply, int offset, int length) {}
}
