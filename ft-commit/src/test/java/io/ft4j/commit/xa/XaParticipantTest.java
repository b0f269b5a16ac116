package io.ft4j.commit.xa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Vote;
import java.sql.SQLException;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path of a branch in one life, and every error code of a resource. */
final class XaParticipantTest {
    private final XaStage stage = XaStage.started();
    private final ScriptedResource resource = stage.resource;

    @Test
    void preparesThenCommits() throws Exception {
        assertEquals(Vote.LATER, stage.work().prepare());
        stage.run();
        assertEquals(List.of("vote COMMIT"), stage.said);
        assertFalse(stage.commit());
        stage.run();
        assertEquals(List.of("vote COMMIT", "resume"), stage.said);
        assertTrue(stage.commit());
        assertEquals(0, stage.participant.branchCount());
        BranchId branch = stage.branch();
        assertEquals(
                List.of("start " + branch, "end " + branch, "prepare " + branch, "commit " + branch), resource.calls);
        assertEquals(1, stage.count(XaCounter.COMMITTED));
    }

    @Test
    void preparesThenRollsBack() throws Exception {
        stage.prepared();
        assertFalse(stage.abort());
        stage.run();
        assertEquals(List.of("resume"), stage.said);
        assertTrue(stage.abort());
        assertTrue(resource.prepared.isEmpty());
        assertEquals(1, stage.count(XaCounter.ROLLED_BACK));
    }

    @Test
    void rollsBackWhatNobodyPrepares() throws Exception {
        stage.work();
        assertFalse(stage.abort());
        assertFalse(stage.abort());
        stage.run();
        assertEquals(1, resource.count("rollback"));
        assertTrue(stage.abort());
    }

    @Test
    void readOnlyBranchIsOverAtItsVote() throws Exception {
        resource.prepareResult = XAResource.XA_RDONLY;
        stage.work().prepare();
        stage.run();
        assertEquals(List.of("vote READ_ONLY"), stage.said);
        assertEquals(0, stage.participant.branchCount());
    }

    @Test
    void usesASessionAgain() throws Exception {
        stage.prepared().commit();
        stage.run().commit();
        stage.participant.begin(0, XaStage.TX + 1).close();
        assertEquals(0, resource.count("open"), "recovery had opened one");
        assertEquals(1, resource.openSessions);
        stage.participant.close();
        assertEquals(0, resource.openSessions);
        assertThrows(SQLException.class, () -> stage.participant.begin(0, XaStage.TX + 2));
    }

    @Test
    void votesAgainstWhatItDoesNotKnow() {
        assertEquals(Vote.ABORT, stage.prepare());
        assertTrue(stage.abort());
        assertEquals(1, stage.count(XaCounter.UNKNOWN_AT_PREPARE));
    }

    @Test
    void votesAgainstUnfinishedWorkAndRollsItBackAtItsEnd() throws Exception {
        XaWork work = stage.participant.begin(XaStage.COORDINATOR, XaStage.TX);
        assertEquals(Vote.ABORT, stage.prepare());
        assertEquals(0, resource.count("rollback"), "the session is in use");
        assertThrows(SQLException.class, work::end);
        assertEquals(1, resource.count("rollback"));
        assertEquals(0, stage.participant.branchCount());
    }

    @Test
    void abortWaitsForTheWorkToEnd() throws Exception {
        XaWork work = stage.participant.begin(XaStage.COORDINATOR, XaStage.TX);
        assertFalse(stage.abort());
        work.close();
        work.close();
        assertEquals(List.of("resume"), stage.said);
        assertEquals(1, resource.count("endFailed"));
        assertEquals(1, resource.count("rollback"));
        assertTrue(stage.abort());
    }

    @Test
    void abortDuringPrepareFollowsIt() throws Exception {
        stage.work().prepare();
        assertFalse(stage.abort());
        stage.run();
        assertEquals(List.of("resume"), stage.said);
        assertTrue(resource.prepared.isEmpty());
    }

    @Test
    void workThatIsNotEndedIsRolledBack() throws Exception {
        stage.participant.begin(XaStage.COORDINATOR, XaStage.TX).close();
        assertEquals(1, resource.count("rollback"));
        assertEquals(Vote.ABORT, stage.prepare());
    }

    @Test
    void aTransactionHasOneBranch() throws Exception {
        stage.work();
        assertThrows(SQLException.class, stage::work);
    }

    @Test
    void commitOfWhatWasNotPreparedIsRefused() throws Exception {
        stage.work();
        assertThrows(IllegalStateException.class, stage::commit);
        assertEquals(0, resource.count("commit"));
    }

