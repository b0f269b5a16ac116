package io.ft4j.log.segment;

import io.ft4j.core.port.Durability;
import io.ft4j.log.BlockLog;
import io.ft4j.log.DamageContract;
import java.nio.file.Path;

class SegmentLogDamageTest extends DamageContract {
    private static final int LONG_BODY = 2000;
    private static final SegmentConfig SMALL =
            SegmentConfig.of(Durability.PROCESS).withSegmentBytes(SegmentConfig.MIN_SEGMENT_BYTES);
    private static final SegmentConfig LARGE = SMALL.withSegmentBytes(320 * 1024);

    @Override
    protected BlockLog open(Path folder) {
        SegmentConfig config = bodyLength < LONG_BODY ? SMALL : LARGE;
        return SegmentLog.open(folder, config.withProtection(protection()));
    }

    @Override
    protected String blockFile() {
        return "00000001.seg";
    }

    @Override
    protected int blocksBegin() {
        return SegmentHeader.LENGTH;
    }

    @Override
    protected boolean isAllowed(Outcome outcome, int offset, int firstUnacknowledgedOffset) {
        int end = image.usedLength(blockFile());
        if (offset < firstUnacknowledgedOffset) {
            return outcome == Outcome.REFUSED;
        }
        return outcome == (offset < end ? Outcome.CUT : Outcome.UNCHANGED);
    }
}
