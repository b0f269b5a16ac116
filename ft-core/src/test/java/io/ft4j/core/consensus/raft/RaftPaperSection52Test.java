package io.ft4j.core.consensus.raft;

import static io.ft4j.core.consensus.raft.Scenes.CONFIG;
import static io.ft4j.core.consensus.raft.Scenes.HEARTBEAT;
import static io.ft4j.core.consensus.raft.Scenes.T;
import static io.ft4j.core.consensus.raft.Scenes.agreed;
import static io.ft4j.core.consensus.raft.Scenes.candidate;
import static io.ft4j.core.consensus.raft.Scenes.follower;
import static io.ft4j.core.consensus.raft.Scenes.leader;
import static io.ft4j.core.consensus.raft.Scenes.only;
import static io.ft4j.core.consensus.raft.Scenes.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ongaro, Ousterhout 2014, §5.2 "Leader election", sentence by sentence. */
final class RaftPaperSection52Test {
    /** "A server remains in follower state as long as it receives valid RPCs from a leader or candidate." */
    @Test
    void remainsFollowerWhileItHearsTheLeader() {
        TestReplica replica = follower(0, 3);
        for (int i = 0; i < 100; i++) {
            replica.deliver(Messages.append(1, 0, 1, 0, 0, 0));
            replica.advance(T - 1);
            replica.endCycle();
            assertEquals(Role.FOLLOWER, replica.node.role());
        }
    }

    /** As above: a vote given is a reason to wait for its winner; a refused one is not. */
    @Test
    void givingAVoteRestartsTheWait() {
        TestReplica replica =
                new TestReplica(CONFIG, 0, 3, 1).withLog(1, -1, 1, 1).start();
        replica.advance(T - 1);
        long before = replica.node.nextDeadlineNs();
        replica.deliver(Messages.voteRequest(1, 0, 2, 1, 1));
        assertEquals(before, replica.node.nextDeadlineNs());
        replica.deliver(Messages.voteRequest(2, 0, 2, 2, 1));
        assertTrue(replica.node.nextDeadlineNs() >= replica.nowNs + T);
    }

    /** "Leaders send periodic heartbeats … to all followers in order to maintain their authority." */
    @Test
    void leaderSendsHeartbeats() {
        TestReplica leader = agreed(leader(0, 3));
        leader.deliver(Messages.appendReply(1, 0, 1, 1, 1));
        leader.deliver(Messages.appendReply(2, 0, 1, 1, 1));
        leader.endCycle();
        leader.takeSent();
        for (int i = 0; i < 5; i++) {
            long before = leader.nowNs;
            leader.fireDeadline();
            assertEquals(HEARTBEAT, leader.nowNs - before);
            assertEquals(
                    List.of(
                            "0->1 AppendEntries(t=1 prev=1/1 commit=1 entries=0)",
                            "0->2 AppendEntries(t=1 prev=1/1 commit=1 entries=0)"),
                    texts(leader.takeSent()));
        }
    }

    /** "If a follower receives no communication over … the election timeout, then it … begins an election." */
    @Test
    void beginsAnElectionWhenNoLeaderIsHeard() {
        TestReplica replica = follower(0, 3);
        replica.fireDeadline();
        assertEquals(Role.PRE_CANDIDATE, replica.node.role());
        assertEquals(
                List.of("0->1 PreVoteRequest(t=0 last=0/0)", "0->2 PreVoteRequest(t=0 last=0/0)"),
                texts(replica.takeSent()));
    }

    /**
     * "To begin an election, a follower increments its current term and transitions to candidate state. It then votes for
     * itself and issues RequestVote RPCs in parallel to each of the other servers in the cluster." Here only once a majority
     * would vote for it (thesis §9.6).
     */
    @Test
    void candidateRaisesItsTermVotesForItselfAndAsksAll() {
        TestReplica replica = follower(2, 5);
        replica.fireDeadline();
        replica.deliver(Messages.preVoteReply(0, 2, 0, 0, true));
        assertEquals(Role.PRE_CANDIDATE, replica.node.role());
        replica.deliver(Messages.preVoteReply(1, 2, 0, 0, true));
        assertEquals(Role.CANDIDATE, replica.node.role());
        assertEquals(1, replica.node.term());
        assertEquals(2, replica.node.votedFor());
        replica.takeSent();
        replica.endCycle();
        assertEquals(List.of(0, 1, 3, 4), Scenes.destinations(replica.takeSent(), VoteRequestDecoder.TEMPLATE_ID));
    }

