package io.ft4j.commit.xa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.Answers;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many branches of an earlier life in real databases: those in doubt end as decided, the others are rolled back. */
@Timeout(600)
final class XaAbandonedTest {
    private static final int BRANCHES = 6;
    private static final long LIFE_OF_COORDINATOR = 1L << 44;

    @TempDir
    Path folder;

    @Test
    void inH2() throws Exception {
        resolves(Databases.h2(folder));
    }

    @Test
    void inDerby() throws Exception {
        resolves(Databases.derby(folder));
    }

    private static void resolves(Bank bank) throws Exception {
        bank.create();
        List<XaSession> sessions = new ArrayList<>();
        XaIdentity dead = new XaIdentity(1, 1, 1, "bank");
        for (int i = 1; i <= BRANCHES; i++) {
            sessions.add(prepare(bank, dead.branch(0, LIFE_OF_COORDINATOR + i), i));
        }
        BranchId foreign = new XaIdentity(1, 2, 1, "bank").branch(0, LIFE_OF_COORDINATOR + 1);
        sessions.add(prepare(bank, foreign, BRANCHES + 1));
        List<Throwable> errors = new ArrayList<>();
        XaParticipant participant = new XaParticipant(
                new XaIdentity(1, 1, 2, "bank"),
                bank.source(),
                Runnable::run,
                (id, commit, outcome) -> {},
                errors::add);
        participant.start(new NoAnswers());
        for (int i = 1; i <= 4; i++) {
            participant.inDoubt(0, LIFE_OF_COORDINATOR + i);
        }
        participant.started();
        assertEquals(List.of(), errors);
        assertEquals(5, bank.preparedCount());
        for (int i = 1; i <= 2; i++) {
            participant.commit(0, LIFE_OF_COORDINATOR + i);
            participant.abort(0, LIFE_OF_COORDINATOR + i + 2);
            assertTrue(participant.commit(0, LIFE_OF_COORDINATOR + i));
            assertTrue(participant.abort(0, LIFE_OF_COORDINATOR + i + 2));
        }
        assertEquals(List.of(), errors);
        assertEquals(1, bank.preparedCount());
        resolve(bank, foreign);
        assertEquals(1 + 2, bank.query("select sum(id) from account"));
        participant.close();
        for (XaSession session : sessions) {
            session.close();
        }
    }

    private static XaSession prepare(Bank bank, BranchId branch, int account) throws Exception {
        XaSession session = bank.source().open();
        Connection connection = session.connection();
        session.resource().start(branch, XAResource.TMNOFLAGS);
        Bank.insert(connection, account);
        session.resource().end(branch, XAResource.TMSUCCESS);
        assertEquals(XAResource.XA_OK, session.resource().prepare(branch));
        return session;
    }

    private static void resolve(Bank bank, BranchId branch) throws Exception {
        XaSession session = bank.source().open();
        session.resource().recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
        session.resource().rollback(branch);
        session.close();
    }

    private static final class NoAnswers implements Answers {
        @Override
        public void vote(int coordinatorId, long transactionId, Vote vote) {}

        @Override
        public void resume(int coordinatorId, long transactionId) {}
    }
}
