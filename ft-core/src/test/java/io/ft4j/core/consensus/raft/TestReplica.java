package io.ft4j.core.consensus.raft;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Records;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One node with its log and its outbox, stepped by hand. What it sends lands in {@link #sent}. */
final class TestReplica {
    static final long SESSION = 7;

    final int id;
    final int processCount;
    final FakeLog log = new FakeLog();
    final List<TestMessage> sent = new ArrayList<>();
    /** Newest life of each process that was heard of. */
    private final Map<Integer, Long> incarnations = new TreeMap<>();

    private final RaftConfig config;
    private final long seed;
    private final int tailBytes;

    RaftNode node;
    TestOutbox outbox;
    HotTail tail;
    long nowNs = 1_000_000_000L;
    boolean up;
    /** Whether what is appended is durable by the next cycle; else the test calls {@link #makeDurable}. */
    boolean autoDurable = true;

    private long toldPosition;
    private long sequence;

    TestReplica(RaftConfig config, int id, int processCount, long seed) {
        this(config, id, processCount, seed, 1 << 20);
    }

    TestReplica(RaftConfig config, int id, int processCount, long seed, int tailBytes) {
        this.config = config;
        this.id = id;
        this.processCount = processCount;
        this.seed = seed;
        this.tailBytes = tailBytes;
    }

    TestReplica start() {
        tail = new HotTail(tailBytes, 1 << 14);
        outbox = new TestOutbox(tail, log);
        node = new RaftNode(config, id, processCount, tail, log, new Prng(seed).fork("raft-" + id + "-" + nowNs));
        log.replay(node::onRecord);
        toldPosition = log.durablePosition();
        incarnations.clear();
        node.onStart(nowNs, outbox);
        up = true;
        endCycle();
        return this;
    }

    /** A log from an earlier life: the entries' terms from index 1 on. */
    TestReplica withLog(long term, int votedFor, long... entryTerms) {
        PersistentState state = new PersistentState();
        TestOutbox writer = new TestOutbox(new HotTail(64, 2), log);
        state.enterTerm(term, votedFor, writer);
        writer.drain((to, buffer, offset, length) -> {});
        for (int i = 0; i < entryTerms.length; i++) {
            log.appendEntry(i + 1, Records.COMMAND, entry(i + 1, entryTerms[i], "c" + (i + 1)));
        }
        log.makeDurable(log.position());
        return this;
    }

    /** A state record behind what the log has: it has seen this term. */
    TestReplica withLogAppended(long term) {
        return withLog(term, PersistentState.NOBODY);
    }

    static byte[] entry(long index, long term, String command) {
        byte[] text = command.getBytes(StandardCharsets.UTF_8);
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[Records.ENTRY_HEADER_LENGTH + text.length]);
        Records.putHeader(bytes, 0, bytes.capacity(), Records.COMMAND, index);
        Records.putEntry(bytes, 0, term, index, SESSION, index);
        bytes.putBytes(Records.ENTRY_HEADER_LENGTH, text);
        return bytes.byteArray();
    }

    long propose(String command) {
        UnsafeBuffer bytes = new UnsafeBuffer(command.getBytes(StandardCharsets.UTF_8));
        return node.propose(nowNs, SESSION, ++sequence, bytes, 0, bytes.capacity(), outbox);
    }

    /** Proposes and ends the cycle. */
    long proposeNow(String command) {
        long index = propose(command);
        endCycle();
        return index;
    }

    /** Delivers without ending the cycle. */
    void deliver(TestMessage message) {
        long known = incarnations.getOrDefault(message.from, 0L);
        if (!up || message.incarnation < known) {
            return;
        }
        step();
        if (message.incarnation > known) {
            incarnations.put(message.from, message.incarnation);
            if (known > 0) {
                node.onIncarnation(nowNs, message.from, message.incarnation, outbox);
            }
        }
        // Not at 0, so that an offset that is forgotten shows.
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[message.bytes.capacity() + 16]);
        bytes.putBytes(8, message.bytes, 0, message.bytes.capacity());
        node.onMessage(nowNs, message.from, bytes, 8, message.bytes.capacity(), outbox);
        afterStep();
    }

    /** What is left of a duty cycle: durability, deadlines, batch end, effects; then what has become durable leaves. */
    void endCycle() {
        if (!up) {
            return;
        }
        if (log.durablePosition() > toldPosition) {
            toldPosition = log.durablePosition();
            step();
            node.onDurable(nowNs, toldPosition, outbox);
            afterStep();
        }
        if (node.nextDeadlineNs() <= nowNs) {
            step();
            node.onDeadline(nowNs, outbox);
            afterStep();
        }
        step();
        node.onBatchEnd(nowNs, outbox);
        afterStep();
        outbox.drain(this::send);
        if (autoDurable) {
            log.makeDurable(log.position());
        }
        outbox.release(log.durablePosition(), this::send);
    }

    private void step() {
        outbox.beginStep();
    }

    private void afterStep() {
        Invariant.check(
                outbox.stepBytes() <= node.maxStepBytes(),
                "a step keeps to maxStepBytes",
                outbox.stepBytes(),
                node.maxStepBytes());
        node.checkInvariants();
    }

    boolean hasWork() {
        return up && (log.durablePosition() > toldPosition || node.nextDeadlineNs() <= nowNs);
    }

    void makeDurable() {
        log.makeDurable(log.position());
    }

    private void send(int destinationId, DirectBuffer buffer, int offset, int length) {
        sent.add(new TestMessage(id, destinationId, log.incarnation(), buffer, offset, length));
    }

    /** Takes what was sent so far. */
    List<TestMessage> takeSent() {
        List<TestMessage> taken = new ArrayList<>(sent);
        sent.clear();
        return taken;
    }

    void crash() {
        up = false;
        log.crash();
        sent.clear();
    }

    void advance(long ns) {
        nowNs += ns;
    }

    /** Time passes until this node waits no longer, and the cycle is run. */
    void fireDeadline() {
        nowNs = Math.max(nowNs, node.nextDeadlineNs());
        endCycle();
    }

    long count(RaftCounter counter) {
        return node.counters().count(counter);
    }

    /** The command of an entry that has reached the log. */
    String command(long index) {
        DirectBuffer entry = log.entry(index);
        int length = Records.length(entry, 0) - Records.ENTRY_HEADER_LENGTH;
        byte[] text = new byte[length];
        entry.getBytes(Records.ENTRY_HEADER_LENGTH, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The terms of all entries, as {@code 1 1 2}. */
    String terms() {
        StringBuilder text = new StringBuilder();
        for (long index = 1; index <= node.lastIndex(); index++) {
            text.append(index > 1 ? " " : "").append(node.termAt(index));
        }
        return text.toString();
    }
}
