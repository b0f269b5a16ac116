package io.ft4j.log.inspect;

import io.ft4j.core.port.Durability;
import io.ft4j.log.BlockLog;
import io.ft4j.log.Protection;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;

class SegmentInspectTest extends InspectContract {
    @Override
    protected BlockLog open(Path folder, Protection protection) {
        return SegmentLog.open(
                folder,
                SegmentConfig.of(Durability.PROCESS)
                        .withSegmentBytes(fileBytes())
                        .withProtection(protection));
    }

    @Override
    protected String backend() {
        return "segment";
    }

    @Override
    protected int fileBytes() {
        return 64 * 1024;
    }

    @Override
    protected String file(int number) {
        return String.format("%08d.seg", number + 1);
    }

    @Override
    protected int firstBlock() {
        return 4096;
    }

    @Override
    protected int samples() {
        return 80;
    }
}
