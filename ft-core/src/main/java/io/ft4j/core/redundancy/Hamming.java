package io.ft4j.core.redundancy;

/**
 * The (7,4) code of Hamming (Error Detecting and Error Correcting Codes, 1950, §3): four data bits in seven, any two
 * code words three bits apart. So one flipped bit can be corrected, or two found where nothing is corrected; a reader
 * that corrects takes two flipped bits for another one. {@link Secded} does both at once.
 *
 * <p>Bit i of a code word is Hamming's position i + 1: check bits stand at the positions 1, 2 and 4, the data bits at
 * 3, 5, 6 and 7, lowest first. The three checks, read as a number, name the position that is wrong.
 *
 * <p>Pure functions; no allocation after the class is loaded.
 */
public final class Hamming {
    /** {@link #flippedBit}: a code word. */
    public static final int CLEAN = -1;

    static final int DATA_BITS = 4;
    static final int CODE_BITS = 7;

    /** The positions whose number has bit 0, bit 1, bit 2. */
    private static final int[] CHECKED = {0b1010101, 0b1100110, 0b1111000};

    private Hamming() {}

    /** @param data 0 to 15. */
    public static int encode(int data) {
        requireBits("data", data, DATA_BITS);
        int word = (data & 1) << 2 | (data & 0b1110) << 3;
        int checks = checks(word);
        return word | checks & 0b11 | (checks & 0b100) << 1;
    }

    /** The data bits of a word with at most one flipped bit. */
    public static int decode(int word) {
        int corrected = correct(word);
        return corrected >>> 2 & 1 | corrected >>> 3 & 0b1110;
    }

    /** The code word that is at most one bit away; there is always exactly one. */
    public static int correct(int word) {
        int bit = flippedBit(word);
        return bit == CLEAN ? word : word ^ 1 << bit;
    }

    /** Which bit makes this word no code word if only one is wrong, 0 to 6, or {@link #CLEAN}. */
    public static int flippedBit(int word) {
        requireBits("word", word, CODE_BITS);
        return checks(word) - 1;
    }

    private static int checks(int word) {
        int checks = 0;
        for (int i = 0; i < CHECKED.length; i++) {
            checks |= (Integer.bitCount(word & CHECKED[i]) & 1) << i;
        }
        return checks;
    }

    private static void requireBits(String field, int value, int bits) {
        if (value >>> bits != 0) {
            throw new IllegalArgumentException(field + "=" + value + " must have " + bits + " bits");
        }
    }
}
