package io.ft4j.log.segment;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.LogException;
import io.ft4j.log.BlockStore;
import io.ft4j.log.BlockView;
import io.ft4j.log.FileWriter;
import io.ft4j.log.folder.FolderState;
import io.ft4j.log.folder.LogFolder;
import io.ft4j.log.folder.SharedFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.agrona.DirectBuffer;

/**
 * Blocks in numbered files of equal length, one behind the other from the header page on. A length of zero ends the
 * blocks of a file. The next file is created while the current one still has room. An address is the number of the file
 * in the upper and the offset in the lower 32 bits.
 */
final class SegmentStore implements BlockStore {
    private static final String SUFFIX = ".seg";
    private static final Pattern NAME = Pattern.compile("[0-9]{8,9}\\.seg");

    /**
     * Space is taken in leaps: a force of a file that got new space since the last one has to commit the file system's
     * journal as well.
     */
    private static final int AHEAD_BYTES_AT_DISK = 256 * 1024;

    /**
     * The kernel keeps what one write brings in one large folio, as far as it can: zeros that are written in large
     * pieces cost less than half as much a page. But a force writes whole folios, so a small change in a large one
     * costs ten times as much at DISK.
     */
    private static final int CHUNK_BYTES = 64 * 1024;

    private static final int CHUNK_BYTES_AT_DISK = 16 * 1024;

    /** From this length on a block is written through the channel, see {@link FileWriter}. */
    private static final int LARGE_BLOCK_BYTES = 4 * 1024;

    /** How far {@link #resume} looks for a block: further than any batch is long. */
    private static final int LOOK_AHEAD_BYTES = 1024 * 1024;

    private final Path folder;
    private final long idHigh;
    private final long idLow;
    private final boolean toDisk;
    private final int segmentBytes;
    private final int aheadBytes;
    private final int preparedBytes;
    private final FileWriter writer;
    private final List<Segment> segments = new ArrayList<>();

    private volatile Segment current;
    /** The forcing thread reads it as it happens to be: a guess is enough there. */
    private int end;

    /** Space ran out ahead of time: whoever needs it will see. */
    private boolean unprepared;

    /** From here on, to {@link #current}, segments may hold bytes that were not forced. Of the forcing thread. */
    private Segment unforced;

    /** @param writer null: for reading. */
    private SegmentStore(Path folder, long idHigh, long idLow, SegmentConfig config, FileWriter writer) {
        this.folder = folder;
        this.idHigh = idHigh;
        this.idLow = idLow;
        this.writer = writer;
        toDisk = config.durability() == Durability.DISK;
        segmentBytes = config.segmentBytes();
        preparedBytes = config.preparedBytes();
        aheadBytes = toDisk ? AHEAD_BYTES_AT_DISK : chunkBytes(config.durability());
    }

    static int chunkBytes(Durability durability) {
        return durability == Durability.DISK ? CHUNK_BYTES_AT_DISK : CHUNK_BYTES;
    }

    /** @throws LogException when a file in the sequence is missing, which no crash explains. */
    static SegmentStore open(LogFolder folder, SegmentConfig config, FileWriter writer) throws IOException {
        Path path = folder.path();
        return opened(new SegmentStore(path, folder.idHigh(), folder.idLow(), config, writer), list(path));
    }

    /** Opens for reading; a missing file is a damaged place in the sequence. */
    static SegmentStore view(FolderState folder) throws IOException {
        return view(folder, list(folder.path()));
    }

    static SegmentStore view(FolderState folder, NavigableMap<Integer, Path> seen) throws IOException {
        SharedFiles.addOverlooked(seen, () -> list(folder.path()));
        SegmentConfig config = SegmentConfig.of(Durability.PROCESS);
        return opened(new SegmentStore(folder.path(), folder.idHigh(), folder.idLow(), config, null), seen);
    }

    private static SegmentStore opened(SegmentStore store, NavigableMap<Integer, Path> files) throws IOException {
        boolean opened = false;
        try {
            store.openSegments(files);
            opened = true;
            return store;
        } finally {
            if (!opened) {
                store.close();
            }
        }
    }

