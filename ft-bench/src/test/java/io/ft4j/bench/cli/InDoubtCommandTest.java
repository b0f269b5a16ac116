package io.ft4j.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.TransactionClient;
import io.ft4j.commit.manager.TransactionManager;
import io.ft4j.commit.manager.TransactionManagerBuilder;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.Tolerance;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InDoubtCommandTest {
    private static final int SEGMENT_BYTES = 64 * 1024;
    private static final int FIRST_BLOCK = 4096;
    /** Enough for the first files of a log to be released. */
    private static final int TRANSACTIONS = 1_000;

    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Part left = new Part(Vote.COMMIT);
    private final Part right = new Part(Vote.LATER);

    private static final class Part implements TransactionParticipant {
        private Vote vote;
        /** Commit says false for this one. */
        private long stuck;

        private long prepared;
        private long committed;
        private long aborted;

        Part(Vote vote) {
            this.vote = vote;
        }

        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            prepared++;
            return vote;
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            if (transactionId == stuck) {
                return false;
            }
            committed++;
            return true;
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            aborted++;
            return true;
        }

        @Override
        public void inDoubt(int coordinatorId, long transactionId) {
            // nothing to guard
        }
    }

    /** However slow this machine is, nothing is aborted for it. */
    private static final CommitConfig PATIENT = CommitConfig.builder()
            .initTimeoutNs(TimeUnit.HOURS.toNanos(1))
            .voteTimeoutNs(TimeUnit.HOURS.toNanos(1))
            .readyTimeoutNs(TimeUnit.HOURS.toNanos(1))
            .build();

    private final SegmentConfig config = SegmentConfig.of(Durability.PROCESS).withSegmentBytes(SEGMENT_BYTES);

    private TransactionManager start() {
        return builder()
                .commit(PATIENT)
                .log(id -> SegmentLog.open(logs().resolve("node-" + id), config))
                .start();
    }

    private TransactionManagerBuilder builder() {
        return TransactionManager.builder()
                .participant("left", left)
                .participant("right", right)
                .threading(Threading.INVOKER);
    }

    private Path logs() {
        return dir.resolve("logs");
    }

    /** Left has voted, right never does. */
    @BeforeEach
    void leaveOneInDoubt() {
        leaveOneInDoubt(start());
    }

    private static void leaveOneInDoubt(TransactionManager started) {
        try (TransactionManager manager = started) {
            TransactionClient client = manager.connect(1);
            long id = client.begin();
            client.enlist(id, 1);
            client.enlist(id, 2);
            client.requestCommit(id);
            for (int i = 0; i < 10; i++) {
                manager.doWork();
            }
        }
    }

    private void settle() {
        settle(builder().log(id -> SegmentLog.open(logs().resolve("node-" + id), config)));
    }

    private static void settle(TransactionManagerBuilder builder) {
        try (TransactionManager manager = builder.start()) {
            while (manager.doWork() > 0) {
                // until nothing is left to do
            }
        }
    }

    private int run(String... arguments) {
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] all = new String[arguments.length + 3];
        all[0] = "indoubt";
        all[1] = "--log";
        all[2] = logs().toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return command.execute(all);
    }

    private void loseTheCoordinator() {
        IoUtil.delete(logs().resolve("node-0").toFile(), false);
    }

    @Test
    void listsWhoIsInDoubtAndWhoCouldKnow() throws IOException {
        Path json = dir.resolve("list.json");
        assertEquals(InDoubtCommand.IN_DOUBT, run("--json", json.toString()));
        assertTrue(out.toString().contains("IN DOUBT     1.1 at left, since 20"), out.toString());
        assertTrue(out.toString().contains("coordinator: has not decided to commit, so it aborts"), out.toString());
        assertTrue(
                out.toString().contains("right: has promised nothing, so nobody can have decided to commit"),
                out.toString());
        assertTrue(out.toString().contains("RESULT       1 in doubt"), out.toString());
        assertTrue(Files.readString(json).contains("\"decision\": \"abort\""), Files.readString(json));
    }

    @Test
    void readsALogThatTheNodesShare() {
        IoUtil.delete(logs().toFile(), false);
        TransactionManagerBuilder shared = builder().sharedLog(() -> SegmentLog.open(logs().resolve("nodes"), config));
        leaveOneInDoubt(shared.commit(PATIENT).start());
        assertEquals(InDoubtCommand.IN_DOUBT, run());
        assertTrue(out.toString().contains("IN DOUBT     1.1 at left, since 20"), out.toString());
        assertTrue(out.toString().contains("coordinator: has not decided to commit, so it aborts"), out.toString());
        assertTrue(out.toString().contains("right: has promised nothing"), out.toString());
        assertEquals(InDoubtCommand.REFUSED, run("--commit", "1.1"));
        assertEquals(CommandLine.ExitCode.OK, run("--abort", "1.1"));
        settle(shared.commit(CommitConfig.builder().build()));
        assertEquals(1, left.aborted);
        assertEquals(CommandLine.ExitCode.OK, run());
    }

    /** The logs of its replicas tell nothing here, but the group is asked when it is back. */
    @Test
    void decidesInPlaceOfAGroupAsWell() throws IOException {
        IoUtil.delete(logs().toFile(), false);
        left.prepared = 0;
        try (TransactionManager manager = replicated().commit(PATIENT).start()) {
            TransactionClient client = manager.connect(1);
            long id = client.begin();
            client.enlist(id, 1);
            client.enlist(id, 2);
            client.requestCommit(id);
            while (left.prepared == 0 || manager.doWork() > 0) {
                manager.doWork(); // until left has voted
            }
        }
        assertEquals(InDoubtCommand.IN_DOUBT, run());
        assertTrue(out.toString().contains("coordinator-0: of a replica, or of something else"), out.toString());
        assertTrue(out.toString().contains("IN DOUBT     2.1 at left, since 20"), out.toString());
        assertTrue(out.toString().contains("coordinator: its log is not here; it could know"), out.toString());
        Path keptRight = dir.resolve("kept-right");
        Files.move(logs().resolve("node-2"), keptRight);
        assertEquals(CommandLine.ExitCode.OK, run("--commit", "2.1"));
        Files.move(keptRight, logs().resolve("node-2"));
        try (TransactionManager manager = replicated().start()) {
            while (manager.transactionsMixed().isEmpty()) {
                manager.doWork(); // until the votes are late, and the group aborts
            }
        }
        assertEquals(1, left.committed);
        assertEquals(0, left.aborted);
        assertEquals(InDoubtCommand.IN_DOUBT, run());
        assertTrue(
                out.toString().contains("TORN         2.1 at left: committed by hand, and its coordinator aborts it"),
                out.toString());
        assertEquals(CommandLine.ExitCode.OK, run("--forget", "2.1"));
    }

    private TransactionManagerBuilder replicated() {
        return builder()
                .coordinator(ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .log(id -> SegmentLog.open(logs().resolve("coordinator-" + id), config)))
                .log(id -> SegmentLog.open(logs().resolve("node-" + id), config));
    }

    @Test
    void saysThatTheCoordinatorCouldKnowWhereItsLogIsMissing() {
        loseTheCoordinator();
        assertEquals(InDoubtCommand.IN_DOUBT, run());
        assertTrue(out.toString().contains("coordinator: its log is not here; it could know"), out.toString());
    }

    @Test
    void nothingIsInDoubtAfterTheServiceHasRun() {
        settle();
        assertEquals(CommandLine.ExitCode.OK, run());
        assertEquals(1, left.aborted);
    }

    @Test
    void refusesToContradictTheCoordinator() {
        assertEquals(InDoubtCommand.REFUSED, run("--commit", "1.1"));
        assertTrue(err.toString().contains("1.1: the logs say abort"), err.toString());
        assertEquals(InDoubtCommand.REFUSED, run("--abort", "1.2"));
        assertTrue(err.toString().contains("1.2: nobody here is in doubt"), err.toString());
        assertEquals(InDoubtCommand.IN_DOUBT, run());
    }

    @Test
    void decidesInPlaceOfACoordinatorThatIsLost() throws IOException {
        Path kept = dir.resolve("kept");
        Path keptRight = dir.resolve("kept-right");
        Files.move(logs().resolve("node-0"), kept);
        assertEquals(InDoubtCommand.REFUSED, run("--commit", "1.1"));
        assertTrue(err.toString().contains("1.1: the logs say abort"), err.toString());
        Files.move(logs().resolve("node-2"), keptRight);
        assertEquals(CommandLine.ExitCode.OK, run("--commit", "1.1"));
        assertTrue(out.toString().contains("RECORDED     1.1 commits at left, by hand"), out.toString());
        assertEquals(CommandLine.ExitCode.OK, run());
        Files.move(kept, logs().resolve("node-0"));
        Files.move(keptRight, logs().resolve("node-2"));
        settle();
        assertEquals(1, left.committed);
        assertEquals(0, left.aborted);
        // The coordinator is back, and knows better.
        Path json = dir.resolve("torn.json");
        assertEquals(InDoubtCommand.IN_DOUBT, run("--json", json.toString()));
        assertTrue(
                out.toString().contains("TORN         1.1 at left: committed by hand, and its coordinator aborts it"),
                out.toString());
        assertTrue(out.toString().contains("RESULT       0 in doubt, 1 torn"), out.toString());
        assertTrue(Files.readString(json).contains("\"coordinator\": \"abort\""), Files.readString(json));
        assertEquals(InDoubtCommand.REFUSED, run("--forget", "1.2"));
        assertEquals(CommandLine.ExitCode.OK, run("--forget", "1.1"));
        assertTrue(out.toString().contains("RECORDED     1.1 is forgotten at left"), out.toString());
        assertEquals(CommandLine.ExitCode.OK, run());
    }

    /** It has committed, and its log has released that: nobody must take it for one that has not voted. */
    @Test
    void saysThatAPeerMayHaveForgotten() {
        settle();
        left.stuck = TransactionIds.of(3, 1);
        right.vote = Vote.COMMIT;
        try (TransactionManager manager = builder()
                .commit(CommitConfig.builder()
                        .maxTransactions(16)
                        .compactionInterval(64)
                        .build())
                .log(id -> SegmentLog.open(logs().resolve("node-" + id), config))
                .start()) {
            TransactionClient client = manager.connect(1);
            for (int i = 0; i < TRANSACTIONS; i++) {
                long id = client.begin();
                client.enlist(id, 1);
                client.enlist(id, 2);
                assertTrue(client.commit(id, 1_000_000_000L).isCommitted());
            }
        }
        loseTheCoordinator();
        assertEquals(InDoubtCommand.IN_DOUBT, run());
        assertTrue(out.toString().contains("IN DOUBT     3.1 at left, since 20"), out.toString());
        assertTrue(out.toString().contains("right: has no record of it any more"), out.toString());
        assertEquals(CommandLine.ExitCode.OK, run("--commit", "3.1"));
    }

    @Test
    void refusesLogsThatAreOpenElsewhere() {
        try (TransactionManager running = start()) {
            running.doWork();
            assertEquals(InDoubtCommand.BAD_LOGS, run());
            assertTrue(err.toString().contains("already open"), err.toString());
        }
    }

    @Test
    void refusesWhatIsNoLogOfAManager() throws IOException {
        IoUtil.delete(logs().toFile(), false);
        Files.createDirectory(logs());
        assertEquals(InDoubtCommand.BAD_LOGS, run());
        SegmentLog.open(logs().resolve("other"), Durability.PROCESS).close();
        assertEquals(InDoubtCommand.BAD_LOGS, run());
        assertTrue(err.toString().contains("holds no log of a transaction manager"), err.toString());
        Files.createDirectories(logs().resolve("odd/identity"));
        assertEquals(InDoubtCommand.BAD_LOGS, run());
        assertTrue(err.toString().contains(logs() + " can not be read: "), err.toString());
        assertFalse(err.toString().contains("\tat "), err.toString());
    }

    @Test
    void refusesADamagedLog() throws IOException {
        Path segment = logs().resolve("node-1/00000001.seg");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[FIRST_BLOCK + 64] ^= 0x10;
        Files.write(segment, bytes);
        assertEquals(InDoubtCommand.BAD_LOGS, run("--abort", "1.1"));
        assertTrue(err.toString().contains("bad logs: "), err.toString());
        assertTrue(err.toString().contains("00000001.seg"), err.toString());
    }

    @Test
    void refusesAWrongCommandLine() {
        assertEquals(CommandLine.ExitCode.USAGE, run("--commit", "17"));
        assertEquals(CommandLine.ExitCode.USAGE, run("--commit", "1.x"));
        assertEquals(CommandLine.ExitCode.USAGE, run("--commit", "1.1", "--abort", "1.1"));
        assertEquals(CommandLine.ExitCode.USAGE, run("--commit", "0.1"));
        assertEquals(CommandLine.ExitCode.USAGE, run("--commit", "524288.1"));
        assertTrue(
                err.toString().contains("'524288.1' is no transaction: its first number must be 1 to 524287"),
                err.toString());
        // Together with the life, it would be read as 1.1.
        assertEquals(CommandLine.ExitCode.USAGE, run("--abort", "1.17592186044417"));
        assertTrue(err.toString().contains("its second number must be 1 to 17592186044415"), err.toString());
        assertEquals(
                CommandLine.ExitCode.USAGE,
                run("--abort", "1.1", "--json", dir.resolve("none/list.json").toString()));
        assertTrue(err.toString().contains("list.json can not be written"), err.toString());
        assertEquals(InDoubtCommand.IN_DOUBT, run(), "nothing was recorded");
        assertEquals(
                CommandLine.ExitCode.USAGE,
                Main.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute("indoubt", "--log", dir.resolve("none").toString()));
        assertFalse(err.toString().contains("\tat "), err.toString());
    }
}
