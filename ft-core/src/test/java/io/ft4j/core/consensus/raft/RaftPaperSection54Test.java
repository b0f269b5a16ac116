package io.ft4j.core.consensus.raft;

import static io.ft4j.core.consensus.raft.Scenes.CONFIG;
import static io.ft4j.core.consensus.raft.Scenes.T;
import static io.ft4j.core.consensus.raft.Scenes.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.protocol.Records;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ongaro, Ousterhout 2014, §5.4 "Safety", sentence by sentence. */
final class RaftPaperSection54Test {
    /** The voter's log ends with terms 1 2 2 in the cases below. */
    private record Case(long lastIndex, long lastTerm, boolean granted) {}

    private static final List<Case> CASES = List.of(
            new Case(3, 2, true),
            new Case(4, 2, true),
            new Case(1, 3, true),
            new Case(2, 2, false),
            new Case(9, 1, false),
            new Case(0, 0, false));

    /**
     * §5.4.1: "the voter denies its vote if its own log is more up-to-date than that of the candidate"; "the log with the later
     * term is more up-to-date. If the logs end with the same term, then whichever log is longer is more up-to-date."
     */
    @Test
    void votesOnlyForALogThatIsNoOlder() {
        for (Case c : CASES) {
            TestReplica voter =
                    new TestReplica(CONFIG, 0, 3, 1).withLog(3, -1, 1, 2, 2).start();
            voter.deliver(Messages.voteRequest(1, 0, 4, c.lastIndex, c.lastTerm));
            voter.endCycle();
            assertEquals(
                    "0->1 VoteReply(t=4 " + (c.granted ? "granted" : "refused") + ")",
                    only(voter.takeSent()).toString(),
                    c.toString());
            assertEquals(c.granted ? 1 : -1, voter.node.votedFor());
        }
    }

    /** Thesis §9.6: the same question decides about pre-votes. */
    @Test
    void wouldVoteOnlyForALogThatIsNoOlder() {
        for (Case c : CASES) {
            TestReplica voter =
                    new TestReplica(CONFIG, 0, 3, 1).withLog(3, -1, 1, 2, 2).start();
            voter.deliver(Messages.preVoteRequest(1, 0, 3, c.lastIndex, c.lastTerm));
            voter.endCycle();
            assertEquals(
                    "0->1 PreVoteReply(t=3 asked=3 " + (c.granted ? "granted" : "refused") + ")",
                    only(voter.takeSent()).toString(),
                    c.toString());
        }
    }

    /** §5.4.1: requests carry what the voter needs to decide: "the RPC includes information about the candidate's log". */
    @Test
    void requestsDescribeTheCandidatesLog() {
        TestReplica candidate =
                new TestReplica(CONFIG, 0, 3, 1).withLog(6, -1, 1, 2, 5).start();
        candidate.fireDeadline();
        assertEquals(
                "0->1 PreVoteRequest(t=6 last=3/5)", candidate.takeSent().get(0).toString());
        candidate.deliver(Messages.preVoteReply(1, 0, 6, 6, true));
        candidate.endCycle();
        assertEquals(
                "0->1 VoteRequest(t=7 last=3/5)", candidate.takeSent().get(0).toString());
    }

    /** §5.4.1: "prevent[s] a candidate from winning an election unless its log contains all committed entries". */
    @Test
    void whoeverLacksACommittedEntryIsNotElected() {
        for (int seed = 0; seed < 50; seed++) {
            TestCluster cluster = new TestCluster(5, CONFIG, seed).start().elect(0);
            cluster.cut(0, 3);
            cluster.cut(0, 4);
            cluster.replica(0).proposeNow("x");
            cluster.stabilize();
            assertEquals(2, cluster.node(0).commitIndex());
            cluster.crash(0);
            cluster.run(10 * T);
            int leader = cluster.leader();
            assertEquals("x", cluster.replica(leader).command(2), "seed=" + seed + ", leader=" + leader);
        }
    }

