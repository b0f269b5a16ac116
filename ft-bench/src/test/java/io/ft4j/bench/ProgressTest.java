package io.ft4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private final StringWriter text = new StringWriter();

    @Test
    void printsALinePerTenthWhereThereIsNoTerminal() {
        Progress progress = new Progress(new PrintWriter(text), false);
        progress.begin("job", 1_000);
        for (int i = 1; i <= 1_000; i += 7) {
            progress.update(i);
        }
        progress.say("something happened");
        progress.end("done");

        List<String> lines = text.toString().lines().toList();
        assertEquals("job:  10 %  106 of 1,000", lines.get(0));
        assertEquals(9 + 2, lines.size(), text::toString);
        assertEquals(List.of("something happened", "job: done"), lines.subList(9, 11));
    }

    @Test
    void drawsABarOverAndOverOnATerminal() {
        Progress progress = new Progress(new PrintWriter(text), true);
        progress.begin("job", 1_000);
        progress.update(500);
        progress.update(501);
        progress.end("done");

        String drawn = text.toString();
        assertTrue(drawn.contains("job [####################....................]  50 %  500 of 1,000"), drawn);
        assertFalse(drawn.contains("501"), drawn);
        assertTrue(drawn.endsWith("job: done" + System.lineSeparator()), drawn);
    }

    @Test
    void countsWhereTheTotalIsUnknown() {
        Progress progress = new Progress(new PrintWriter(text), false);
        progress.begin("job", -1);
        progress.update(999_999);
        progress.update(1_000_100);
        progress.update(1_500_000);
        progress.update(2_000_000);

        assertEquals(
                List.of("job: 1,000,100", "job: 2,000,000"),
                text.toString().lines().toList());
    }

    @Test
    void isSilentBeforeItBegins() {
        new Progress(new PrintWriter(text), false).update(5);
        assertEquals("", text.toString());
    }
}
