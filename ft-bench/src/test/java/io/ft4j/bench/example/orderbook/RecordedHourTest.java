package io.ft4j.bench.example.orderbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ft4j.bench.Progress;
import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import io.ft4j.bench.example.orderbook.run.PlainRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** One hour of real order flow, where it lies beside the project; it is not part of it. */
final class RecordedHourTest {
    private static final Path FOLDER = Path.of(System.getProperty("ft4j.lobster", "../../shared/data/lobster"))
            .toAbsolutePath()
            .normalize();

    @Test
    void theBookTakesTheHourAsItWasRecorded() throws IOException {
        PlainRun.Result result;
        try (LobsterReader reader = new LobsterReader(recordedHour(), Long.MAX_VALUE, line -> {
            throw new AssertionError(line);
        })) {
            result = PlainRun.run(reader, new Progress(new PrintWriter(Writer.nullWriter()), false));
        }
        BookCounters counters = result.book().counters();
        result.book().book().checkInvariants();
        assertEquals(91_997, result.commands());
        assertEquals(72 + 12, counters.of(OrderStatus.UNKNOWN_ORDER), "orders that rested before the hour began");
        assertEquals(91_997 - 84, counters.of(OrderStatus.ACCEPTED));
        assertEquals(4_067 - 12, counters.visibleTrades);
        assertEquals(2_201, counters.hiddenTrades);
        assertEquals(0, result.book().book().matchedTrades(), "the exchange has matched already");
        assertEquals(380, result.book().book().orderCount());
    }

    private static Path recordedHour() throws IOException {
        assumeTrue(Files.isDirectory(FOLDER), () -> "skipped: no recorded flow in " + FOLDER);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, "AAPL*message*.csv")) {
            for (Path file : files) {
                return file;
            }
        }
        assumeTrue(false, () -> "skipped: no AAPL message file in " + FOLDER);
        throw new AssertionError();
    }
}
