package io.ft4j.bench.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ft4j.commit.manager.CommitLog;
import io.ft4j.commit.manager.CommitLog.Fate;
import io.ft4j.commit.manager.CommitLog.Promise;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The logs of a transaction manager below a folder, opened and locked until this is closed. */
final class ManagerLogs implements AutoCloseable {
    private static final String IDENTITY = "identity";
    private static final int BACKEND_OFFSET = 32;
    private static final int BACKEND_BYTES = 24;

    /** What is known of a transaction by all logs together. */
    enum Decision {
        /** The coordinator, or a participant, knows that it commits. */
        COMMIT,
        /** The coordinator has not decided to commit, or a participant knows that it aborts, or has never voted for it. */
        ABORT,
        UNKNOWN
    }

    private final List<DurableLog> opened = new ArrayList<>();
    private final List<CommitLog> logs = new ArrayList<>();
    private final List<Path> skipped = new ArrayList<>();

    private ManagerLogs() {}

    /**
     * @param folder of one log, or of several.
     * @throws LogException when a log is open elsewhere, damaged or can not be read, or there is none of a manager.
     */
    static ManagerLogs open(Path folder) {
        ManagerLogs logs = new ManagerLogs();
        try {
            for (Path path : folders(folder)) {
                logs.add(path);
            }
            if (logs.logs.isEmpty()) {
                throw new LogException(folder + " holds no log of a transaction manager");
            }
            logs.requireOneGroup();
            return logs;
        } catch (IOException e) {
            logs.close();
            throw new LogException(folder + " can not be read: " + e, e);
        } catch (RuntimeException e) {
            logs.close();
            throw e;
        }
    }

    private static List<Path> folders(Path folder) throws IOException {
        if (Files.exists(folder.resolve(IDENTITY))) {
            return List.of(folder);
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> Files.exists(child.resolve(IDENTITY)))
                    .sorted()
                    .toList();
        }
    }

    private void add(Path path) throws IOException {
        DurableLog log = backend(path).equals("segment")
                ? SegmentLog.open(path, Durability.DISK)
                : ChronicleLog.open(path, Durability.PROCESS);
        opened.add(log);
        try {
            logs.addAll(CommitLog.read(log));
        } catch (IllegalArgumentException ofSomethingElse) {
            skipped.add(path);
        }
    }

    private static String backend(Path path) throws IOException {
        byte[] identity = Files.readAllBytes(path.resolve(IDENTITY));
        if (identity.length < BACKEND_OFFSET + BACKEND_BYTES) {
            throw new LogException(path.resolve(IDENTITY) + " is damaged: it has " + identity.length + " bytes");
        }
        return new String(identity, BACKEND_OFFSET, BACKEND_BYTES, US_ASCII).trim();
    }

    private void requireOneGroup() {
        for (CommitLog log : logs) {
            if (log.groupId() != logs.get(0).groupId()) {
                throw new LogException(
                        "the logs are of two managers: group " + logs.get(0).groupId() + " and group " + log.groupId());
            }
        }
    }

    List<CommitLog> all() {
        return logs;
    }

    /** Folders of logs of something else. */
    List<Path> skipped() {
        return skipped;
    }

    /** Null: it is not here. */
    CommitLog node(int nodeId) {
        for (CommitLog log : logs) {
            if (log.nodeId() == nodeId) {
                return log;
            }
        }
        return null;
    }

    Decision decision(Promise promise) {
        CommitLog coordinator = node(promise.coordinatorId());
        if (coordinator != null) {
            return coordinator.isCommitted(promise.transactionId()) ? Decision.COMMIT : Decision.ABORT;
        }
        Decision decision = Decision.UNKNOWN;
        for (long rest = promise.participantSet(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            CommitLog peer = node(ProcessSet.first(rest));
            Fate fate = peer == null ? Fate.FORGOTTEN : peer.fate(promise.transactionId());
            if (fate == Fate.COMMITTED) {
                return Decision.COMMIT;
            } else if (fate == Fate.ABORTED || fate == Fate.UNKNOWN) {
                decision = Decision.ABORT;
            }
        }
        return decision;
    }

    @Override
    public void close() {
        opened.forEach(DurableLog::close);
    }
}
