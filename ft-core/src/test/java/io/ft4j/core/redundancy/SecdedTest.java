package io.ft4j.core.redundancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SecdedTest {
    private static final int BITS = Secded.DATA_BITS + Secded.CHECK_BITS;
    private static final int MAX_LENGTH = 130;
    private static final long SEED = 7264;
    private static final int BEFORE = 3;

    static LongStream words() {
        Prng prng = new Prng(SEED);
        return LongStream.concat(
                LongStream.of(0, -1, 0x5555555555555555L, 0xAAAAAAAAAAAAAAAAL, 1, Long.MIN_VALUE),
                LongStream.generate(prng::nextLong).limit(20));
    }

    @ParameterizedTest
    @MethodSource("words")
    void everyOneOfTheSeventyTwoBitsIsCorrected(long word) {
        int check = Secded.encode(word);
        assertEquals(Secded.CLEAN, Secded.flippedBit(word, check));
        assertEquals(word, Secded.corrected(word, Secded.CLEAN));
        for (int bit = 0; bit < BITS; bit++) {
            long damaged = word ^ dataFlip(bit);
            int found = Secded.flippedBit(damaged, check ^ checkFlip(bit));
            assertEquals(bit, found, "word " + Long.toHexString(word));
            assertEquals(word, Secded.corrected(damaged, found));
        }
    }

    @ParameterizedTest
    @MethodSource("words")
    void everyPairOfBitsIsFound(long word) {
        int check = Secded.encode(word);
        int pairs = 0;
        for (int first = 0; first < BITS; first++) {
            for (int second = 0; second < first; second++) {
                long damaged = word ^ dataFlip(first) ^ dataFlip(second);
                int found = Secded.flippedBit(damaged, check ^ checkFlip(first) ^ checkFlip(second));
                assertEquals(Secded.UNCORRECTABLE, found, "bits " + first + " and " + second);
                pairs++;
            }
        }
        assertEquals(72 * 71 / 2, pairs);
    }

    /** What was shown for a few words holds for all, since flips show in the check bits whatever the word is. */
    @ParameterizedTest
    @MethodSource("words")
    void checkBitsOfASumAreTheSumOfCheckBits(long word) {
        words().forEach(other -> assertEquals(Secded.encode(word) ^ Secded.encode(other), Secded.encode(word ^ other)));
    }

    /** Hsiao 1970: every check covers the same number of data bits, 26 of 64. */
    @Test
    void theChecksAreBalanced() {
        int[] covered = new int[Secded.CHECK_BITS];
        for (int bit = 0; bit < Secded.DATA_BITS; bit++) {
            int pattern = Secded.encode(1L << bit);
            assertEquals(1, Integer.bitCount(pattern) % 2, "bit " + bit);
            for (int check = 0; check < covered.length; check++) {
                covered[check] += pattern >>> check & 1;
            }
        }
        for (int count : covered) {
            assertEquals(26, count);
        }
    }

    /** Not all of them are found: that is what a checksum is for. */
    @Test
    void threeFlippedBitsMayPassForOne() {
        int taken = 0;
        int check = Secded.encode(0);
        for (int second = 1; second < Secded.DATA_BITS; second++) {
            for (int third = second + 1; third < Secded.DATA_BITS; third++) {
                int found = Secded.flippedBit(1L | 1L << second | 1L << third, check);
                assertNotEquals(Secded.CLEAN, found);
                taken += found == Secded.UNCORRECTABLE ? 0 : 1;
            }
        }
        assertTrue(taken > 0);
    }

    @Test
    void aSignedCheckByteIsTheSame() {
        long word = words().filter(w -> Secded.encode(w) > 127).findFirst().getAsLong();
        assertEquals(Secded.CLEAN, Secded.flippedBit(word, (byte) Secded.encode(word)));
    }

    @Test
    void everyBitOfEveryRecordIsCorrected() {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(256));
        for (int length = 0; length <= MAX_LENGTH; length++) {
            UnsafeBuffer data = record(length);
            byte[] good = encoded(data, buffer);
            for (int bit = 0; bit < good.length * Byte.SIZE; bit++) {
                flip(buffer, bit);
                assertEquals(1, Secded.verifyAndCorrect(buffer, BEFORE, length), length + " bytes, bit " + bit);
                assertContent(good, buffer);
            }
            assertEquals(0, Secded.verifyAndCorrect(buffer, BEFORE, length));
        }
    }

    @Test
    void oneFlippedBitInEveryWordIsCorrectedAndCounted() {
        Prng prng = new Prng(SEED);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        for (int length = 1; length <= MAX_LENGTH; length++) {
            byte[] good = encoded(record(length), buffer);
            for (int at = 0; at < length; at += Long.BYTES) {
                int bits = Math.min(Long.BYTES, length - at) * Byte.SIZE;
                int bit = prng.nextInt(bits + Secded.CHECK_BITS);
                flip(buffer, bit < bits ? at * Byte.SIZE + bit : (length + at / Long.BYTES) * Byte.SIZE + bit - bits);
            }
            assertEquals(Secded.checkLength(length), Secded.verifyAndCorrect(buffer, BEFORE, length), "seed " + SEED);
            assertContent(good, buffer);
        }
    }

    @Test
    void twoFlippedBitsInAWordAreFoundAndOtherWordsStillCorrected() {
        Prng prng = new Prng(SEED);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        for (int length = 1; length <= MAX_LENGTH; length++) {
            byte[] good = encoded(record(length), buffer);
            int lastWord = (length - 1) / Long.BYTES * Long.BYTES;
            int first = prng.nextInt(Byte.SIZE) + lastWord * Byte.SIZE;
            int second = (length + lastWord / Long.BYTES) * Byte.SIZE + prng.nextInt(Secded.CHECK_BITS);
            flip(buffer, first);
            flip(buffer, second);
            if (lastWord > 0) {
                flip(buffer, prng.nextInt(lastWord * Byte.SIZE));
            }
            assertEquals(-1, Secded.verifyAndCorrect(buffer, BEFORE, length), length + " bytes, seed " + SEED);
            flip(buffer, first);
            flip(buffer, second);
            assertContent(good, buffer);
        }
    }

    /** Three flipped bits that look like one in the zeros behind the record. */
    @Test
    void aBitThatTheRecordDoesNotHaveIsNotCorrected() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        encoded(record(1), buffer);
        int check = buffer.getByte(BEFORE + 1) & 0xFF;
        int missing = 8;
        buffer.putByte(BEFORE + 1, (byte) (check ^ Secded.encode(1L << missing)));
        assertEquals(-1, Secded.verifyAndCorrect(buffer, BEFORE, 1));
        assertEquals((byte) (check ^ Secded.encode(1L << missing)), buffer.getByte(BEFORE + 1));
    }

    @Test
    void checkLengthIsOneByteForEachWordBegun() {
        int[] lengths = {0, 1, 7, 8, 9, 16, 17, Integer.MAX_VALUE};
        int[] expected = {0, 1, 1, 1, 2, 2, 3, 1 << 28};
        for (int i = 0; i < lengths.length; i++) {
            assertEquals(expected[i], Secded.checkLength(lengths[i]));
        }
    }

    @Test
    void encodingAndCorrectingAllocateNothing() {
        UnsafeBuffer data = record(MAX_LENGTH);
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(256));
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            int corrected = 0;
            for (int i = 0; i < 10_000; i++) {
                Secded.encode(data, 0, MAX_LENGTH, buffer, BEFORE);
                flip(buffer, i % (MAX_LENGTH * Byte.SIZE));
                corrected += Secded.verifyAndCorrect(buffer, BEFORE, MAX_LENGTH);
            }
            assertEquals(10_000, corrected);
        });
        assertEquals(0, bytes);
    }

    private static long dataFlip(int bit) {
        return bit < Secded.DATA_BITS ? 1L << bit : 0;
    }

    private static int checkFlip(int bit) {
        return bit < Secded.DATA_BITS ? 0 : 1 << bit - Secded.DATA_BITS;
    }

    private static UnsafeBuffer record(int length) {
        Prng prng = new Prng(SEED + length);
        UnsafeBuffer data = new UnsafeBuffer(new byte[length]);
        for (int i = 0; i < length; i++) {
            data.putByte(i, (byte) prng.nextLong());
        }
        return data;
    }

    /** Encodes behind a few bytes that are none of the record's, and says what stands there. */
    private static byte[] encoded(UnsafeBuffer data, UnsafeBuffer buffer) {
        buffer.setMemory(0, buffer.capacity(), (byte) 0x7E);
        int length = Secded.encode(data, 0, data.capacity(), buffer, BEFORE);
        assertEquals(data.capacity() + Secded.checkLength(data.capacity()), length);
        byte[] good = new byte[length];
        buffer.getBytes(BEFORE, good);
        for (int i = 0; i < data.capacity(); i++) {
            assertEquals(data.getByte(i), good[i]);
        }
        return good;
    }

    private static void assertContent(byte[] good, UnsafeBuffer buffer) {
        for (int i = 0; i < buffer.capacity(); i++) {
            boolean inside = i >= BEFORE && i < BEFORE + good.length;
            assertEquals(inside ? good[i - BEFORE] : 0x7E, buffer.getByte(i), "byte " + i);
        }
    }

    private static void flip(UnsafeBuffer buffer, int bit) {
        int at = BEFORE + bit / Byte.SIZE;
        buffer.putByte(at, (byte) (buffer.getByte(at) ^ 1 << bit % Byte.SIZE));
    }
}
