package io.ft4j.bench.example.orderbook;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Where the replicas keep their logs, and what each kind can promise. */
public enum LogKind {
    CHRONICLE(Durability.PROCESS),
    SEGMENT(Durability.PROCESS, Durability.DISK),
    MEMORY(Durability.MEMORY);

    private final Durability defaultDurability;
    private final Set<Durability> promises;

    LogKind(Durability first, Durability... more) {
        defaultDurability = first;
        promises = EnumSet.of(first, more);
    }

    /** What it promises when nothing else is asked for. */
    public Durability defaultDurability() {
        return defaultDurability;
    }

    public Set<Durability> promises() {
        return promises;
    }

    /** Opens the log of one replica; of MEMORY there is none, the group keeps it. */
    public DurableLog open(Path folder, Durability durability) {
        return switch (this) {
            case CHRONICLE -> ChronicleLog.open(folder, durability);
            case SEGMENT -> SegmentLog.open(folder, durability);
            case MEMORY -> throw new IllegalStateException("log=" + this + " is not opened in folder=" + folder);
        };
    }
}
