package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.consensus.raft.codec.AppendEntriesEncoder;
import io.ft4j.core.consensus.raft.codec.MessageHeaderDecoder;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.Records;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Bytes that no member sent: refused and counted before anything changes. */
final class RaftHostileMessageTest {
    private static final int ENTRIES = RaftMessages.APPEND_ENTRIES_LENGTH;
    private static final int STRIDE = Records.stride(Records.ENTRY_HEADER_LENGTH + 2);

    /** Each way in which entries can be wrong, alone: nothing of the frame is taken. */
    @Test
    void refusesMalformedEntries() {
        refusesEntries("length of a record too small", bytes -> bytes.putInt(ENTRIES, 47));
        refusesEntries("length negative", bytes -> bytes.putInt(ENTRIES, -1));
        refusesEntries("length beyond the frame", bytes -> bytes.putInt(ENTRIES + STRIDE, 1 << 20));
        refusesEntries("length near the largest", bytes -> bytes.putInt(ENTRIES, Integer.MAX_VALUE));
        refusesEntries("type of a cut", bytes -> bytes.putShort(ENTRIES + 4, (short) 0));
        refusesEntries("type of a state record", bytes -> bytes.putShort(ENTRIES + 4, (short) 16));
        refusesEntries("index repeated", bytes -> bytes.putLong(ENTRIES + STRIDE + 8, 1));
        refusesEntries("index skipped", bytes -> bytes.putLong(ENTRIES + STRIDE + 8, 3));
        refusesEntries("term decreases", bytes -> bytes.putLong(ENTRIES + STRIDE + 16, 1));
        refusesEntries("term above the leader's", bytes -> bytes.putLong(ENTRIES + STRIDE + 16, 3));
        refusesEntries("term zero", bytes -> bytes.putLong(ENTRIES + 16, 0));
    }

    private static void refusesEntries(String what, Consumer<UnsafeBuffer> damage) {
        TestMessage message = Messages.append(1, 0, 2, 0, 0, 0, 2, 2);
        damage.accept(message.bytes);
        TestReplica replica = Scenes.follower(0, 3);
        replica.deliver(message);
        assertEquals(1, replica.count(RaftCounter.ENTRIES_MALFORMED), what);
        assertEquals(0, replica.node.lastIndex(), what);
        assertEquals(0, replica.node.term(), what);
        assertEquals(Role.FOLLOWER, replica.node.role(), what);
    }

    @Test
    void refusesCommandsAndFramesAboveTheLimit() {
        RaftConfig config =
                RaftConfig.builder().maxCommandBytes(1).maxFrameBytes(128).build();
        TestReplica replica = new TestReplica(config, 0, 3, 1).start();
        replica.deliver(Messages.append(1, 0, 2, 0, 0, 0, 2));
        assertEquals(1, replica.count(RaftCounter.ENTRIES_MALFORMED));
        config = RaftConfig.builder().maxCommandBytes(2).maxFrameBytes(128).build();
        replica = new TestReplica(config, 0, 3, 1).start();
        replica.deliver(Messages.append(1, 0, 2, 0, 0, 0, 2, 2));
        assertEquals(1, replica.count(RaftCounter.ENTRIES_MALFORMED));
        replica.deliver(Messages.append(1, 0, 2, 0, 0, 0, 2));
        assertEquals(1, replica.node.lastIndex());
    }

    @Test
    void refusesImplausibleFields() {
        List<TestMessage> implausible = List.of(
                Messages.append(1, 0, 0, 0, 0, 0),
                Messages.append(1, 0, -1, 0, 0, 0),
                Messages.append(1, 0, Long.MAX_VALUE, 0, 0, 0),
                Messages.append(1, 0, 2, -1, 0, 0),
                Messages.append(1, 0, 2, 1, 0, 0),
                Messages.append(1, 0, 2, 0, 1, 0),
                Messages.append(1, 0, 2, 1, 3, 0),
                Messages.append(1, 0, 2, 0, 0, -1),
                Messages.appendReply(1, 0, -1, 0, 0),
                Messages.appendReply(1, 0, Long.MAX_VALUE, 0, 0),
                Messages.voteRequest(1, 0, 0, 0, 0),
                Messages.voteRequest(1, 0, 2, 1, 3),
                Messages.voteRequest(1, 0, 2, -1, 1),
                Messages.voteReply(1, 0, -1, true),
                Messages.preVoteRequest(1, 0, -1, 0, 0),
                Messages.preVoteRequest(1, 0, 1, 3, 2),
                Messages.preVoteReply(1, 0, Long.MIN_VALUE, 0, true));
        TestReplica replica = Scenes.follower(0, 3);
        for (TestMessage message : implausible) {
            replica.deliver(message);
        }
        assertEquals(implausible.size(), replica.count(RaftCounter.MESSAGE_IMPLAUSIBLE));
        assertEquals(0, replica.node.term());
    }