    /** "A candidate wins an election if it receives votes from a majority of the servers in the full cluster for the same term." */
    @Test
    void winsWithAMajorityOfTheFullCluster() {
        for (int n = 2; n <= 9; n++) {
            TestReplica replica = candidate(0, n);
            int needed = n / 2;
            for (int voter = 1; voter < needed; voter++) {
                replica.deliver(Messages.voteReply(voter, 0, 1, true));
                replica.deliver(Messages.voteReply(voter, 0, 1, true));
                assertEquals(Role.CANDIDATE, replica.node.role(), "n=" + n + ", votes=" + (voter + 1));
            }
            replica.deliver(Messages.voteReply(n - 1, 0, 1, false));
            replica.deliver(Messages.voteReply(n - 1, 0, 0, true));
            assertEquals(Role.CANDIDATE, replica.node.role(), "n=" + n);
            replica.deliver(Messages.voteReply(needed, 0, 1, true));
            assertEquals(Role.LEADER, replica.node.role(), "n=" + n);
        }
    }

    /** "Each server will vote for at most one candidate in a given term, on a first-come-first-served basis." */
    @Test
    void votesForOneCandidateInATerm() {
        TestReplica replica = follower(0, 3);
        replica.deliver(Messages.voteRequest(1, 0, 1, 0, 0));
        replica.endCycle();
        assertEquals("0->1 VoteReply(t=1 granted)", only(replica.takeSent()).toString());
        replica.deliver(Messages.voteRequest(2, 0, 1, 0, 0));
        replica.endCycle();
        assertEquals("0->2 VoteReply(t=1 refused)", only(replica.takeSent()).toString());
        replica.deliver(Messages.voteRequest(1, 0, 1, 0, 0));
        replica.endCycle();
        assertEquals("0->1 VoteReply(t=1 granted)", only(replica.takeSent()).toString());
        replica.deliver(Messages.voteRequest(2, 0, 2, 0, 0));
        replica.endCycle();
        assertEquals("0->2 VoteReply(t=2 granted)", only(replica.takeSent()).toString());
    }

    /** As above, across a crash: the vote is durable before it is given (Figure 2). */
    @Test
    void remembersItsVoteAfterACrash() {
        TestReplica replica = follower(0, 3);
        replica.autoDurable = false;
        replica.deliver(Messages.voteRequest(1, 0, 1, 0, 0));
        replica.endCycle();
        assertEquals(List.of(), replica.takeSent(), "a vote that is not durable is not given");
        replica.makeDurable();
        replica.endCycle();
        assertEquals("0->1 VoteReply(t=1 granted)", only(replica.takeSent()).toString());
        replica.crash();
        replica.start();
        replica.deliver(Messages.voteRequest(2, 0, 1, 0, 0));
        replica.endCycle();
        assertEquals("0->2 VoteReply(t=1 refused)", only(replica.takeSent()).toString());
    }

    /** As above: a candidate's vote for itself, too. A crash in between, and it would vote for another in this term. */
    @Test
    void candidateAsksOnlyWhenItsOwnVoteIsDurable() {
        TestReplica replica = follower(0, 3);
        replica.autoDurable = false;
        replica.fireDeadline();
        replica.deliver(Messages.preVoteReply(1, 0, 0, 0, true));
        replica.takeSent();
        replica.endCycle();
        assertEquals(Role.CANDIDATE, replica.node.role());
        assertEquals(List.of(), replica.takeSent());
        replica.makeDurable();
        replica.endCycle();
        assertEquals(
                List.of("0->1 VoteRequest(t=1 last=0/0)", "0->2 VoteRequest(t=1 last=0/0)"), texts(replica.takeSent()));
    }