    private static NavigableMap<Integer, Path> list(Path folder) throws IOException {
        NavigableMap<Integer, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            found.forEach(path -> files.put(numberOf(path), path));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    private void openSegments(NavigableMap<Integer, Path> files) throws IOException {
        for (Map.Entry<Integer, Path> file : files.entrySet()) {
            int number = file.getKey();
            if (!segments.isEmpty() && last().number + 1 < number) {
                openMissing(last().number + 1, file.getValue());
            }
            segments.add(Segment.open(number, file.getValue(), idHigh, idLow, writer));
        }
    }

    /** One stands for all that are missing in this place. */
    private void openMissing(int number, Path nextThere) {
        String damage = "it is missing, but " + nextThere.getFileName() + " is there";
        if (writer != null) {
            throw new LogException("file " + path(number) + " at offset 0: " + damage);
        }
        segments.add(Segment.missing(number, path(number), damage));
    }

    private Segment last() {
        return segments.get(segments.size() - 1);
    }

    private static int numberOf(Path file) {
        String name = file.getFileName().toString();
        int number = NAME.matcher(name).matches() ? Integer.parseInt(name, 0, name.length() - SUFFIX.length(), 10) : 0;
        if (number == 0 || !name.equals(name(number))) {
            throw new LogException("file " + file + " at offset 0: its name is not the number of a segment");
        }
        return number;
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "%08d%s", number, SUFFIX);
    }

    private Path path(int number) {
        return folder.resolve(name(number));
    }

    static long address(int number, int offset) {
        return (long) number << 32 | offset;
    }

    private static int number(long address) {
        return (int) (address >>> 32);
    }

    @Override
    public int maxBlockBytes() {
        return segmentBytes - SegmentHeader.LENGTH;
    }

    @Override
    public long append(
            DirectBuffer header, int headerOffset, int headerLength, DirectBuffer body, int bodyOffset, int bodyLength)
            throws IOException {
        int length = headerLength + bodyLength;
        if (length > current.segmentBytes() - end) {
            roll();
        }
        Segment segment = current;
        int offset = end;
        if (offset + length > segment.segmentBytes() / 4 * 3 && segment.successor() == null) {
            prepareNext();
        }
        boolean writes = toDisk || length >= LARGE_BLOCK_BYTES;
        if (!segment.hasTaken(offset + length) && (toDisk || !writes)) {
            take(segment, offset + length + aheadBytes);
        }
        if (writes) {
            segment.write(offset, header, headerOffset, headerLength, body, bodyOffset, bodyLength);
        } else {
            segment.put(offset, header, headerOffset, headerLength);
            segment.put(offset + headerLength, body, bodyOffset, bodyLength);
        }
        end = offset + length;
        return address(segment.number, offset);
    }

    /** The forcing thread may be taking some as well. */
    private synchronized void take(Segment segment, int toOffset) throws IOException {
        if (!segment.hasTaken(toOffset)) {
            segment.take(toOffset);
        }
    }

    @Override
    public boolean prepare() throws IOException {
        Segment segment = current;
        int goal = (int) Math.min((long) end + preparedBytes, segment.segmentBytes());
        if (!toDisk || unprepared || segment.hasTaken(goal)) {
            return false;
        }
        try {
            takeMore(segment);
        } catch (IOException e) {
            unprepared = true;
            return false;
        }
        segment.force(false);
        return true;
    }

    private synchronized void takeMore(Segment segment) throws IOException {
        segment.take(segment.takenBytes() + AHEAD_BYTES_AT_DISK);
    }

    private void roll() throws IOException {
        if (current.successor() == null) {
            prepareNext();
        }
        current = current.successor();
        end = SegmentHeader.LENGTH;
    }

    /** Long before it is needed: a disk that is full then is seen while nothing depends on it. */
    private void prepareNext() throws IOException {
        current.successor(create(current.number + 1));
    }

    private Segment create(int number) throws IOException {
        Segment segment = createFile(number);
        segments.add(segment);
        if (toDisk) {
            segment.force(true);
        }
        forceFolder();
        return segment;
    }

    /** It takes space as well, by the same buffer of zeros. */
    private synchronized Segment createFile(int number) throws IOException {
        return Segment.create(
                number, path(number), SegmentHeader.encode(idHigh, idLow, number, segmentBytes), segmentBytes, writer);
    }

