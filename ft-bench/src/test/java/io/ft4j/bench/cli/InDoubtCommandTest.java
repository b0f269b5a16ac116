package io.ft4j.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.TransactionClient;
import io.ft4j.commit.manager.TransactionManager;
import io.ft4j.commit.manager.TransactionManagerBuilder;
import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.Threading;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.IoUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InDoubtCommandTest {
    private static final int SEGMENT_BYTES = 64 * 1024;

    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Part left = new Part(Vote.COMMIT);
    private final Part right = new Part(Vote.LATER);

    private static final class Part implements TransactionParticipant {
        private final Vote vote;
        private long committed;
        private long aborted;

        Part(Vote vote) {
            this.vote = vote;
        }

        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            return vote;
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
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

    private final SegmentConfig config = SegmentConfig.of(Durability.PROCESS).withSegmentBytes(SEGMENT_BYTES);

    private TransactionManager start() {
        return builder()
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
        try (TransactionManager manager = start()) {
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
        assertTrue(out.toString().contains("right: has promised nothing"), out.toString());
        assertTrue(out.toString().contains("RESULT       1 in doubt"), out.toString());
        assertTrue(Files.readString(json).contains("\"decision\": \"abort\""), Files.readString(json));
    }

    @Test
    void readsALogThatTheNodesShare() {
        IoUtil.delete(logs().toFile(), false);
        leaveOneInDoubt(builder()
                .sharedLog(() -> SegmentLog.open(logs().resolve("nodes"), config))
                .start());
        assertEquals(InDoubtCommand.IN_DOUBT, run());
        assertTrue(out.toString().contains("IN DOUBT     1.1 at left, since 20"), out.toString());
        assertTrue(out.toString().contains("coordinator: has not decided to commit, so it aborts"), out.toString());
        assertTrue(out.toString().contains("right: has promised nothing"), out.toString());
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
        Files.move(logs().resolve("node-0"), kept);
        assertEquals(CommandLine.ExitCode.OK, run("--commit", "1.1"));
        assertTrue(out.toString().contains("RECORDED     1.1 commits at left, by hand"), out.toString());
        assertEquals(CommandLine.ExitCode.OK, run());
        Files.move(kept, logs().resolve("node-0"));
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
    }

    @Test
    void refusesAWrongCommandLine() {
        assertEquals(CommandLine.ExitCode.USAGE, run("--commit", "17"));
        assertEquals(CommandLine.ExitCode.USAGE, run("--commit", "1.x"));
        assertEquals(CommandLine.ExitCode.USAGE, run("--commit", "1.1", "--abort", "1.1"));
        assertEquals(
                CommandLine.ExitCode.USAGE,
                Main.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute("indoubt", "--log", dir.resolve("none").toString()));
        assertFalse(err.toString().contains("Exception"), err.toString());
    }
}
