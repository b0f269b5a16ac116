package io.ft4j.log.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.BlockLog;
import io.ft4j.log.CorrectionContract;
import io.ft4j.log.Entries;
import io.ft4j.log.Protection;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLogCorrectionTest extends CorrectionContract {
    private static final SegmentConfig SMALL =
            SegmentConfig.of(Durability.DISK).withSegmentBytes(SegmentConfig.MIN_SEGMENT_BYTES);

    @TempDir
    Path other;

    @Override
    protected BlockLog open(Path folder, Protection protection) {
        return SegmentLog.open(folder, SMALL.withProtection(protection));
    }

    @Override
    protected String blockFile() {
        return "00000001.seg";
    }

    @Override
    protected int firstBlock() {
        return SegmentHeader.LENGTH;
    }

    @Override
    protected int gapBytes() {
        return 0;
    }

    /** What is left of a segment of 65,536 bytes are 7,672 words: 6,819 of records and 853 of their check bytes. */
    @Test
    void theLongestRecordTakesEightNinthsOfASegment() {
        int longest = 6819 * 8 - Records.HEADER_LENGTH;
        Entries entries = new Entries(2 * SegmentConfig.MIN_SEGMENT_BYTES);
        EntrySlice slice = new EntrySlice();
        try (BlockLog log = open(other.resolve("log"), Protection.SECDED)) {
            assertThrows(IllegalArgumentException.class, () -> entries.append(log, 1, 1, longest + 1));
            entries.append(log, 1, 2, longest);
            assertEquals(1, log.read(2, Integer.MAX_VALUE, slice));
            assertEquals(Entries.bodyByte(2, 0, longest - 1), slice.buffer().getByte(slice.offset() + 6819 * 8 - 1));
        }
    }
}
