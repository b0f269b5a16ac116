package io.ft4j.commit.xa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transfers between a real database and H2 in files: none creates money or loses it, and nothing stays prepared. */
@Timeout(1200)
abstract class XaContract {
    private static final int TRANSFERS = 100;
    private static final long BALANCE = 1000;
    private static final int SIGKILL_EXIT = 137;
    /** Above that of the waits within, which say what they waited for. */
    private static final long LIFE_S = 300;

    @TempDir
    Path folder;

    /** Empty. */
    abstract Bank first(Path empty) throws SQLException;

    /** How another process opens it, see {@link Databases#of}. */
    abstract String name();

    /** What it counts for a branch that has only read. */
    abstract XaCounter reading();

    private Transfers open() throws SQLException {
        Bank first = first(folder);
        first.open(BALANCE);
        Bank second = Databases.h2(folder);
        second.open(0);
        return new Transfers(folder, null, first, second);
    }

    static void assertBalances(Transfers transfers, long first, long second) throws Exception {
        transfers.host.awaitQuiet();
        assertEquals(first, transfers.first.balance());
        assertEquals(second, transfers.second.balance());
        assertEquals(0, transfers.first.preparedCount());
        assertEquals(0, transfers.second.preparedCount());
        assertEquals(0, transfers.second.query("select count(*) from information_schema.in_doubt"));
        assertEquals(List.of(), transfers.host.heuristics());
    }

    /** Every fifth one takes more than there is, every seventh one is taken back. */
    @Test
    void transfersConserveMoney() throws Exception {
        try (Transfers transfers = open()) {
            long moved = 0;
            for (int i = 1; i <= TRANSFERS; i++) {
                if (i % 5 == 0) {
                    assertTrue(transfers.transfer(2 * BALANCE).isAborted());
                } else if (i % 7 == 0) {
                    long transactionId = transfers.host.begin();
                    transfers.add(1, transactionId, -1);
                    transfers.add(2, transactionId, 1);
                    assertEquals(Outcome.ROLLED_BACK, transfers.host.rollback(transactionId, 1, 2));
                } else {
                    assertEquals(Outcome.COMMITTED, transfers.transfer(i % 3), "transfer " + i);
                    moved += i % 3;
                }
            }
            assertBalances(transfers, BALANCE - moved, moved);
            readsOnly(transfers);
            commitsInOnePhase(transfers);
            guardsItsConnections(transfers);
        }
    }

    private void readsOnly(Transfers transfers) throws Exception {
        long before = transfers.host.participant(1).counters().count(reading());
        long balance = transfers.second.balance();
        long transactionId = transfers.host.begin();
        try (XaWork work = transfers.host.work(1, transactionId)) {
            Bank.read(work.connection());
            work.end();
        }
        transfers.add(2, transactionId, 1);
        assertEquals(Outcome.COMMITTED, transfers.host.commit(transactionId, 1, 2));
        assertBalances(transfers, transfers.first.balance(), balance + 1);
        assertEquals(before + 1, transfers.host.participant(1).counters().count(reading()));
    }

    private static void commitsInOnePhase(Transfers transfers) throws Exception {
        long balance = transfers.first.balance();
        long transactionId = transfers.host.begin();
        transfers.add(1, transactionId, -1);
        assertEquals(Outcome.COMMITTED, transfers.host.commit(transactionId, 1));
        assertBalances(transfers, balance - 1, transfers.second.balance());
    }

    /** H2 would roll back at the close, even what is prepared, and commit nothing as if it were the work. */
    private static void guardsItsConnections(Transfers transfers) throws Exception {
        for (int processId = 1; processId <= 2; processId++) {
            long first = transfers.first.balance();
            long second = transfers.second.balance();
            long transactionId = transfers.host.begin();
            Connection connection;
            try (XaWork work = transfers.host.work(processId, transactionId)) {
                connection = work.connection();
                Bank.add(connection, 1);
                assertThrows(SQLException.class, connection::commit);
                assertThrows(SQLException.class, connection::rollback);
                assertThrows(SQLException.class, () -> connection.setAutoCommit(true));
                connection.close();
                assertTrue(connection.isClosed());
                assertThrows(SQLException.class, () -> Bank.add(connection, 1));
                work.end();
            }
            connection.close();
            assertEquals(Outcome.COMMITTED, transfers.host.commit(transactionId, processId));
            assertBalances(transfers, processId == 1 ? first + 1 : first, processId == 2 ? second + 1 : second);
        }
    }

    /** One life after the other on the same logs and databases, each of which dies at another step but the last. */
    @Test
    void killedAtEveryStep() throws Exception {
        List<Step> steps = new ArrayList<>(List.of(Step.values()));
        steps.remove(Step.BEFORE_COMMIT_AGAIN);
        steps.add(steps.indexOf(Step.BEFORE_COMMITS) + 1, Step.BEFORE_COMMIT_AGAIN);
        steps.add(null);
        first(folder);
        long moved = 0;
        for (Step step : steps) {
            if (step != Step.BEFORE_COMMIT_AGAIN) {
                List<String> report = live(step, step == null ? 0 : SIGKILL_EXIT);
                String expected =
                        "recovered " + (BankProcess.BALANCE - moved) + " " + moved + " prepared 0 0 heuristics []";
                assertEquals(expected, report.get(0), "before the life that ends at " + step);
                moved += BankProcess.TRANSFERS + (step != null && step.isDecided() ? 1 : 0);
            } else {
                assertEquals(List.of(), live(step, SIGKILL_EXIT));
            }
            System.out.println(getClass().getSimpleName() + ": the coordinating process ended at " + step);
        }
    }

    private List<String> live(Step step, int exit) throws IOException, InterruptedException {
        File output = folder.resolve("output").toFile();
        Path report = folder.resolve("report");
        Files.deleteIfExists(report);
        Process process = BankProcess.start(output, folder, report, name(), step);
        try {
            assertTrue(
                    process.waitFor(LIFE_S, TimeUnit.SECONDS),
                    () -> "the life that ends at " + step + " goes on: " + read(output.toPath()));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(exit, process.exitValue(), () -> step + ": " + read(output.toPath()));
        return Files.exists(report) ? Files.readAllLines(report) : List.of();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
