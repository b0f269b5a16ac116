package io.ft4j.log.checkpoint;

import io.ft4j.core.port.LogException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Looks at a folder of checkpoints and changes nothing: no lock is taken, so the process may be running. A file that goes
 * away meanwhile is left out. Immutable.
 *
 * @param processId   whose checkpoints they are.
 * @param checkpoints ascending by number.
 * @param undone      files that were rolled back and go with the next checkpoint.
 * @param unfinished  files of checkpoints under way, or interrupted.
 */
public record CheckpointScan(
        Path folder, int processId, List<CheckpointInfo> checkpoints, List<Path> undone, List<Path> unfinished) {
    public CheckpointScan {
        checkpoints = List.copyOf(checkpoints);
        undone = List.copyOf(undone);
        unfinished = List.copyOf(unfinished);
    }

    /**
     * Reads headers, or every block.
     *
     * @throws LogException when it is no folder of checkpoints, or a file is no checkpoint, of a format that is not known
     *                      here, or of another process or folder.
     */
    public static CheckpointScan of(Path folder, boolean verifiesBlocks) throws IOException {
        int processId = CheckpointStore.owner(folder);
        CheckpointFiles files = new CheckpointFiles(folder);
        List<CheckpointInfo> found = new ArrayList<>();
        CheckpointHeader first = null;
        for (Path file : files.list(CheckpointFiles.SUFFIX)) {
            long number = CheckpointFiles.number(file, CheckpointFiles.SUFFIX);
            try (CheckpointSource source = CheckpointSource.open(files, number)) {
                first = first == null ? source.header() : first;
                requireSame(file, processId, first, source.header());
                found.add(info(file, number, source, verifiesBlocks));
            } catch (NoSuchFileException e) {
                continue;
            }
        }
        return new CheckpointScan(
                folder,
                processId,
                found,
                files.list(CheckpointFiles.UNDONE_SUFFIX),
                files.list(CheckpointFiles.TEMPORARY_SUFFIX));
    }

    private static void requireSame(Path file, int processId, CheckpointHeader first, CheckpointHeader other) {
        if (other == null) {
            return;
        }
        if (other.processId() != processId) {
            throw new LogException("file " + file + " at offset 0: a checkpoint of process " + other.processId()
                    + " where those of " + processId + " belong");
        }
        if (other.idHigh() != first.idHigh() || other.idLow() != first.idLow()) {
            throw new LogException("file " + file + " at offset 0: a checkpoint of another folder");
        }
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
