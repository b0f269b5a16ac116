package io.ft4j.core.consensus.raft;

import static io.ft4j.core.consensus.raft.Scenes.CONFIG;
import static io.ft4j.core.consensus.raft.Scenes.HEARTBEAT;
import static io.ft4j.core.consensus.raft.Scenes.T;
import static io.ft4j.core.consensus.raft.Scenes.agreed;
import static io.ft4j.core.consensus.raft.Scenes.follower;
import static io.ft4j.core.consensus.raft.Scenes.leader;
import static io.ft4j.core.consensus.raft.Scenes.only;
import static io.ft4j.core.consensus.raft.Scenes.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.protocol.codec.EntryHeaderDecoder;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** How entries travel: windows, batches, acknowledgements, loss, catching up, cuts. */
final class RaftReplicationTest {
    @Test
    void replicatesAndCommitsInAGroup() {
        TestCluster cluster = new TestCluster(3).start().elect(1);
        assertEquals(2, cluster.replica(1).proposeNow("a"));
        cluster.stabilize();
        cluster.run(HEARTBEAT);
        for (TestReplica replica : cluster.replicas) {
            assertEquals(1, replica.node.leaderId());
            assertEquals(2, replica.node.commitIndex());
            assertEquals("a", replica.command(2));
        }
    }

    @Test
    void groupOfOneCommitsWhenDurable() {
        TestCluster cluster = new TestCluster(1).start().elect(0);
        TestReplica replica = cluster.replica(0);
        replica.autoDurable = false;
        replica.proposeNow("a");
        replica.endCycle();
        assertEquals(1, replica.node.commitIndex());
        replica.makeDurable();
        replica.endCycle();
        assertEquals(2, replica.node.commitIndex());
    }

    @Test
    void commandsOfOneCycleTravelInOneFrameToAll() {
        TestReplica leader = agreed(leader(0, 4));
        leader.deliver(Messages.appendReply(1, 0, 1, 1, 1));
        leader.deliver(Messages.appendReply(2, 0, 1, 1, 1));
        leader.endCycle();
        leader.takeSent();
        for (int i = 0; i < 100; i++) {
            leader.propose("c" + i);
        }
        leader.node.onBatchEnd(leader.nowNs, leader.outbox);
        assertEquals(2, leader.outbox.rows(), "one range for the log, one frame for all followers");
        leader.endCycle();
        assertEquals(
                List.of(
                        "0->1 AppendEntries(t=1 prev=1/1 commit=1 entries=100)",
                        "0->2 AppendEntries(t=1 prev=1/1 commit=1 entries=100)",
                        "0->3 AppendEntries(t=1 prev=1/1 commit=1 entries=100)"),
                texts(leader.takeSent()));
    }

    @Test
    void framesKeepToTheirLimit() {
        RaftConfig config = RaftConfig.builder().maxFrameBytes(2048).build();
        TestReplica leader = agreed(Scenes.makeLeader(new TestReplica(config, 0, 2, 1).start()));
        for (int i = 0; i < 200; i++) {
            leader.propose("command " + i);
        }
        leader.endCycle();
        long next = 2;
        for (TestMessage message : leader.takeSent()) {
            assertTrue(message.bytes.capacity() <= 2048, message.toString());
            assertEquals(next - 1, message.appendEntries().prevIndex());
            next += message.entryCount();
        }
        assertEquals(202, next);
    }

    @Test
    void sendsNoMoreThanTheWindowWithoutAcknowledgement() {
        RaftConfig config = RaftConfig.builder().maxInflightFrames(3).build();
        TestReplica leader = agreed(Scenes.makeLeader(new TestReplica(config, 0, 3, 1).start()));
        for (int i = 0; i < 10; i++) {
            leader.proposeNow("c" + i);
        }
        // The no-op took the first place of the window.
        assertEquals(2 * 2, leader.takeSent().size());
        assertTrue(leader.count(RaftCounter.WINDOW_FULL) > 0);
        leader.deliver(Messages.appendReply(1, 0, 1, 1, 3));
        leader.endCycle();
        assertEquals(
                "0->1 AppendEntries(t=1 prev=3/1 commit=1 entries=8)",
                only(leader.takeSent()).toString());
    }

