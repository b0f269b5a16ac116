package io.ft4j.log.chronicle;

import io.ft4j.core.port.Durability;
import io.ft4j.log.BlockLog;
import io.ft4j.log.FileWriter;
import io.ft4j.log.LogRepair;
import io.ft4j.log.Protection;
import io.ft4j.log.RepairContract;
import java.nio.file.Path;

final class ChronicleLogRepairTest extends RepairContract {
    @Override
    protected BlockLog open(Path folder, Protection protection) {
        return ChronicleLog.open(folder, Durability.PROCESS, ChronicleStore.MIN_FILE_BYTES, protection);
    }

    @Override
    protected LogRepair repair(Path folder) {
        return ChronicleLog.repair(folder);
    }

    @Override
    protected LogRepair repair(Path folder, FileWriter writer) {
        return ChronicleLog.repair(folder, writer);
    }

    @Override
    protected int wordBytes() {
        return 4;
    }

    @Override
    protected String blockFile() {
        return "queue-0000000000/19700101F.cq4";
    }

    @Override
    protected int blocksBegin() {
        return 16_656;
    }
}
