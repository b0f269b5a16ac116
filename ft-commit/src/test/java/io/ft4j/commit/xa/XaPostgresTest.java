package io.ft4j.commit.xa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.commit.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL, a server of the test that is killed as well, and H2. */
final class XaPostgresTest extends XaContract {
    private static final long BALANCE = 1000;

    @TempDir
    static Path serverFolder;

    private static PostgresServer server;
    private static String refusal;

    @BeforeAll
    static void start() throws IOException {
        try {
            server = PostgresServer.start(serverFolder);
        } catch (IllegalStateException e) {
            refusal = "PostgreSQL can not be started here: " + e;
        }
    }

    @BeforeEach
    void isStarted() {
        Assumptions.assumeTrue(server != null, refusal);
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void nothingIsPrepared() throws Exception {
        if (server != null) {
            assertEquals(0, server.bank().query("select count(*) from pg_prepared_xacts"));
        }
    }

    @Override
    Bank first(Path empty) throws SQLException {
        Bank bank = server.bank();
        bank.drop();
        return bank;
    }

    @Override
    String name() {
        return String.valueOf(server.port());
    }

    @Override
    XaCounter reading() {
        return XaCounter.PREPARED;
    }

    /** When the server is killed, and what becomes of the transfer. */
    private enum ServerKill {
        BEFORE_PREPARE("prepare", true, false, false),
        AFTER_PREPARE("prepare", false, false, true),
        UNDER_THE_ANSWER_OF_PREPARE("prepare", false, true, false),
        BEFORE_COMMIT("commit", true, false, true),
        AFTER_COMMIT("commit", false, false, true),
        UNDER_THE_ANSWER_OF_COMMIT("commit", false, true, true);

        final String call;
        final boolean before;
        final boolean losesAnswer;
        final boolean commits;

        ServerKill(String call, boolean before, boolean losesAnswer, boolean commits) {
            this.call = call;
            this.before = before;
            this.losesAnswer = losesAnswer;
            this.commits = commits;
        }
    }

    private static final class Killer implements WatchedSource.Watcher {
        private ServerKill kill;
        private CompletableFuture<Void> killed;

        /** Done when the server is gone, or could not be killed. */
        synchronized CompletableFuture<Void> arm(ServerKill newKill) {
            kill = newKill;
            killed = new CompletableFuture<>();
            return killed;
        }

        /** What is not to commit never comes to where the server would have been killed. */
        synchronized void isOver(Outcome outcome, Throwable failure) {
            if (kill != null && outcome != Outcome.COMMITTED) {
                killed.completeExceptionally(new IllegalStateException(kill + " was not reached: " + outcome, failure));
            }
        }

        @Override
        public synchronized void before(String call) {
            if (kill != null && kill.before && kill.call.equals(call)) {
                kill();
            }
        }

        @Override
        public synchronized void after(String call) throws XAException {
            if (kill != null && !kill.before && kill.call.equals(call)) {
                boolean losesAnswer = kill.losesAnswer;
                kill();
                if (losesAnswer) {
                    throw new XAException(XAException.XAER_RMFAIL);
                }
            }
        }

        private void kill() {
            kill = null;
            try {
                server.kill();
                killed.complete(null);
            } catch (RuntimeException e) {
                killed.completeExceptionally(e);
            }
        }
    }

    @Test
    void serverKilledAtEveryStep() throws Exception {
        Bank first = first(folder);
        first.open(BALANCE);
        Bank second = Databases.h2(folder);
        second.open(0);
        Killer killer = new Killer();
        long moved = 0;
        try (Transfers transfers = new Transfers(
                folder, null, first, second, new WatchedSource(first.source(), killer), second.source())) {
            for (ServerKill kill : ServerKill.values()) {
                assertEquals(Outcome.COMMITTED, transfers.transfer(1), () -> kill + " " + transfers.host.errors());
                transfers.host.awaitQuiet();
                CompletableFuture<Void> killed = killer.arm(kill);
                CompletableFuture<Outcome> transfer = CompletableFuture.supplyAsync(() -> transfers.transfer(1));
                transfer.whenComplete(killer::isOver);
                transfers.host.await("the kill " + kill, killed);
                server.restart();
                Outcome outcome = transfers.host.await("the transfer under " + kill, transfer);
                assertEquals(kill.commits, outcome == Outcome.COMMITTED, () -> kill + " " + outcome);
                moved += kill.commits ? 2 : 1;
                transfers.host.recover(1); // or the next transfer would be given a session of the dead server
                assertBalances(transfers, BALANCE - moved, moved);
                System.out.println("the server was killed " + kill);
            }
            serverKilledDuringWork(transfers);
            assertBalances(transfers, BALANCE - moved, moved);
        }
        System.out.println("the server was killed during work");
    }

    private static void serverKilledDuringWork(Transfers transfers) throws Exception {
        long transactionId = transfers.host.begin();
        transfers.add(2, transactionId, 1);
        XaWork work = transfers.host.work(1, transactionId);
        Bank.add(work.connection(), -1);
        server.kill();
        server.restart();
        work.end();
        assertEquals(Outcome.ABORTED_BY_VOTE, transfers.host.commit(transactionId, 1, 2));
        transfers.host.recover(1);
    }
}
