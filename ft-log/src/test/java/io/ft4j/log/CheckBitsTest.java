package io.ft4j.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CheckBitsTest {
    private static final long SEED = 59;

    @Test
    void theLengthOfTheRecordsFollowsFromThatOfTheBody() {
        for (int records = 0; records < 100_000; records += 8) {
            int body = CheckBits.bodyLength(records);
            assertEquals(0, body % 8);
            assertEquals(records, CheckBits.recordsLength(body));
        }
    }

    @Test
    void recordsOfTheLengthThatFitsDoFit() {
        for (int body = 0; body < 100_000; body++) {
            int records = CheckBits.recordsLength(body);
            assertTrue(CheckBits.bodyLength(records) <= body, "body " + body);
            assertTrue(CheckBits.bodyLength(records + 8) > body, "body " + body);
        }
    }

    private static UnsafeBuffer header() {
        Prng prng = new Prng(SEED);
        UnsafeBuffer header = new UnsafeBuffer(new byte[BlockHeader.LENGTH]);
        for (int i = 0; i < BlockHeader.LENGTH; i++) {
            header.putByte(i, (byte) prng.nextLong());
        }
        header.putByte(BlockHeader.PROTECTION_OFFSET, (byte) CheckBits.PRESENT);
        CheckBits.sealHeader(header, 0);
        return header;
    }

    @Test
    void everyBitOfAHeaderIsCorrected() {
        UnsafeBuffer good = header();
        assertTrue(CheckBits.isHeaderClean(good, 0));
        assertEquals(0, CheckBits.correctHeader(good, 0));
        for (int bit = 0; bit < BlockHeader.LENGTH * 8; bit++) {
            UnsafeBuffer header = header();
            flip(header, bit);
            assertTrue(CheckBits.arePresent(header, 0));
            assertFalse(CheckBits.isHeaderClean(header, 0), "bit " + bit);
            assertEquals(good.getInt(0), CheckBits.blockLength(header, 0));
            assertEquals(1, CheckBits.correctHeader(header, 0), "bit " + bit);
            assertEquals(good, header, "bit " + bit);
        }
    }

    /** Two in the byte that says that there are check bits are corrected as well: it has eight copies of one bit. */
    @Test
    void twoBitsOfOneWordOfAHeaderAreNeverCorrectedToSomethingElse() {
        UnsafeBuffer good = header();
        for (int first = 0; first < BlockHeader.LENGTH * 8; first++) {
            for (int second = 0; second < first; second++) {
                UnsafeBuffer header = header();
                flip(header, first);
                flip(header, second);
                assertTrue(CheckBits.arePresent(header, 0));
                assertFalse(CheckBits.isHeaderClean(header, 0));
                if (CheckBits.correctHeader(header, 0) != CheckBits.UNCORRECTABLE) {
                    assertEquals(good, header, "bits " + first + " and " + second);
                }
            }
        }
    }

    @Test
    void aHeaderWithoutCheckBitsIsNotTakenForOneWithThem() {
        UnsafeBuffer header = header();
        for (int value = 0; value < 256; value++) {
            header.putByte(BlockHeader.PROTECTION_OFFSET, (byte) value);
            assertEquals(Integer.bitCount(value) > 4, CheckBits.arePresent(header, 0), "value " + value);
        }
    }

    private static void flip(UnsafeBuffer buffer, int bit) {
        buffer.putByte(bit / 8, (byte) (buffer.getByte(bit / 8) ^ 1 << bit % 8));
    }
}
