package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.codec.BatchEncoder;
import io.ft4j.commit.codec.MessageHeaderEncoder;
import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.testing.Cut;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What no honest process sends, and what honest ones send late: refused and counted, never a split outcome. */
final class BadInputTest {
    private static final long FIRST = TransactionIds.of(1, 1);
    private static final TransactionName TRANSACTION = new TransactionName(0, FIRST);

    private final CommitWorld world = new CommitWorld(CommitWorld.config().build(), 5);
    private final List<Outcome> outcomes = new ArrayList<>();

    @BeforeEach
    void start() {
        world.checks.addAll(
                List.of(new Atomicity(), new Validity(), new DurabilityCheck(), new EveryTransactionEnds()));
        world.checks.add(new CommitCheck() {
            @Override
            public void onOutcome(int coordinatorId, long id, Outcome outcome) {
                outcomes.add(outcome);
            }
        });
        world.startAll();
    }

    private void forge(int sourceId, int destinationId, MessageKind kind, long argument) {
        world.faultsHit++;
        world.deliver(Forgery.packet(sourceId, destinationId, 1, kind, TRANSACTION, argument));
    }

    private long count(int processId, CommitCounter counter) {
        return world.processes[processId].count(counter);
    }

    /** Transaction 0/1.1 of {1, 2, 3}; the requests have arrived and the votes are under way. */
    private void commitUpToTheVotes() {
        world.commit(0, 0b1110);
        for (int i = 0; i < 3; i++) {
            world.deliver(world.wire.poll());
        }
        for (int id = 1; id <= 3; id++) {
            world.force(world.processes[id]);
        }
    }

    @Test
    void aVoteOfAStrangerDoesNotCount() {
        commitUpToTheVotes();
        forge(4, 0, MessageKind.VOTE_COMMIT, 0);
        forge(4, 0, MessageKind.VOTE_ABORT, 0);
        assertEquals(2, count(0, CommitCounter.ANSWER_OF_STRANGER));
        world.runToEnd();
        assertEquals(List.of(Outcome.COMMITTED), outcomes);
    }

    /** Two votes of 1 and one of 2 are not three. */
    @Test
    void aVoteThatComesTwiceCountsOnce() {
        commitUpToTheVotes();
        forge(1, 0, MessageKind.VOTE_COMMIT, 0);
        forge(1, 0, MessageKind.VOTE_COMMIT, 0);
        forge(2, 0, MessageKind.VOTE_COMMIT, 0);
        assertEquals(CoordinatorState.WAIT, world.processes[0].node.coordinatorState(FIRST));
        assertEquals(1, count(0, CommitCounter.VOTE_REPEATED));
    }

    @Test
    void aChangedVoteAgainstAbortsWhileNothingIsDecided() {
        commitUpToTheVotes();
        forge(1, 0, MessageKind.VOTE_COMMIT, 0);
        forge(1, 0, MessageKind.VOTE_ABORT, 0);
        assertEquals(1, count(0, CommitCounter.VOTE_CHANGED));
        world.runToEnd();
        assertEquals(List.of(Outcome.ABORTED_BY_VOTE), outcomes);
    }

    @Test
    void aChangedVoteAfterTheDecisionIsIgnored() {
        commitUpToTheVotes();
        for (int id = 1; id <= 3; id++) {
            forge(id, 0, MessageKind.VOTE_COMMIT, 0);
        }
        forge(1, 0, MessageKind.VOTE_ABORT, 0);
        world.force(world.processes[0]);
        forge(1, 0, MessageKind.VOTE_ABORT, 0);
        assertEquals(2, count(0, CommitCounter.VOTE_UNTIMELY));
        world.runToEnd();
        assertEquals(List.of(Outcome.COMMITTED), outcomes);
    }

    @Test
    void aVoteBeforeItWasAskedForIsIgnored() {
        world.processes[0].node.begin(world.nowNs);
        forge(1, 0, MessageKind.VOTE_COMMIT, 0);
        assertEquals(1, count(0, CommitCounter.ANSWER_OF_STRANGER));
    }

    @ParameterizedTest
    @EnumSource(
            value = MessageKind.class,
            names = {"GLOBAL_COMMIT", "GLOBAL_ABORT"})
    void aDecisionOfAStrangerIsIgnored(MessageKind decision) {
        commitUpToTheVotes();
        forge(4, 1, decision, 0);
        assertEquals(1, count(1, CommitCounter.DECISION_OF_STRANGER));
        assertEquals(ParticipantState.READY, world.processes[1].node.participantState(0, FIRST));
        world.runToEnd();
        assertEquals(List.of(Outcome.COMMITTED), outcomes);
    }

