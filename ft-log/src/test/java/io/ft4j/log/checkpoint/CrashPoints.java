package io.ft4j.log.checkpoint;

import io.ft4j.core.port.LogException;
import io.ft4j.log.FolderImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes checkpoints, rolls back and deletes, with a loss of power at every step and everything that it may leave. The
 * newest checkpoint must then be the last that was committed, or the one under way, and whole.
 */
final class CrashPoints {
    /** Checkpoints that are there before the first crash; more than are kept, so that every commit deletes. */
    private static final int FIRST = 4;

    private final Path folder;
    private final int keptCount;
    private int steps;
    private int outcomes;

    CrashPoints(Path folder, int keptCount) {
        this.folder = folder;
        this.keptCount = keptCount;
    }

    int steps() {
        return steps;
    }

    int outcomes() {
        return outcomes;
    }

    /** @throws AssertionError that names the crash point. */
    void run() throws IOException {
        for (int step = 0; crashAt(step); step++) {
            steps++;
        }
    }

    private boolean crashAt(int step) throws IOException {
        try (CheckpointStore store = States.open(folder, keptCount)) {
            for (long number = 1; number <= FIRST; number++) {
                States.take(store, number);
            }
        }
        // Not forced: after a loss of power it may be the old one.
        Path mark = folder.resolve("acknowledged");
        byte[] oldMark = Files.readAllBytes(mark);
        CrashingFiles files = new CrashingFiles(folder, step);
        List<Long> allowed = new ArrayList<>(List.of((long) FIRST));
        try (CheckpointStore store = States.open(folder, keptCount, files)) {
            takeTwoAndRollBack(store, allowed);
        } catch (LogException e) {
            demand(files.hasCrashed(), step, e.toString());
        }
        FolderImage image = new FolderImage(folder);
        for (Map<String, byte[]> outcome : files.outcomes()) {
            outcomes++;
            CrashingFiles.leave(folder, outcome);
            verify(allowed, "step " + step + ", left " + outcome.keySet());
            CrashingFiles.leave(folder, outcome);
            Files.write(mark, oldMark);
            verify(allowed, "step " + step + ", left an old mark and " + outcome.keySet());
            image.restore();
        }
        FolderImage.deleteAll(folder);
        return files.hasCrashed();
    }

    /** The last numbers of {@code allowed} are what may be the newest at any time. */
    private void takeTwoAndRollBack(CheckpointStore store, List<Long> allowed) {
        for (long number = FIRST + 1; number <= FIRST + 2; number++) {
            allowed.add(number);
            States.take(store, number);
            allowed.remove(0);
        }
        if (keptCount > 1) {
            allowed.add((long) FIRST + 1);
            store.rollBackTo(FIRST + 1);
            allowed.remove(0);
        }
        allowed.add((long) FIRST + 3);
        States.take(store, FIRST + 3);
        allowed.remove(0);
    }

    private void verify(List<Long> allowed, String when) {
        try (CheckpointStore store = States.open(folder, keptCount)) {
            long newest = States.check(store.newest());
            if (!allowed.contains(newest)) {
                throw new AssertionError("newest: " + when + ": " + newest + " instead of " + allowed);
            }
            if (!store.damages().isEmpty()) {
                throw new AssertionError("whole or not there: " + when + ": " + store.damages());
            }
            States.take(store, store.lastNumber() + 1);
        } catch (LogException e) {
            throw new AssertionError("one is sound: " + when + ": " + e.getMessage(), e);
        }
    }

    private static void demand(boolean holds, int step, String message) {
        if (!holds) {
            throw new AssertionError("step " + step + ": " + message);
        }
    }
}
