package io.ft4j.log.segment;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.ft4j.log.BlockStore;
import io.ft4j.log.BlockView;
import io.ft4j.log.FileWriter;
import io.ft4j.log.folder.FileWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One file. Who writes it maps it for reads and appends, and takes its space by writing zeros through the channel shortly
 * before a mapped store needs it: a store into a hole would take it as well, but with a full disk it ends in a fault of
 * the process and not in an error. Who only reads it does so by ordinary reads, since somebody else may cut it.
 */
final class Segment implements AutoCloseable {
    final int number;
    final Path path;

    private final FileChannel channel;
    private final FileWriter writer;

    /** Null where the file is open for reading only. */
    private UnsafeBuffer mapped;

    /** Null where it is mapped. */
    private FileWindow window;

    private int segmentBytes;
    private int readableBytes;
    private volatile int takenBytes;
    private String damage;

    /** What follows; set before anything is appended there, and read by the forcing thread. */
    private volatile Segment successor;

    private Segment(int number, Path path, FileChannel channel, FileWriter writer) {
        this.number = number;
        this.path = path;
        this.channel = channel;
        this.writer = writer;
    }

    static Segment create(int number, Path path, ByteBuffer header, int segmentBytes, FileWriter writer)
            throws IOException {
        Segment segment = new Segment(number, path, FileChannel.open(path, CREATE_NEW, READ, WRITE), writer);
        return segment.closedOnFailure(() -> {
            while (header.hasRemaining()) {
                segment.channel.write(header, header.position());
            }
            segment.segmentBytes = segmentBytes;
            segment.readyFrom(SegmentHeader.LENGTH);
        });
    }

    /**
     * Maps what the file has. A header that is damaged or cannot be read is remembered, and nothing of the file is shown.
     *
     * @param writer null: for reading.
     */
    static Segment open(int number, Path path, long idHigh, long idLow, FileWriter writer) throws IOException {
        FileChannel channel = writer == null ? FileChannel.open(path, READ) : FileChannel.open(path, READ, WRITE);
        Segment segment = new Segment(number, path, channel, writer);
        return segment.closedOnFailure(() -> {
            ByteBuffer header = segment.readHeader();
            segment.damage =
                    segment.damage == null ? SegmentHeader.damage(header, idHigh, idLow, number) : segment.damage;
            if (segment.damage == null) {
                segment.segmentBytes = SegmentHeader.segmentBytes(header);
                segment.openBlocks();
            }
        });
    }

    private ByteBuffer readHeader() {
        try {
            return SegmentHeader.read(channel);
        } catch (IOException e) {
            damage = "it cannot be read: " + e;
            return null;
        }
    }

    /** Stands for a file that is not there. */
    static Segment missing(int number, Path path, String damage) {
        Segment segment = new Segment(number, path, null, null);
        segment.damage = damage;
        return segment;
    }

    private interface Step {
        void run() throws IOException;
    }

    private Segment closedOnFailure(Step step) throws IOException {
        boolean done = false;
        try {
            step.run();
            done = true;
            return this;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private void openBlocks() throws IOException {
        if (writer == null) {
            window = new FileWindow(channel, path);
        } else {
            map((int) Math.min(channel.size(), segmentBytes));
        }
    }

    private void map(int length) throws IOException {
        mapped = new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, length));
        readableBytes = length;
    }

    /** What another process may have changed is read anew. */
    void refresh() throws IOException {
        if (window != null) {
            window.forget();
            readableBytes = Math.min(window.fileBytes(), segmentBytes);
        }
    }

    private void unmap() {
        if (mapped != null) {
            IoUtil.unmap((MappedByteBuffer) mapped.byteBuffer());
            mapped = null;
        }
    }

    /** Removes everything from this offset on in one step, and gets ready for appends there. */
    void truncate(int offset) throws IOException {
        unmap();
        channel.truncate(offset);
        readyFrom(offset);
    }

    private void readyFrom(int offset) throws IOException {
        map(segmentBytes);
        takenBytes = offset;
        take(offset + writer.chunkBytes());
    }

    boolean hasTaken(int offset) {
        return offset <= takenBytes;
    }

    int takenBytes() {
        return takenBytes;
    }

