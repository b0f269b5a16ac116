package io.ft4j.bench.example.orderbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.bench.example.orderbook.codec.AddOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.CancelOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.DeleteOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.ExecuteOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderDecoder;
import io.ft4j.bench.example.orderbook.codec.OffBookTradeDecoder;
import io.ft4j.bench.example.orderbook.codec.TradingHaltDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a line means, and what is said about one that means nothing. */
final class LobsterReaderTest {
    private static final String ADD = "34200.004241176,1,16113575,18,5853300,1";

    @TempDir
    private Path folder;

    private final List<String> malformed = new ArrayList<>();
    private long lines;

    @Test
    void everyTypeOfEventBecomesItsCommand() throws IOException {
        assertEquals(
                List.of(
                        "34200004241176 add 16113575 BUY 18 at 5853300",
                        "34200000000002 add 2 SELL 1 at 1",
                        "34200500000000 cancel 3 4",
                        "34201000000000 delete 3",
                        "34202000000000 execute 3 7",
                        "34203000000000 HIDDEN SELL 9 at 100",
                        "34204000000000 CROSS BUY 11 at 100",
                        "34205000000000 halt -1"),
                read(ADD
                        + "\n34200.000000002,1,2,1,1,-1\n34200.5,2,3,4,100,1\n34201,3,3,5,100,1\n34202,4,3,7,100,1"
                        + "\n34203,5,0,9,100,-1\n34204,6,-1,11,100,1\n34205,7,0,0,-1,-1\n"));
        assertEquals(List.of(), malformed);
    }

    @Test
    void timesAreExactToTheNanosecondAndFurtherDecimalsAreRounded() throws IOException {
        String rest = ",3,1,1,1,1\n";
        assertEquals(
                List.of(
                        "0 delete 1",
                        "86399999999999 delete 1",
                        "35821088778456 delete 1",
                        "35821088778457 delete 1",
                        "1120000000 delete 1"),
                read("0" + rest + "86399.999999999" + rest + "35821.088778456004" + rest + "35821.0887784565" + rest
                        + "1.12" + rest));
        assertEquals(List.of(), malformed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "34200.1,1,5,18,5853300                   | fields=5 must be 6",
                "34200.1,1,5,18,5853300,1,9               | fields=7 must be 6",
                "''                                       | fields=1 must be 6",
                "time,type,id,size,price,direction        | time=\"time\" must be seconds after midnight",
                "-1.5,1,5,18,5853300,1                    | time=\"-1.5\" must be seconds after midnight",
                "86400.0,1,5,18,5853300,1                 | time=\"86400.0\" must be seconds after midnight, 0 to 86399",
                "34200.,1,5,18,5853300,1                  | time=\"34200.\" must have 1 to 18 decimals",
                "34200.1e3,1,5,18,5853300,1               | time=\"34200.1e3\" must have 1 to 18 decimals",
                "1.0000000000000000001,1,5,18,5853300,1   | must have 1 to 18 decimals",
                "34200.1,0,5,18,5853300,1                 | type=\"0\" must be 1 to 7",
                "34200.1,8,5,18,5853300,1                 | type=\"8\" must be 1 to 7",
                "34200.1,x,5,18,5853300,1                 | type=\"x\" must be a whole number, 1 to 7",
                "34200.1,,5,18,5853300,1                  | type=\"\" must be a whole number, 1 to 7",
                "34200.1,1,-5,18,5853300,1                | order id=\"-5\" must be 0 to 9223372036854775807",
                "34200.1,1,9223372036854775808,18,53300,1 | order id=\"9223372036854775808\" must be a whole number",
                "34200.1,1,5,-18,5853300,1                | size=\"-18\" must be 1 to 2147483647",
                "34200.1,1,5,0,5853300,1                  | size=\"0\" must be 1 to 2147483647",
                "34200.1,1,5,2147483648,5853300,1         | size=\"2147483648\" must be 1 to 2147483647",
                "34200.1,1,5,1.5,5853300,1                | size=\"1.5\" must be a whole number",
                "34200.1,1,5, 18,5853300,1                | size=\" 18\" must be a whole number",
                "34200.1,1,5,18,-1,1                      | price=\"-1\" must be 1 to",
                "34200.1,1,5,18,5853300,0                 | direction=0 must be 1 or -1",
                "34200.1,1,5,18,5853300,2                 | direction=\"2\" must be -1 to 1",
                "34200.1,1,5,18,5853300,--1               | direction=\"--1\" must be a whole number",
                "34200.1,7,0,0,2,-1                       | price=\"2\" must be -1 to 1",
            })
    void aMalformedLineIsDescribedCountedAndSkipped(String line, String complaint) throws IOException {
        List<String> events = read(ADD + "\n" + line + "\n" + ADD + "\n");

        assertEquals(2, events.size());
        assertEquals(3, lines);
        assertEquals(1, malformed.size());
        assertTrue(malformed.get(0).contains("flow.csv:2: "), malformed.get(0));
        assertTrue(malformed.get(0).contains(complaint), malformed.get(0));
    }

    @Test
    void whatIsShownOfALineIsShortAndPrintable() throws IOException {
        read("\u001b[2J" + "9".repeat(100) + ",1,5,18,5853300,1\n");

        assertTrue(malformed.get(0).contains("time=\"?[2J" + "9".repeat(36) + "…\""), malformed.get(0));
    }

    @Test
    void linesMayEndWithCarriageReturnAndTheLastWithNothing() throws IOException {
        assertEquals(3, read(ADD + "\r\n" + ADD + "\r\n" + ADD).size());
        assertEquals(1, read(ADD + "\r").size());
        assertEquals(List.of(), malformed);
    }

