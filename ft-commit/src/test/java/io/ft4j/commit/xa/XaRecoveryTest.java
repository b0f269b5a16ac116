package io.ft4j.commit.xa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.transaction.xa.XAException;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;

/** What a life does with the branches that earlier ones left, and which it leaves alone. */
final class XaRecoveryTest {
    private static final long LIFE = 3;

    private final ScriptedResource resource = new ScriptedResource();
    private final XaStage stage = XaStage.life(resource, LIFE);

    /** As a driver gives it back: of a class of its own. */
    private static Xid listed(int formatId, byte[] global, byte[] qualifier) {
        return new Xid() {
            @Override
            public int getFormatId() {
                return formatId;
            }

            @Override
            public byte[] getGlobalTransactionId() {
                return global;
            }

            @Override
            public byte[] getBranchQualifier() {
                return qualifier;
            }
        };
    }

    private static Xid listed(BranchId branch) {
        return listed(branch.getFormatId(), branch.getGlobalTransactionId(), branch.getBranchQualifier());
    }

    private static Xid of(long groupId, int processId, long life, String name, long transactionId) {
        return listed(new XaIdentity(groupId, processId, life, name).branch(XaStage.COORDINATOR, transactionId));
    }

    private static Xid ofLife(long life, long transactionId) {
        return of(5, 1, life, "orders", transactionId);
    }

    @Test
    void readsWhatItHasWritten() {
        XaIdentity identity = new XaIdentity(-5, 63, 1L << 18, "größer");
        BranchId branch = identity.branch(2, XaStage.TX);
        BranchId read = new XaIdentity(-5, 63, 9, "größer").read(listed(branch));
        assertEquals(branch, read);
        assertEquals(branch.hashCode(), read.hashCode());
        assertEquals(2, read.coordinatorId());
        assertEquals(XaStage.TX, read.transactionId());
        assertEquals(identity, read.identity());
        assertEquals("7.1 of coordinator 2 at 63 'größer' life 262144, group -5", read.toString());
        assertTrue(branch.getGlobalTransactionId().length <= Xid.MAXGTRIDSIZE);
        assertTrue(
                new XaIdentity(1, 1, 1, "n".repeat(40)).branch(0, 1).getBranchQualifier().length <= Xid.MAXBQUALSIZE);
    }

