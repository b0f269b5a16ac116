package io.ft4j.log.chronicle;

import io.ft4j.log.FileWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Appends to a queue of Chronicle's that is created here, in a folder of its own, and never opened again. One document
 * per block.
 *
 * <p>Pages are written ahead of use, with ordinary writes of zeros to the place where only zeros are: the space is
 * really allocated, so that a full disk is an {@link IOException} here and not a fault in a store to mapped memory.
 * Everything that Chronicle writes itself — file header, index pages, the mark at the end of a file — fits into the
 * allowance of {@link #OWN_BYTES} that is always kept written ahead.
 */
final class QueueWriter implements AutoCloseable {
    /** What one file holds besides blocks, roughly: file header and two index pages of 8 bytes an entry. */
    static final int FIRST_BLOCK_BYTES = 32 << 10;

    static final int AHEAD_BYTES = 64 << 10;

    private static final int INDEX_COUNT = 1024;
    private static final int INDEX_SPACING = 256;
    /** An index page behind the last block, its padding, an end mark, and the eight bytes that a document clears behind it. */
    private static final int OWN_BYTES = 8 * INDEX_COUNT + 256;

    static {
        ChronicleSettings.apply();
    }

    private final Path folder;
    private final int fileBytes;
    private final SingleChronicleQueue queue;
    private final UnsafeBuffer document = new UnsafeBuffer(0, 0);
    private final FileWriter fileWriter = new FileWriter(AHEAD_BYTES);
    private ExcerptAppender appender;
    private int number;
    private FileChannel spare;
    private int allocatedBytes;
    private int endBytes;

    private QueueWriter(Path folder, int number, int fileBytes) {
        this.folder = folder;
        this.fileBytes = fileBytes;
        this.number = number;
        queue = SingleChronicleQueueBuilder.binary(folder)
                .rollCycle(RollCycles.FAST_DAILY)
                .timeProvider(() -> this.number * (long) RollCycles.FAST_DAILY.lengthInMillis())
                .indexCount(INDEX_COUNT)
                .indexSpacing(INDEX_SPACING)
                .blockSize(fileBytes)
                .checkInterrupts(false)
                .build();
    }

    /** Creates the queue and its first file. */
    static QueueWriter create(Path folder, int number, int fileBytes) throws IOException {
        Files.createDirectories(folder);
        // Chronicle keeps its locks there, in mapped memory as well.
        Files.write(folder.resolve("metadata.cq4t"), new byte[AHEAD_BYTES]);
        QueueWriter writer = new QueueWriter(folder, number, fileBytes);
        boolean created = false;
        try {
            writer.appender = writer.queue.createAppender();
            writer.appender.singleThreadedCheckDisabled(true);
            writer.beginFile();
            created = true;
            return writer;
        } finally {
            if (!created) {
                writer.close();
            }
        }
    }

    int number() {
        return number;
    }

    Path path() {
        return folder.resolve(FileNames.file(number));
    }

    boolean fits(int blockBytes) {
        return neededBytes(blockBytes) <= fileBytes;
    }

    /** Ends the current file and begins the next one. */
    void roll() throws IOException {
        spare.close();
        number++;
        beginFile();
        BackgroundResourceReleaser.releasePendingResources();
    }

    /** @return offset of the document in the file. */
    int append(
            DirectBuffer header, int headerOffset, int headerLength, DirectBuffer body, int bodyOffset, int bodyLength)
            throws IOException {
        int length = headerLength + bodyLength;
        allocate(neededBytes(length));
        try (DocumentContext context = appender.writingDocument()) {
            Bytes<?> bytes = context.wire().bytes();
            long begin = bytes.writePosition();
            document.wrap(bytes.addressForWrite(begin), length);
            document.putBytes(0, header, headerOffset, headerLength);
            document.putBytes(headerLength, body, bodyOffset, bodyLength);
            bytes.writePosition(begin + length);
            endBytes = (int) begin + length;
            return (int) begin - CycleFile.WORD_BYTES;
        }
    }

    /** Tells Chronicle that files were deleted. */
    void filesDeleted() {
        queue.refreshDirectoryListing();
    }

    /** End of what must be written ahead before a block of this length: Chronicle may have put, and may put, its own before and behind. */
    private long neededBytes(int blockBytes) {
        return (long) endBytes + OWN_BYTES + CycleFile.WORD_BYTES + blockBytes + OWN_BYTES;
    }

    /**
     * Makes the file before Chronicle does, so that file header and index pages find allocated space, and lets it write
     * these, by a document that is taken back. Only when the appender is there: one that is created later would wait
     * for the header.
     */
    private void beginFile() throws IOException {
        spare = FileChannel.open(path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        allocatedBytes = 0;
        endBytes = FIRST_BLOCK_BYTES;
        allocate(AHEAD_BYTES);
        try (DocumentContext context = appender.writingDocument()) {
            context.rollbackOnClose();
        }
    }

    private void allocate(long limit) throws IOException {
        while (allocatedBytes < limit) {
            fileWriter.writeZeros(spare, allocatedBytes, AHEAD_BYTES);
            allocatedBytes += AHEAD_BYTES;
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(appender, queue, BackgroundResourceReleaser::releasePendingResources, spare);
    }
}
