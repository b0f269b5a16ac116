package io.ft4j.log.inspect;

import io.ft4j.core.port.Durability;
import io.ft4j.log.BlockLog;
import io.ft4j.log.Protection;
import io.ft4j.log.chronicle.ChronicleLog;
import java.nio.file.Path;

class ChronicleInspectTest extends InspectContract {
    @Override
    protected BlockLog open(Path folder, Protection protection) {
        return ChronicleLog.open(folder, Durability.PROCESS, fileBytes(), protection);
    }

    @Override
    protected String backend() {
        return "chronicle";
    }

    @Override
    protected int fileBytes() {
        return 256 * 1024;
    }

    @Override
    protected String file(int number) {
        return String.format("queue-0000000000/197001%02dF.cq4", number + 1);
    }

    @Override
    protected int firstBlock() {
        return 16_656;
    }

    @Override
    protected int samples() {
        return 30;
    }
}
