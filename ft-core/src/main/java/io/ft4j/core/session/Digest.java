package io.ft4j.core.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/** Folds values into 64 bits, in order; the finaliser of SplitMix64 after each. */
public final class Digest {
    private Digest() {}

    public static long mix(long digest, long value) {
        long a = digest * 0x9E3779B97F4A7C15L + value;
        long b = (a ^ (a >>> 30)) * 0xBF58476D1CE4E5B9L;
        long c = (b ^ (b >>> 27)) * 0x94D049BB133111EBL;
        return c ^ (c >>> 31);
    }

    /** With the length, so that no two ranges run into each other. */
    public static long mix(long digest, DirectBuffer buffer, int offset, int length) {
        long result = mix(digest, length);
        int at = 0;
        for (; at <= length - Long.BYTES; at += Long.BYTES) {
            result = mix(result, buffer.getLong(offset + at, LITTLE_ENDIAN));
        }
        for (; at < length; at++) {
            result = mix(result, buffer.getByte(offset + at));
        }
        return result;
    }
}
