package io.ft4j.core.consensus.raft;

import static io.ft4j.core.consensus.raft.Scenes.CONFIG;
import static io.ft4j.core.consensus.raft.Scenes.HEARTBEAT;
import static io.ft4j.core.consensus.raft.Scenes.T;
import static io.ft4j.core.consensus.raft.Scenes.agreed;
import static io.ft4j.core.consensus.raft.Scenes.candidate;
import static io.ft4j.core.consensus.raft.Scenes.follower;
import static io.ft4j.core.consensus.raft.Scenes.leader;
import static io.ft4j.core.consensus.raft.Scenes.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.protocol.Consensus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes beyond §5.2: pre-vote (thesis §9.6), check-quorum and sticky leaders (thesis §4.2.3, §6.2), and what they do to each other. */
final class RaftElectionTest {
    /** Thesis §9.6: a process that was cut off must not come back with a high term and depose a leader that works. */
    @Test
    void returningProcessDoesNotDisturbTheLeader() {
        TestCluster cluster = new TestCluster(3).start().elect(0);
        long term = cluster.node(0).term();
        cluster.isolate(2);
        cluster.run(20 * T);
        assertEquals(Role.PRE_CANDIDATE, cluster.node(2).role());
        assertEquals(term, cluster.node(2).term());
        cluster.heal();
        cluster.run(2 * T);
        assertEquals(0, cluster.leader());
        assertEquals(term, cluster.node(0).term());
        assertEquals(Role.FOLLOWER, cluster.node(2).role());
    }

    /** A process that hears no leader but is heard itself is refused by those who do hear it. */
    @Test
    void followerThatIsCutOffFromTheLeaderAloneWinsNothing() {
        TestCluster cluster = new TestCluster(3).start().elect(0);
        long term = cluster.node(0).term();
        cluster.cut(0, 2);
        cluster.run(20 * T);
        assertEquals(0, cluster.leader());
        assertEquals(term, cluster.node(1).term());
        assertTrue(cluster.replica(1).count(RaftCounter.PRE_VOTE_REFUSED_WHILE_LED) > 0);
    }

    /** Thesis §4.2.3: votes are not even considered within the shortest election time-out of hearing from a leader. */
    @Test
    void ignoresVoteRequestsWhileLed() {
        TestReplica replica = follower(0, 3);
        replica.deliver(Messages.append(1, 0, 1, 0, 0, 0));
        replica.endCycle();
        replica.takeSent();
        replica.advance(T - 1);
        replica.deliver(Messages.voteRequest(2, 0, 9, 0, 0));
        replica.endCycle();
        assertEquals(List.of(), replica.takeSent());
        assertEquals(1, replica.node.term());
        assertEquals(1, replica.count(RaftCounter.VOTE_REQUEST_WHILE_LED));
        replica.advance(1);
        replica.deliver(Messages.voteRequest(2, 0, 9, 0, 0));
        replica.endCycle();
        assertEquals("0->2 VoteReply(t=9 granted)", only(replica.takeSent()).toString());
    }

    @Test
    void leaderIgnoresVoteRequests() {
        TestReplica leader = leader(0, 3);
        leader.deliver(Messages.voteRequest(1, 0, 9, 50, 8));
        leader.deliver(Messages.preVoteRequest(2, 0, 8, 50, 8));
        leader.endCycle();
        assertEquals(
                "0->2 PreVoteReply(t=1 asked=8 refused)",
                only(leader.takeSent()).toString());
        assertEquals(Role.LEADER, leader.node.role());
    }

    /**
     * Sticky votes alone would lock a process out that is ahead in its term: it takes nothing from the leader, and the others,
     * who follow that leader, ignore its requests. Its answer to the leader's frame resolves it.
     */
    @Test
    void processThatIsAheadInItsTermIsNotLockedOut() {
        TestCluster cluster = new TestCluster(3).start().elect(0);
        cluster.crash(2);
        cluster.replica(2).withLogAppended(7);
        cluster.recover(2);
        cluster.replica(0).proposeNow("x");
        cluster.run(4 * T);
        int leader = cluster.leader();
        assertTrue(cluster.node(leader).term() >= 7);
        assertEquals(leader, cluster.node(2).leaderId());
        assertEquals(cluster.node(leader).lastIndex(), cluster.node(2).lastIndex());
        assertTrue(cluster.replica(2).count(RaftCounter.APPEND_OF_OLD_TERM) > 0);
    }

    /** A pre-candidate whose term is behind learns of it by the refusal; else it would ask for ever. */
    @Test
    void refusalTellsThePreCandidateOfTheTerm() {
        TestReplica replica = follower(0, 3);
        replica.fireDeadline();
        replica.deliver(Messages.preVoteReply(1, 0, 4, 0, false));
        assertEquals(4, replica.node.term());
        assertEquals(Role.FOLLOWER, replica.node.role());
    }

    /** Thesis §6.2: a leader that cannot reach a majority stops, so that its clients look elsewhere. */
    @Test
    void stepsDownWhenQuorumIsLost() {
        TestReplica leader = agreed(leader(0, 5));
        long electedNs = leader.nowNs;
        while (leader.node.role() == Role.LEADER) {
            leader.deliver(Messages.appendReply(1, 0, 1, 1, 1));
            leader.fireDeadline();
            assertTrue(leader.nowNs <= electedNs + T + HEARTBEAT);
        }
        assertTrue(leader.nowNs >= electedNs + T);
        assertEquals(1, leader.node.term());
        assertEquals(-1, leader.node.leaderId());
        assertEquals(1, leader.count(RaftCounter.QUORUM_LOST));
        assertEquals(Consensus.NOT_LEADER, leader.propose("x"));
    }