    @Test
    void followerAnswersOnceACycle() {
        TestReplica follower = follower(0, 3);
        for (int i = 0; i < 10; i++) {
            follower.deliver(Messages.append(1, 0, 1, i, i == 0 ? 0 : 1, 0, 1));
        }
        follower.endCycle();
        follower.endCycle();
        assertEquals(
                "0->1 AppendReply(t=1 match=10 verified=10)",
                only(follower.takeSent()).toString());
    }

    /** B8, 6: an acknowledgement before its entry is durable is a lie that a crash brings to light. */
    @Test
    void acknowledgesOnlyWhatIsDurable() {
        TestReplica follower = follower(0, 3);
        follower.deliver(Messages.append(1, 0, 1, 0, 0, 0));
        follower.endCycle();
        follower.takeSent();
        follower.autoDurable = false;
        follower.deliver(Messages.append(1, 0, 1, 0, 0, 0, 1, 1));
        follower.endCycle();
        follower.endCycle();
        assertEquals(List.of(), follower.takeSent());
        follower.deliver(Messages.append(1, 0, 1, 2, 1, 0));
        follower.endCycle();
        assertEquals(
                "0->1 AppendReply(t=1 match=0 verified=2)",
                only(follower.takeSent()).toString(),
                "a heartbeat");
        follower.makeDurable();
        follower.endCycle();
        assertEquals(
                "0->1 AppendReply(t=1 match=2 verified=2)",
                only(follower.takeSent()).toString());
    }

    /**
     * A follower's log may end with entries of a deposed leader, and they are durable. If it acknowledged "all that is durable" to a
     * heartbeat, the new leader would count entries that it does not have there, and commit without followers.
     */
    @Test
    void acknowledgesNothingThatTheLeaderHasNotConfirmed() {
        TestReplica follower =
                new TestReplica(CONFIG, 0, 3, 1).withLog(2, -1, 1, 1, 2, 2).start();
        follower.deliver(Messages.append(1, 0, 3, 2, 1, 0));
        follower.endCycle();
        follower.endCycle();
        assertEquals(
                "0->1 AppendReply(t=3 match=2 verified=2)",
                only(follower.takeSent()).toString());
        follower.deliver(Messages.append(1, 0, 4, 0, 0, 0));
        follower.endCycle();
        follower.endCycle();
        assertEquals(
                "0->1 AppendReply(t=4 match=0 verified=0)",
                only(follower.takeSent()).toString(),
                "a new term");
    }

    /** An index is reused after a cut, a position is not: durability of the old entry says nothing about the new one. */
    @Test
    void durabilityOfACutEntryDoesNotCountForItsSuccessor() {
        TestReplica follower = follower(0, 3);
        follower.autoDurable = false;
        follower.deliver(Messages.append(1, 0, 1, 0, 0, 0, 1, 1, 1));
        follower.endCycle();
        long positionOfOld = follower.log.position();
        follower.deliver(Messages.append(2, 0, 2, 1, 1, 0, 2, 2));
        follower.endCycle();
        follower.log.makeDurable(positionOfOld);
        follower.endCycle();
        assertEquals(1, follower.node.durableIndex());
        follower.makeDurable();
        follower.endCycle();
        assertEquals(3, follower.node.durableIndex());
        assertTrue(texts(follower.takeSent()).contains("0->2 AppendReply(t=2 match=3 verified=3)"));
    }

    /** Far more ranges wait for a slow disk than marks fit: the acknowledgement comes later, and is exact in the end. */
    @Test
    void manyRangesMayWaitForDurability() {
        TestReplica follower = follower(0, 3);
        follower.deliver(Messages.append(1, 0, 1, 0, 0, 0));
        follower.endCycle();
        follower.autoDurable = false;
        for (int i = 0; i < 1000; i++) {
            follower.deliver(Messages.append(1, 0, 1, i, i == 0 ? 0 : 1, 0, 1));
            follower.endCycle();
        }
        assertTrue(follower.count(RaftCounter.DURABLE_MARKS_MERGED) > 0);
        follower.takeSent();
        long durable = 0;
        while (follower.log.durablePosition() < follower.log.position()) {
            follower.log.makeDurable(follower.log.durablePosition() + 77);
            follower.endCycle();
            assertTrue(follower.node.durableIndex() >= durable);
            durable = follower.node.durableIndex();
            assertTrue(durable < follower.log.durablePosition(), "the record of the term came first");
        }
        assertEquals(1000, durable);
        List<String> replies = texts(follower.takeSent());
        assertEquals("0->1 AppendReply(t=1 match=1000 verified=1000)", replies.get(replies.size() - 1));
    }

