package io.ft4j.log.segment;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.DurableLogContract;
import io.ft4j.log.Protection;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract of all logs, in one large segment and over the borders of many small ones. */
class SegmentLogContractTest {
    private static final int SMALL = 128 * 1024;

    abstract static class Base extends DurableLogContract {
        @TempDir
        Path temporary;

        private final SegmentConfig config;

        Base(SegmentConfig config) {
            this.config = config;
        }

        @Override
        protected DurableLog open() {
            return SegmentLog.open(temporary.resolve("log"), config);
        }

        @Override
        protected DurableLog reopen(DurableLog closed) {
            return SegmentLog.open(temporary.resolve("log"), config);
        }
    }

    @Nested
    class AtProcess extends Base {
        AtProcess() {
            super(SegmentConfig.of(Durability.PROCESS));
        }
    }

    @Nested
    class AtProcessInSmallSegments extends Base {
        AtProcessInSmallSegments() {
            super(SegmentConfig.of(Durability.PROCESS).withSegmentBytes(SMALL));
        }

        /** A round rolls several times. */
        @Override
        protected long allocationAllowanceBytes() {
            return 64 * 1024;
        }
    }

    @Nested
    class AtProcessWithCheckBits extends Base {
        AtProcessWithCheckBits() {
            super(SegmentConfig.of(Durability.PROCESS).withProtection(Protection.SECDED));
        }
    }

    @Nested
    class AtDisk extends Base {
        AtDisk() {
            super(SegmentConfig.of(Durability.DISK));
        }
    }

    @Nested
    class AtDiskInSmallSegments extends Base {
        AtDiskInSmallSegments() {
            super(SegmentConfig.of(Durability.DISK).withSegmentBytes(SMALL));
        }

        @Override
        protected long allocationAllowanceBytes() {
            return 64 * 1024;
        }
    }
}
