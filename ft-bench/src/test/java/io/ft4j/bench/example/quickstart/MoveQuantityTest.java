package io.ft4j.bench.example.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.bench.example.quickstart.MoveQuantity.Account;
import io.ft4j.commit.manager.TransactionManager;
import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.Threading;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class MoveQuantityTest {
    private static final String SOURCE =
            "src/main/java/" + MoveQuantity.class.getName().replace('.', '/') + ".java";
    private static final String MARK = "// README\n";
    private static final String SECTION = "<!-- MoveQuantity.java, compiled and run by its test -->\n```java\n";

    @TempDir
    Path dir;

    @Test
    void movesOrLeavesIt() {
        Account left = new Account(100);
        Account right = new Account(0);
        assertEquals("moved", MoveQuantity.move(60, left, right, dir.resolve("first")));
        settle(left, right, dir.resolve("first"));
        assertEquals("ABORTED_BY_VOTE [left]", MoveQuantity.move(60, left, right, dir.resolve("second")));
        assertEquals(40, left.quantity());
        assertEquals(60, right.quantity());
    }

    /** The manager was closed as soon as it was decided: what it had no time to tell them, the next one does. */
    private static void settle(Account left, Account right, Path folder) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try (TransactionManager manager = TransactionManager.builder()
                .participant("left", left)
                .participant("right", right)
                .log(id -> SegmentLog.open(folder.resolve("node-" + id), Durability.DISK))
                .threading(Threading.INVOKER)
                .start()) {
            while (left.quantity() + right.quantity() != 100 || left.quantity() == 100) {
                manager.doWork();
                assertTrue(System.nanoTime() < endNs, "what was decided is never done");
            }
        }
    }

    @Test
    void isWhatTheReadmeShows() throws IOException {
        assertEquals(
                between(Files.readString(Path.of(SOURCE)), MARK, MARK),
                between(Files.readString(Path.of("../README.md")), SECTION, "```"));
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from)).stripIndent().strip();
    }
}
