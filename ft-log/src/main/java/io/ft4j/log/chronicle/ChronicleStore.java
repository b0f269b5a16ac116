package io.ft4j.log.chronicle;

import io.ft4j.log.BlockStore;
import io.ft4j.log.BlockView;
import io.ft4j.log.FileWriter;
import io.ft4j.log.folder.SharedFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * Blocks in files of Chronicle Queue. Every run — every opening for writing — puts its files into a queue of its own,
 * {@code queue-N/}, with numbers that continue those of the run before; the files of earlier runs are read, cut and
 * deleted, and never shown to Chronicle again.
 *
 * <p>That is what makes damage harmless: Chronicle trusts the write position, the index pages and the locks that it
 * finds in a queue, would overwrite acknowledged blocks after a flipped bit in one, and waits for 15 seconds when the
 * process id of the last owner is in use again. None of these is ever read back here.
 *
 * <p>Addresses: file number in the upper half, offset of the document in the lower.
 */
final class ChronicleStore implements BlockStore {
    static final int MIN_FILE_BYTES = 256 << 10;
    static final int MAX_FILE_BYTES = 1 << 30;

    private final Path folder;
    private final int fileBytes;
    private final boolean shared;
    /** Null but where blocks are written again. */
    private final FileWriter rewriter;

    private final List<CycleFile> files = new ArrayList<>();
    private QueueWriter writer;
    private boolean closed;

    /** Finds the files of earlier runs. */
    ChronicleStore(Path folder, int fileBytes) throws IOException {
        this(folder, list(folder), fileBytes, false, null);
    }

