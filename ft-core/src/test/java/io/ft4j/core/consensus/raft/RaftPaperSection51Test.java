package io.ft4j.core.consensus.raft;

import static io.ft4j.core.consensus.raft.Scenes.T;
import static io.ft4j.core.consensus.raft.Scenes.candidate;
import static io.ft4j.core.consensus.raft.Scenes.follower;
import static io.ft4j.core.consensus.raft.Scenes.leader;
import static io.ft4j.core.consensus.raft.Scenes.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ongaro, Ousterhout 2014, §5.1 "Raft basics", sentence by sentence. */
final class RaftPaperSection51Test {
    /** §5.2, first sentence: "When servers start up, they begin as followers." */
    @Test
    void beginsAsFollower() {
        TestReplica replica = follower(0, 3);
        assertEquals(Role.FOLLOWER, replica.node.role());
        assertEquals(0, replica.node.term());
        assertEquals(List.of(), replica.takeSent());
    }

    /** §5.1: "Followers are passive: they issue no requests on their own." */
    @Test
    void followerIssuesNoRequests() {
        TestReplica replica = follower(0, 3);
        replica.deliver(Messages.append(1, 0, 1, 0, 0, 0));
        for (int i = 0; i < 20; i++) {
            replica.endCycle();
        }
        TestMessage reply = only(replica.takeSent());
        assertEquals("0->1 AppendReply(t=1 match=0 verified=0)", reply.toString());
    }

    /** §5.1: "If one server's current term is smaller than the other's, then it updates its current term to the larger value." */
    @Test
    void entersTheHigherTermOfEveryMessage() {
        List<TestMessage> higher = List.of(
                Messages.append(1, 0, 9, 0, 0, 0),
                Messages.appendReply(1, 0, 9, 0, 0),
                Messages.voteRequest(1, 0, 9, 50, 8),
                Messages.voteReply(1, 0, 9, false),
                Messages.preVoteReply(1, 0, 9, 1, false));
        for (TestMessage message : higher) {
            TestReplica replica = follower(0, 3);
            replica.deliver(message);
            assertEquals(9, replica.node.term(), message.toString());
        }
    }

    /** Thesis §9.6: a question about the next term is no term that anybody has entered. */
    @Test
    void preVoteRequestChangesNoTerm() {
        TestReplica replica = follower(0, 3);
        replica.deliver(Messages.preVoteRequest(1, 0, 9, 50, 9));
        assertEquals(0, replica.node.term());
    }

    /** §5.1: "If a candidate or leader discovers that its term is out of date, it immediately reverts to follower state." */
    @Test
    void candidateAndLeaderRevertToFollowerOnHigherTerm() {
        for (TestReplica replica : List.of(candidate(0, 3), leader(0, 3))) {
            replica.deliver(Messages.appendReply(1, 0, 9, 0, 0));
            assertEquals(Role.FOLLOWER, replica.node.role());
            assertEquals(9, replica.node.term());
            assertEquals(-1, replica.node.leaderId());
        }
    }

    /** §5.1: "If a server receives a request with a stale term number, it rejects the request." */
    @Test
    void rejectsRequestsOfStaleTerm() {
        TestReplica replica =
                new TestReplica(Scenes.CONFIG, 0, 3, 1).withLog(5, -1, 1, 2).start();
        List<TestMessage> stale = List.of(
                Messages.append(1, 0, 4, 2, 2, 2, 4),
                Messages.voteRequest(1, 0, 4, 50, 4),
                Messages.preVoteRequest(1, 0, 4, 50, 4));
        for (TestMessage message : stale) {
            replica.deliver(message);
            replica.endCycle();
            String reply = only(replica.takeSent()).toString();
            assertTrue(reply.contains("t=5"), reply);
            assertTrue(!reply.contains("granted"), reply);
        }
        assertEquals(2, replica.node.lastIndex());
        assertEquals(0, replica.node.commitIndex());
        assertEquals(-1, replica.node.leaderId());
    }

    /** §5.1: "Servers retry RPCs if they do not receive a response in a timely manner" – requests for votes. */
    @Test
    void candidateRepeatsRequestsToTheSilent() {
        TestReplica replica = candidate(0, 5);
        replica.deliver(Messages.voteReply(1, 0, 1, false));
        replica.takeSent();
        replica.fireDeadline();
        assertEquals(Role.CANDIDATE, replica.node.role());
        assertEquals(List.of(2, 3, 4), Scenes.destinations(replica.takeSent(), VoteRequestDecoder.TEMPLATE_ID));
    }

    /** §5.1: as above – entries. */
    @Test
    void leaderRepeatsUntilTheFollowerAnswers() {
        TestCluster cluster = new TestCluster(3).start().elect(0);
        cluster.isolate(2);
        cluster.replica(0).proposeNow("a");
        cluster.run(5 * T);
        assertEquals(1, cluster.node(2).lastIndex());
        cluster.heal();
        cluster.run(T);
        assertEquals(2, cluster.node(2).lastIndex());
    }

    /** Figure 2: "updated on stable storage before responding to RPCs" – the term survives a crash once it was told. */
    @Test
    void termIsDurableBeforeItIsTold() {
        TestReplica replica = follower(0, 3);
        replica.autoDurable = false;
        replica.deliver(Messages.append(1, 0, 7, 0, 0, 0));
        replica.endCycle();
        assertEquals(List.of(), replica.takeSent());
        replica.makeDurable();
        replica.endCycle();
        assertEquals(
                "0->1 AppendReply(t=7 match=0 verified=0)",
                only(replica.takeSent()).toString());
        replica.crash();
        replica.start();
        assertEquals(7, replica.node.term());
    }
}