    @Test
    void badIdentitiesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new XaIdentity(1, 1, 0, "a"));
        assertThrows(IllegalArgumentException.class, () -> new XaIdentity(1, -1, 1, "a"));
        assertThrows(IllegalArgumentException.class, () -> new XaIdentity(1, 1, 1, ""));
        assertThrows(IllegalArgumentException.class, () -> new XaIdentity(1, 1, 1, "ä".repeat(21)));
    }

    @Test
    void everyDifferenceMakesABranchForeign() {
        BranchId mine = stage.branch();
        assertNotNull(stage.identity.read(listed(mine)));
        assertNull(stage.identity.read(of(6, 1, 1, "orders", 1)));
        assertNull(stage.identity.read(of(5, 2, 1, "orders", 1)));
        assertNull(stage.identity.read(of(5, 1, 1, "order", 1)));
        assertNull(stage.identity.read(of(5, 1, 1, "orderz", 1)));
        byte[] global = mine.getGlobalTransactionId();
        byte[] qualifier = mine.getBranchQualifier();
        assertNull(stage.identity.read(listed(131077, global, qualifier)));
        for (int length = 0; length < global.length; length++) {
            assertNull(stage.identity.read(listed(mine.getFormatId(), Arrays.copyOf(global, length), qualifier)));
        }
        for (int length = 0; length < qualifier.length; length++) {
            assertNull(stage.identity.read(listed(mine.getFormatId(), global, Arrays.copyOf(qualifier, length))));
        }
    }

    @Test
    void whatTheProtocolDoesNotKnowIsRolledBack() {
        resource.prepared.addAll(List.of(ofLife(1, 1), ofLife(2, XaStage.TX), ofLife(2, XaStage.TX + 1)));
        stage.participant.started();
        stage.run();
        assertEquals(Set.of(), resource.prepared);
        assertEquals(3, stage.count(XaCounter.ABANDONED));
        assertEquals(0, resource.count("commit"));
    }

    @Test
    void foreignBranchesAreLeftAlone() {
        Set<Xid> foreign = Set.of(
                of(6, 1, 1, "orders", 1),
                of(5, 2, 1, "orders", 1),
                of(5, 1, 1, "other", 1),
                listed(131077, new byte[20], new byte[18]),
                listed(XaIdentity.FORMAT_ID, new byte[0], new byte[0]));
        resource.prepared.addAll(foreign);
        stage.participant.started();
        stage.run();
        assertEquals(foreign, resource.prepared);
    }

    @Test
    void laterLivesAreLeftAloneAndReported() {
        Xid later = ofLife(LIFE + 1, 1);
        resource.prepared.add(later);
        stage.participant.started();
        stage.run();
        assertEquals(Set.of(later), resource.prepared);
        assertEquals(1, stage.count(XaCounter.LATER_LIFE));
        assertEquals(1, stage.errors.size());
    }

    @Test
    void nothingIsRolledBackBeforeTheProtocolHasStarted() {
        Xid unknownYet = ofLife(2, XaStage.TX);
        resource.prepared.add(unknownYet);
        stage.participant.recover();
        stage.run();
        assertEquals(Set.of(unknownYet), resource.prepared);
        assertThrows(SQLException.class, stage::work);
        stage.participant.inDoubt(XaStage.COORDINATOR, XaStage.TX);
        stage.participant.started();
        stage.run();
        assertEquals(Set.of(unknownYet), resource.prepared, "in doubt");
    }

    @Test
    void inDoubtWaitsForTheDecisionThenCommits() {
        resource.prepared.add(ofLife(1, XaStage.TX));
        stage.participant.inDoubt(XaStage.COORDINATOR, XaStage.TX);
        stage.participant.started();
        stage.run();
        assertEquals(1, resource.prepared.size());
        assertEquals(1, stage.participant.branchCount());
        assertFalse(stage.commit());
        stage.run();
        assertEquals(List.of("resume"), stage.said);
        assertTrue(stage.commit());
        assertEquals(Set.of(), resource.prepared);
        assertEquals(0, resource.count("rollback"));
        assertEquals(0, stage.participant.branchCount());
    }

    @Test
    void inDoubtWaitsForTheDecisionThenRollsBack() {
        resource.prepared.add(ofLife(1, XaStage.TX));
        stage.participant.inDoubt(XaStage.COORDINATOR, XaStage.TX);
        stage.participant.started();
        stage.run();
        assertFalse(stage.abort());
        stage.run();
        assertTrue(stage.abort());
        assertEquals(Set.of(), resource.prepared);
        assertEquals(0, resource.count("commit"));
    }

    /** One phase: the protocol commits again what an earlier life has decided, and never says that it is in doubt. */
    @Test
    void commitOfAnEarlierLifeFindsItsBranch() {
        resource.prepared.add(ofLife(2, XaStage.TX));
        assertFalse(stage.commit());
        stage.participant.started();
        stage.run();
        assertTrue(stage.commit());
        assertEquals(1, resource.count("commit"));
        assertEquals(0, resource.count("rollback"));
    }

    @Test
    void whatWasCommittedBeforeTheCrashIsDone() {
        stage.participant.inDoubt(XaStage.COORDINATOR, XaStage.TX);
        stage.participant.started();
        stage.run();
        assertFalse(stage.commit());
        stage.run();
        assertTrue(stage.commit());
        assertEquals(0, resource.count("commit"));
        assertEquals(1, stage.count(XaCounter.ABSENT_AT_COMMIT));
    }

    @Test
    void unreachableResourceIsRecoveredByTheNextWork() throws Exception {
        resource.prepared.add(ofLife(1, 1));
        resource.fail("open", ScriptedResource.UNREACHABLE).fail("recover", XAException.XAER_RMERR);
        stage.participant.started();
        stage.run();
        assertEquals(1, stage.count(XaCounter.RECOVERY_FAILED));
        assertThrows(SQLException.class, stage::work);
        stage.work();
        assertEquals(Set.of(), resource.prepared);
        assertEquals(2, stage.count(XaCounter.RECOVERY_FAILED));
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthers() {
        resource.prepared.addAll(List.of(ofLife(1, 1), ofLife(1, 2), ofLife(1, 3)));
        resource.fail("rollback", XAException.XAER_RMERR);
        stage.participant.started();
        stage.run();
        assertEquals(1, resource.prepared.size());
        assertEquals(2, stage.count(XaCounter.ABANDONED));
        stage.participant.recover();
        stage.run();
        assertEquals(Set.of(), resource.prepared);
    }

    @Test
    void preparationThatEndsAfterItsSessionIsFoundLater() throws Exception {
        stage.participant.started();
        stage.run();
        resource.fail("prepare", XAException.XAER_RMFAIL).fail("rollback", XAException.XAER_RMFAIL);
        stage.work().prepare();
        stage.run();
        assertEquals(0, stage.participant.branchCount());
        resource.prepared.add(listed(stage.branch()));
        stage.participant.recover();
        stage.run();
        assertEquals(Set.of(), resource.prepared);
    }

    @Test
    void branchesOfThisLifeAreLeftToTheProtocol() throws Exception {
        stage.participant.started();
        stage.run();
        stage.prepared();
        stage.participant.recover();
        stage.run();
        assertEquals(1, resource.prepared.size());
        assertEquals(0, resource.count("rollback"));
    }

    /** The list is made while it is prepared, and read when the protocol has taken note of its end. */
    @Test
    void branchThatEndsDuringRecoveryIsNotTakenForAbandoned() throws Exception {
        stage.participant.started();
        stage.run();
        stage.prepared();
        resource.duringList = () -> {
            resource.duringList = () -> {};
            stage.commit();
            stage.run();
            assertTrue(stage.commit());
        };
        stage.participant.recover();
        stage.run();
        assertEquals(1, resource.count("commit"));
        assertEquals(0, resource.count("rollback"));
    }

    @Test
    void heuristicOfAnAbandonedBranchIsReported() {
        Xid xid = ofLife(1, 1);
        resource.prepared.add(xid);
        resource.decideAlone(xid, XAException.XA_HEURCOM);
        stage.participant.started();
        stage.run();
        assertEquals(List.of("rollback COMMITTED " + stage.identity.read(xid)), stage.heuristics);
        assertEquals(Set.of(), resource.prepared);
        assertEquals(1, resource.count("forget"));
    }
}
