package io.ft4j.bench.cli;

import io.ft4j.log.checkpoint.CheckpointSink;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.line.DependencyRecorder;
import io.ft4j.log.line.DependencyVector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Processes that pass messages and take checkpoints in folders of their own. */
final class CheckpointFolders implements AutoCloseable {
    private static final int KEPT = 100;

    private final List<Path> paths = new ArrayList<>();
    private final List<CheckpointStore> stores = new ArrayList<>();
    private final List<DependencyRecorder> recorders = new ArrayList<>();

    CheckpointFolders(Path base, int processCount) {
        for (int id = 0; id < processCount; id++) {
            paths.add(base.resolve("process-" + id));
            stores.add(CheckpointStore.open(paths.get(id), id, KEPT));
            recorders.add(DependencyRecorder.initial(id, 1));
        }
    }

    /** Two processes that fall back to their beginning. */
    static CheckpointFolders domino(Path base) {
        CheckpointFolders folders = new CheckpointFolders(base, 2);
        for (int round = 0; round < 2; round++) {
            folders.pass(1, 0);
            folders.checkpoint(0);
            folders.pass(0, 1);
            folders.checkpoint(1);
        }
        folders.pass(1, 0);
        folders.checkpoint(0);
        return folders;
    }

    void pass(int from, int to) {
        recorders.get(to).onReceive(from, recorders.get(from).interval());
    }

    void checkpoint(int id) {
        DependencyRecorder recorder = recorders.get(id);
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[DependencyVector.MAX_LENGTH]);
        int length = recorder.encode(bytes, 0);
        long number = recorder.interval();
        try (CheckpointSink sink = stores.get(id).begin(number, 100 * number, bytes, 0, length)) {
            sink.write(bytes, 0, 200);
            sink.commit();
        }
        recorder.onCheckpoint();
    }

    Path file(int id, long number) {
        return paths.get(id).resolve(String.format("%015d.checkpoint", number));
    }

    String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>();
        paths.forEach(path -> arguments.add(path.toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    @Override
    public void close() {
        stores.forEach(CheckpointStore::close);
    }
}
