package io.ft4j.log.chronicle;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.log.DamageContract;
import java.nio.file.Path;

class ChronicleLogDamageTest extends DamageContract {
    @Override
    protected DurableLog open(Path folder) {
        return ChronicleLog.open(folder, Durability.PROCESS, 512 * 1024);
    }

    @Override
    protected String blockFile() {
        return "queue-0000000000/19700101F.cq4";
    }

    @Override
    protected int blocksBegin() {
        return 16_656;
    }

    /**
     * Documents begin at multiples of four, so the first that is not acknowledged may do so up to eight bytes before
     * the offset given; a cut into what was acknowledged would be seen by the missing record.
     */
    @Override
    protected boolean isAllowed(Outcome outcome, int offset, int firstUnacknowledgedOffset) {
        int end = image.usedLength(blockFile());
        if (offset < firstUnacknowledgedOffset - 8) {
            return outcome == Outcome.REFUSED;
        }
        if (offset < firstUnacknowledgedOffset) {
            return outcome == Outcome.REFUSED || outcome == Outcome.CUT;
        }
        return outcome == Outcome.CUT || offset >= end - 8 && outcome == Outcome.UNCHANGED;
    }
}
