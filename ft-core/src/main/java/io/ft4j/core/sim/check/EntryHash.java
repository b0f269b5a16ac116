package io.ft4j.core.sim.check;

import io.ft4j.core.protocol.Records;
import org.agrona.DirectBuffer;

/**
 * A hash chain over records: the chain of an index stands for that entry and all before it, bytes and all, so two logs
 * that have the same chain at an index are the same up to there. Padding does not count.
 */
public final class EntryHash {
    /** In front of the first entry. */
    public static final long START = 0x5EED5EED5EED5EEDL;

    private EntryHash() {}

    /** The chain one record further. */
    public static long next(long chain, DirectBuffer buffer, int offset) {
        int length = Records.length(buffer, offset);
        int at = offset;
        long hash = chain * 31 + length;
        for (int end = offset + (length & -8); at < end; at += 8) {
            hash = mix(hash ^ buffer.getLong(at));
        }
        for (int end = offset + length; at < end; at++) {
            hash = mix(hash ^ buffer.getByte(at));
        }
        return hash;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 32)) * 0xD6E8FEB86659FD93L;
        return a ^ (a >>> 32);
    }
}
