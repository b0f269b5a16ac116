package io.ft4j.core.consensus.raft;

import static io.ft4j.core.consensus.raft.Scenes.CONFIG;
import static io.ft4j.core.consensus.raft.Scenes.T;
import static io.ft4j.core.consensus.raft.Scenes.agreed;
import static io.ft4j.core.consensus.raft.Scenes.follower;
import static io.ft4j.core.consensus.raft.Scenes.leader;
import static io.ft4j.core.consensus.raft.Scenes.makeLeader;
import static io.ft4j.core.consensus.raft.Scenes.only;
import static io.ft4j.core.consensus.raft.Scenes.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.protocol.Records;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** Ongaro, Ousterhout 2014, §5.3 "Log replication" (and §5.5 "Follower and candidate crashes"), sentence by sentence. */
final class RaftPaperSection53Test {
    /** "The leader appends the command to its log as a new entry, then issues AppendEntries RPCs in parallel to each." */
    @Test
    void leaderAppendsThenReplicatesInParallel() {
        TestReplica leader = agreed(leader(0, 3));
        assertEquals(2, leader.proposeNow("x"));
        assertEquals("x", leader.command(2));
        assertEquals(
                List.of(
                        "0->1 AppendEntries(t=1 prev=1/1 commit=0 entries=1)",
                        "0->2 AppendEntries(t=1 prev=1/1 commit=0 entries=1)"),
                texts(leader.takeSent()));
    }

    /** As above: only the leader takes commands. */
    @Test
    void othersTakeNoCommands() {
        assertEquals(Consensus.NOT_LEADER, follower(0, 3).propose("x"));
        assertEquals(Consensus.NOT_LEADER, Scenes.candidate(0, 3).propose("x"));
    }

    /** "Each log entry stores a state machine command along with the term number … also has an integer index." */
    @Test
    void entryCarriesCommandTermAndIndex() {
        TestReplica leader =
                makeLeader(new TestReplica(CONFIG, 0, 3, 1).withLog(4, -1, 1, 3).start());
        long index = leader.proposeNow("x");
        DirectBuffer entry = leader.log.entry(index);
        assertEquals(4, index);
        assertEquals(4, Records.index(entry, 0));
        assertEquals(5, Records.term(entry, 0));
        assertEquals(Records.COMMAND, Records.type(entry, 0));
        assertEquals(TestReplica.SESSION, Records.sessionId(entry, 0));
        assertEquals(1, Records.sequence(entry, 0));
        assertEquals(leader.nowNs, Records.timestampNs(entry, 0));
    }

    /** "A log entry is committed once the leader that created the entry has replicated it on a majority of the servers." */
    @Test
    void commitsWhatAMajorityHas() {
        for (int n = 2; n <= 9; n++) {
            TestReplica leader = agreed(leader(0, n));
            leader.proposeNow("x");
            leader.endCycle();
            for (int follower = 1; follower <= n / 2; follower++) {
                assertEquals(0, leader.node.commitIndex(), "n=" + n + ", copies=" + follower);
                leader.deliver(Messages.appendReply(follower, 0, 1, 2, 2));
                leader.endCycle();
            }
            assertEquals(2, leader.node.commitIndex(), "n=" + n);
        }
    }

    /** As above, with the copies that count: the leader's own only when it is durable, a follower's likewise (B8, 6 and 7). */
    @Test
    void countsDurableCopiesOnly() {
        TestReplica leader = agreed(leader(0, 3));
        leader.autoDurable = false;
        leader.proposeNow("x");
        leader.deliver(Messages.appendReply(1, 0, 1, 1, 2));
        leader.deliver(Messages.appendReply(2, 0, 1, 1, 2));
        leader.endCycle();
        assertEquals(1, leader.node.commitIndex(), "received is not durable");
        leader.deliver(Messages.appendReply(1, 0, 1, 2, 2));
        leader.endCycle();
        assertEquals(1, leader.node.commitIndex(), "the leader's own copy is not durable");
        leader.makeDurable();
        leader.endCycle();
        assertEquals(2, leader.node.commitIndex());
    }

