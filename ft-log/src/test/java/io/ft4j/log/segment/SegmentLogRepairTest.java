package io.ft4j.log.segment;

import io.ft4j.core.port.Durability;
import io.ft4j.log.BlockLog;
import io.ft4j.log.FileWriter;
import io.ft4j.log.LogRepair;
import io.ft4j.log.Protection;
import io.ft4j.log.RepairContract;
import java.nio.file.Path;

final class SegmentLogRepairTest extends RepairContract {
    private static final SegmentConfig SMALL =
            SegmentConfig.of(Durability.PROCESS).withSegmentBytes(64 * 1024);

    @Override
    protected BlockLog open(Path folder, Protection protection) {
        return SegmentLog.open(folder, SMALL.withProtection(protection));
    }

    @Override
    protected LogRepair repair(Path folder) {
        return SegmentLog.repair(folder);
    }

    @Override
    protected LogRepair repair(Path folder, FileWriter writer) {
        return SegmentLog.repair(folder, writer);
    }

    @Override
    protected int wordBytes() {
        return 0;
    }

    @Override
    protected String blockFile() {
        return "00000001.seg";
    }

    @Override
    protected int blocksBegin() {
        return SegmentHeader.LENGTH;
    }
}
