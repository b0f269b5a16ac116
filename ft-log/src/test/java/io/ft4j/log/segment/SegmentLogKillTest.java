package io.ft4j.log.segment;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.log.KillContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

class SegmentLogKillTest {
    private static DurableLog open(Path folder, Durability durability) {
        return SegmentLog.open(folder, SegmentConfig.of(durability).withSegmentBytes(256 * 1024));
    }

    @Nested
    class AtProcess extends KillContract {
        @Override
        protected Class<?> writer() {
            return ProcessWriter.class;
        }

        @Override
        protected DurableLog open(Path folder) {
            return SegmentLogKillTest.open(folder, Durability.PROCESS);
        }
    }

    @Nested
    class AtDisk extends KillContract {
        @Override
        protected Class<?> writer() {
            return DiskWriter.class;
        }

        @Override
        protected DurableLog open(Path folder) {
            return SegmentLogKillTest.open(folder, Durability.DISK);
        }

        @Override
        protected int kills() {
            return 6;
        }
    }

    static final class ProcessWriter {
        public static void main(String[] arguments) throws IOException {
            KillContract.write(arguments, folder -> SegmentLogKillTest.open(folder, Durability.PROCESS));
        }
    }

    static final class DiskWriter {
        public static void main(String[] arguments) throws IOException {
            KillContract.write(arguments, folder -> SegmentLogKillTest.open(folder, Durability.DISK));
        }
    }
}
