package io.ft4j.log.checkpoint;

import io.ft4j.core.port.LogException;
import io.ft4j.log.folder.FolderState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Looks at a folder of checkpoints and changes nothing: no lock is taken, so the process may be running. A file that goes
 * away meanwhile is left out; a look that is overtaken by newer checkpoints is taken again, each time that happens. Immutable.
 *
 * @param processId   whose checkpoints they are.
 * @param checkpoints ascending by number.
 * @param tentative   files that are complete and wait for a decision.
 * @param undone      files that were rolled back and go with the next checkpoint.
 * @param unfinished  files of checkpoints under way, or interrupted.
 * @param damages     of what is not one of the checkpoints: a newest one that is missing, the small files of the folder.
 */
public record CheckpointScan(
        Path folder,
        int processId,
        List<CheckpointInfo> checkpoints,
        List<Path> tentative,
        List<Path> undone,
        List<Path> unfinished,
        List<CheckpointDamage> damages) {
    public CheckpointScan {
        checkpoints = List.copyOf(checkpoints);
        tentative = List.copyOf(tentative);
        undone = List.copyOf(undone);
        unfinished = List.copyOf(unfinished);
        damages = List.copyOf(damages);
    }

    /**
     * Reads headers, or every block.
     *
     * @throws LogException when it is no folder of checkpoints, or a file is no checkpoint, of a format that is not known
     *                      here, or of another process or folder, or the folder cannot be read.
     */
    public static CheckpointScan of(Path folder, boolean verifiesBlocks) {
        return of(folder, verifiesBlocks, new CheckpointFiles(folder));
    }

    static CheckpointScan of(Path folder, boolean verifiesBlocks, CheckpointFiles files) {
        try {
            Names names = Names.of(folder, files);
            List<CheckpointInfo> found = names.read(verifiesBlocks);
            // Others have taken the place of all that were listed: numbers are never used again.
            while (found.isEmpty() && !names.checkpoints.isEmpty()) {
                names = Names.of(folder, files);
                found = names.read(verifiesBlocks);
            }
            return names.scan(found);
        } catch (IOException e) {
            throw new LogException("cannot read the checkpoints in " + folder + ": " + e, e);
        }
    }

    /** What the folder says of itself, and then the names in it. */
    private record Names(FolderState state, CheckpointFiles files, List<Path> checkpoints, List<Path> undone) {
        /** The newest goes only after the mark has grown: it is missing where the mark is the same before and behind. */
        static Names of(Path folder, CheckpointFiles files) throws IOException {
            Names names = list(folder, files);
            long before = -1;
            while (names.isNewestMissing() && names.state.acknowledged() != before) {
                before = names.state.acknowledged();
                names = list(folder, files);
            }
            return names;
        }

        private static Names list(Path folder, CheckpointFiles files) throws IOException {
            FolderState state = CheckpointStore.state(folder);
            return new Names(
                    state, files, files.list(CheckpointFiles.SUFFIX), files.list(CheckpointFiles.UNDONE_SUFFIX));
        }

        /** The newest first: it stays until there is a newer one. */
        List<CheckpointInfo> read(boolean verifiesBlocks) throws IOException {
            int processId = CheckpointStore.owner(state);
            Deque<CheckpointInfo> found = new ArrayDeque<>();
            for (int i = checkpoints.size() - 1; i >= 0; i--) {
                long number = CheckpointFiles.number(checkpoints.get(i), CheckpointFiles.SUFFIX);
                try {
                    found.addFirst(CheckpointScan.read(this, number, processId, verifiesBlocks));
                } catch (IOException e) {
                    // A link that leads nowhere does not go away.
                    if (!(e instanceof NoSuchFileException) || Files.isSymbolicLink(checkpoints.get(i))) {
                        found.addFirst(unreadable(checkpoints.get(i), number, e));
                    }
                }
            }
            return List.copyOf(found);
        }

        CheckpointScan scan(List<CheckpointInfo> found) throws IOException {
            return new CheckpointScan(
                    state.path(),
                    CheckpointStore.owner(state),
                    found,
                    files.list(CheckpointFiles.TENTATIVE_SUFFIX),
                    undone,
                    files.list(CheckpointFiles.TEMPORARY_SUFFIX),
                    damages());
        }

        boolean isNewestMissing() {
            return state.acknowledged()
                    > Math.max(last(checkpoints, CheckpointFiles.SUFFIX), last(undone, CheckpointFiles.UNDONE_SUFFIX));
        }

        private static long last(List<Path> sorted, String suffix) {
            return sorted.isEmpty() ? 0 : CheckpointFiles.number(sorted.get(sorted.size() - 1), suffix);
        }

        List<CheckpointDamage> damages() {
            List<CheckpointDamage> damages = new ArrayList<>();
            state.damages()
                    .forEach((file, reason) ->
                            damages.add(new CheckpointDamage(file, CheckpointDamage.WHOLE_FILE, 0, reason)));
            if (isNewestMissing()) {
                Path missing = files.path(CheckpointFiles.name(state.acknowledged(), CheckpointFiles.SUFFIX));
                damages.add(new CheckpointDamage(missing, CheckpointDamage.WHOLE_FILE, 0, "it is missing"));
            }
            return damages;
        }
    }

    private static CheckpointInfo read(Names names, long number, int processId, boolean verifiesBlocks)
            throws IOException {
        FolderState state = names.state;
        Path file = names.files.path(CheckpointFiles.name(number, CheckpointFiles.SUFFIX));
        try (CheckpointSource source = CheckpointSource.open(names.files, number)) {
            CheckpointHeader header = source.header();
            String foreign = header == null ? null : header.foreign(processId, state.idHigh(), state.idLow());
            if (foreign != null) {
                throw new LogException("file " + file + " at offset 0: " + foreign);
            }
            return info(file, number, source, verifiesBlocks);
        }
    }

    private static CheckpointInfo unreadable(Path file, long number, IOException cause) {
        CheckpointDamage damage = new CheckpointDamage(file, CheckpointDamage.HEADER, 0, "it cannot be read: " + cause);
        return new CheckpointInfo(file, number, 0, 0, new UnsafeBuffer(0, 0), 0, 0, damage);
    }

    private static CheckpointInfo info(Path file, long number, CheckpointSource source, boolean verifiesBlocks) {
        CheckpointHeader header = source.header();
        if (header == null) {
            return new CheckpointInfo(
                    file, number, 0, 0, new UnsafeBuffer(0, 0), source.fileBytes(), 0, source.damage());
        }
        CheckpointDamage damage = verifiesBlocks ? source.verify() : null;
        return new CheckpointInfo(
                file,
                number,
                header.processId(),
                header.position(),
                header.metadata(),
                source.fileBytes(),
                source.sizeBytes(),
                damage);
    }

    /** Those in which no damage was found. */
    public List<CheckpointInfo> sound() {
        return checkpoints.stream()
                .filter(checkpoint -> checkpoint.damage() == null)
                .collect(Collectors.toList());
    }
}