    @Test
    void refusesWhatItCannotRead() {
        TestReplica replica = Scenes.follower(0, 3);
        TestMessage whole = Messages.append(1, 0, 2, 0, 0, 0);
        for (int length = 0; length < whole.bytes.capacity(); length++) {
            replica.deliver(new TestMessage(1, 0, 1, whole.bytes, 0, length));
        }
        assertEquals(whole.bytes.capacity(), replica.count(RaftCounter.MESSAGE_UNREADABLE));
        for (int at = 0; at < 6; at += 2) {
            TestMessage damaged = Messages.append(1, 0, 2, 0, 0, 0);
            damaged.bytes.putShort(at, (short) 0x7FFF);
            replica.deliver(damaged);
        }
        assertEquals(whole.bytes.capacity() + 3, replica.count(RaftCounter.MESSAGE_UNREADABLE));
        replica.node.onMessage(replica.nowNs, 0, whole.bytes, 0, whole.bytes.capacity(), replica.outbox);
        replica.node.onMessage(replica.nowNs, 64, whole.bytes, 0, whole.bytes.capacity(), replica.outbox);
        assertEquals(2, replica.count(RaftCounter.SENDER_UNKNOWN));
        assertEquals(0, replica.node.term());
    }

    /** A later version may append fields: entries begin behind the block that the header announces. */
    @Test
    void readsMessagesWithMoreFields() {
        TestMessage known = Messages.append(1, 0, 2, 0, 0, 0, 1, 2);
        UnsafeBuffer longer = new UnsafeBuffer(new byte[known.bytes.capacity() + 8]);
        longer.putBytes(0, known.bytes, 0, ENTRIES);
        longer.putShort(0, (short) (AppendEntriesEncoder.BLOCK_LENGTH + 8));
        longer.putShort(6, (short) 1);
        longer.putBytes(ENTRIES + 8, known.bytes, ENTRIES, known.bytes.capacity() - ENTRIES);
        TestReplica replica = Scenes.follower(0, 3);
        replica.deliver(new TestMessage(1, 0, 1, longer, 0, longer.capacity()));
        assertEquals("1 2", replica.terms());
    }

    /**
     * Messages of a living group with random damage, as no checksum would let through: the node refuses them, or takes them for what
     * they say, or stops by one of its own invariants. It never fails in any other way, and what it has committed stays.
     */
    @Test
    void randomDamageBreaksNothing() {
        long stopped = 0;
        long refused = 0;
        for (long seed = 0; seed < 60; seed++) {
            Prng prng = new Prng(seed);
            TestCluster cluster =
                    new TestCluster(3, Scenes.CONFIG, seed).start().elect(0);
            try {
                for (int round = 0; round < 100; round++) {
                    propose(cluster, prng);
                    cluster.collect();
                    if (cluster.network.isEmpty()) {
                        cluster.run(Scenes.HEARTBEAT / 2);
                    } else {
                        deliverDamaged(cluster, prng);
                    }
                }
            } catch (Invariant.Violation violation) {
                stopped++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed, e);
            }
            for (TestReplica replica : cluster.replicas) {
                refused += replica.count(RaftCounter.ENTRIES_MALFORMED)
                        + replica.count(RaftCounter.MESSAGE_IMPLAUSIBLE)
                        + replica.count(RaftCounter.MESSAGE_UNREADABLE);
            }
        }
        assertTrue(refused > 500 && stopped < 60, "refused=" + refused + ", stopped=" + stopped);
    }

    private static void deliverDamaged(TestCluster cluster, Prng prng) {
        TestMessage message = cluster.network.get(prng.nextInt(cluster.network.size()));
        TestMessage copy = new TestMessage(
                message.from, message.to, message.incarnation, message.bytes, 0, message.bytes.capacity());
        damage(copy.bytes, prng);
        TestReplica receiver = cluster.replica(copy.to);
        long commitIndex = receiver.node.commitIndex();
        String before = commitIndex == 0 ? "" : receiver.command(commitIndex);
        receiver.deliver(copy);
        receiver.endCycle();
        cluster.stabilize();
        assertTrue(receiver.node.commitIndex() >= commitIndex);
        assertEquals(before, commitIndex == 0 ? "" : receiver.command(commitIndex));
    }

    private static void propose(TestCluster cluster, Prng prng) {
        int leader = cluster.leader();
        if (leader >= 0) {
            for (int i = prng.nextInt(4); i > 0; i--) {
                cluster.replica(leader).propose("command " + prng.nextInt(1000));
            }
            cluster.replica(leader).endCycle();
        }
    }

    private static void damage(UnsafeBuffer bytes, Prng prng) {
        int body = MessageHeaderDecoder.ENCODED_LENGTH;
        for (int i = 1 + prng.nextInt(3); i > 0; i--) {
            int at = prng.chance(0.1) ? prng.nextInt(body) : body + prng.nextInt(bytes.capacity() - body);
            switch (prng.nextInt(3)) {
                case 0:
                    bytes.putByte(at, (byte) (bytes.getByte(at) ^ 1 << prng.nextInt(8)));
                    break;
                case 1:
                    bytes.putByte(at, (byte) prng.nextInt(256));
                    break;
                default:
                    int word = Math.min(at & ~7, bytes.capacity() - Long.BYTES);
                    bytes.putLong(word, prng.chance(0.5) ? prng.nextLong() : bytes.getLong(word) + prng.nextInt(5) - 2);
                    break;
            }
        }
    }
}