    private void forceFolder() throws IOException {
        if (toDisk) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void first(BlockView out) throws IOException {
        if (segments.isEmpty()) {
            out.end(address(1, SegmentHeader.LENGTH));
        } else {
            segments.get(0).refresh();
            show(0, SegmentHeader.LENGTH, out);
        }
    }

    @Override
    public void at(long address, BlockView out) throws IOException {
        int slot = slot(address);
        segments.get(slot).refresh();
        show(slot, (int) address, out);
    }

    @Override
    public void next(BlockView view) throws IOException {
        show(slot(view.address()), (int) view.address() + view.length(), view);
    }

    @Override
    public void resume(BlockView view) throws IOException {
        if (segments.isEmpty()) {
            return;
        }
        int slot = slot(view.address());
        int begin = Math.max((int) view.address(), SegmentHeader.LENGTH - BLOCK_ALIGNMENT) + BLOCK_ALIGNMENT;
        Segment segment = segments.get(slot);
        segment.refresh();
        for (int offset = begin;
                offset < begin + LOOK_AHEAD_BYTES && segment.isReadable(offset);
                offset += BLOCK_ALIGNMENT) {
            if (segment.mayBeBlock(offset)) {
                segment.show(offset, view);
                return;
            }
        }
        if (slot + 1 < segments.size()) {
            segments.get(slot + 1).refresh();
            show(slot + 1, SegmentHeader.LENGTH, view);
        } else {
            view.end(view.address());
        }
    }

    /** Segments follow each other but where some are missing. */
    private int slot(long address) {
        int slot = Math.min(number(address) - segments.get(0).number, segments.size() - 1);
        while (segments.get(slot).number > number(address)) {
            slot--;
        }
        return slot;
    }

    /** A segment without a block here goes on in the next one that has any. */
    private void show(int slot, int offset, BlockView out) throws IOException {
        int blockSlot = slot;
        int blockOffset = offset;
        while (!segments.get(blockSlot).hasBlock(blockOffset)) {
            if (++blockSlot == segments.size()) {
                out.end(address(segments.get(slot).number, offset));
                return;
            }
            segments.get(blockSlot).refresh();
            blockOffset = SegmentHeader.LENGTH;
        }
        segments.get(blockSlot).show(blockOffset, out);
    }

    @Override
    public void cutFrom(long address) throws IOException {
        int number = number(address);
        boolean whole = (int) address < SegmentHeader.LENGTH;
        for (int i = segments.size() - 1; i >= 0 && segments.get(i).number >= (whole ? number : number + 1); i--) {
            delete(segments.remove(i));
        }
        if (whole || segments.isEmpty()) {
            current = create(number);
            end = SegmentHeader.LENGTH;
        } else {
            current = last();
            end = (int) address;
            current.truncate(end);
            if (toDisk) {
                current.force(true);
            }
        }
        linkForForce();
    }

    /** What a killed process appended may not be on the device: the first force covers all segments. */
    private void linkForForce() {
        for (int i = 1; i < segments.size(); i++) {
            segments.get(i - 1).successor(segments.get(i));
        }
        unforced = segments.get(0);
    }

    private void delete(Segment segment) throws IOException {
        segment.close();
        Files.delete(segment.path);
        forceFolder();
    }

    @Override
    public void repair(long address, int offset, byte value) {
        segments.get(slot(address)).repair((int) address + offset, value);
    }

    @Override
    public long behind(BlockView view) {
        return view.address() + view.length();
    }

    @Override
    public void rewrite(long address, DirectBuffer block, int offset, int length) throws IOException {
        segments.get(slot(address)).rewrite((int) address, block, offset, length);
    }

    @Override
    public boolean hasFilesBefore(long address) {
        return segments.get(0).number < number(address);
    }

    @Override
    public void releaseBefore(long address) throws IOException {
        while (hasFilesBefore(address)) {
            delete(segments.remove(0));
        }
    }

    @Override
    public void force() throws IOException {
        Segment last = current;
        for (Segment segment = unforced; segment != last; segment = segment.successor()) {
            segment.force(false);
        }
        last.force(false);
        unforced = last;
    }

    @Override
    public Path file(long address) {
        return path(number(address));
    }

    @Override
    public int blockOffset(long address) {
        return BlockStore.offset(address);
    }

    @Override
    public void close() {
        segments.forEach(Segment::close);
        segments.clear();
    }
}
