package io.ft4j.log.chronicle;

import io.ft4j.core.port.Durability;
import io.ft4j.log.BlockLog;
import io.ft4j.log.CorrectionContract;
import io.ft4j.log.Protection;
import java.nio.file.Path;

class ChronicleLogCorrectionTest extends CorrectionContract {
    @Override
    protected BlockLog open(Path folder, Protection protection) {
        return ChronicleLog.open(folder, Durability.PROCESS, ChronicleStore.MIN_FILE_BYTES, protection);
    }

    @Override
    protected String blockFile() {
        return "queue-0000000000/19700101F.cq4";
    }

    @Override
    protected int firstBlock() {
        return 16_656 + CycleFile.WORD_BYTES;
    }

    @Override
    protected int gapBytes() {
        return CycleFile.WORD_BYTES;
    }
}