    /** "Once a candidate wins an election, it becomes leader. It then sends heartbeat messages to all of the other servers." */
    @Test
    void newLeaderSendsHeartbeatsAtOnce() {
        TestReplica replica = candidate(0, 3);
        replica.deliver(Messages.voteReply(1, 0, 1, true));
        replica.endCycle();
        assertEquals(
                List.of(
                        "0->1 AppendEntries(t=1 prev=0/0 commit=0 entries=0)",
                        "0->2 AppendEntries(t=1 prev=0/0 commit=0 entries=0)"),
                texts(replica.takeSent()));
    }

    /**
     * "If the leader's term … is at least as large as the candidate's current term, then the candidate recognizes the leader
     * as legitimate and returns to follower state."
     */
    @Test
    void candidateFollowsALeaderOfItsTermOrALaterOne() {
        for (long term = 1; term <= 2; term++) {
            TestReplica replica = candidate(0, 3);
            replica.deliver(Messages.append(1, 0, term, 0, 0, 0));
            assertEquals(Role.FOLLOWER, replica.node.role());
            assertEquals(1, replica.node.leaderId());
            assertEquals(term, replica.node.term());
        }
    }

    /** "If the term in the RPC is smaller …, then the candidate rejects the RPC and continues in candidate state." */
    @Test
    void candidateIgnoresALeaderOfAnEarlierTerm() {
        TestReplica replica = new TestReplica(CONFIG, 0, 3, 1).withLog(4, -1).start();
        Scenes.makeCandidate(replica);
        replica.deliver(Messages.append(1, 0, 4, 0, 0, 0));
        assertEquals(Role.CANDIDATE, replica.node.role());
        assertEquals(5, replica.node.term());
        assertEquals(1, replica.count(RaftCounter.APPEND_OF_OLD_TERM));
    }

    /**
     * "If many followers become candidates at the same time, votes could be split … each candidate will time out and start a
     * new election by incrementing its term."
     */
    @Test
    void splitVoteLeadsToANewElectionInAHigherTerm() {
        TestReplica replica = candidate(0, 3);
        replica.deliver(Messages.voteReply(1, 0, 1, false));
        replica.deliver(Messages.voteReply(2, 0, 1, false));
        while (replica.node.role() == Role.CANDIDATE) {
            replica.fireDeadline();
        }
        assertEquals(Role.PRE_CANDIDATE, replica.node.role());
        assertEquals(1, replica.count(RaftCounter.ELECTION_TIMED_OUT));
        replica.deliver(Messages.preVoteReply(1, 0, 1, 1, true));
        assertEquals(Role.CANDIDATE, replica.node.role());
        assertEquals(2, replica.node.term());
    }

    /** "Election timeouts are chosen randomly from a fixed interval." Here [T, 2T), drawn again for each wait. */
    @Test
    void electionTimeoutsAreRandomInTheirInterval() {
        Set<Long> waits = new HashSet<>();
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        for (int seed = 0; seed < 1000; seed++) {
            TestReplica replica = new TestReplica(CONFIG, 0, 3, seed).start();
            long wait = replica.node.nextDeadlineNs() - replica.nowNs;
            waits.add(wait);
            shortest = Math.min(shortest, wait);
            longest = Math.max(longest, wait);
        }
        assertTrue(shortest >= T && shortest < T + T / 50, "shortest=" + shortest);
        assertTrue(longest < 2 * T && longest > 2 * T - T / 50, "longest=" + longest);
        assertTrue(waits.size() > 990, "distinct waits: " + waits.size());
    }

    /** As above: "in most cases only a single server will time out"; split votes are resolved in the end. */
    @Test
    void groupsOfAllSizesElectOneLeader() {
        for (int seed = 0; seed < 20; seed++) {
            for (int n = 1; n <= 7; n++) {
                TestCluster cluster = new TestCluster(n, CONFIG, seed).start();
                cluster.run(8 * T);
                int leader = cluster.leader();
                assertTrue(leader >= 0, "seed=" + seed + ", n=" + n);
                for (TestReplica replica : cluster.replicas) {
                    assertEquals(leader, replica.node.leaderId(), "seed=" + seed + ", n=" + n);
                }
            }
        }
    }
}
