package io.ft4j.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.core.port.Durability;
import io.ft4j.log.checkpoint.CheckpointSink;
import io.ft4j.log.checkpoint.CheckpointSource;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers in names of files have the same digits everywhere: what is written in one language is found in another. */
class LocaleTest {
    private static final Locale OTHER_DIGITS = Locale.forLanguageTag("fa-IR");

    private final Locale before = Locale.getDefault();

    @TempDir
    Path folder;

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @Test
    void logsAreFoundAgain() {
        logIsFoundAgain(() -> SegmentLog.open(folder.resolve("segment"), Durability.PROCESS));
        logIsFoundAgain(() -> ChronicleLog.open(folder.resolve("chronicle"), Durability.PROCESS));
    }

    private static void logIsFoundAgain(Supplier<BlockLog> opening) {
        Entries entries = new Entries(4096);
        for (int life = 0; life < 4; life++) {
            Locale.setDefault(life % 2 == 0 ? OTHER_DIGITS : Locale.ROOT);
            try (BlockLog log = opening.get()) {
                assertEquals(life, log.lastIndex());
                entries.append(log, life + 1, life + 1, 8);
                log.durablePosition();
            }
        }
    }

    @Test
    void checkpointsAreFoundAgain() {
        UnsafeBuffer none = new UnsafeBuffer(0, 0);
        for (int life = 0; life < 4; life++) {
            Locale.setDefault(life % 2 == 0 ? OTHER_DIGITS : Locale.ROOT);
            try (CheckpointStore store = CheckpointStore.open(folder, 1, 3)) {
                try (CheckpointSource newest = store.newest()) {
                    assertEquals(life, newest == null ? 0 : newest.number());
                }
                try (CheckpointSink sink = store.begin(life + 1, 0, none, 0, 0)) {
                    sink.commit();
                }
            }
        }
    }
}
