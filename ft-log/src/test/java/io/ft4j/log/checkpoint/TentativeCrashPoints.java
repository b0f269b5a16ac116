package io.ft4j.log.checkpoint;

import io.ft4j.core.port.LogException;
import io.ft4j.log.FolderImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Prepares checkpoints, makes them permanent or discards them, with a loss of power at every step and everything that it may
 * leave. What was prepared is then there, whole, until it was decided on; what was made permanent is the newest.
 */
final class TentativeCrashPoints {
    private static final int FIRST = 3;

    private final Path folder;
    private final int keptCount;
    private int steps;
    private int outcomes;

    /** What may be the newest: the last one that was made permanent, and the one under way. */
    private long permanent;

    private long becoming;
    /** What has to be tentative, or permanent if it is becoming so; 0: nothing. */
    private long prepared;

    TentativeCrashPoints(Path folder, int keptCount) {
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
        permanent = FIRST;
        becoming = FIRST;
        prepared = 0;
        Path mark = folder.resolve("acknowledged");
        byte[] oldMark = Files.readAllBytes(mark);
        CrashingFiles files = new CrashingFiles(folder, step);
        try (CheckpointStore store = States.open(folder, keptCount, files)) {
            decideOnThree(store);
        } catch (LogException e) {
            if (!files.hasCrashed()) {
                throw new AssertionError("step " + step + ": " + e, e);
            }
        }
        FolderImage image = new FolderImage(folder);
        for (Map<String, byte[]> outcome : files.outcomes()) {
            outcomes++;
            CrashingFiles.leave(folder, outcome);
            verify("step " + step + ", left " + outcome.keySet());
            CrashingFiles.leave(folder, outcome);
            Files.write(mark, oldMark);
            verify("step " + step + ", left an old mark and " + outcome.keySet());
            image.restore();
        }
        FolderImage.deleteAll(folder);
        return files.hasCrashed();
    }

    private void decideOnThree(CheckpointStore store) {
        prepare(store, FIRST + 1);
        makePermanent(store, FIRST + 1);
        prepare(store, FIRST + 2);
        prepared = 0;
        store.discardTentative(0);
        prepare(store, FIRST + 3);
        makePermanent(store, FIRST + 3);
        prepare(store, FIRST + 4);
    }

    private void prepare(CheckpointStore store, long number) {
        try (CheckpointSink sink = States.begin(store, number)) {
            States.write(sink, number, States.length(number));
            sink.prepare();
        }
        prepared = number;
    }

    private void makePermanent(CheckpointStore store, long number) {
        becoming = number;
        store.makePermanent(number);
        permanent = number;
        prepared = 0;
    }

    private void verify(String when) {
        try (CheckpointStore store = States.open(folder, keptCount)) {
            long newest = States.check(store.newest());
            demand(newest == permanent || newest == becoming, "newest: " + when + ": " + newest);
            demand(store.damages().isEmpty(), "whole or not there: " + when + ": " + store.damages());
            List<Long> tentative = store.tentative();
            boolean isThere = prepared == 0 || tentative.contains(prepared) || newest == prepared;
            demand(isThere, "tentative: " + when + ": " + tentative + " without " + prepared);
            if (tentative.contains(prepared)) {
                store.discardTentative(prepared);
                demand(store.tentative().equals(List.of(prepared)), "discarded: " + when + ": " + store.tentative());
                store.makePermanent(prepared);
                demand(States.check(store.newest()) == prepared, "newest: " + when + ": not " + prepared);
            }
            store.discardTentative(0);
            States.take(store, store.lastNumber() + 1);
        } catch (LogException e) {
            throw new AssertionError("one is sound: " + when + ": " + e.getMessage(), e);
        }
    }

    private static void demand(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}
