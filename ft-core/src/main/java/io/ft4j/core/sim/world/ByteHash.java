package io.ft4j.core.sim.world;

import org.agrona.DirectBuffer;

/** Tells bytes apart that are not made to look alike. */
public final class ByteHash {
    /** Of no bytes at all. */
    public static final long EMPTY = 0x5EED;

    private ByteHash() {}

    public static long of(DirectBuffer buffer, int offset, int length) {
        long hash = EMPTY + length;
        int at = offset;
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