    /** As above: a majority without the leader is a majority. */
    @Test
    void followersAloneAreAMajority() {
        TestReplica leader = agreed(leader(0, 3));
        leader.autoDurable = false;
        leader.proposeNow("x");
        leader.deliver(Messages.appendReply(1, 0, 1, 2, 2));
        leader.deliver(Messages.appendReply(2, 0, 1, 2, 2));
        leader.endCycle();
        assertEquals(2, leader.node.commitIndex());
        assertEquals(1, leader.node.durableIndex());
    }

    /** "This also commits all preceding entries in the leader's log, including entries created by previous leaders." */
    @Test
    void commitsPrecedingEntriesOfEarlierLeaders() {
        TestReplica leader = makeLeader(
                new TestReplica(CONFIG, 0, 3, 1).withLog(3, -1, 1, 2, 3).start());
        leader.deliver(Messages.appendReply(1, 0, 4, 4, 4));
        leader.endCycle();
        assertEquals(4, leader.node.commitIndex());
        assertEquals(4, leader.outbox.commitIndex());
    }

    /**
     * "The leader keeps track of the highest index it knows to be committed, and it includes that index in future AppendEntries
     * RPCs (including heartbeats) so that the other servers eventually find out."
     */
    @Test
    void everyFrameCarriesTheCommitIndex() {
        TestReplica leader = agreed(leader(0, 3));
        leader.deliver(Messages.appendReply(1, 0, 1, 1, 1));
        leader.endCycle();
        leader.takeSent();
        leader.proposeNow("x");
        assertEquals(
                "0->1 AppendEntries(t=1 prev=1/1 commit=1 entries=1)",
                leader.takeSent().get(0).toString());
        leader.deliver(Messages.appendReply(1, 0, 1, 2, 2));
        leader.fireDeadline();
        assertEquals(
                "0->1 AppendEntries(t=1 prev=2/1 commit=2 entries=0)",
                leader.takeSent().get(0).toString());
    }

    /** "Once a follower learns that a log entry is committed, it applies the entry to its local state machine (in log order)." */
    @Test
    void followerCommitsWhatItLearns() {
        TestReplica follower = follower(0, 3);
        follower.deliver(Messages.append(1, 0, 1, 0, 0, 0, 1, 1, 1));
        assertEquals(0, follower.outbox.commitIndex());
        follower.deliver(Messages.append(1, 0, 1, 3, 1, 2));
        assertEquals(2, follower.outbox.commitIndex());
        follower.deliver(Messages.append(1, 0, 1, 3, 1, 3));
        assertEquals(3, follower.outbox.commitIndex());
    }

    /** Figure 2: "commitIndex = min(leaderCommit, index of last new entry)": not of what happens to stand behind it (B8, 8). */
    @Test
    void followerCommitsOnlyWhatItKnowsToBeTheLeaders() {
        TestReplica follower =
                new TestReplica(CONFIG, 0, 3, 1).withLog(1, -1, 1, 1, 1, 1).start();
        follower.deliver(Messages.append(1, 0, 2, 2, 1, 4));
        assertEquals(2, follower.node.commitIndex(), "entries 3 and 4 may be those of a leader that was deposed");
        follower.deliver(Messages.append(1, 0, 2, 2, 1, 4, 2));
        assertEquals(3, follower.node.commitIndex());
        assertEquals(2, follower.node.termAt(3));
    }

    /** "If followers crash or run slowly, or if network packets are lost, the leader retries … until all followers … store all." */
    @Test
    void allFollowersStoreAllEntriesInTheEnd() {
        TestCluster cluster = new TestCluster(3).start().elect(0);
        for (int i = 0; i < 200; i++) {
            cluster.replica(0).proposeNow("c" + i);
            int loss = i;
            cluster.drop(message -> (message.to + loss) % 3 != 0);
            cluster.stabilize();
        }
        cluster.run(3 * T);
        assertEquals(cluster.replica(0).terms(), cluster.replica(1).terms());
        assertEquals(cluster.replica(0).terms(), cluster.replica(2).terms());
        assertTrue(cluster.node(0).lastIndex() >= 200);
        assertEquals(cluster.node(0).lastIndex(), cluster.node(2).commitIndex());
    }