    @Test
    void leadsOnWhileAMajorityAnswers() {
        TestReplica leader = agreed(leader(0, 5));
        for (int i = 0; i < 100; i++) {
            leader.deliver(Messages.appendReply(1 + i % 2, 0, 1, 0, 0));
            leader.deliver(Messages.appendReply(3 + i % 2, 0, 1, 0, 0));
            leader.fireDeadline();
            assertEquals(Role.LEADER, leader.node.role());
        }
    }

    /** A rejection, too, shows that somebody is there. */
    @Test
    void slowStorageOfFollowersCostsNoLeadership() {
        TestCluster cluster = new TestCluster(3).start().elect(0);
        cluster.replica(1).autoDurable = false;
        cluster.replica(2).autoDurable = false;
        cluster.replica(0).proposeNow("x");
        cluster.run(10 * T);
        assertEquals(0, cluster.leader());
        assertEquals(1, cluster.node(0).commitIndex());
        cluster.replica(1).makeDurable();
        cluster.run(HEARTBEAT);
        assertEquals(2, cluster.node(0).commitIndex());
    }

    @Test
    void groupElectsAnewWhenTheLeaderIsCutOff() {
        TestCluster cluster = new TestCluster(5).start().elect(0);
        cluster.isolate(0);
        cluster.run(5 * T);
        int leader = cluster.leader();
        assertNotEquals(0, leader);
        assertEquals(Role.PRE_CANDIDATE, cluster.node(0).role());
        cluster.heal();
        cluster.run(T);
        assertEquals(leader, cluster.node(0).leaderId());
    }

    /** A leader that hears nobody although everybody hears it must not keep the others waiting. */
    @Test
    void deafLeaderIsReplaced() {
        TestCluster cluster = new TestCluster(3).start().elect(0);
        cluster.cutOneWay(1, 0);
        cluster.cutOneWay(2, 0);
        cluster.run(6 * T);
        assertNotEquals(0, cluster.leader());
        assertEquals(Role.LEADER, cluster.node(cluster.leader()).role());
    }

    @Test
    void ownVoteCountsOnlyWhenItIsDurable() {
        TestReplica replica = follower(0, 3);
        replica.autoDurable = false;
        replica.fireDeadline();
        replica.deliver(Messages.preVoteReply(1, 0, 0, 0, true));
        replica.endCycle();
        replica.endCycle();
        assertEquals(Role.CANDIDATE, replica.node.role());
        replica.deliver(Messages.voteReply(1, 0, 1, true));
        assertEquals(Role.CANDIDATE, replica.node.role(), "one vote of three, and one that may be forgotten");
        replica.makeDurable();
        replica.endCycle();
        assertEquals(Role.LEADER, replica.node.role());
    }

    @Test
    void votesOfEarlierTermsAndRoundsDoNotCount() {
        TestReplica replica = candidate(0, 5);
        while (replica.node.role() == Role.CANDIDATE) {
            replica.fireDeadline();
        }
        replica.deliver(Messages.voteReply(1, 0, 1, true));
        replica.deliver(Messages.preVoteReply(1, 0, 0, 0, true));
        replica.deliver(Messages.preVoteReply(2, 0, 0, 0, true));
        assertEquals(Role.PRE_CANDIDATE, replica.node.role());
        assertEquals(1, replica.count(RaftCounter.VOTE_REPLY_STALE));
        assertEquals(2, replica.count(RaftCounter.PRE_VOTE_REPLY_STALE));
    }

    /** The leader is back under a new life, so it leads no more: others need not wait out their time-out to vote. */
    @Test
    void restartedLeaderIsNotWaitedFor() {
        TestReplica replica = follower(0, 3);
        replica.deliver(Messages.append(1, 0, 1, 0, 0, 0));
        assertEquals(1, replica.node.leaderId());
        replica.node.onIncarnation(replica.nowNs, 1, 2, replica.outbox);
        assertEquals(-1, replica.node.leaderId());
        replica.deliver(Messages.voteRequest(2, 0, 2, 0, 0));
        assertEquals(2, replica.node.votedFor());
    }

    @Test
    void countsEachChangeOfRoleByItsReason() {
        TestReplica replica = leader(0, 3);
        assertEquals(1, replica.count(RaftCounter.STARTED));
        assertEquals(1, replica.count(RaftCounter.LEADER_LOST));
        assertEquals(1, replica.count(RaftCounter.PRE_VOTE_WON));
        assertEquals(1, replica.count(RaftCounter.ELECTION_WON));
    }

    /** R1: this cannot happen; if it does, going on would do harm. */
    @Test
    void secondLeaderInOneTermStopsTheNode() {
        TestReplica replica = follower(0, 3);
        replica.deliver(Messages.append(1, 0, 1, 0, 0, 0));
        assertThrows(Invariant.Violation.class, () -> replica.deliver(Messages.append(2, 0, 1, 0, 0, 0)));
        TestReplica leader = leader(0, 3);
        assertThrows(Invariant.Violation.class, () -> leader.deliver(Messages.append(2, 0, 1, 0, 0, 0)));
    }

    @Test
    void refusesAStateRecordThatTurnsBack() {
        TestReplica replica = new TestReplica(CONFIG, 0, 3, 1).withLog(5, 1);
        replica.withLogAppended(4);
        assertThrows(Invariant.Violation.class, replica::start);
        TestReplica twice = new TestReplica(CONFIG, 0, 3, 1).withLog(5, 1).withLog(5, 2);
        assertThrows(Invariant.Violation.class, twice::start);
    }
}