    /** As a leader: frames of one cycle whose followers are elsewhere; entries not handed to the log yet are cut there only. */
    @Test
    void leaderThatIsDeposedInTheMiddleOfACycleCutsWhatItHadTaken() {
        TestReplica replica = agreed(leader(0, 3));
        replica.propose("a");
        replica.propose("b");
        replica.deliver(Messages.append(1, 0, 2, 1, 1, 1, 2));
        replica.endCycle();
        replica.endCycle();
        assertEquals("1 2", replica.terms());
        assertEquals("c2", replica.command(2));
        assertEquals(2, replica.log.lastIndex());
        assertEquals(
                "0->1 AppendReply(t=2 match=2 verified=2)",
                replica.takeSent().get(0).toString());
    }

    @Test
    void twoLeadersInOneCycleLeaveTheLaterOnesEntries() {
        TestReplica follower = follower(0, 3);
        follower.deliver(Messages.append(1, 0, 1, 0, 0, 0, 1, 1, 1));
        follower.deliver(Messages.append(2, 0, 2, 1, 1, 0, 2));
        follower.deliver(Messages.append(1, 0, 3, 1, 1, 0, 3, 3));
        follower.endCycle();
        follower.endCycle();
        assertEquals("1 3 3", follower.terms());
        assertEquals(3, follower.log.lastIndex());
        assertEquals(3, Records.term(follower.log.entry(2), 0));
        assertEquals(3, follower.node.durableIndex());
    }

    /** R4: whoever asks for that is no leader of this group; a node that goes on would contradict itself. */
    @Test
    void whatIsCommittedIsNeverCut() {
        TestReplica follower = follower(0, 3);
        follower.deliver(Messages.append(1, 0, 1, 0, 0, 2, 1, 1));
        assertThrows(Invariant.Violation.class, () -> follower.deliver(Messages.append(2, 0, 2, 1, 1, 0, 2)));
    }

    @Test
    void countsCutsThroughManyTerms() {
        TestReplica follower =
                new TestReplica(CONFIG, 0, 3, 1).withLog(4, -1, 1, 2, 3, 4).start();
        follower.deliver(Messages.append(1, 0, 5, 1, 1, 0, 5));
        assertEquals(1, follower.count(RaftCounter.SUFFIX_CUT_OF_MANY_TERMS));
    }

    /** The last frame was lost and nothing follows it: the heartbeat names the index that it would have reached. */
    @Test
    void lossOfTheLastFrameIsNoticedByTheHeartbeat() {
        TestCluster cluster = new TestCluster(3).start().elect(0);
        cluster.dropping = TestMessage::hasEntries;
        cluster.replica(0).proposeNow("x");
        cluster.stabilize();
        assertEquals(1, cluster.node(0).commitIndex());
        cluster.heal();
        cluster.run(2 * HEARTBEAT);
        assertEquals(2, cluster.node(0).commitIndex());
        assertEquals(2, cluster.replica(0).count(RaftCounter.PIPELINE_BROKEN));
    }

    @Test
    void framesThatOvertakeEachOtherAreRepaired() {
        TestCluster cluster = new TestCluster(2).start().elect(0);
        for (int i = 0; i < 6; i++) {
            cluster.replica(0).proposeNow("c" + i);
        }
        cluster.collect();
        while (!cluster.network.isEmpty()) {
            cluster.deliver(cluster.network.get(cluster.network.size() - 1));
        }
        cluster.run(3 * HEARTBEAT);
        assertEquals(7, cluster.node(0).commitIndex());
        assertEquals(cluster.replica(0).terms(), cluster.replica(1).terms());
        for (long index = 2; index <= 7; index++) {
            assertEquals("c" + (index - 2), cluster.replica(1).command(index));
        }
    }