    @ParameterizedTest
    @ValueSource(ints = {XAException.XAER_DUPID, XAException.XAER_OUTSIDE, XAException.XAER_RMFAIL})
    void branchThatCanNotStartLeavesNothing(int errorCode) {
        resource.fail("start", errorCode);
        assertThrows(SQLException.class, stage::work);
        assertEquals(0, stage.participant.branchCount());
        assertEquals(0, resource.openSessions);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                XAException.XA_RBROLLBACK,
                XAException.XA_RBDEADLOCK,
                XAException.XAER_RMFAIL,
                ScriptedResource.BROKEN
            })
    void workThatCanNotEndIsRolledBack(int errorCode) {
        resource.fail("end", errorCode);
        assertThrows(SQLException.class, stage::work);
        assertEquals(1, resource.count("rollback"));
        assertEquals(0, stage.participant.branchCount());
    }

    @Test
    void whatHasRolledItselfBackAtPrepareNeedsNoMore() throws Exception {
        for (int code = XAException.XA_RBBASE; code <= XAException.XA_RBEND; code++) {
            XaStage fresh = XaStage.started();
            fresh.resource.fail("prepare", code);
            fresh.work().prepare();
            fresh.run();
            assertEquals(List.of("vote ABORT"), fresh.said, "code " + code);
            assertEquals(0, fresh.resource.count("rollback"));
            assertEquals(0, fresh.participant.branchCount());
            assertEquals(1, fresh.count(XaCounter.REFUSED));
        }
    }

    /** 0 is what one driver gives for every error. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                XAException.XAER_RMERR,
                XAException.XAER_NOTA,
                XAException.XAER_INVAL,
                XAException.XAER_PROTO,
                XAException.XAER_ASYNC,
                XAException.XAER_OUTSIDE,
                XAException.XA_HEURRB,
                ScriptedResource.BROKEN,
                0
            })
    void whatDoesNotPrepareIsRolledBack(int errorCode) throws Exception {
        resource.fail("prepare", errorCode == 0 ? 99 : errorCode);
        stage.work().prepare();
        stage.run();
        assertEquals(List.of("vote ABORT"), stage.said);
        assertEquals(1, resource.count("rollback"));
        assertEquals(0, stage.participant.branchCount());
    }

    @Test
    void preparationUnderALostAnswerIsFoundAndRolledBack() throws Exception {
        resource.fail("prepare", XAException.XAER_RMFAIL).fail("rollback", XAException.XAER_RMFAIL);
        stage.work();
        resource.prepared.add(stage.branch());
        stage.prepare();
        stage.run();
        assertEquals(List.of("vote ABORT"), stage.said);
        assertTrue(resource.prepared.isEmpty());
        assertEquals(0, stage.participant.branchCount());
        assertEquals(2, resource.count("rollback"));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                XAException.XAER_RMFAIL,
                XAException.XAER_INVAL,
                XAException.XAER_PROTO,
                XAException.XAER_ASYNC,
                XAException.XAER_DUPID,
                XAException.XAER_OUTSIDE,
                XAException.XAER_RMERR,
                ScriptedResource.BROKEN,
                99
            })
    void commitThatFailedIsRepeatedInANewSession(int errorCode) throws Exception {
        stage.prepared();
        resource.fail("commit", errorCode).fail("commit", errorCode);
        assertFalse(stage.commit());
        stage.run();
        assertFalse(resource.prepared.isEmpty());
        assertFalse(stage.commit());
        stage.run();
        assertEquals(3, resource.count("commit"));
        assertTrue(resource.prepared.isEmpty());
        assertTrue(stage.commit());
        assertEquals(0, resource.count("rollback"));
        assertEquals(List.of(), stage.heuristics);
        assertEquals(0, stage.count(XaCounter.ABSENT_AT_COMMIT));
    }

    @Test
    void unreachableResourceIsCommittedWhenItIsBack() throws Exception {
        stage.prepared();
        resource.fail("commit", XAException.XAER_RMFAIL);
        for (int i = 0; i < 3; i++) {
            resource.fail("open", ScriptedResource.UNREACHABLE);
        }
        for (int i = 0; i < 3; i++) {
            assertFalse(stage.commit());
            stage.run();
            assertEquals(List.of(), stage.said, "attempt " + i);
        }
        assertFalse(stage.commit());
        stage.run();
        assertEquals(List.of("resume"), stage.said);
        assertTrue(stage.commit());
        assertTrue(resource.prepared.isEmpty());
    }

    @Test
    void retryIsNoLoss() throws Exception {
        stage.prepared();
        resource.fail("commit", XAException.XA_RETRY);
        assertFalse(stage.commit());
        stage.run();
        assertEquals(List.of(), stage.said);
        assertFalse(stage.commit());
        stage.run();
        assertTrue(stage.commit());
        assertEquals(0, stage.count(XaCounter.SESSION_LOST));
        assertEquals(0, resource.count("recover"));
    }

    @ParameterizedTest
    @ValueSource(ints = {XAException.XAER_NOTA, XAException.XAER_RMFAIL})
    void absentAtCommitIsDone(int errorCode) throws Exception {
        stage.prepared();
        resource.prepared.clear();
        resource.fail("commit", errorCode);
        assertFalse(stage.commit());
        stage.run();
        assertTrue(stage.commit());
        assertEquals(1, resource.count("recover"), "the list has to agree");
        assertEquals(List.of(), stage.heuristics);
        assertEquals(1, stage.count(XaCounter.ABSENT_AT_COMMIT));
    }

    @Test
    void notaThatTheListContradictsIsNotBelieved() throws Exception {
        stage.prepared();
        resource.fail("commit", XAException.XAER_NOTA);
        stage.commit();
        stage.run();
        assertEquals(2, resource.count("commit"));
        assertTrue(resource.prepared.isEmpty());
        assertTrue(stage.commit());
    }

    @Test
    void absentAfterAResourceErrorIsAHazard() throws Exception {
        stage.prepared();
        resource.prepared.clear();
        resource.fail("commit", XAException.XAER_RMERR);
        stage.commit();
        stage.run();
        assertTrue(stage.commit());
        assertEquals(List.of("commit HAZARD " + stage.branch()), stage.heuristics);
        assertEquals(1, stage.count(XaCounter.HEURISTIC_HAZARD));
    }

    @Test
    void rollbackThatAnswersACommitIsReported() throws Exception {
        for (int code = XAException.XA_RBBASE; code <= XAException.XA_RBEND; code++) {
            XaStage fresh = XaStage.started().prepared();
            fresh.resource.fail("commit", code);
            fresh.commit();
            fresh.run();
            assertTrue(fresh.commit());
            assertEquals(List.of("commit ROLLED_BACK " + fresh.branch()), fresh.heuristics, "code " + code);
            assertEquals(0, fresh.resource.count("forget"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, 7, COMMITTED, HEURISTIC_COMMITTED",
        "true, 6, ROLLED_BACK, HEURISTIC_ROLLED_BACK",
        "true, 5, MIXED, HEURISTIC_MIXED",
        "true, 8, HAZARD, HEURISTIC_HAZARD",
        "false, 7, COMMITTED, HEURISTIC_COMMITTED",
        "false, 6, ROLLED_BACK, HEURISTIC_ROLLED_BACK",
        "false, 5, MIXED, HEURISTIC_MIXED",
        "false, 8, HAZARD, HEURISTIC_HAZARD"
    })
    void heuristicOutcomeIsReportedThenForgotten(
            boolean commit, int errorCode, HeuristicOutcome outcome, XaCounter counter) throws Exception {
        stage.prepared();
        resource.decideAlone(stage.branch(), errorCode);
        assertFalse(commit ? stage.commit() : stage.abort());
        stage.run();
        assertTrue(commit ? stage.commit() : stage.abort());
        assertEquals(List.of((commit ? "commit " : "rollback ") + outcome + " " + stage.branch()), stage.heuristics);
        assertEquals(1, resource.count("forget"));
        assertEquals(1, stage.count(counter));
        assertTrue(resource.prepared.isEmpty());
        assertEquals(outcome.agreesWith(commit), errorCode == (commit ? 7 : 6));
    }

    @Test
    void nothingIsForgottenBeforeItWasReported() throws Exception {
        stage.prepared();
        resource.decideAlone(stage.branch(), XAException.XA_HEURRB);
        stage.handlerThrows = true;
        stage.commit();
        stage.run();
        assertFalse(stage.commit());
        stage.run();
        assertEquals(0, resource.count("forget"));
        assertTrue(stage.count(XaCounter.HEURISTIC_KEPT) >= 2);
        stage.handlerThrows = false;
        assertFalse(stage.commit());
        stage.run();
        assertTrue(stage.commit());
        assertEquals(1, stage.heuristics.size());
        assertEquals(1, resource.count("forget"));
    }

    @ParameterizedTest
    @ValueSource(ints = {XAException.XAER_RMFAIL, ScriptedResource.BROKEN})
    void forgettingIsRepeatedAndReportedOnce(int errorCode) throws Exception {
        stage.prepared();
        resource.decideAlone(stage.branch(), XAException.XA_HEURMIX);
        resource.fail("forget", errorCode);
        stage.commit();
        stage.run();
        assertTrue(stage.commit());
        assertEquals(2, resource.count("forget"));
        assertEquals(1, stage.heuristics.size());
        assertEquals(1, stage.count(XaCounter.HEURISTIC_MIXED));
    }

    @Test
    void whatCanNotBeForgottenIsForgotten() throws Exception {
        stage.prepared();
        resource.decideAlone(stage.branch(), XAException.XA_HEURCOM);
        resource.fail("forget", XAException.XAER_NOTA);
        stage.commit();
        stage.run();
        assertTrue(stage.commit());
        assertEquals(1, resource.count("forget"));
    }

    @Test
    void rollbackCodesAnswerARollback() throws Exception {
        for (int code = XAException.XA_RBBASE; code <= XAException.XA_RBEND; code++) {
            XaStage fresh = XaStage.started().prepared();
            fresh.resource.fail("rollback", code);
            fresh.abort();
            fresh.run();
            assertTrue(fresh.abort());
            assertEquals(List.of(), fresh.heuristics);
            assertEquals(0, fresh.count(XaCounter.SESSION_LOST));
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                XAException.XAER_RMFAIL,
                XAException.XAER_RMERR,
                XAException.XAER_NOTA,
                XAException.XAER_PROTO,
                XAException.XAER_INVAL,
                XAException.XA_RETRY,
                ScriptedResource.BROKEN,
                99
            })
    void rollbackThatFailedIsRepeatedInANewSession(int errorCode) throws Exception {
        stage.prepared();
        resource.fail("rollback", errorCode);
        assertFalse(stage.abort());
        stage.run();
        assertTrue(stage.abort());
        assertTrue(resource.prepared.isEmpty());
        assertEquals(2, resource.count("rollback"));
        assertEquals(0, resource.count("commit"));
        assertEquals(List.of(), stage.heuristics);
    }

    @Test
    void lostSessionTakesTheIdleOnesAlong() throws Exception {
        XaWork first = stage.participant.begin(0, XaStage.TX);
        XaWork second = stage.participant.begin(0, XaStage.TX + 1);
        first.close();
        assertEquals(2, resource.openSessions);
        resource.fail("rollback", XAException.XAER_RMFAIL);
        second.close();
        assertEquals(1, resource.openSessions);
        stage.run();
        assertEquals(1, resource.openSessions);
        assertEquals(2, resource.count("open"), "the lost one is closed, recovery has one of its own");
    }

    @Test
    void sessionOfABranchThatIsToBeCommittedStaysOpenUntilItIs() throws Exception {
        resource.closeRollsBack = true;
        stage.prepared();
        resource.fail("commit", XAException.XAER_RMFAIL).fail("commit", XAException.XAER_PROTO);
        stage.commit();
        stage.run();
        assertFalse(stage.commit());
        stage.run();
        assertTrue(stage.commit());
        assertEquals(3, resource.count("commit"));
        assertEquals(0, stage.count(XaCounter.ABSENT_AT_COMMIT));
        assertEquals(1, resource.openSessions);
    }

    @Test
    void fullExecutorAbortsWhatIsToBePrepared() throws Exception {
        stage.work();
        stage.executorRefuses = true;
        assertEquals(Vote.ABORT, stage.prepare());
        assertFalse(stage.abort());
        stage.executorRefuses = false;
        assertFalse(stage.abort());
        stage.run();
        assertTrue(stage.abort());
        assertEquals(0, resource.count("prepare"));
    }

    @Test
    void fullExecutorDelaysACommit() throws Exception {
        stage.prepared();
        stage.executorRefuses = true;
        assertFalse(stage.commit());
        assertFalse(stage.commit());
        stage.executorRefuses = false;
        assertFalse(stage.commit());
        stage.run();
        assertTrue(stage.commit());
        assertTrue(resource.prepared.isEmpty());
        assertEquals(1, resource.count("commit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prepare", "commit", "rollback"})
    void aHandlerThatThrowsChangesNothing(String call) throws Exception {
        stage.errorHandlerThrows = true;
        resource.fail(call, XAException.XAER_RMFAIL);
        stage.prepared();
        boolean commit = call.equals("commit");
        for (int i = 0; i < 2; i++) {
            boolean isDone = commit ? stage.commit() : stage.abort();
            assertTrue(i == 0 || isDone);
            stage.run();
        }
        assertEquals(0, stage.participant.branchCount());
        assertTrue(resource.prepared.isEmpty());
        assertEquals(1, stage.errors.size());
    }

    @Test
    void aListThatIsNullIsEmpty() throws Exception {
        resource.listsNull = true;
        stage.participant.recover();
        stage.run();
        stage.prepared().commit();
        stage.run();
        assertTrue(stage.commit());
        assertEquals(List.of(), stage.errors);
    }

    @Test
    void errorOfACloseIsReported() throws Exception {
        resource.fail("close", 1);
        stage.participant.close();
        assertEquals(1, stage.errors.size());
    }
}