    @Test
    void aCommitWithoutAVoteIsImpossible() {
        forge(0, 4, MessageKind.GLOBAL_COMMIT, 0);
        assertEquals(1, count(4, CommitCounter.DECISION_IMPOSSIBLE));
        world.processes[4].part.vote = Vote.LATER;
        forge(0, 4, MessageKind.VOTE_REQUEST, 0b11000);
        forge(0, 4, MessageKind.GLOBAL_COMMIT, 0);
        assertEquals(2, count(4, CommitCounter.DECISION_IMPOSSIBLE));
    }

    @Test
    void anAbortAfterTheCommitIsIgnored() {
        commitUpToTheVotes();
        forge(0, 1, MessageKind.GLOBAL_COMMIT, 0);
        forge(0, 1, MessageKind.GLOBAL_ABORT, 0);
        assertEquals(1, count(1, CommitCounter.DECISION_IMPOSSIBLE));
        world.force(world.processes[1]);
        forge(0, 1, MessageKind.GLOBAL_ABORT, 0);
        assertEquals(1, count(1, CommitCounter.DECISION_REPEATED));
        world.runToEnd();
        assertEquals(List.of(Outcome.COMMITTED), outcomes);
    }

    /** The abort overtakes the request, which must not make anybody vote then. */
    @Test
    void aRequestThatTheAbortOvertookIsAnsweredAgainst() {
        forge(0, 1, MessageKind.GLOBAL_ABORT, 0);
        forge(0, 1, MessageKind.VOTE_REQUEST, 0b110);
        assertEquals(1, count(1, CommitCounter.REQUEST_REPEATED));
        assertNull(world.processes[1].node.participantState(0, FIRST));
    }

    @Test
    void acknowledgementsOfStrangersAndUntimelyOnesAreIgnored() {
        commitUpToTheVotes();
        forge(1, 0, MessageKind.ACKNOWLEDGEMENT, 0);
        assertEquals(1, count(0, CommitCounter.ACKNOWLEDGEMENT_UNTIMELY));
        for (int id = 1; id <= 3; id++) {
            forge(id, 0, MessageKind.VOTE_COMMIT, 0);
        }
        world.force(world.processes[0]);
        forge(4, 0, MessageKind.ACKNOWLEDGEMENT, 0);
        forge(4, 0, MessageKind.DECISION_REQUEST, 0);
        assertEquals(1, count(0, CommitCounter.ANSWER_OF_STRANGER));
        assertEquals(CoordinatorState.COMMIT, world.processes[0].node.coordinatorState(FIRST));
        world.runToEnd();
        assertEquals(List.of(Outcome.COMMITTED), outcomes);
    }

    @Test
    void requestsThatNoCoordinatorSendsAreForged() {
        forge(1, 2, MessageKind.VOTE_REQUEST, 0b110); // of a transaction of 0, by 1
        forge(0, 2, MessageKind.VOTE_REQUEST, 0b010); // not for 2
        forge(0, 2, MessageKind.VOTE_REQUEST, 1L << 40 | 0b100); // with strangers
        forge(0, 2, MessageKind.VOTE_REQUEST, 0b100); // to the only participant
        forge(0, 2, MessageKind.ONE_PHASE_COMMIT, 0b110); // not to the only one
        forge(1, 2, MessageKind.FORGET, 0);
        world.deliver(Forgery.packet(
                0,
                2,
                1,
                MessageKind.VOTE_REQUEST,
                new TransactionName(0, TransactionIds.of(2, 1)),
                0b110)); // of another life
        assertEquals(7, count(2, CommitCounter.REQUEST_FORGED));
        forge(1, 2, MessageKind.VOTE_COMMIT, 0); // an answer, of a transaction of 0, to 2
        assertEquals(1, count(2, CommitCounter.ANSWER_OF_STRANGER));
        assertEquals(0, world.processes[2].node.participatedCount());
    }

    @Test
    void itemsThatMakeNoSenseArePassedOver() {
        world.deliver(Forgery.packet(0, 1, 1, MessageKind.GLOBAL_COMMIT, new TransactionName(9, FIRST), 0));
        world.deliver(Forgery.packet(0, 1, 1, MessageKind.GLOBAL_COMMIT, new TransactionName(0, 0), 0));
        world.deliver(Forgery.packet(0, 1, 1, MessageKind.GLOBAL_COMMIT, new TransactionName(0, -5), 0));
        assertEquals(3, count(1, CommitCounter.MESSAGE_IMPLAUSIBLE));
    }

