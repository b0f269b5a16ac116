package io.ft4j.bench.jmh;

import io.ft4j.core.consensus.raft.RaftConfig;
import io.ft4j.core.consensus.raft.RaftNode;
import io.ft4j.core.consensus.raft.Role;
import io.ft4j.core.consensus.raft.codec.AppendEntriesEncoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyEncoder;
import io.ft4j.core.consensus.raft.codec.BooleanType;
import io.ft4j.core.consensus.raft.codec.MessageHeaderEncoder;
import io.ft4j.core.consensus.raft.codec.PreVoteReplyEncoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyEncoder;
import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.runtime.local.MemoryLog;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What Raft itself does for a batch of commands of 64 B, at the leader and at a follower; no log, no network. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RaftStepBenchmark {
    private static final int GROUP_SIZE = 3;
    private static final int TAIL_BYTES = 1 << 20;
    private static final int TAIL_ENTRIES = 1 << 14;
    private static final int MESSAGE_BYTES = 256;
    private static final long SEED = 1;
    private static final int APPEND_HEAD_LENGTH =
            MessageHeaderEncoder.ENCODED_LENGTH + AppendEntriesEncoder.BLOCK_LENGTH;

    /** One process of the group and what it writes to. */
    private static final class Node {
        private final HotTail tail = new HotTail(TAIL_BYTES, TAIL_ENTRIES);
        private final ScratchOutbox outbox = new ScratchOutbox();
        private final RaftNode raft =
                new RaftNode(RaftConfig.builder().build(), 0, GROUP_SIZE, tail, new MemoryLog(), new Prng(SEED));

        private void start() {
            raft.onStart(1, outbox);
        }

        /** The end of a duty cycle whose appends are durable at once. */
        private void endCycle() {
            raft.onBatchEnd(1, outbox);
            tail.savedUpTo(tail.lastIndex());
            outbox.clear();
            raft.onDurable(1, outbox.position(), outbox);
        }
    }

    /** Commands in one duty cycle. */
    @Param({"1", "16", "256"})
    public int batch;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AppendReplyEncoder appendReply = new AppendReplyEncoder();
    private final AppendEntriesEncoder appendEntries = new AppendEntriesEncoder();
    private final UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(MESSAGE_BYTES));
    private final UnsafeBuffer command = new UnsafeBuffer(ByteBuffer.allocateDirect(Entries.COMMAND_BYTES));
    private final Node leader = new Node();
    private final Node follower = new Node();
    private Entries entries;
    private long sequence;

    /** Makes one process the leader of term 1, and the other a follower in it. */
    @Setup
    public void elect() {
        follower.start();
        entries = new Entries(APPEND_HEAD_LENGTH, batch, 1);
        leader.start();
        leader.raft.onDeadline(leader.raft.nextDeadlineNs(), leader.outbox);
        leader.raft.onMessage(1, 1, message, 0, preVoteGranted(), leader.outbox);
        leader.endCycle();
        leader.raft.onMessage(1, 1, message, 0, voteGranted(), leader.outbox);
        leader.endCycle();
        leader.raft.onMessage(1, 1, message, 0, acknowledged(leader.raft.lastIndex()), leader.outbox);
        leader.endCycle();
        if (leader.raft.role() != Role.LEADER || leader.raft.commitIndex() != leader.raft.lastIndex()) {
            throw new IllegalStateException("role=" + leader.raft.role() + " commitIndex=" + leader.raft.commitIndex());
        }
    }

    private int preVoteGranted() {
        PreVoteReplyEncoder reply = new PreVoteReplyEncoder();
        reply.wrapAndApplyHeader(message, 0, header).term(0).askedTerm(0).granted(BooleanType.YES);
        return reply.limit();
    }

    private int voteGranted() {
        VoteReplyEncoder reply = new VoteReplyEncoder();
        reply.wrapAndApplyHeader(message, 0, header).term(1).granted(BooleanType.YES);
        return reply.limit();
    }

    private int acknowledged(long index) {
        appendReply
                .wrapAndApplyHeader(message, 0, header)
                .term(1)
                .matchIndex(index)
                .verifiedIndex(index)
                .rejectedPrevIndex(-1)
                .conflictTerm(-1)
                .conflictIndex(-1);
        return appendReply.limit();
    }

    /**
     * Proposes a batch, sends it, hears of both followers, commits it.
     *
     * @return the commit index
     */
    @Benchmark
    public long leaderBatch() {
        for (int i = 0; i < batch; i++) {
            leader.raft.propose(1, 1, ++sequence, command, 0, Entries.COMMAND_BYTES, leader.outbox);
        }
        leader.endCycle();
        int length = acknowledged(leader.raft.lastIndex());
        leader.raft.onMessage(1, 1, message, 0, length, leader.outbox);
        leader.raft.onMessage(1, 2, message, 0, length, leader.outbox);
        leader.endCycle();
        return leader.raft.commitIndex();
    }

    /**
     * Takes a batch, answers when it is durable.
     *
     * @return the last index
     */
    @Benchmark
    public long followerBatch() {
        long prevIndex = follower.raft.lastIndex();
        int length = entries.next().length();
        appendEntries
                .wrapAndApplyHeader(entries.buffer(), 0, header)
                .term(1)
                .prevIndex(prevIndex)
                .prevTerm(prevIndex == 0 ? 0 : 1)
                .commitIndex(prevIndex);
        follower.raft.onMessage(1, 1, entries.buffer(), 0, APPEND_HEAD_LENGTH + length, follower.outbox);
        follower.endCycle();
        follower.endCycle();
        return follower.raft.lastIndex();
    }
}
