package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.runtime.TestNode;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over logs in files that are forced, driven by the product's own duty cycle: processes die, come back, and finish. */
final class SegmentLogTest implements TestPart.Watcher {
    private static final int PROCESSES = 3;
    private static final int TRANSACTIONS = 6_000;
    /** By transactions, not by cycles, of which a fast disk makes few. */
    private static final int KILL_EVERY = TRANSACTIONS / 8;

    private static final long PATIENCE_NS = 120_000_000_000L;

    @TempDir
    Path folder;

    /** A disk that is slow is no reason to abort, nor is a process that is down: it comes back. */
    private final CommitConfig config = CommitConfig.builder()
            .voteTimeoutNs(3_600_000_000_000L)
            .initTimeoutNs(3_600_000_000_000L)
            .maxTransactions(256)
            .compactionInterval(1_024)
            .build();

    private final InProcessNetwork network = new InProcessNetwork(PROCESSES, 1 << 20, 1 << 16);
    private final TestNode[] nodes = new TestNode[PROCESSES];
    private final DurableLog[] logs = new DurableLog[PROCESSES];
    private final Transport[] transports = new Transport[PROCESSES];
    private final TestPart[] parts = new TestPart[PROCESSES];
    private final Atomicity atomicity = new Atomicity();
    private final Prng prng = new Prng(1);
    private long committed;
    private int kills;

    @BeforeEach
    void start() {
        for (int id = 0; id < PROCESSES; id++) {
            parts[id] = new TestPart(id, this);
            start(id);
        }
    }

    @AfterEach
    void stop() {
        for (int id = 0; id < PROCESSES; id++) {
            kill(id);
        }
    }

    private void start(int id) {
        SegmentConfig segments = SegmentConfig.of(Durability.DISK).withSegmentBytes(64 * 1024);
        logs[id] = SegmentLog.open(folder.resolve("log-" + id), segments);
        transports[id] = network.transport(id);
        CommitNode node = new CommitNode(
                config,
                id,
                ProcessSet.firstN(PROCESSES),
                logs[id].incarnation(),
                parts[id],
                (transaction, outcome, causes) -> onOutcome(id, transaction, outcome),
                error -> {
                    throw (RuntimeException) error;
                });
        nodes[id] = new TestNode(id, PROCESSES, logs[id], transports[id], new HotTail(64, 1), node);
        nodes[id].start(System.nanoTime());
    }

    private void kill(int id) {
        if (nodes[id] != null) {
            nodes[id] = null;
            logs[id].close();
            transports[id].close();
        }
    }

    private CommitNode node(int id) {
        return nodes[id].find(CommitNode.class);
    }

    @Test
    void killedProcessesComeBackAndFinish() throws IOException {
        int begun = 0;
        while (begun < TRANSACTIONS) {
            for (int id = 0; id < PROCESSES; id++) {
                if (nodes[id] != null) {
                    begun += begin(id);
                } else if (prng.chance(0.01)) {
                    start(id);
                }
            }
            cycle();
            if (begun >= (kills + 1) * KILL_EVERY) {
                kill(prng.nextInt(PROCESSES));
                kills++;
            }
        }
        for (int id = 0; id < PROCESSES; id++) {
            if (nodes[id] == null) {
                start(id);
            }
        }
        long endNs = System.nanoTime() + PATIENCE_NS;
        while (!isQuiet()) {
            cycle();
            assertTrue(System.nanoTime() < endNs, "transactions are left open");
        }
        System.out.println("SegmentLogTest: " + committed + " of " + begun + " committed, " + kills + " kills");
        assertTrue(committed > TRANSACTIONS / 2, "committed=" + committed);
        assertTrue(kills >= TRANSACTIONS / KILL_EVERY, "kills=" + kills);
        assertLogsAreShort();
    }

    /** Some 10 records of 80 bytes for each transaction would be 75 segments. */
    private void assertLogsAreShort() throws IOException {
        for (int id = 0; id < PROCESSES; id++) {
            try (Stream<Path> files = Files.walk(folder.resolve("log-" + id))) {
                long bytes = files.filter(Files::isRegularFile)
                        .mapToLong(path -> path.toFile().length())
                        .sum();
                assertTrue(bytes < 1 << 20, "the log of " + id + " has " + bytes + " bytes");
            }
        }
    }

    /** In the next life a process that was in READY is in READY, and asks. */
    @Test
    void inDoubtAfterARestart() {
        long id = node(0).begin(System.nanoTime());
        node(0).requestCommit(System.nanoTime(), id, 0b110);
        nodes[0].cycle(System.nanoTime());
        long endNs = System.nanoTime() + PATIENCE_NS;
        while (node(1).participantState(0, id) != ParticipantState.READY || logs[1].durablePosition() == 0) {
            nodes[1].cycle(System.nanoTime());
            assertTrue(System.nanoTime() < endNs, "1 does not get ready");
        }
        kill(0);
        kill(1);
        start(1);
        assertEquals(1, parts[1].inDoubtCalls);
        assertEquals(ParticipantState.READY, node(1).participantState(0, id));
        start(0);
        while (!isQuiet()) {
            cycle();
            assertTrue(System.nanoTime() < endNs, "transactions are left open");
        }
    }

    private int begin(int id) {
        long nowNs = System.nanoTime();
        long transaction = node(id).begin(nowNs);
        if (transaction < 0) {
            return 0;
        }
        node(id).requestCommit(nowNs, transaction, 1 + prng.nextInt(7));
        return 1;
    }

    private void cycle() {
        for (int id = 0; id < PROCESSES; id++) {
            if (nodes[id] != null) {
                nodes[id].cycle(System.nanoTime());
                nodes[id].checkInvariants();
            }
        }
    }

    private boolean isQuiet() {
        for (int id = 0; id < PROCESSES; id++) {
            if (node(id).coordinatedCount() > 0 || node(id).participatedCount() > 0) {
                return false;
            }
        }
        return true;
    }

    private void onOutcome(int processId, long id, Outcome outcome) {
        committed += outcome == Outcome.COMMITTED ? 1 : 0;
        atomicity.onOutcome(processId, id, outcome);
    }

    @Override
    public void onPrepare(int processId, int coordinatorId, long id, Vote vote) {
        parts[processId].vote = prng.chance(0.9) ? Vote.COMMIT : Vote.READ_ONLY;
    }

    @Override
    public void onCommit(int processId, int coordinatorId, long id) {
        atomicity.onCommit(processId, coordinatorId, id);
    }

    @Override
    public void onAbort(int processId, int coordinatorId, long id) {
        atomicity.onAbort(processId, coordinatorId, id);
    }
}
