package io.ft4j.log.checkpoint;

import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.driver.JvmFlags;
import io.ft4j.core.runtime.observe.CheckpointEvent;
import io.ft4j.log.folder.FolderState;
import io.ft4j.log.folder.LogFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The checkpoints of one process, in a folder of its own that one process holds at a time. A checkpoint is written to a
 * new file, forced, renamed, and the folder forced; only then older ones go. So a crash at any moment leaves the newest
 * complete one or the one before.
 *
 * <p>Number, position and metadata are the caller's: rollback recovery stores dependencies along with a checkpoint, a
 * replica of a group may store index and term along with a snapshot. Numbers grow and are never used again.
 *
 * <p>One thread, which waits for the device in {@link CheckpointSink#commit}. Allocates per checkpoint, not per block.
 */
public final class CheckpointStore implements AutoCloseable {
    /** Largest number of a checkpoint. */
    public static final long MAX_NUMBER = CheckpointHeader.MAX_NUMBER;

    public static final int MAX_METADATA_BYTES = CheckpointHeader.MAX_METADATA_BYTES;
    public static final int MAX_KEPT_COUNT = 1024;

    /** What the folder is named to its lock and identity, with the id of the process behind. */
    private static final String BACKEND = "checkpoint-";

    /** Where {@link LogFolder} keeps it. */
    private static final String IDENTITY = "identity";

    private static final int BLOCK_BYTES = 128 * 1024;

    private final LogFolder folder;
    private final CheckpointFiles files;
    private final int processId;
    private final int keptCount;
    private final StateBlock block;
    private final CheckpointEvent event = new CheckpointEvent();
    private final NavigableSet<Long> numbers = new TreeSet<>();
    /** Rolled back, and not deleted yet: without them nobody could tell these from lost ones. */
    private final NavigableSet<Long> undone = new TreeSet<>();
    /** Durable, and not decided on. */
    private final NavigableSet<Long> tentative = new TreeSet<>();
    /** By number: what was found wrong since the store was opened. */
    private final NavigableMap<Long, CheckpointDamage> damages = new TreeMap<>();

    private CheckpointSink sink;
    private LogException failure;

    private CheckpointStore(LogFolder folder, CheckpointFiles files, int processId, int keptCount, int blockBytes) {
        this.folder = folder;
        this.files = files;
        this.processId = processId;
        this.keptCount = keptCount;
        block = new StateBlock(blockBytes);
    }

    /**
     * Creates the folder or opens it, and removes what an interrupted checkpoint left.
     *
     * @param keptCount how many checkpoints are kept, the newest included; 1 leaves none to fall back to.
     * @throws LogException when it is open already, belongs to another process, or holds checkpoints of another process,
     *                      folder or format; with file, offset and reason.
     */
    public static CheckpointStore open(Path folder, int processId, int keptCount) {
        JvmFlags.require();
        return open(folder, processId, keptCount, BLOCK_BYTES, new CheckpointFiles(folder));
    }

    static CheckpointStore open(Path path, int processId, int keptCount, int blockBytes, CheckpointFiles files) {
        CheckpointHeader.requireProcessId(processId);
        if (keptCount < 1 || keptCount > MAX_KEPT_COUNT) {
            throw new IllegalArgumentException("keptCount=" + keptCount + " is outside 1.." + MAX_KEPT_COUNT);
        }
        LogFolder folder = LogFolder.open(path, BACKEND + processId);
        CheckpointStore store = new CheckpointStore(folder, files, processId, keptCount, blockBytes);
        boolean opened = false;
        try {
            store.load();
            opened = true;
            return store;
        } catch (IOException e) {
            throw new LogException("cannot open the checkpoints in " + path + ": " + e, e);
        } finally {
            if (!opened) {
                store.close();
            }
        }
    }

    /** What the folder says of itself, without opening it. */
    static FolderState state(Path folder) throws IOException {
        if (Files.notExists(folder.resolve(IDENTITY))) {
            throw new LogException("folder " + folder + " is no folder of checkpoints: it has no file " + IDENTITY);
        }
        return FolderState.read(folder);
    }

    /** Whose folder it is. */
    static int owner(FolderState state) {
        if (!state.backend().startsWith(BACKEND)) {
            throw new LogException(
                    "folder " + state.path() + " is no folder of checkpoints, but of backend " + state.backend());
        }
        return Integer.parseInt(state.backend().substring(BACKEND.length()));
    }

    private void load() throws IOException {
        for (Path file : files.list("")) {
            String name = file.getFileName().toString();
            if (name.endsWith(CheckpointFiles.SUFFIX)) {
                long number = CheckpointFiles.number(file, CheckpointFiles.SUFFIX);
                refuseForeign(number, CheckpointFiles.SUFFIX);
                numbers.add(number);
            } else if (name.endsWith(CheckpointFiles.TENTATIVE_SUFFIX)) {
                long number = CheckpointFiles.number(file, CheckpointFiles.TENTATIVE_SUFFIX);
                refuseForeign(number, CheckpointFiles.TENTATIVE_SUFFIX);
                tentative.add(number);
            } else if (name.endsWith(CheckpointFiles.UNDONE_SUFFIX)) {
                undone.add(CheckpointFiles.number(file, CheckpointFiles.UNDONE_SUFFIX));
            } else if (name.endsWith(CheckpointFiles.TEMPORARY_SUFFIX)) {
                files.delete(name);
            }
        }
        // A killed process may have renamed without a force.
        files.forceFolder();
        long newest = Math.max(last(numbers), last(undone));
        if (newest > folder.mark().position()) {
            folder.mark().raise(newest);
        }
    }

    private static long last(NavigableSet<Long> set) {
        return set.isEmpty() ? 0 : set.last();
    }

    /** One that cannot be read is found damaged when it is needed. */
    private void refuseForeign(long number, String suffix) {
        String foreign;
        try (CheckpointSource source = CheckpointSource.open(files, number, suffix)) {
            CheckpointHeader header = source.header();
            foreign = header == null ? null : header.foreign(processId, folder.idHigh(), folder.idLow());
        } catch (IOException e) {
            return;
        }
        if (foreign != null) {
            throw new LogException(
                    "file " + files.path(CheckpointFiles.name(number, suffix)) + " at offset 0: " + foreign);
        }
    }

    private Path path(long number) {
        return files.path(CheckpointFiles.name(number, CheckpointFiles.SUFFIX));
    }

    /** Of the newest checkpoint that was ever completed, also if it is damaged or rolled back since; 0: none. */
    public long lastNumber() {
        return folder.mark().position();
    }

    /** How many are kept, the newest included. */
    public int keptCount() {
        return keptCount;
    }

    /** Of those that are there, damaged ones included, ascending. */
    public List<Long> numbers() {
        return List.copyOf(numbers);
    }

    /** What was found wrong since the store was opened and not found sound later, one a checkpoint, ascending. */
    public List<CheckpointDamage> damages() {
        return List.copyOf(damages.values());
    }

    /**
     * Begins a checkpoint; a sink that is still open is given up.
     *
     * @param number   greater than {@link #lastNumber}, at most {@link #MAX_NUMBER}, and none that is tentative.
     * @param position in the message log of the process, behind which the state stands.
     * @param length   of the metadata, up to {@link #MAX_METADATA_BYTES}; they are copied.
     * @throws LogException when the file cannot be created, or the folder could not be forced once.
     */
    public CheckpointSink begin(long number, long position, DirectBuffer metadata, int offset, int length) {
        requireUsable();
        if (CheckpointHeader.requireNumber(number) <= lastNumber()) {
            throw new IllegalArgumentException("number=" + number + " must be greater than " + lastNumber());
        }
        if (tentative.contains(number)) {
            throw new IllegalArgumentException("number=" + number + " is tentative");
        }
        if (position < 0) {
            throw new IllegalArgumentException("position=" + position + " must not be negative");
        }
        CheckpointHeader.requireMetadata(length);
        byte[] copy = new byte[length];
        metadata.getBytes(offset, copy);
        CheckpointHeader header = new CheckpointHeader(
                folder.idHigh(),
                folder.idLow(),
                processId,
                block.blockBytes(),
                number,
                position,
                new UnsafeBuffer(copy));
        if (sink != null) {
            sink.close();
        }
        try {
            sink = new CheckpointSink(this, files, block, header);
        } catch (IOException e) {
            throw new LogException("checkpoint " + number + " is not taken: " + e, e);
        }
        CheckpointSink begun = sink;
        begun.writeHeader();
        return begun;
    }

    void givenUp(CheckpointSink other) {
        sink = other == sink ? null : sink;
    }

    /** The file is complete and waits under its name; that name is not durable yet. */
    void prepared(CheckpointSink prepared) {
        sink = null;
        try {
            files.forceFolder();
        } catch (IOException e) {
            throw fail("it is not known whether tentative checkpoint " + prepared.number() + " is durable", e);
        }
        tentative.add(prepared.number());
    }

    /** Those that were {@linkplain CheckpointSink#prepare prepared} and are neither permanent nor discarded, ascending. */
    public List<Long> tentative() {
        return List.copyOf(tentative);
    }

    /**
     * Makes a tentative checkpoint the newest one. When it has returned that survives a loss of power, and what is older than
     * those to be kept is deleted. A call that was interrupted by a crash is made again, if the number is still tentative.
     *
     * @throws IllegalArgumentException when it is not tentative, or not greater than {@link #lastNumber}.
     * @throws LogException when it could not.
     */
    public void makePermanent(long number) {
        requireUsable();
        if (!tentative.contains(number) || number <= lastNumber()) {
            throw new IllegalArgumentException(
                    "number=" + number + " is none of " + tentative + ", or not greater than " + lastNumber());
        }
        try {
            files.rename(
                    CheckpointFiles.name(number, CheckpointFiles.TENTATIVE_SUFFIX),
                    CheckpointFiles.name(number, CheckpointFiles.SUFFIX));
        } catch (IOException e) {
            throw new LogException("checkpoint " + number + " stays tentative: " + e, e);
        }
        tentative.remove(number);
        published(number);
    }

    /**
     * Deletes tentative checkpoints. After a loss of power they may be there again.
     *
     * @param exceptNumber that is kept; 0: none.
     */
    public void discardTentative(long exceptNumber) {
        requireUsable();
        try {
            for (long number : List.copyOf(tentative)) {
                if (number != exceptNumber) {
                    files.delete(CheckpointFiles.name(number, CheckpointFiles.TENTATIVE_SUFFIX));
                    tentative.remove(number);
                }
            }
        } catch (IOException e) {
            throw new LogException("cannot discard a tentative checkpoint of " + tentative + ": " + e, e);
        }
    }

    /** The file is complete and has its name; that name is not durable yet. */
    void published(CheckpointSink published) {
        sink = null;
        published(published.number());
    }

    private void published(long number) {
        try {
            files.forceFolder();
        } catch (IOException e) {
            throw fail("it is not known whether checkpoint " + number + " is durable", e);
        }
        folder.mark().raise(number);
        numbers.add(number);
        event.tell(processId, number);
        deleteOlder(number);
    }

    private void deleteOlder(long number) {
        List<Long> sound =
                numbers.stream().filter(kept -> !damages.containsKey(kept)).collect(Collectors.toList());
        long oldestKept = sound.get(Math.max(sound.size() - keptCount, 0));
        try {
            for (long old : List.copyOf(numbers.headSet(oldestKept))) {
                remove(old);
            }
            for (long old : List.copyOf(undone)) {
                files.delete(CheckpointFiles.name(old, CheckpointFiles.UNDONE_SUFFIX));
                undone.remove(old);
            }
        } catch (IOException e) {
            throw new LogException("checkpoint " + number + " is durable, but an older one cannot be deleted: " + e, e);
        }
    }

    private void remove(long number) throws IOException {
        files.delete(CheckpointFiles.name(number, CheckpointFiles.SUFFIX));
        numbers.remove(number);
    }

    /**
     * The newest checkpoint that is sound; every block of it is verified. Newer ones that are not are then in {@link
     * #damages}.
     *
     * @return null when the process never completed one, or all are rolled back.
     * @throws LogException when there should be one and none is sound.
     */
    public CheckpointSource newest() {
        requireUsable();
        if (lastNumber() > Math.max(last(numbers), last(undone))) {
            damages.put(lastNumber(), new CheckpointDamage(path(lastNumber()), CheckpointDamage.HEADER, 0, "missing"));
        }
        for (long number : numbers.descendingSet()) {
            CheckpointSource source = verified(number);
            if (source != null) {
                return source;
            }
        }
        if (numbers.isEmpty() && damages.isEmpty()) {
            return null;
        }
        throw new LogException("no checkpoint in " + folder.path() + " is sound: "
                + join(damages.descendingMap().values()));
    }

    private static String join(Collection<CheckpointDamage> damages) {
        return damages.stream().map(CheckpointDamage::toString).collect(Collectors.joining("; "));
    }

    /**
     * One checkpoint that is there, verified: what a recovery line names.
     *
     * @throws LogException when it is damaged; it is then in {@link #damages}.
     */
    public CheckpointSource at(long number) {
        requireUsable();
        requireThere(number);
        CheckpointSource source = verified(number);
        if (source == null) {
            throw new LogException(damages.get(number).toString());
        }
        return source;
    }

    /** Null when it is damaged. */
    private CheckpointSource verified(long number) {
        CheckpointDamage damage;
        try {
            CheckpointSource source = CheckpointSource.open(files, number);
            damage = source.damage() == null ? source.verify() : source.damage();
            if (damage == null) {
                damages.remove(number);
                return source;
            }
            source.close();
        } catch (IOException e) {
            damage = new CheckpointDamage(path(number), CheckpointDamage.HEADER, 0, "it cannot be read: " + e);
        }
        damages.put(number, damage);
        return null;
    }

    /**
     * Makes this checkpoint the newest one: those after it belong to a past that was undone. Their files go with the next
     * checkpoint, their numbers stay used. A call that was interrupted by a crash is made again.
     *
     * @param number of a checkpoint that is there, or 0: the process begins anew.
     */
    public void rollBackTo(long number) {
        requireUsable();
        if (number != 0) {
            requireThere(number);
        }
        try {
            for (long later : List.copyOf(numbers.tailSet(number, false).descendingSet())) {
                files.rename(
                        CheckpointFiles.name(later, CheckpointFiles.SUFFIX),
                        CheckpointFiles.name(later, CheckpointFiles.UNDONE_SUFFIX));
                numbers.remove(later);
                damages.remove(later);
                undone.add(later);
            }
            files.forceFolder();
        } catch (IOException e) {
            throw fail("it is not known how far checkpoints after " + number + " are undone", e);
        }
    }

    /**
     * Deletes a checkpoint that no recovery line will ever name.
     *
     * @throws IllegalArgumentException when it is not there, or is the newest.
     */
    public void delete(long number) {
        requireUsable();
        requireThere(number);
        if (number == numbers.last()) {
            throw new IllegalArgumentException("number=" + number + " is the newest checkpoint");
        }
        try {
            remove(number);
        } catch (IOException e) {
            throw new LogException("cannot delete file " + path(number) + ": " + e, e);
        }
    }

    /**
     * Deletes all checkpoints before this one, which no recovery line will ever name. When it has returned that survives a loss of
     * power.
     *
     * @throws IllegalArgumentException when this one is not there.
     */
    public void deleteBefore(long number) {
        requireUsable();
        requireThere(number);
        try {
            for (long older : List.copyOf(numbers.headSet(number))) {
                remove(older);
            }
            files.forceFolder();
        } catch (IOException e) {
            throw fail("it is not known whether checkpoints before " + number + " are deleted", e);
        }
    }

    private void requireThere(long number) {
        if (!numbers.contains(number)) {
            throw new IllegalArgumentException("number=" + number + " is none of " + numbers);
        }
    }

    /** The kernel may report the next force of the folder as done although this one was not. */
    private LogException fail(String what, IOException cause) {
        failure = new LogException("folder " + folder.path() + ": " + what + ": " + cause, cause);
        return failure;
    }

    private void requireUsable() {
        if (failure != null) {
            throw new LogException(failure.getMessage(), failure);
        }
    }

    /** Gives up an open sink. Sources stay open. Idempotent. */
    @Override
    public void close() {
        try {
            if (sink != null) {
                sink.close();
            }
        } finally {
            folder.close();
        }
    }
}
