package io.ft4j.log.chronicle;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.DurableLogContract;
import io.ft4j.log.Protection;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract of all logs, in one large file and over the borders of many small ones. */
class ChronicleLogContractTest {
    abstract static class Base extends DurableLogContract {
        @TempDir
        Path temporary;

        private final int fileBytes;
        private final Protection protection;

        Base(int fileBytes, Protection protection) {
            this.fileBytes = fileBytes;
            this.protection = protection;
        }

        @Override
        protected DurableLog open() {
            return ChronicleLog.open(temporary.resolve("log"), Durability.PROCESS, fileBytes, protection);
        }

        @Override
        protected DurableLog reopen(DurableLog closed) {
            return open();
        }
    }

    @Nested
    class InOneFile extends Base {
        InOneFile() {
            super(ChronicleLog.DEFAULT_FILE_BYTES, Protection.CHECKSUM);
        }
    }

    @Nested
    class InOneFileWithCheckBits extends Base {
        InOneFileWithCheckBits() {
            super(ChronicleLog.DEFAULT_FILE_BYTES, Protection.SECDED);
        }
    }

    @Nested
    class InSmallFiles extends Base {
        InSmallFiles() {
            super(512 * 1024, Protection.CHECKSUM);
        }

        /** A round rolls several times. */
        @Override
        protected long allocationAllowanceBytes() {
            return 256 * 1024;
        }
    }
}
