package io.ft4j.core.redundancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Everything the code can do: 16 data values, 128 words. */
final class HammingTest {
    /** The textbook case: 1011 becomes 0110011, position 1 first. */
    @Test
    void encodesTheTextbookCase() {
        int data = 0b1101;
        assertEquals(0b1100110, Hamming.encode(data));
    }

    @Test
    void anyTwoCodeWordsAreThreeBitsApart() {
        for (int a = 0; a < 16; a++) {
            for (int b = 0; b < a; b++) {
                int distance = Integer.bitCount(Hamming.encode(a) ^ Hamming.encode(b));
                assertTrue(distance >= 3, a + " and " + b + ": " + distance);
            }
        }
    }

    @Test
    void everyFlippedBitIsNamedAndCorrected() {
        for (int data = 0; data < 16; data++) {
            int word = Hamming.encode(data);
            assertEquals(Hamming.CLEAN, Hamming.flippedBit(word));
            assertEquals(data, Hamming.decode(word));
            for (int bit = 0; bit < Hamming.CODE_BITS; bit++) {
                int damaged = word ^ 1 << bit;
                assertEquals(bit, Hamming.flippedBit(damaged));
                assertEquals(word, Hamming.correct(damaged));
                assertEquals(data, Hamming.decode(damaged));
            }
        }
    }

    /** A perfect code: every one of the 128 words is a code word or one bit away from exactly one. */
    @Test
    void everyWordIsCorrectedToTheNearestCodeWord() {
        for (int word = 0; word < 128; word++) {
            int corrected = Hamming.correct(word);
            assertEquals(corrected, Hamming.encode(Hamming.decode(word)));
            assertEquals(Hamming.flippedBit(word) == Hamming.CLEAN ? 0 : 1, Integer.bitCount(word ^ corrected));
        }
    }

    @Test
    void twoFlippedBitsAreFoundAndTakenForAnotherOne() {
        for (int data = 0; data < 16; data++) {
            int word = Hamming.encode(data);
            for (int first = 0; first < Hamming.CODE_BITS; first++) {
                for (int second = 0; second < first; second++) {
                    int damaged = word ^ 1 << first ^ 1 << second;
                    assertNotEquals(Hamming.CLEAN, Hamming.flippedBit(damaged));
                    assertNotEquals(word, Hamming.correct(damaged));
                }
            }
        }
    }

    @Test
    void moreBitsThanThereAreIsRefused() {
        for (int bad : new int[] {-1, 16}) {
            assertThrows(IllegalArgumentException.class, () -> Hamming.encode(bad));
        }
        for (int bad : new int[] {-1, 128}) {
            assertThrows(IllegalArgumentException.class, () -> Hamming.decode(bad));
            assertThrows(IllegalArgumentException.class, () -> Hamming.flippedBit(bad));
        }
    }
}
