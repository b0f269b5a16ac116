package io.ft4j.core.redundancy;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Single error correction, double error detection: eight check bits for 64 data bits. Any one flipped bit of the 72 is
 * corrected and any two are found. Three or more may pass for one, so whoever cannot exclude them has a {@link Checksum}
 * over the corrected bytes.
 *
 * <p>The code is Hsiao's (A Class of Optimal Minimum Odd-weight-column SEC-DED Codes, 1970): the checks in which a data
 * bit takes part are three of eight for the bits 0 to 55, in ascending order of their patterns, and five neighbours in
 * a ring for the bits 56 to 63; so each check covers 26 bits. All patterns are odd: the sum of two is even, and never
 * mistaken for one.
 *
 * <p>A <em>protected record</em> is the bytes of the record, unchanged, and behind them one check byte for every word
 * of eight bytes, little endian; the last word is filled up with zeros.
 *
 * <p>Pure functions; no allocation after the class is loaded.
 */
public final class Secded {
    /** {@link #flippedBit}: nothing is wrong. */
    public static final int CLEAN = -1;

    /** {@link #flippedBit}: two bits are wrong, or more. */
    public static final int UNCORRECTABLE = -2;

    public static final int DATA_BITS = Long.SIZE;
    public static final int CHECK_BITS = Byte.SIZE;

    private static final int SYNDROMES = 1 << CHECK_BITS;
    private static final int FIRST_OF_WEIGHT_FIVE = 56;
    private static final int FIVE_NEIGHBOURS = 0b11111;

    /** For each check, the data bits that take part. */
    private static final long[] CHECKED = new long[CHECK_BITS];

    /** For each difference of check bits, the bit that explains it. */
    private static final byte[] BIT_OF_SYNDROME = new byte[SYNDROMES];

    static {
        Arrays.fill(BIT_OF_SYNDROME, (byte) UNCORRECTABLE);
        BIT_OF_SYNDROME[0] = CLEAN;
        int bit = 0;
        for (int pattern = 0; pattern < SYNDROMES; pattern++) {
            if (Integer.bitCount(pattern) == 3) {
                define(bit++, pattern);
            }
        }
        for (int i = 0; i < CHECK_BITS; i++) {
            int ring = FIVE_NEIGHBOURS << i;
            define(FIRST_OF_WEIGHT_FIVE + i, (ring | ring >>> CHECK_BITS) & SYNDROMES - 1);
            BIT_OF_SYNDROME[1 << i] = (byte) (DATA_BITS + i);
        }
    }

    private Secded() {}

    private static void define(int bit, int pattern) {
        BIT_OF_SYNDROME[pattern] = (byte) bit;
        for (int check = 0; check < CHECK_BITS; check++) {
            CHECKED[check] |= (long) (pattern >>> check & 1) << bit;
        }
    }

    /** The eight check bits of a word, 0 to 255. */
    public static int encode(long word) {
        int check = 0;
        for (int i = 0; i < CHECK_BITS; i++) {
            check |= (Long.bitCount(word & CHECKED[i]) & 1) << i;
        }
        return check;
    }

    /**
     * What is wrong with a word and its check bits, of which the lower eight count.
     *
     * @return {@link #CLEAN}, {@link #UNCORRECTABLE}, or the flipped bit: 0 to 63 in the word, 64 to 71 in the check.
     */
    public static int flippedBit(long word, int check) {
        return BIT_OF_SYNDROME[(encode(word) ^ check) & SYNDROMES - 1];
    }

    /** The word without the error that {@link #flippedBit} named; the word itself where it is not in the word. */
    public static long corrected(long word, int flippedBit) {
        return flippedBit >= 0 && flippedBit < DATA_BITS ? word ^ 1L << flippedBit : word;
    }

    /** How many check bytes a record of this length has. */
    public static int checkLength(int length) {
        return length / Long.BYTES + (length % Long.BYTES == 0 ? 0 : 1);
    }

    /**
     * Copies a record and writes its check bytes behind it.
     *
     * @return bytes written: {@code length + checkLength(length)}.
     */
    public static int encode(DirectBuffer buffer, int offset, int length, MutableDirectBuffer out, int outOffset) {
        out.putBytes(outOffset, buffer, offset, length);
        int checkAt = outOffset + length;
        for (int at = 0; at < length; at += Long.BYTES) {
            out.putByte(checkAt++, (byte) encode(word(out, outOffset + at, length - at)));
        }
        return length + checkLength(length);
    }

    /**
     * Corrects a protected record where it stands. Words that cannot be corrected stay as they are.
     *
     * @param length of the record, its check bytes not counted.
     * @return how many bits were corrected; or, where a word has two flipped bits, minus the number of such words.
     */
    public static int verifyAndCorrect(MutableDirectBuffer buffer, int offset, int length) {
        int corrected = 0;
        int uncorrectable = 0;
        int checkAt = offset + length;
        for (int at = 0; at < length; at += Long.BYTES) {
            int room = length - at;
            long word = word(buffer, offset + at, room);
            int bit = flippedBit(word, buffer.getByte(checkAt));
            if (bit != CLEAN) {
                if (flip(buffer, offset + at, room, checkAt, bit)) {
                    corrected++;
                } else {
                    uncorrectable++;
                }
            }
            checkAt++;
        }
        return uncorrectable == 0 ? corrected : -uncorrectable;
    }

    /** A bit that the record does not have was not the one: there are three or more. */
    private static boolean flip(MutableDirectBuffer buffer, int offset, int room, int checkAt, int bit) {
        boolean isCheckBit = bit >= DATA_BITS;
        if (bit == UNCORRECTABLE || !isCheckBit && bit >= (long) room * Byte.SIZE) {
            return false;
        }
        int at = isCheckBit ? checkAt : offset + bit / Byte.SIZE;
        buffer.putByte(at, (byte) (buffer.getByte(at) ^ 1 << bit % Byte.SIZE));
        return true;
    }

    /** The next eight bytes, or as many as there are. */
    private static long word(DirectBuffer buffer, int offset, int room) {
        if (room >= Long.BYTES) {
            return buffer.getLong(offset, LITTLE_ENDIAN);
        }
        long word = 0;
        for (int i = 0; i < room; i++) {
            word |= (buffer.getByte(offset + i) & 0xFFL) << Byte.SIZE * i;
        }
        return word;
    }
}