    private ChronicleStore(
            Path folder, NavigableMap<Integer, Path> paths, int fileBytes, boolean shared, FileWriter rewriter)
            throws IOException {
        this.folder = folder;
        this.fileBytes = fileBytes;
        this.shared = shared;
        this.rewriter = rewriter;
        try {
            openFiles(paths);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Opens for reading, while another process may write. */
    static ChronicleStore view(Path folder) throws IOException {
        return view(folder, list(folder));
    }

    static ChronicleStore view(Path folder, NavigableMap<Integer, Path> seen) throws IOException {
        SharedFiles.addOverlooked(seen, () -> list(folder));
        return new ChronicleStore(folder, seen, MIN_FILE_BYTES, true, null);
    }

    /** Opens to write damaged blocks again. */
    static ChronicleStore repair(Path folder, FileWriter rewriter) throws IOException {
        return new ChronicleStore(folder, list(folder), MIN_FILE_BYTES, false, rewriter);
    }

    static void requireFileBytes(int fileBytes) {
        if (fileBytes < MIN_FILE_BYTES || fileBytes > MAX_FILE_BYTES || fileBytes % QueueWriter.AHEAD_BYTES != 0) {
            throw new IllegalArgumentException("fileBytes " + fileBytes + ": a multiple of " + QueueWriter.AHEAD_BYTES
                    + " from " + MIN_FILE_BYTES + " to " + MAX_FILE_BYTES);
        }
    }

    @Override
    public int maxBlockBytes() {
        return fileBytes / 4;
    }

    /** Opens the queue of this run. Recovery is over: what it left behind the last block is no part of the log. */
    void startWriting() throws IOException {
        deleteEmptyFiles();
        int number = files.isEmpty() ? 0 : last().number() + 1;
        writer = QueueWriter.create(folder.resolve(FileNames.run(number)), number, fileBytes);
        files.add(CycleFile.fresh(number, writer.path()));
    }

    @Override
    public long append(
            DirectBuffer header, int headerOffset, int headerLength, DirectBuffer body, int bodyOffset, int bodyLength)
            throws IOException {
        try {
            if (!writer.fits(headerLength + bodyLength)) {
                roll();
            }
            int offset = writer.append(header, headerOffset, headerLength, body, bodyOffset, bodyLength);
            return CycleFile.address(writer.number(), offset);
        } catch (RuntimeException e) {
            throw new IOException(
                    writer.path() + ": Chronicle Queue refused a block of " + (headerLength + bodyLength) + " bytes: "
                            + e,
                    e);
        }
    }

    private void roll() throws IOException {
        writer.roll();
        files.add(CycleFile.fresh(writer.number(), writer.path()));
    }

    @Override
    public void first(BlockView out) throws IOException {
        if (files.isEmpty()) {
            out.end(0);
            return;
        }
        CycleFile first = files.get(0);
        first.show(0, out);
        passEnds(first, out);
    }

    @Override
    public void at(long address, BlockView out) throws IOException {
        files.get(find(address)).show(CycleFile.offset(address), out);
    }

    @Override
    public void next(BlockView view) throws IOException {
        CycleFile file = files.get(find(view.address()));
        file.showNext(view);
        passEnds(file, view);
    }

    /** Where a file ends and another one is there, the log goes on in that. */
    private void passEnds(CycleFile from, BlockView view) throws IOException {
        CycleFile file = from;
        while (view.isEnd() && file != last()) {
            CycleFile following = files.get(find(CycleFile.address(file.number(), 0)) + 1);
            if (following.number() != file.number() + 1) {
                view.damaged(CycleFile.address(file.number() + 1, 0), "the file is missing");
                return;
            }
            following.show(0, view);
            file = following;
        }
    }

    /** In the rest of the file first: its documents cannot be walked behind a damaged word. Then at the next one. */
    @Override
    public void resume(BlockView view) throws IOException {
        if (view.isEnd()) {
            return;
        }
        int number = CycleFile.number(view.address());
        for (CycleFile file : files) {
            if (file.number() == number && file.resume(view)) {
                return;
            }
            if (file.number() > number) {
                file.show(0, view);
                passEnds(file, view);
                return;
            }
        }
        view.end(view.address());
    }

    @Override
    public void cutFrom(long address) throws IOException {
        int number = CycleFile.number(address);
        // The newest first: whatever a crash leaves of this is a beginning of the log.
        while (!files.isEmpty() && last().number() > number) {
            delete(files.size() - 1);
        }
        if (!files.isEmpty() && last().number() == number) {
            last().cut(CycleFile.offset(address));
        }
    }

    @Override
    public void repair(long address, int offset, byte value) throws IOException {
        files.get(find(address)).repair(blockOffset(address) + offset, value);
    }

    @Override
    public long behind(BlockView view) {
        return files.get(find(view.address())).behind(view);
    }

    @Override
    public void rewrite(long address, DirectBuffer block, int offset, int length) throws IOException {
        files.get(find(address)).rewrite(CycleFile.offset(address), block, offset, length, rewriter);
    }

    @Override
    public boolean hasFilesBefore(long address) {
        return !files.isEmpty() && files.get(0).number() < CycleFile.number(address);
    }

    @Override
    public void releaseBefore(long address) throws IOException {
        int count = 0;
        while (hasFilesBefore(address)) {
            delete(0);
            count++;
        }
        if (count > 0) {
            writer.filesDeleted();
        }
    }

    @Override
    public void force() {
        throw new UnsupportedOperationException("force: a ChronicleLog gives PROCESS only");
    }

    @Override
    public Path file(long address) {
        int number = CycleFile.number(address);
        for (CycleFile file : files) {
            if (file.number() == number) {
                return file.path();
            }
        }
        return folder.resolve(FileNames.file(number));
    }

    @Override
    public int blockOffset(long address) {
        return CycleFile.offset(address) + CycleFile.WORD_BYTES;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (writer != null) {
            writer.close();
        }
        for (CycleFile file : files) {
            file.close();
        }
        files.clear();
    }

    private CycleFile last() {
        return files.get(files.size() - 1);
    }

    /** Place of the file in the list, which is complete but where a file was lost. */
    private int find(long address) {
        int number = CycleFile.number(address);
        int place = number - files.get(0).number();
        if (place >= 0 && place < files.size() && files.get(place).number() == number) {
            return place;
        }
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).number() == number) {
                return i;
            }
        }
        throw new IllegalArgumentException("address " + address + ": no file " + number + " in " + folder);
    }

    private void openFiles(NavigableMap<Integer, Path> paths) throws IOException {
        for (Map.Entry<Integer, Path> path : paths.entrySet()) {
            files.add(CycleFile.existing(path.getKey(), path.getValue(), shared));
        }
    }

    /** Again where a run began meanwhile: what it has, and the files of others that were released then, was seen by nobody. */
    private static NavigableMap<Integer, Path> list(Path folder) throws IOException {
        NavigableMap<Integer, Path> paths;
        List<Path> runs = runs(folder);
        List<Path> listed;
        do {
            listed = runs;
            paths = filesOf(listed);
            runs = runs(folder);
        } while (!runs.equals(listed));
        return paths;
    }

    private static NavigableMap<Integer, Path> filesOf(List<Path> runs) throws IOException {
        NavigableMap<Integer, Path> paths = new TreeMap<>();
        for (Path run : runs) {
            for (Path path : names(run)) {
                int number = FileNames.fileNumber(path.getFileName().toString());
                Path other = number == FileNames.NONE ? null : paths.put(number, path);
                if (other != null) {
                    throw new IOException("file " + path + " at offset 0: has the number of " + other);
                }
            }
        }
        return paths;
    }

    private static List<Path> runs(Path folder) throws IOException {
        List<Path> runs = names(folder);
        runs.removeIf(path -> !FileNames.isRun(path.getFileName().toString()));
        runs.sort(null);
        return runs;
    }

    private static List<Path> names(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(paths::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return paths;
    }

    /** So that a process that is started again and again without writing anything leaves no trace. */
    private void deleteEmptyFiles() throws IOException {
        BlockView view = new BlockView();
        while (!files.isEmpty()) {
            last().show(0, view);
            if (!view.isEnd()) {
                break;
            }
            delete(files.size() - 1);
        }
        for (Path run : runs(folder)) {
            deleteIfEmpty(run);
        }
    }

    private void delete(int place) throws IOException {
        CycleFile file = files.remove(place);
        file.close();
        Files.delete(file.path());
        deleteIfEmpty(file.path().getParent());
    }

    /** Deletes the folder of a run together with what only Chronicle needed, once it holds no blocks any more. */
    private void deleteIfEmpty(Path run) throws IOException {
        for (CycleFile file : files) {
            if (file.path().startsWith(run)) {
                return;
            }
        }
        for (Path path : names(run)) {
            Files.delete(path);
        }
        Files.delete(run);
    }
}