    @Test
    void unreadableMessagesAreRefused() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        MessageHeaderEncoder header = new MessageHeaderEncoder();
        BatchEncoder batch = new BatchEncoder();
        batch.wrapAndApplyHeader(buffer, 0, header).itemsCount(2);
        int length = batch.limit() + 2 * BatchEncoder.ItemsEncoder.sbeBlockLength();
        TestProcess process = world.processes[1];
        for (int cut = 0; cut < length; cut++) {
            process.node.onMessage(world.nowNs, 0, buffer, 0, cut, process.outbox);
        }
        header.templateId(7);
        process.node.onMessage(world.nowNs, 0, buffer, 0, length, process.outbox);
        assertEquals(length + 1, count(1, CommitCounter.MESSAGE_UNREADABLE));
        process.node.onMessage(world.nowNs, 1, buffer, 0, length, process.outbox);
        process.node.onMessage(world.nowNs, 64, buffer, 0, length, process.outbox);
        assertEquals(2, count(1, CommitCounter.SENDER_UNKNOWN));
    }

    @Test
    void anIdThatIsOverIsNeverUsedAgain() {
        world.commit(0, 0b110);
        world.runUntil(world.nowNs + 50);
        forge(0, 1, MessageKind.VOTE_REQUEST, 0b110);
        assertEquals(1, count(1, CommitCounter.REQUEST_REPEATED));
        assertEquals(CommitNode.NOT_OPEN, world.processes[0].node.requestCommit(world.nowNs, FIRST, 0b110));
        assertEquals(CommitNode.NOT_OPEN, world.processes[1].node.enlist(world.nowNs, 0, FIRST));
        assertEquals(FIRST + 1, world.processes[0].node.begin(world.nowNs));
        world.crash(world.processes[0], Cut.BEFORE);
        world.start(world.processes[0]);
        assertEquals(TransactionIds.of(2, 1), world.processes[0].node.begin(world.nowNs));
    }

    @Test
    void theLogOfAnotherProcessIsRefused() {
        world.commit(0, 0b110);
        world.runUntil(world.nowNs + 50);
        CommitNode other = new CommitNode(
                world.config, 2, world.members(), 9, world.processes[2].part, (id, outcome, causes) -> {}, error -> {});
        ProtocolStack stack = new ProtocolStack(CommitWorld.GROUP_ID, 2, world.members(), other);
        String message = assertThrows(IllegalStateException.class, () -> world.processes[1].disk.replay(stack))
                .getMessage();
        assertEquals("record at position 1 belongs to process 1, not to 2", message);
    }

    @Test
    void sixtyFiveParticipantsAreRefused() {
        CommitNode node = world.processes[0].node;
        long id = node.begin(world.nowNs);
        assertThrows(IllegalArgumentException.class, () -> ProcessSet.of(64));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> node.requestCommit(world.nowNs, id, ProcessSet.firstN(64)))
                .getMessage();
        assertTrue(message.endsWith("must be one or more of {0, 1, 2, 3, 4}"), message);
        assertThrows(IllegalArgumentException.class, () -> node.requestCommit(world.nowNs, id, ProcessSet.EMPTY));
        assertThrows(IllegalArgumentException.class, () -> node.rollback(id, 1L << 5));
        assertThrows(IllegalArgumentException.class, () -> node.enlist(world.nowNs, 5, id));
    }

    @Test
    void anApplicationThatCannotPrepareVotesAgainst() {
        world.processes[1].part.prepareThrows = true;
        world.faultsHit++;
        world.commit(0, 0b110);
        world.runToEnd();
        assertEquals(List.of(Outcome.ABORTED_BY_VOTE), outcomes);
        assertEquals("cannot prepare 1.1", world.errors.get(0).getMessage());
    }

    @Test
    void anApplicationThatCannotCommitIsToldAgain() {
        world.processes[1].part.failures = 3;
        world.commit(0, 0b110);
        world.runToEnd();
        assertEquals(List.of(Outcome.COMMITTED), outcomes);
        assertEquals(3, world.errors.size());
        world.processes[1].part.failures = 3;
        world.processes[2].part.vote = Vote.ABORT;
        world.commit(0, 0b110);
        world.runToEnd();
        assertEquals(6, world.errors.size());
    }

    @Test
    void aFullTablePushesBack() {
        CommitNode node = world.processes[0].node;
        for (int i = 0; i < 4; i++) {
            assertTrue(node.begin(world.nowNs) > 0);
        }
        assertEquals(CommitNode.BACK_PRESSURED, node.begin(world.nowNs));
        for (int i = 1; i <= 4; i++) {
            world.processes[1].node.enlist(world.nowNs, 3, TransactionIds.of(1, i));
        }
        assertEquals(
                CommitNode.BACK_PRESSURED, world.processes[1].node.enlist(world.nowNs, 3, TransactionIds.of(1, 9)));
        world.commit(2, 0b11010);
        world.runUntil(world.nowNs + 150);
        assertEquals(List.of(Outcome.ABORTED_BY_TIMEOUT), outcomes);
        assertEquals(5, count(1, CommitCounter.REQUEST_WITHOUT_ROOM));
    }
}