    @Test
    void staleRejectionsAreIgnored() {
        TestReplica leader = agreed(leader(0, 3));
        leader.proposeNow("a");
        leader.deliver(Messages.appendReply(1, 0, 1, 2, 2));
        leader.endCycle();
        leader.takeSent();
        leader.deliver(Messages.appendReply(1, 0, 1, 0, 0, 2, -1, 1));
        leader.deliver(Messages.appendReply(1, 0, 1, 0, 0, 7, -1, 1));
        leader.proposeNow("b");
        assertEquals(
                "0->1 AppendEntries(t=1 prev=2/1 commit=2 entries=1)",
                leader.takeSent().get(0).toString());
        assertEquals(2, leader.count(RaftCounter.REJECTION_STALE));
    }

    /** B8, 22: what a follower of an earlier term of this same leader had says nothing about the present term. */
    @Test
    void repliesOfEarlierTermsDoNotCount() {
        TestReplica leader = agreed(leader(0, 3));
        leader.proposeNow("a");
        leader.deliver(Messages.appendReply(1, 0, 0, 2, 2));
        leader.endCycle();
        assertEquals(0, leader.node.commitIndex());
        assertEquals(1, leader.count(RaftCounter.APPEND_REPLY_OF_OLD_TERM));
    }

    @Test
    void impossibleRepliesAreIgnored() {
        TestReplica leader = agreed(leader(0, 3));
        leader.deliver(Messages.appendReply(1, 0, 1, 5, 5));
        leader.deliver(Messages.appendReply(1, 0, 1, 1, 0));
        leader.deliver(Messages.appendReply(1, 0, 1, -1, 0));
        leader.endCycle();
        assertEquals(0, leader.node.commitIndex());
        assertEquals(3, leader.count(RaftCounter.MESSAGE_IMPLAUSIBLE));
    }

    @Test
    void restartedFollowerIsProbedAtOnceAndCountsAnew() {
        TestReplica leader = agreed(leader(0, 3));
        leader.proposeNow("a");
        leader.deliver(Messages.appendReply(1, 0, 1, 1, 1));
        leader.endCycle();
        leader.takeSent();
        assertEquals(1, leader.node.commitIndex());
        leader.deliver(Messages.appendReply(2, 0, 1, 1, 1));
        leader.node.onIncarnation(leader.nowNs, 1, 2, leader.outbox);
        leader.node.onIncarnation(leader.nowNs, 2, 2, leader.outbox);
        leader.endCycle();
        assertEquals(
                List.of(
                        "0->1 AppendEntries(t=1 prev=2/1 commit=1 entries=0)",
                        "0->2 AppendEntries(t=1 prev=2/1 commit=1 entries=0)"),
                texts(leader.takeSent()));
        assertEquals(1, leader.node.commitIndex());
    }

    /** The newest entries are in memory, older ones come from the log, bounded per cycle, and nobody else waits for that. */
    @Test
    void laggingFollowerCatchesUpFromTheLogWithinTheBudget() {
        RaftConfig config = RaftConfig.builder()
                .maxFrameBytes(2048)
                .catchUpBytesPerCycle(4096)
                .maxCommandBytes(64)
                .build();
        TestCluster cluster = new TestCluster(3, config, 1);
        for (int id = 0; id < 3; id++) {
            cluster.replicas[id] = new TestReplica(config, id, 3, 1, 1 << 12);
        }
        cluster.start().elect(0);
        cluster.isolate(2);
        for (int i = 0; i < 500; i++) {
            cluster.replica(0).proposeNow("command " + i);
            cluster.stabilize();
        }
        cluster.heal();
        TestReplica leader = cluster.replica(0);
        leader.fireDeadline();
        for (int i = 0; i < 200; i++) {
            leader.proposeNow("more " + i);
            cluster.collect();
            long bytes = cluster.network.stream()
                    .filter(message -> message.to == 2)
                    .mapToLong(message -> message.bytes.capacity())
                    .sum();
            assertTrue(bytes <= 4096 + 2 * 2048, "bytes of one cycle: " + bytes);
            while (!cluster.network.isEmpty()) {
                cluster.deliver(cluster.network.get(0));
                leader.endCycle();
            }
            assertTrue(leader.node.commitIndex() >= 500 + i, "others go on");
        }
        cluster.run(2 * HEARTBEAT);
        assertEquals(leader.terms(), cluster.replica(2).terms());
        assertEquals(701, cluster.node(2).commitIndex());
        assertTrue(leader.count(RaftCounter.CAUGHT_UP_FROM_LOG) > 0);
    }

