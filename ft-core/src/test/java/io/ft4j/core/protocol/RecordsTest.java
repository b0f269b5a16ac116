package io.ft4j.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.codec.EntryHeaderDecoder;
import io.ft4j.core.protocol.codec.RecordHeaderDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordsTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);

    @ParameterizedTest
    @CsvSource({"0,0", "1,8", "7,8", "8,8", "9,16", "16,16", "47,48", "48,48", "65537,65544"})
    void recordsBeginAtMultiplesOfEight(int length, int stride) {
        assertEquals(stride, Records.stride(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 40})
    void theHeaderIsWhatTheSchemaSays(int offset) {
        buffer.setMemory(0, 512, (byte) 0xFF);
        Records.putHeader(buffer, offset, 0x12345678, DurableLog.MAX_RECORD_TYPE, 0x1122334455667788L);
        RecordHeaderDecoder decoder = new RecordHeaderDecoder().wrap(buffer, offset);
        assertEquals(0x12345678, decoder.recordLength());
        assertEquals(DurableLog.MAX_RECORD_TYPE, decoder.recordType());
        assertEquals(0, decoder.reserved());
        assertEquals(0x1122334455667788L, decoder.index());
        assertEquals(0x12345678, Records.length(buffer, offset));
        assertEquals(DurableLog.MAX_RECORD_TYPE, Records.type(buffer, offset));
        assertEquals(0x1122334455667788L, Records.index(buffer, offset));
        assertEquals((byte) 0xFF, buffer.getByte(offset + Records.HEADER_LENGTH), "nothing behind the header");
        assertEquals((byte) 0x78, buffer.getByte(offset), "little endian");
    }

    @Test
    void theEntryHeaderIsWhatTheSchemaSays() {
        buffer.setMemory(0, 512, (byte) 0xFF);
        Records.putHeader(buffer, 16, 60, Records.COMMAND, 5);
        Records.putEntry(buffer, 16, 1L << 40, 2L << 40, -3, Long.MIN_VALUE);
        EntryHeaderDecoder decoder = new EntryHeaderDecoder().wrap(buffer, 16);
        assertEquals(60, decoder.recordLength());
        assertEquals(Records.COMMAND, decoder.recordType());
        assertEquals(5, decoder.index());
        assertEquals(1L << 40, decoder.term());
        assertEquals(2L << 40, decoder.timestampNs());
        assertEquals(-3, decoder.sessionId());
        assertEquals(Long.MIN_VALUE, decoder.sequence());
        assertEquals(1L << 40, Records.term(buffer, 16));
        assertEquals(2L << 40, Records.timestampNs(buffer, 16));
        assertEquals(-3, Records.sessionId(buffer, 16));
        assertEquals(Long.MIN_VALUE, Records.sequence(buffer, 16));
        assertEquals((byte) 0xFF, buffer.getByte(16 + Records.ENTRY_HEADER_LENGTH));
    }

    @Test
    void anEntryHeaderBeginsWithARecordHeader() {
        assertEquals(16, Records.HEADER_LENGTH);
        assertEquals(48, Records.ENTRY_HEADER_LENGTH);
        assertEquals(EntryHeaderDecoder.recordLengthEncodingOffset(), RecordHeaderDecoder.recordLengthEncodingOffset());
        assertEquals(EntryHeaderDecoder.recordTypeEncodingOffset(), RecordHeaderDecoder.recordTypeEncodingOffset());
        assertEquals(EntryHeaderDecoder.indexEncodingOffset(), RecordHeaderDecoder.indexEncodingOffset());
    }

    // ---- bytes from outside

    @Test
    void wholeConsecutiveRecordsAreCounted() {
        int length = threeRecords(8, 10);
        assertEquals(3, Records.countConsecutive(buffer, 8, length, 10, Records.HEADER_LENGTH));
        assertEquals(0, Records.countConsecutive(buffer, 8, 0, 10, Records.HEADER_LENGTH));
    }

    @Test
    void everyCutIsSeen() {
        int length = threeRecords(0, 10);
        int[] boundaries = {0, 24, 24 + 48};
        for (int cut = 0; cut < length; cut++) {
            int expected = cut == boundaries[0] ? 0 : cut == boundaries[1] ? 1 : cut == boundaries[2] ? 2 : -1;
            UnsafeBuffer exact = new UnsafeBuffer(buffer, 0, cut);
            assertEquals(expected, Records.countConsecutive(exact, 0, cut, 10, Records.HEADER_LENGTH), "cut=" + cut);
        }
    }

    @Test
    void aWrongIndexIsSeen() {
        int length = threeRecords(0, 10);
        assertEquals(-1, Records.countConsecutive(buffer, 0, length, 9, Records.HEADER_LENGTH));
        assertEquals(-1, Records.countConsecutive(buffer, 0, length, 11, Records.HEADER_LENGTH));
        buffer.putLong(24 + 8, 12);
        assertEquals(-1, Records.countConsecutive(buffer, 0, length, 10, Records.HEADER_LENGTH));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {Integer.MIN_VALUE, -8, -1, 0, 1, 15, 49, 56, 65, 1000, Integer.MAX_VALUE, Integer.MAX_VALUE - 7})
    void aWrongLengthIsSeen(int recordLength) {
        int length = threeRecords(0, 10);
        buffer.putInt(24, recordLength);
        UnsafeBuffer exact = new UnsafeBuffer(buffer, 0, length);
        assertEquals(-1, Records.countConsecutive(exact, 0, length, 10, Records.HEADER_LENGTH));
    }

    @Test
    void recordsShorterThanTheLeastAreSeen() {
        int length = threeRecords(0, 10);
        assertEquals(-1, Records.countConsecutive(buffer, 0, length, 10, Records.ENTRY_HEADER_LENGTH));
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void noiseIsNeverReadBeyondItsEnd(long seed) {
        Prng prng = new Prng(seed);
        for (int run = 0; run < 20_000; run++) {
            int length = prng.nextInt(100);
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = prng.chance(0.7) ? 0 : (byte) prng.nextInt(64);
            }
            UnsafeBuffer exact = new UnsafeBuffer(bytes);
            int count = Records.countConsecutive(exact, 0, length, 0, Records.HEADER_LENGTH);
            int at = 0;
            for (int i = 0; i < count; i++) {
                assertEquals(i, Records.index(exact, at), "seed=" + seed + " run=" + run);
                at += Records.stride(Records.length(exact, at));
            }
            assertEquals(count < 0 ? 0 : length, at, "seed=" + seed + " run=" + run);
        }
    }

    /** Lengths 17, 48 and 16. */
    private int threeRecords(int offset, long firstIndex) {
        Records.putHeader(buffer, offset, 17, 1, firstIndex);
        Records.putHeader(buffer, offset + 24, 48, 1, firstIndex + 1);
        Records.putHeader(buffer, offset + 72, 16, 1, firstIndex + 2);
        return 88;
    }
}
