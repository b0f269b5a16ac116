package io.ft4j.bench.example.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class QuickStartTest {
    private static final String SOURCE =
            "src/main/java/" + QuickStart.class.getName().replace('.', '/') + ".java";
    private static final String MARK = "// README\n";

    @TempDir
    Path dir;

    @Test
    void addsUp() {
        assertEquals(5050, QuickStart.sumUpTo(100, dir));
    }

    @Test
    void isWhatTheReadmeShows() throws IOException {
        assertEquals(between(Files.readString(Path.of(SOURCE)), MARK, MARK), shownInReadme());
    }

    private static String shownInReadme() throws IOException {
        return between(Files.readString(Path.of("../README.md")), "```java\n", "```");
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from)).stripIndent().strip();
    }
}