    /** "The leader … includes the index and term of the entry in its log that immediately precedes the new entries." */
    @Test
    void framesNameTheEntryBeforeThem() {
        TestReplica leader = agreed(makeLeader(
                new TestReplica(CONFIG, 0, 3, 1).withLog(6, -1, 2, 2, 6).start()));
        leader.deliver(Messages.appendReply(1, 0, 7, 4, 4));
        leader.endCycle();
        leader.takeSent();
        leader.proposeNow("x");
        leader.proposeNow("y");
        assertEquals(
                List.of(
                        "0->1 AppendEntries(t=7 prev=4/7 commit=4 entries=1)",
                        "0->2 AppendEntries(t=7 prev=4/7 commit=4 entries=1)",
                        "0->1 AppendEntries(t=7 prev=5/7 commit=4 entries=1)",
                        "0->2 AppendEntries(t=7 prev=5/7 commit=4 entries=1)"),
                texts(leader.takeSent()));
    }

    /** "If the follower does not find an entry in its log with the same index and term, then it refuses the new entries." */
    @Test
    void refusesEntriesWithoutTheirPredecessor() {
        record Case(long prevIndex, long prevTerm, String reply) {}
        List<Case> cases = List.of(
                new Case(6, 4, "match=0 verified=0 rejected=6 conflict=6/-1"),
                new Case(5, 4, "match=0 verified=0 rejected=5 conflict=4/3"),
                new Case(3, 1, "match=0 verified=0 rejected=3 conflict=2/2"),
                new Case(2, 1, "match=0 verified=0 rejected=2 conflict=2/2"));
        for (Case c : cases) {
            TestReplica follower = new TestReplica(CONFIG, 0, 3, 1)
                    .withLog(4, -1, 1, 2, 2, 3, 3)
                    .start();
            follower.deliver(Messages.append(1, 0, 5, c.prevIndex, c.prevTerm, 0, 5));
            follower.endCycle();
            assertEquals(
                    "0->1 AppendReply(t=5 " + c.reply + ")",
                    only(follower.takeSent()).toString());
            assertEquals("1 2 2 3 3", follower.terms());
        }
    }

    /** "The leader handles inconsistencies by forcing the followers' logs to duplicate its own … conflicting entries … overwritten." */
    @Test
    void conflictingEntriesAreOverwritten() {
        record Case(long prevIndex, long prevTerm, long[] entries, String terms, long cuts) {}
        List<Case> cases = List.of(
                new Case(5, 3, new long[] {}, "1 2 2 3 3", 0),
                new Case(5, 3, new long[] {5}, "1 2 2 3 3 5", 0),
                new Case(1, 1, new long[] {2, 2, 3, 3, 5}, "1 2 2 3 3 5", 0),
                new Case(3, 2, new long[] {3, 4}, "1 2 2 3 4", 1),
                new Case(1, 1, new long[] {2, 5}, "1 2 5", 1),
                new Case(0, 0, new long[] {4, 4}, "4 4", 1));
        for (Case c : cases) {
            TestReplica follower = new TestReplica(CONFIG, 0, 3, 1)
                    .withLog(4, -1, 1, 2, 2, 3, 3)
                    .start();
            follower.deliver(Messages.append(1, 0, 5, c.prevIndex, c.prevTerm, 0, c.entries));
            assertEquals(c.terms, follower.terms());
            assertEquals(c.cuts, follower.count(RaftCounter.SUFFIX_CUT));
            follower.endCycle();
            follower.endCycle();
            assertEquals(follower.node.lastIndex(), follower.log.lastIndex());
            follower.crash();
            assertEquals(c.terms, follower.start().terms(), "and it stays so after a crash");
        }
    }