    /** Takes space up to this offset, or to the end of the segment. */
    void take(int offset) throws IOException {
        int limit = Math.min(offset, segmentBytes);
        while (takenBytes < limit) {
            int chunkBytes = writer.chunkBytes();
            int chunkEnd = takenBytes - takenBytes % chunkBytes + chunkBytes;
            int end = Math.min(chunkEnd, segmentBytes);
            writer.writeZeros(channel, takenBytes, end - takenBytes);
            takenBytes = end;
        }
    }

    /** By stores to the mapping, into space that is taken: no call of the system, the cheapest for a small block. */
    void put(int offset, DirectBuffer source, int sourceOffset, int length) {
        mapped.putBytes(offset, source, sourceOffset, length);
    }

    /**
     * Through the channel, into space that is taken or directly behind it.
     */
    void write(
            int offset,
            DirectBuffer header,
            int headerOffset,
            int headerLength,
            DirectBuffer body,
            int bodyOffset,
            int bodyLength)
            throws IOException {
        writer.writeBlock(channel, offset, header, headerOffset, headerLength, body, bodyOffset, bodyLength);
        int end = offset + headerLength + bodyLength;
        if (end > takenBytes) {
            takenBytes = end;
        }
    }

    void rewrite(int offset, DirectBuffer block, int blockOffset, int length) throws IOException {
        writer.rewriteBlock(
                channel,
                offset,
                block,
                blockOffset,
                BlockStore.MIN_BLOCK_BYTES,
                block,
                blockOffset + BlockStore.MIN_BLOCK_BYTES,
                length - BlockStore.MIN_BLOCK_BYTES);
    }

    /** By a store: this byte is part of a block, so there is space. */
    void repair(int offset, byte value) {
        mapped.putByte(offset, value);
    }

    int segmentBytes() {
        return segmentBytes;
    }

    /** Whether a block, whole or damaged, is at this offset, or the segment itself is damaged. */
    boolean hasBlock(int offset) throws IOException {
        return damage != null || lengthAt(offset) != 0;
    }

    private int lengthAt(int offset) throws IOException {
        if (offset + BlockStore.MIN_BLOCK_BYTES <= readableBytes) {
            DirectBuffer bytes = bytes(offset, BlockStore.MIN_BLOCK_BYTES);
            return BlockStore.blockLength(bytes, index(offset));
        }
        return offset + Integer.BYTES <= readableBytes
                ? bytes(offset, Integer.BYTES).getInt(index(offset), LITTLE_ENDIAN)
                : 0;
    }

    /** Holds this piece of the file at {@link #index}. */
    private DirectBuffer bytes(int offset, int length) throws IOException {
        if (window == null) {
            return mapped;
        }
        window.load(offset, length);
        return window.bytes();
    }

    private int index(int offset) {
        return window == null ? offset : window.index(offset);
    }

    boolean isReadable(int offset) {
        return damage == null && offset + BlockStore.MIN_BLOCK_BYTES <= readableBytes;
    }

    /** Whether a block that begins here, where the segment {@link #isReadable}, would end in it. */
    boolean mayBeBlock(int offset) throws IOException {
        int length = lengthAt(offset);
        return length >= BlockStore.MIN_BLOCK_BYTES
                && length <= readableBytes - offset
                && length % BlockStore.BLOCK_ALIGNMENT == 0;
    }

    /** {@link #hasBlock} says that there is something. */
    void show(int offset, BlockView out) throws IOException {
        if (damage != null) {
            out.damaged(SegmentStore.address(number, 0), damage);
            return;
        }
        int length = lengthAt(offset);
        long address = SegmentStore.address(number, offset);
        if (mayBeBlock(offset)) {
            DirectBuffer bytes = bytes(offset, length);
            out.block(address, bytes, index(offset), length);
        } else {
            int room = readableBytes - offset;
            out.damaged(address, "block length " + length + " where " + room + " bytes are left");
        }
    }

    void force(boolean metadata) throws IOException {
        channel.force(metadata);
    }

    Segment successor() {
        return successor;
    }

    void successor(Segment segment) {
        successor = segment;
    }

    @Override
    public void close() {
        unmap();
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + path, e);
        }
    }
}
