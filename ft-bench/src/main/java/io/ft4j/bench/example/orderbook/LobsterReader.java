package io.ft4j.bench.example.orderbook;

import io.ft4j.bench.example.orderbook.codec.TradeKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.agrona.MutableDirectBuffer;

/**
 * Reads a LOBSTER message file, plain or compressed with gzip (told by its first bytes), line by line. Malformed lines
 * are counted, described to a handler with file and line number, and skipped; the handler may throw to stop.
 *
 * <p>One thread. Allocates only for malformed lines, and what gzip does.
 */
public final class LobsterReader implements CommandSource {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_MAGIC_0 = 0x1f;
    private static final int GZIP_MAGIC_1 = 0x8b;

    private final Path path;
    private final long maxEvents;
    private final Consumer<String> malformedLines;
    private final InputStream input;
    private final LobsterLine line = new LobsterLine();
    private final CommandWriter writer = new CommandWriter();
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private boolean endOfFile;
    private int lineStart;
    private int lineEnd;

    private long lineCount;
    private long eventCount;
    private long malformedCount;

    /**
     * Opens a file.
     *
     * @param maxEvents      to stop after
     * @param malformedLines told about each malformed line
     * @throws BadInputException when the file cannot be opened
     */
    public LobsterReader(Path path, long maxEvents, Consumer<String> malformedLines) {
        this.path = path;
        this.maxEvents = maxEvents;
        this.malformedLines = malformedLines;
        input = open(path);
    }

    /** Lines so far, malformed ones included. */
    long lineCount() {
        return lineCount;
    }

    public long malformedCount() {
        return malformedCount;
    }

    @Override
    public int next(MutableDirectBuffer buffer, int offset) {
        while (eventCount < maxEvents && nextLine()) {
            lineCount++;
            String error = lineEnd < 0
                    ? "the line is longer than " + (BUFFER_BYTES - 1) + " bytes"
                    : line.parse(bytes, lineStart, lineEnd);
            if (error == null) {
                eventCount++;
                return encode(writer.wrap(buffer, offset));
            }
            malformedCount++;
            malformedLines.accept(path + ":" + lineCount + ": " + error);
        }
        return END;
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            throw new BadInputException(path + ": cannot be closed: " + e.getMessage(), e);
        }
    }

    private int encode(CommandWriter to) {
        long timeNs = line.timeNs();
        return switch (line.type()) {
            case LobsterLine.ADD -> to.add(timeNs, line.orderId(), line.buy(), line.price(), line.size());
            case LobsterLine.CANCEL -> to.cancel(timeNs, line.orderId(), line.size());
            case LobsterLine.DELETE -> to.delete(timeNs, line.orderId());
            case LobsterLine.EXECUTE_VISIBLE -> to.execute(timeNs, line.orderId(), line.size());
            case LobsterLine.EXECUTE_HIDDEN ->
                to.offBook(timeNs, TradeKind.HIDDEN, line.buy(), line.price(), line.size());
            case LobsterLine.CROSS -> to.offBook(timeNs, TradeKind.CROSS, line.buy(), line.price(), line.size());
            default -> to.halt(timeNs, line.price());
        };
    }

    /** Sets lineStart and lineEnd (−1: too long, skipped). The last line need not end with a line feed. */
    private boolean nextLine() {
        int end = indexOfLineFeed(position);
        if (end < 0 && position == 0 && limit == BUFFER_BYTES) {
            return skipLongLine();
        }
        if (end < 0 && position == limit) {
            return false;
        }
        lineStart = position;
        lineEnd = end < 0 ? limit : end;
        position = end < 0 ? limit : end + 1;
        if (lineEnd > lineStart && bytes[lineEnd - 1] == '\r') {
            lineEnd--;
        }
        return true;
    }

    /** Reads on until there is one, moving the line that began to the front of the buffer; −1 at the end of the file. */
    private int indexOfLineFeed(int from) {
        int at = from;
        while (true) {
            for (; at < limit; at++) {
                if (bytes[at] == '\n') {
                    return at;
                }
            }
            if (endOfFile || (position == 0 && limit == BUFFER_BYTES)) {
                return -1;
            }
            at -= position;
            fill();
        }
    }

    private boolean skipLongLine() {
        int end;
        do {
            position = limit;
            end = indexOfLineFeed(position);
        } while (end < 0 && !endOfFile);
        position = end < 0 ? limit : end + 1;
        lineEnd = -1;
        return true;
    }

    private void fill() {
        System.arraycopy(bytes, position, bytes, 0, limit - position);
        limit -= position;
        position = 0;
        try {
            int count = input.read(bytes, limit, BUFFER_BYTES - limit);
            endOfFile = count < 0;
            limit += Math.max(count, 0);
        } catch (IOException e) {
            throw new BadInputException(
                    path + ":" + (lineCount + 1) + ": cannot be read further: " + e.getMessage(), e);
        }
    }

    private static InputStream open(Path path) {
        try {
            InputStream raw = Files.newInputStream(path);
            try {
                return decompressed(new PushbackInputStream(raw, 2));
            } catch (IOException e) {
                raw.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BadInputException(path + ": cannot be opened: " + e, e);
        }
    }

    private static InputStream decompressed(PushbackInputStream raw) throws IOException {
        byte[] magic = raw.readNBytes(2);
        raw.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xff) == GZIP_MAGIC_0 && (magic[1] & 0xff) == GZIP_MAGIC_1;
        return gzip ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
    }
}