    /** Figure 7: "When the leader at the top comes to power, it is possible that any of scenarios (a–f) could occur." */
    @Test
    void bringsAllFollowersOfFigure7InStep() {
        long[] top = {1, 1, 1, 4, 4, 5, 5, 6, 6, 6};
        List<long[]> followers = List.of(
                new long[] {1, 1, 1, 4, 4, 5, 5, 6, 6},
                new long[] {1, 1, 1, 4},
                new long[] {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6},
                new long[] {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7},
                new long[] {1, 1, 1, 4, 4, 4, 4},
                new long[] {1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3});
        for (long[] terms : followers) {
            // The third server gives the leader its majority; it is a copy of the leader.
            TestCluster cluster = new TestCluster(3);
            cluster.replica(0).withLog(7, -1, top);
            cluster.replica(1).withLog(7, -1, terms);
            cluster.replica(2).withLog(7, -1, top);
            cluster.start();
            cluster.cut(0, 1);
            cluster.cut(2, 1);
            cluster.elect(0);
            cluster.heal();
            cluster.replica(0).proposeNow("x");
            cluster.run(T);
            assertEquals("1 1 1 4 4 5 5 6 6 6 8 8", cluster.replica(1).terms());
            assertEquals(12, cluster.node(1).commitIndex());
            assertEquals("x", cluster.replica(1).command(12));
        }
    }

    /** "When a leader first comes to power, it initializes all nextIndex values to the index just after the last one in its log." */
    @Test
    void newLeaderSupposesThatAllHaveItsLog() {
        TestReplica replica =
                new TestReplica(CONFIG, 0, 3, 1).withLog(4, -1, 1, 2, 4).start();
        Scenes.makeCandidate(replica);
        replica.deliver(Messages.voteReply(1, 0, 5, true));
        replica.endCycle();
        assertEquals(
                List.of(
                        "0->1 AppendEntries(t=5 prev=3/4 commit=0 entries=0)",
                        "0->2 AppendEntries(t=5 prev=3/4 commit=0 entries=0)"),
                texts(replica.takeSent()));
    }

    /**
     * "After a rejection, the leader decrements nextIndex and retries"; "the leader can decrement nextIndex to bypass all of the
     * conflicting entries in that term; one AppendEntries RPC will be required for each term with conflicting entries."
     */
    @Test
    void backsUpOneTermAtATime() {
        TestCluster cluster = new TestCluster(3);
        cluster.replica(0).withLog(9, -1, 1, 1, 8, 8, 8, 8, 9, 9);
        cluster.replica(1).withLog(9, -1, 1, 1, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6);
        cluster.replica(2).withLog(9, -1, 1, 1, 8, 8, 8, 8, 9, 9);
        cluster.start();
        cluster.cut(2, 1);
        cluster.elect(0);
        assertEquals("1 1 8 8 8 8 9 9 10", cluster.replica(1).terms());
        // Entry 8 is of term 4, which begins at 6; entry 5 of term 2, which begins at 3; entry 2 fits.
        assertEquals(2, cluster.replica(0).count(RaftCounter.PROBE_BACKED_UP));
    }

    /** As above, where the leader has entries of the conflicting term: it goes on behind its own last one. */
    @Test
    void backsUpToItsOwnEndOfTheConflictingTerm() {
        TestReplica leader = makeLeader(new TestReplica(CONFIG, 0, 3, 1)
                .withLog(6, -1, 1, 4, 4, 5, 5, 6)
                .start());
        leader.deliver(Messages.appendReply(1, 0, 7, 0, 0, 6, 4, 2));
        leader.endCycle();
        assertEquals(
                "0->1 AppendEntries(t=7 prev=3/4 commit=0 entries=0)",
                only(leader.takeSent()).toString());
    }

