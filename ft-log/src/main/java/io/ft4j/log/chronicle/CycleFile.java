package io.ft4j.log.chronicle;

import io.ft4j.log.BlockStore;
import io.ft4j.log.BlockView;
import io.ft4j.log.FileWriter;
import io.ft4j.log.folder.FileWindow;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One file of a queue, read by walking its documents: no tailer, no index page and no field of Chronicle's file header
 * decides what is read, so damage there cannot mislead.
 *
 * <p>A document is a little-endian word — length, a bit for metadata, a bit for "not complete" — and its bytes; the next
 * begins at a multiple of four. A zero word is where the next document will stand, {@link #END_OF_DATA} the end of a
 * file that was rolled. Metadata are the file header and index pages.
 */
final class CycleFile {
    static final int WORD_BYTES = 4;

    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int META_DATA = 0x4000_0000;
    private static final int END_OF_DATA = NOT_COMPLETE | META_DATA;
    private static final int LENGTH_MASK = ~END_OF_DATA;
    private static final int CHECK_BYTES = 16 << 10;

    /** How far {@link #resume} looks for a block: further than any batch is long. */
    private static final int LOOK_AHEAD_BYTES = 1 << 20;

    /** How metadata documents begin: field code, length, name. */
    private static final byte[][] METADATA = {name("header"), name("index2index"), name("index")};

    private final int number;
    private final Path path;
    private final UnsafeBuffer mapped = new UnsafeBuffer(0, 0);
    private MappedByteBuffer mapping;

    /** Where another process may be writing the file, and null where it is mapped. */
    private FileWindow window;

    private FileChannel unread;
    private ByteBuffer scratch;
    private long readBytes;
    private int readableBytes;

    private CycleFile(int number, Path path) {
        this.number = number;
        this.path = path;
    }

    /**
     * A file of an earlier run, or one that another process may be writing.
     *
     * @param shared the latter.
     */
    static CycleFile existing(int number, Path path, boolean shared) throws IOException {
        CycleFile file = new CycleFile(number, path);
        file.unread = FileChannel.open(path, StandardOpenOption.READ);
        if (shared) {
            file.window = new FileWindow(file.unread, path);
            return file;
        }
        try {
            file.map(file.unread);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return file;
    }

    /** A file that was just created, at its final size. */
    static CycleFile fresh(int number, Path path) throws IOException {
        CycleFile file = new CycleFile(number, path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            file.map(channel);
        }
        file.readBytes = file.readableBytes;
        return file;
    }

    private static byte[] name(String name) {
        byte[] start = new byte[2 + name.length()];
        start[0] = (byte) 0xB9;
        start[1] = (byte) name.length();
        for (int i = 0; i < name.length(); i++) {
            start[2 + i] = (byte) name.charAt(i);
        }
        return start;
    }

    private void map(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size > Integer.MAX_VALUE) {
            throw new IOException("file " + path + " at offset 0: " + size + " bytes, limit " + Integer.MAX_VALUE);
        }
        try {
            mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        } catch (IOException e) {
            throw new IOException("file " + path + " at offset 0: it cannot be read: " + e, e);
        }
        mapped.wrap(mapping);
        readableBytes = (int) size;
    }

    /** What another process may have changed is read anew. */
    private void refresh() throws IOException {
        if (window != null) {
            window.forget();
            readableBytes = window.fileBytes();
        }
    }

    int number() {
        return number;
    }

    Path path() {
        return path;
    }

    /** Shows the first block whose document stands at this offset or behind it, or the end of this file. */
    void show(int offset, BlockView out) throws IOException {
        refresh();
        find(align(offset), out);
    }

    /** Shows what stands behind the block of the view, as it was when that was shown, as far as it was read then. */
    void showNext(BlockView view) throws IOException {
        find(align(offset(view.address()) + WORD_BYTES + view.length()), view);
    }

    private void find(int begin, BlockView out) throws IOException {
        int at = begin;
        while (true) {
            int word = word(at);
            if (word == 0 || word == END_OF_DATA) {
                closeRead();
                out.end(address(at));
                return;
            }
            String damage = damage(at, word);
            if (damage != null) {
                out.damaged(address(at), damage);
                return;
            }
            int length = word & LENGTH_MASK;
            if ((word & META_DATA) == 0) {
                out.block(address(at), bytes(), index(at + WORD_BYTES), length);
                return;
            }
            at = align(at + WORD_BYTES + length);
        }
    }

    /**
     * Looks behind the place of the view for a word and a block that agree in their length.
     *
     * @return whether there is one; the view shows it.
     */
    boolean resume(BlockView view) throws IOException {
        refresh();
        int begin = align(offset(view.address()) + 1);
        int end = Math.min(begin + LOOK_AHEAD_BYTES, readableBytes - WORD_BYTES - BlockStore.MIN_BLOCK_BYTES);
        for (int at = begin; at <= end; at += WORD_BYTES) {
            int length = word(at);
            if (length >= BlockStore.MIN_BLOCK_BYTES && length <= readableBytes - at - WORD_BYTES) {
                load(at + WORD_BYTES, BlockStore.MIN_BLOCK_BYTES);
                if (BlockStore.blockLength(bytes(), index(at + WORD_BYTES)) == length) {
                    load(at + WORD_BYTES, length);
                    view.block(address(at), bytes(), index(at + WORD_BYTES), length);
                    return true;
                }
            }
        }
        closeRead();
        return false;
    }

    private int word(int at) throws IOException {
        if (at > readableBytes - WORD_BYTES) {
            return 0;
        }
        load(at, WORD_BYTES);
        return bytes().getInt(index(at), ByteOrder.LITTLE_ENDIAN);
    }

    private String damage(int at, int word) throws IOException {
        if ((word & NOT_COMPLETE) != 0) {
            return "a document that was not completed";
        }
        int length = word & LENGTH_MASK;
        if (length > readableBytes - at - WORD_BYTES) {
            return "a document of " + length + " bytes reaches beyond the " + readableBytes + " bytes of the file";
        }
        load(at + WORD_BYTES, length);
        if ((word & META_DATA) == 0) {
            return length < BlockStore.MIN_BLOCK_BYTES ? "a document of " + length + " bytes is no block" : null;
        }
        return isMetadata(index(at + WORD_BYTES), length)
                ? null
                : "a metadata document that Chronicle Queue did not write";
    }

    private boolean isMetadata(int index, int length) {
        for (byte[] start : METADATA) {
            if (length >= start.length && startsWith(index, start)) {
                return true;
            }
        }
        return false;
    }

    private boolean startsWith(int index, byte[] start) {
        for (int i = 0; i < start.length; i++) {
            if (bytes().getByte(index + i) != start[i]) {
                return false;
            }
        }
        return true;
    }

    private void load(int offset, int length) throws IOException {
        if (window != null) {
            window.load(offset, length);
        } else {
            readThrough((long) offset + length);
        }
    }

    private DirectBuffer bytes() {
        return window != null ? window.bytes() : mapped;
    }

    /** Of a place in the file, in {@link #bytes}. */
    private int index(int offset) {
        return window != null ? window.index(offset) : offset;
    }

    /**
     * Reads an old file by ordinary reads before the mapping is touched: a sector that cannot be read is an exception
     * there, and a signal that may end the JVM here.
     */
    private void readThrough(long limit) throws IOException {
        if (limit <= readBytes) {
            return;
        }
        if (scratch == null) {
            scratch = ByteBuffer.allocate(CHECK_BYTES);
        }
        openUnread();
        while (readBytes < limit) {
            scratch.clear();
            int count = unread.read(scratch, readBytes);
            if (count < 0) {
                throw new EOFException("file " + path + " at offset " + readBytes + ": became shorter");
            }
            readBytes += count;
        }
    }

    private void openUnread() throws IOException {
        if (unread == null) {
            unread = FileChannel.open(path, StandardOpenOption.READ);
        }
    }

    /** Shown by the mapping as well: both are the same page. */
    void repair(int offset, byte value) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {value}), offset);
        }
    }

    /** Writes the document at this offset again, its word as well. */
    void rewrite(int offset, DirectBuffer block, int blockOffset, int length, FileWriter writer) throws IOException {
        UnsafeBuffer word = new UnsafeBuffer(new byte[WORD_BYTES]);
        word.putInt(0, length, ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            writer.rewriteBlock(channel, offset, word, 0, WORD_BYTES, block, blockOffset, length);
        }
    }

    /** Where the next document begins behind the one that the view shows. */
    long behind(BlockView view) {
        return address(align(offset(view.address()) + WORD_BYTES + view.length()));
    }

    /** Cuts the file so that the document at this offset, and everything behind it, is gone. */
    void cut(int offset) throws IOException {
        close();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.truncate(offset);
            map(channel);
        }
        readBytes = readableBytes;
    }

    /** Releases the mapping: blocks shown before must not be touched any more. */
    void close() {
        if (mapping != null) {
            mapped.wrap(0, 0);
            BufferUtil.free(mapping);
            mapping = null;
        }
        closeUnread();
    }

    /** At the end of the file: there is nothing more to read, unless another process writes it. */
    private void closeRead() {
        if (window == null) {
            closeUnread();
        }
    }

    private void closeUnread() {
        CloseHelper.close(unread);
        unread = null;
        scratch = null;
    }

    private long address(int documentOffset) {
        return address(number, documentOffset);
    }

    static long address(int number, int documentOffset) {
        return (long) number << Integer.SIZE | documentOffset;
    }

    static int number(long address) {
        return (int) (address >>> Integer.SIZE);
    }

    static int offset(long address) {
        return (int) address;
    }

    private static int align(int offset) {
        return offset + WORD_BYTES - 1 & -WORD_BYTES;
    }
}