    @Test
    void framesWithoutRoomAreDroppedAndComeAgain() {
        RaftConfig config = RaftConfig.builder().maxFrameBytes(1200).build();
        TestReplica follower = new TestReplica(config, 0, 3, 1, 2048).start();
        long prev = 0;
        for (int i = 0; i < 4; i++) {
            follower.deliver(Messages.append(1, 0, 1, prev, prev == 0 ? 0 : 1, 0, terms(1, 16)));
            prev += 16;
        }
        assertEquals(32, follower.node.lastIndex());
        assertEquals(1, follower.count(RaftCounter.FOLLOWER_TAIL_FULL));
        assertEquals(1, follower.count(RaftCounter.PREFIX_MISSING));
        follower.endCycle();
        assertEquals(
                "0->1 AppendReply(t=1 match=0 verified=32 rejected=48 conflict=33/-1)",
                follower.takeSent().get(0).toString());
        follower.endCycle();
        follower.deliver(Messages.append(1, 0, 1, 32, 1, 0, terms(1, 16)));
        assertEquals(48, follower.node.lastIndex());
    }

    private static long[] terms(long term, int count) {
        long[] terms = new long[count];
        Arrays.fill(terms, term);
        return terms;
    }

    @Test
    void refusesCommandsAtTheDoor() {
        RaftConfig config =
                RaftConfig.builder().maxUncommittedEntries(3).maxCommandBytes(4).build();
        TestReplica leader = agreed(Scenes.makeLeader(new TestReplica(config, 0, 3, 1).start()));
        assertEquals(Consensus.TOO_LONG, leader.propose("12345"));
        assertEquals(2, leader.propose("1234"));
        assertEquals(3, leader.propose(""));
        assertEquals(Consensus.BACK_PRESSURED, leader.propose("x"));
        leader.endCycle();
        leader.deliver(Messages.appendReply(1, 0, 1, 3, 3));
        leader.endCycle();
        leader.endCycle();
        leader.deliver(Messages.appendReply(2, 0, 1, 3, 3));
        leader.endCycle();
        assertEquals(3, leader.node.commitIndex());
        assertEquals(4, leader.propose("x"));
    }

    @Test
    void refusesCommandsWhileMemoryIsFull() {
        RaftConfig config = RaftConfig.builder().maxFrameBytes(1200).build();
        TestReplica leader = agreed(Scenes.makeLeader(new TestReplica(config, 0, 3, 1, 2048).start()));
        while (leader.propose("0123456789abcdef") > 0) {}
        assertEquals(1, leader.count(RaftCounter.PROPOSAL_BACK_PRESSURED));
        leader.endCycle();
        assertTrue(leader.propose("x") > 0, "the log has taken them");
    }

    @Test
    void noOpThatFindsNoRoomIsTriedAgain() {
        RaftConfig config = RaftConfig.builder().maxFrameBytes(2048).build();
        TestReplica replica = new TestReplica(config, 0, 3, 1, 2048).start();
        replica.deliver(Messages.append(1, 0, 1, 0, 0, 0, terms(1, 18)));
        replica.deliver(Messages.append(1, 0, 1, 18, 1, 0, terms(1, 18)));
        replica.endCycle();
        Scenes.makeCandidate(replica);
        // As if the log had not taken them.
        replica.tail.savedUpTo(0);
        replica.deliver(Messages.voteReply(1, 0, 2, true));
        assertEquals(Role.LEADER, replica.node.role());
        assertEquals(1, replica.count(RaftCounter.NO_OP_DELAYED));
        assertEquals(36, replica.node.lastIndex());
        replica.tail.savedUpTo(36);
        replica.endCycle();
        assertEquals(37, replica.node.lastIndex());
        assertEquals(2, replica.node.termAt(37));
    }