    @Test
    void anEmptyFileHoldsNoEvent() throws IOException {
        assertEquals(List.of(), read(""));
        assertEquals(0, lines);
    }

    @Test
    void gzipIsToldByItsFirstBytes() throws IOException {
        Path zipped = folder.resolve("flow.csv.gz");
        Path misnamed = folder.resolve("zipped.csv");
        for (Path path : List.of(zipped, misnamed)) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
                out.write((ADD + "\n").repeat(5000).getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals(5000, read(path, Long.MAX_VALUE).size());
        }
        Path plain = folder.resolve("plain.csv.gz");
        Files.writeString(plain, ADD);
        assertEquals(1, read(plain, Long.MAX_VALUE).size());
    }

    @Test
    void aBrokenGzipSaysWhere() throws IOException {
        Path path = folder.resolve("flow.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            for (int i = 0; i < 50_000; i++) {
                out.write(("34200." + i * 7919L % 1_000_000 + ",1," + i + ",18,5853300,1\n")
                        .getBytes(StandardCharsets.US_ASCII));
            }
        }
        byte[] whole = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(whole, whole.length / 2));

        BadInputException e = assertThrows(BadInputException.class, () -> read(path, Long.MAX_VALUE));
        assertTrue(e.getMessage().matches(".*flow.csv.gz:[0-9]{5}: cannot be read further: .*"), e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        Path path = folder.resolve("nowhere.csv");

        BadInputException e = assertThrows(BadInputException.class, () -> read(path, 1));
        assertTrue(e.getMessage().contains("nowhere.csv: cannot be opened"), e.getMessage());
    }

    @Test
    void linesCrossTheEndOfTheBuffer() throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            text.append("1.5,3,").append(i * 1_000_003L).append(",1,1,1\n");
            expected.add("1500000000 delete " + i * 1_000_003L);
        }
        assertEquals(expected, read(text.toString()));
    }

    @Test
    void aLineLongerThanTheBufferIsSkippedWhole() throws IOException {
        for (int length : new int[] {65_535, 65_536, 65_537, 200_000}) {
            malformed.clear();
            assertEquals(2, read(ADD + "\n" + "7".repeat(length) + "\n" + ADD).size(), "length " + length);
            assertEquals(1, malformed.size());
            assertTrue(malformed.get(0).contains("flow.csv:2: "), malformed.get(0));
        }
        assertEquals(1, read(ADD + "\n" + "7".repeat(200_000)).size());
    }

    @Test
    void stopsAfterTheNumberOfEventsAskedFor() throws IOException {
        Path path = folder.resolve("flow.csv");
        Files.writeString(path, (ADD + "\nbad\n").repeat(10));

        assertEquals(4, read(path, 4).size());
        assertEquals(3, malformed.size());
    }

    @Test
    void twoReadersOfOneFileGiveTheSameBytes() throws IOException {
        Path path = folder.resolve("flow.csv");
        Files.writeString(path, (ADD + "\n").repeat(3));
        byte[][] bytes = new byte[2][];
        for (int i = 0; i < 2; i++) {
            ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
            try (LobsterReader reader = new LobsterReader(path, 3, malformed::add)) {
                int at = 0;
                for (int length = reader.next(buffer, 0); length > 0; length = reader.next(buffer, at)) {
                    at += length;
                }
                bytes[i] = Arrays.copyOf(buffer.byteArray(), at);
            }
        }
        assertArrayEquals(bytes[0], bytes[1]);
    }

    private List<String> read(String text) throws IOException {
        Path path = folder.resolve("flow.csv");
        Files.writeString(path, text);
        return read(path, Long.MAX_VALUE);
    }

    private List<String> read(Path path, long maxEvents) {
        List<String> events = new ArrayList<>();
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        try (LobsterReader reader = new LobsterReader(path, maxEvents, malformed::add)) {
            while (reader.next(buffer, 0) != CommandSource.END) {
                events.add(describe(buffer));
            }
            lines = reader.lineCount();
        }
        return events;
    }

    private static String describe(ExpandableArrayBuffer buffer) {
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
        String time = buffer.getLong(MessageHeaderDecoder.ENCODED_LENGTH) + " ";
        switch (header.templateId()) {
            case AddOrderDecoder.TEMPLATE_ID -> {
                AddOrderDecoder m = new AddOrderDecoder().wrapAndApplyHeader(buffer, 0, header);
                return time + "add " + m.orderId() + " " + m.side() + " " + m.quantity() + " at " + m.price();
            }
            case CancelOrderDecoder.TEMPLATE_ID -> {
                CancelOrderDecoder m = new CancelOrderDecoder().wrapAndApplyHeader(buffer, 0, header);
                return time + "cancel " + m.orderId() + " " + m.quantity();
            }
            case DeleteOrderDecoder.TEMPLATE_ID -> {
                return time + "delete "
                        + new DeleteOrderDecoder()
                                .wrapAndApplyHeader(buffer, 0, header)
                                .orderId();
            }
            case ExecuteOrderDecoder.TEMPLATE_ID -> {
                ExecuteOrderDecoder m = new ExecuteOrderDecoder().wrapAndApplyHeader(buffer, 0, header);
                return time + "execute " + m.orderId() + " " + m.quantity();
            }
            case OffBookTradeDecoder.TEMPLATE_ID -> {
                OffBookTradeDecoder m = new OffBookTradeDecoder().wrapAndApplyHeader(buffer, 0, header);
                return time + m.kind() + " " + m.side() + " " + m.quantity() + " at " + m.price();
            }
            default -> {
                return time + "halt "
                        + new TradingHaltDecoder()
                                .wrapAndApplyHeader(buffer, 0, header)
                                .price();
            }
        }
    }
}