    /** As above: a shorter log says where it ends. */
    @Test
    void backsUpToTheEndOfAShorterLog() {
        TestReplica leader = makeLeader(new TestReplica(CONFIG, 0, 3, 1)
                .withLog(6, -1, 1, 4, 4, 5, 5, 6)
                .start());
        leader.deliver(Messages.appendReply(1, 0, 7, 0, 0, 6, -1, 3));
        leader.endCycle();
        assertEquals(
                "0->1 AppendEntries(t=7 prev=2/4 commit=0 entries=0)",
                only(leader.takeSent()).toString());
        leader.deliver(Messages.appendReply(1, 0, 7, 2, 2));
        leader.endCycle();
        assertEquals(
                "0->1 AppendEntries(t=7 prev=2/4 commit=0 entries=5)",
                only(leader.takeSent()).toString());
    }

    /** "A leader never overwrites or deletes entries in its own log" (leader append-only, Figure 3). */
    @Test
    void leaderKeepsItsLog() {
        TestCluster cluster = new TestCluster(3);
        cluster.replica(0).withLog(3, -1, 1, 3);
        cluster.replica(1).withLog(3, -1, 1, 2, 2, 2);
        cluster.replica(2).withLog(3, -1, 1);
        cluster.start().elect(0);
        assertEquals("1 3 4", cluster.replica(0).terms());
        assertEquals(0, cluster.replica(0).count(RaftCounter.SUFFIX_CUT));
        assertEquals("1 3 4", cluster.replica(1).terms());
        assertEquals("1 3 4", cluster.replica(2).terms());
    }

    /** "A single slow follower will not impact performance." */
    @Test
    void oneSilentFollowerHoldsNobodyUp() {
        TestCluster cluster = new TestCluster(3).start().elect(0);
        cluster.isolate(2);
        for (int i = 0; i < 1000; i++) {
            cluster.replica(0).proposeNow("c" + i);
            cluster.stabilize();
            assertEquals(i + 2, cluster.node(0).commitIndex());
        }
    }

    /** "Raft can accept, replicate, and apply new log entries as long as a majority of the servers are up" – and not longer. */
    @Test
    void commitsWithAMajorityAndNotWithout() {
        TestCluster cluster = new TestCluster(5).start().elect(0);
        cluster.crash(3);
        cluster.crash(4);
        cluster.replica(0).proposeNow("x");
        cluster.stabilize();
        assertEquals(2, cluster.node(0).commitIndex());
        cluster.crash(2);
        cluster.replica(0).proposeNow("y");
        cluster.stabilize();
        assertEquals(2, cluster.node(0).commitIndex());
    }

    /** §5.5: "If the crashed server restarts, then the RPC will complete successfully." */
    @Test
    void restartedFollowerCatchesUp() {
        TestCluster cluster = new TestCluster(3).start().elect(0);
        cluster.replica(0).proposeNow("a");
        cluster.stabilize();
        cluster.crash(1);
        for (int i = 0; i < 500; i++) {
            cluster.replica(0).proposeNow("c" + i);
            cluster.stabilize();
        }
        cluster.recover(1);
        assertEquals(2, cluster.node(1).lastIndex());
        cluster.run(T);
        assertEquals(502, cluster.node(1).lastIndex());
        assertEquals(502, cluster.node(1).commitIndex());
        assertEquals(1, cluster.replica(0).count(RaftCounter.FOLLOWER_RESTARTED));
    }

    /** §5.5: "If a follower receives an AppendEntries request that includes log entries already present …, it ignores those." */
    @Test
    void repeatedEntriesAreIgnored() {
        TestReplica follower = follower(0, 3);
        TestMessage early = Messages.append(1, 0, 1, 0, 0, 0, 1, 1);
        TestMessage late = Messages.append(1, 0, 1, 2, 1, 0, 1, 1);
        for (TestMessage message : List.of(early, late, early, late, early)) {
            follower.deliver(message);
            follower.endCycle();
        }
        follower.endCycle();
        assertEquals("1 1 1 1", follower.terms());
        assertEquals(4, follower.log.lastIndex());
        assertEquals(0, follower.count(RaftCounter.SUFFIX_CUT));
        assertEquals(3, follower.count(RaftCounter.ENTRIES_REPEATED));
    }
}