    /** Clocks of leaders differ; time in the log does not run backwards. */
    @Test
    void timestampsNeverDecreaseAcrossLeaders() {
        TestCluster cluster = new TestCluster(3).start();
        cluster.replica(0).nowNs += 3_600_000_000_000L;
        cluster.replica(0).endCycle();
        cluster.stabilize();
        cluster.elect(0);
        cluster.replica(0).proposeNow("a");
        cluster.stabilize();
        cluster.crash(0);
        for (int id = 1; id < 3; id++) {
            cluster.replica(id).nowNs = 5_000_000_000L;
            cluster.replica(id).crash();
            cluster.replica(id).start();
        }
        cluster.run(5 * T);
        int leader = cluster.leader();
        assertTrue(cluster.replica(leader).nowNs < 3_600_000_000_000L);
        cluster.replica(leader).proposeNow("b");
        long before = 0;
        for (long index = 1; index <= cluster.node(leader).lastIndex(); index++) {
            long timestampNs = Records.timestampNs(cluster.replica(leader).log.entry(index), 0);
            assertTrue(timestampNs >= before);
            before = timestampNs;
        }
    }

    /** A clock that was wrong leaves with the entries that it stamped, also across a restart. */
    @Test
    void timestampOfACutEntryIsForgotten() {
        for (boolean restarted : new boolean[] {false, true}) {
            TestReplica replica = follower(0, 3);
            TestMessage future = Messages.append(1, 0, 1, 0, 0, 0, 1);
            int timestampAt = RaftMessages.APPEND_ENTRIES_LENGTH + EntryHeaderDecoder.timestampNsEncodingOffset();
            future.bytes.putLong(timestampAt, Long.MAX_VALUE / 2);
            replica.deliver(future);
            replica.endCycle();
            replica.deliver(Messages.append(2, 0, 2, 0, 0, 0, 2));
            replica.endCycle();
            if (restarted) {
                replica.crash();
                replica.start();
            }
            replica.advance(2 * T);
            Scenes.makeLeader(replica);
            assertEquals(2, replica.node.lastIndex());
            long timestampNs = Records.timestampNs(replica.log.entry(2), 0);
            assertTrue(timestampNs <= replica.nowNs && timestampNs > 0, "timestampNs=" + timestampNs);
        }
    }

    @Test
    void recoversTermVoteAndLogFromItsRecords() {
        TestReplica replica = follower(0, 3);
        replica.deliver(Messages.append(1, 0, 1, 0, 0, 0, 1, 1, 1));
        replica.endCycle();
        replica.deliver(Messages.append(2, 0, 2, 1, 1, 0, 2, 2));
        replica.endCycle();
        replica.deliver(Messages.voteRequest(1, 0, 3, 9, 2));
        replica.endCycle();
        replica.advance(T);
        replica.deliver(Messages.voteRequest(1, 0, 3, 9, 2));
        replica.endCycle();
        replica.crash();
        replica.start();
        assertEquals(3, replica.node.term());
        assertEquals(1, replica.node.votedFor());
        assertEquals("1 2 2", replica.terms());
        assertEquals(3, replica.node.durableIndex());
        assertEquals(0, replica.node.commitIndex(), "learned from the next leader");
        assertEquals(Role.FOLLOWER, replica.node.role());
    }

    @Test
    void refusesRecordsOfAnotherGroup() {
        TestReplica longer =
                new TestReplica(RaftConfig.builder().maxCommandBytes(1).build(), 0, 3, 1).withLog(1, -1, 1);
        IllegalStateException refusal = assertThrows(IllegalStateException.class, longer::start);
        assertTrue(refusal.getMessage().contains("maxCommandBytes=1"), refusal.getMessage());
        UnsafeBuffer entry = new UnsafeBuffer(TestReplica.entry(5, 1, "x"));
        int bodyLength = entry.capacity() - Records.HEADER_LENGTH;
        TestReplica gap = follower(0, 3);
        assertThrows(
                Invariant.Violation.class,
                () -> gap.node.onRecord(9, 5, Records.COMMAND, entry, Records.HEADER_LENGTH, bodyLength));
        assertThrows(IllegalStateException.class, () -> gap.node.onRecord(9, -1, 99, entry, 0, entry.capacity()));
        assertThrows(
                IllegalStateException.class,
                () -> gap.node.onRecord(9, -1, PersistentState.TERM_AND_VOTE, entry, 0, entry.capacity()));
    }
}
