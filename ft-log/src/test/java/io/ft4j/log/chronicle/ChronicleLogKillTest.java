package io.ft4j.log.chronicle;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.log.KillContract;
import java.io.IOException;
import java.nio.file.Path;

class ChronicleLogKillTest extends KillContract {
    private static DurableLog openSmall(Path folder) {
        return ChronicleLog.open(folder, Durability.PROCESS, ChronicleStore.MIN_FILE_BYTES);
    }

    @Override
    protected Class<?> writer() {
        return Writer.class;
    }

    @Override
    protected DurableLog open(Path folder) {
        return openSmall(folder);
    }

    static final class Writer {
        public static void main(String[] arguments) throws IOException {
            KillContract.write(arguments, ChronicleLogKillTest::openSmall);
        }
    }
}
