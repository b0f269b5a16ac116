package io.ft4j.bench.cli;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.log.checkpoint.CheckpointDamage;
import io.ft4j.log.checkpoint.CheckpointInfo;
import io.ft4j.log.checkpoint.CheckpointScan;
import io.ft4j.log.line.Checkpoint;
import io.ft4j.log.line.CheckpointGarbage;
import io.ft4j.log.line.CheckpointGraph;
import io.ft4j.log.line.DependencyVector;
import io.ft4j.log.line.RecoveryLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The recovery line of processes that have all failed, by the dependencies that stand in their checkpoints. */
record StoredLine(
        SortedMap<Integer, CheckpointScan> folders,
        CheckpointGraph graph,
        RecoveryLine line,
        List<Checkpoint> useless,
        List<Checkpoint> obsolete) {
    /** @throws LogException when the folders cannot be those of processes that work together; with the reason. */
    static StoredLine of(List<Path> paths) {
        SortedMap<Integer, CheckpointScan> folders = new TreeMap<>();
        long processes = ProcessSet.EMPTY;
        for (Path path : paths) {
            CheckpointScan scan = CheckpointScan.of(path, true);
            int id = scan.processId();
            if (id >= ProcessSet.MAX_PROCESSES) {
                throw new LogException("folder " + path + " is of process " + id + ": lines have processes 0 to "
                        + (ProcessSet.MAX_PROCESSES - 1));
            }
            CheckpointScan other = folders.put(id, scan);
            if (other != null) {
                throw new LogException("folders " + other.folder() + " and " + path + " are both of process " + id);
            }
            processes = ProcessSet.add(processes, id);
        }
        CheckpointGraph.Builder builder = CheckpointGraph.builder(processes);
        for (CheckpointScan scan : folders.values()) {
            for (CheckpointInfo info : scan.sound()) {
                add(builder, processes, info);
            }
        }
        CheckpointGraph graph = builder.build();
        if (!graph.isOfOneRun()) {
            throw new LogException("the checkpoints depend on each other in a circle: they are not of one run");
        }
        return new StoredLine(
                folders,
                graph,
                RecoveryLine.of(graph, processes),
                CheckpointGarbage.useless(graph),
                CheckpointGarbage.obsolete(graph));
    }

    private static void add(CheckpointGraph.Builder builder, long processes, CheckpointInfo info) {
        DependencyVector dependencies;
        try {
            dependencies =
                    DependencyVector.decode(info.metadata(), 0, info.metadata().capacity());
        } catch (IllegalArgumentException e) {
            throw new LogException("file " + info.file() + " at offset 64: " + e.getMessage(), e);
        }
        long missing = dependencies.senders() & ~processes;
        if (missing != ProcessSet.EMPTY) {
            throw new LogException("file " + info.file() + " at offset 64: it depends on processes "
                    + ProcessSet.toString(missing) + ", whose folders are not given");
        }
        try {
            builder.checkpoint(info.processId(), info.number(), dependencies);
        } catch (IllegalArgumentException e) {
            throw new LogException("file " + info.file() + " at offset 64: " + e.getMessage(), e);
        }
    }

    /** Those that have no checkpoint in the line. */
    List<Integer> beginAnew() {
        return folders.keySet().stream()
                .filter(id -> line.state(id) == RecoveryLine.INITIAL)
                .toList();
    }

    List<CheckpointDamage> damages() {
        List<CheckpointDamage> damages = new ArrayList<>();
        for (CheckpointScan scan : folders.values()) {
            scan.checkpoints().stream()
                    .map(CheckpointInfo::damage)
                    .filter(damage -> damage != null)
                    .forEach(damages::add);
            damages.addAll(scan.damages());
        }
        return damages;
    }
}
