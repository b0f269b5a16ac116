package io.ft4j.bench.example.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.bench.example.quickstart.MoveQuantity.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
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
        assertEquals("ABORTED_BY_VOTE [left]", MoveQuantity.move(60, left, right, dir.resolve("second")));
        assertEquals(40, left.quantity());
        assertEquals(60, right.quantity());
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