    /** §5.4.2: "Raft never commits log entries from previous terms by counting replicas. Only … the leader's current term" (B8, 5). */
    @Test
    void doesNotCommitEarlierTermsByCounting() {
        TestReplica leader = Scenes.makeLeader(
                new TestReplica(CONFIG, 0, 3, 1).withLog(4, -1, 1, 2, 4).start());
        leader.deliver(Messages.appendReply(1, 0, 5, 3, 3));
        leader.deliver(Messages.appendReply(2, 0, 5, 3, 3));
        leader.endCycle();
        assertEquals(0, leader.node.commitIndex());
        assertEquals(1, leader.count(RaftCounter.COMMIT_HELD_BACK));
        leader.deliver(Messages.appendReply(1, 0, 5, 4, 4));
        leader.endCycle();
        assertEquals(4, leader.node.commitIndex(), "once an entry of this term is committed, all before it are");
    }

    /** §5.4.2: "log entries retain their original term numbers when a leader replicates entries from previous terms." */
    @Test
    void entriesKeepTheirTerms() {
        TestCluster cluster = new TestCluster(3);
        cluster.replica(0).withLog(4, -1, 1, 2, 4);
        cluster.start().elect(0);
        assertEquals("1 2 4 5", cluster.replica(1).terms());
        assertEquals(2, Records.term(cluster.replica(1).log.entry(2), 0));
    }

    /** §8 (and §5.4.2): "each leader commit[s] a blank no-op entry into the log at the start of its term". */
    @Test
    void newLeaderAppendsANoOp() {
        TestReplica leader = Scenes.makeLeader(
                new TestReplica(CONFIG, 0, 3, 1).withLog(4, -1, 1, 2, 4).start());
        assertEquals("1 2 4 5", leader.terms());
        assertEquals(Records.NO_OP, Records.type(leader.log.entry(4), 0));
    }

    /**
     * Figure 8, (a) to (d): entry 2 of term 2 is on a majority and yet gives way, because nobody ever called it committed.
     */
    @Test
    void entryOfAnEarlierTermOnAMajorityMayStillGiveWay() {
        TestCluster cluster = figure8UpToB();
        // (c): S1 leads again and brings entry 2 to S3; its own first entry, at 3, is lost on the way.
        cluster.dropping = message -> message.hasEntries() && lastIndex(message) >= 3;
        cluster.electOnly(0);
        TestReplica third = cluster.replica(2);
        third.deliver(Messages.append(0, 2, cluster.node(0).term(), 1, 1, 0, 2));
        third.endCycle();
        cluster.stabilize();
        cluster.run(Scenes.HEARTBEAT);
        assertEquals("1 2", cluster.replica(1).terms());
        assertEquals("1 2", cluster.replica(2).terms());
        assertEquals(0, cluster.node(0).commitIndex());
        assertTrue(cluster.replica(0).count(RaftCounter.COMMIT_HELD_BACK) > 0);
        // (d): S1 is lost, S5 leads with the votes of S2, S3 and S4.
        cluster.crash(0);
        cluster.heal();
        cluster.electOnly(4);
        cluster.run(T);
        assertEquals("1 3 " + cluster.node(4).term(), cluster.replica(1).terms());
        assertEquals(3, cluster.node(2).commitIndex());
    }

    /** Figure 8 (e): with an entry of its own term on a majority, S1 has committed entry 2, and S5 cannot win. */
    @Test
    void entryOfAnEarlierTermStaysBehindACommittedOne() {
        TestCluster cluster = figure8UpToB();
        cluster.electOnly(0);
        assertEquals(3, cluster.node(0).commitIndex());
        cluster.crash(0);
        cluster.heal();
        cluster.run(10 * T);
        assertEquals(2, cluster.node(cluster.leader()).termAt(2));
        assertEquals(2, cluster.node(4).termAt(2));
    }

    /** S1 wrote entry 2 in term 2 to itself and S2; S5 wrote its own entry 2 in term 3. S4 and S5 are cut off. */
    private static TestCluster figure8UpToB() {
        TestCluster cluster = new TestCluster(5);
        cluster.replica(0).withLog(3, -1, 1, 2);
        cluster.replica(1).withLog(3, -1, 1, 2);
        cluster.replica(2).withLog(3, -1, 1);
        cluster.replica(3).withLog(3, -1, 1);
        cluster.replica(4).withLog(3, -1, 1, 3);
        cluster.start();
        for (int id = 0; id < 3; id++) {
            cluster.cut(id, 3);
            cluster.cut(id, 4);
        }
        return cluster;
    }

    private static long lastIndex(TestMessage message) {
        return message.appendEntries().prevIndex() + message.entryCount();
    }
}
