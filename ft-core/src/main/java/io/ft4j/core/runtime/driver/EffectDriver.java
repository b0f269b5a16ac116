package io.ft4j.core.runtime.driver;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.redundancy.Checksum;
import io.ft4j.core.runtime.observe.SuspicionEvent;
import org.agrona.DirectBuffer;

/**
 * Runs the duty cycle of one process: tells the stack what happened, then carries out what it wrote into the outbox,
 * in the order that {@link io.ft4j.core.protocol.Outbox} states. At most one force per cycle, whatever the number of steps.
 *
 * <p>One thread. No allocation after {@link #start}.
 */
public final class EffectDriver {
    /** Frames taken per cycle at most, so that no cycle gets too long for the others on its thread. */
    private static final int MAX_FRAMES_PER_CYCLE = 64;

    /** Room that is kept back from frames: for indications, a deadline, the end of the batch. */
    private static final int STEPS_BESIDE_FRAMES = 4;

    /** Bytes of committed entries given to the state machine per cycle at most, for the same reason. */
    private static final int APPLY_BYTES_PER_CYCLE = 256 * 1024;

    private static final CommitSink NO_COMMITS = new CommitSink() {
        @Override
        public long take(EntrySlice entries, boolean leading) {
            throw new IllegalStateException("entry " + entries.firstIndex() + " is committed, but nobody executes it");
        }

        @Override
        public long appliedIndex() {
            return 0;
        }
    };

    private static final int HELD_BYTES = 256 * 1024;
    private static final int MIN_OUTBOX_BYTES = 64 * 1024;
    private static final int MIN_OUTBOX_STEPS = 12;

    private final NodeWiring wiring;
    private final ProtocolStack stack;
    private final Consensus consensus;
    private final OutboxBuffer outbox;
    private final HotTail tail;
    private final DurableLog log;
    private final Transport transport;
    private final CommitSink commits;
    private final HeldFrames held;
    private final Checksum checksum = new Checksum();
    private final SuspicionEvent suspicions = new SuspicionEvent();
    private final EntrySlice slice = new EntrySlice();
    private final FrameHandler frameHandler = this::onFrame;
    private final int stepBytes;
    private final int framesPerCycle;

    private long nowNs;
    private long durablePosition;
    private long appliedIndex;
    private long takenIndex;
    private long droppedFrames;
    /** Records were appended for which no force was asked yet. */
    private boolean hasUnforced;

    /** A process that replicates no state machine: nothing is committed. */
    public EffectDriver(NodeWiring wiring, ProtocolStack stack) {
        this(wiring, stack, null, stack.tail(), NO_COMMITS);
    }

    /**
     * @param consensus of the stack; it tells whether this replica answers the clients.
     * @param tail      where the consensus writes its entries.
     * @param commits   takes what is committed.
     */
    public EffectDriver(NodeWiring wiring, ProtocolStack stack, Consensus consensus, HotTail tail, CommitSink commits) {
        this.wiring = wiring;
        this.stack = stack;
        this.consensus = consensus;
        this.tail = tail;
        this.commits = commits;
        log = wiring.log();
        transport = wiring.transport();
        // Rows and alignment take room beside the bytes that a protocol counts.
        stepBytes = 2 * stack.maxStepBytes() + 4096;
        int outboxBytes = Math.max(MIN_OUTBOX_BYTES, MIN_OUTBOX_STEPS * stepBytes);
        outbox = wiring.memory().outbox(outboxBytes);
        held = wiring.memory().held(HELD_BYTES);
        framesPerCycle = Math.min(MAX_FRAMES_PER_CYCLE, outboxBytes / stepBytes - STEPS_BESIDE_FRAMES);
    }

    /** After the log was replayed into the stack. */
    public void start(long nowNs) {
        outbox.startFrom(log.position());
        durablePosition = log.durablePosition();
        stack.onStart(nowNs, outbox);
        drain();
    }

    public OutboxBuffer outbox() {
        return outbox;
    }

    /** Room for one step more than the last one, the end of the batch, which always comes. */
    public boolean hasRoomForStep() {
        return outbox.freeBytes() >= 2 * stepBytes;
    }

    long durablePosition() {
        return durablePosition;
    }

    /** Frames that no one took: the ring of their destination was full, or nobody was there. */
    public long droppedFrames() {
        return droppedFrames;
    }

    /** Everything of a duty cycle behind the doors. Returns how much was done. */
    public int cycle(long nowNs) {
        this.nowNs = nowNs;
        int work = transport.poll(frameHandler, outbox.isEmpty() ? framesPerCycle : framesThatFit());
        work += indicate();
        if (stack.nextDeadlineNs() <= nowNs && hasRoomForStep()) {
            stack.onDeadline(nowNs, outbox);
            indicateSuspicions();
            work++;
        }
        work += endBatch();
        // Where a log is durable at once, the acknowledgement need not wait for the next cycle.
        if (work > 0 && indicateDurable()) {
            work += endBatch();
        }
        return work;
    }

    private int framesThatFit() {
        return Math.max(0, Math.min(framesPerCycle, outbox.freeBytes() / stepBytes - STEPS_BESIDE_FRAMES));
    }

    private int endBatch() {
        stack.onBatchEnd(nowNs, outbox);
        return outbox.count() + drain();
    }

    private void onFrame(DirectBuffer buffer, int offset, int length) {
        stack.onFrame(nowNs, buffer, offset, length, outbox);
    }

    private int indicate() {
        int work = 0;
        indicateSuspicions();
        if (hasRoomForStep() && indicateDurable()) {
            work++;
        }
        long applied = commits.appliedIndex();
        if (applied > appliedIndex && hasRoomForStep()) {
            appliedIndex = applied;
            stack.onApplied(nowNs, applied, outbox);
            work++;
        }
        return work;
    }

    private boolean indicateDurable() {
        long durable = log.durablePosition();
        if (durable == durablePosition) {
            return false;
        }
        durablePosition = durable;
        stack.onDurable(nowNs, durable, outbox);
        return true;
    }

    private void indicateSuspicions() {
        for (long rest = outbox.takeSuspects(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            suspicions.tell(wiring.groupId(), wiring.processId(), ProcessSet.first(rest), true);
            stack.onSuspect(nowNs, ProcessSet.first(rest), outbox);
        }
        for (long rest = outbox.takeRestores(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            suspicions.tell(wiring.groupId(), wiring.processId(), ProcessSet.first(rest), false);
            stack.onRestore(nowNs, ProcessSet.first(rest), outbox);
        }
    }

    private int drain() {
        boolean force = outbox.takeForce();
        if (outbox.count() > 0) {
            sendFrames();
            force |= appendRecords();
            force |= holdFrames() && hasUnforced;
            outbox.clear();
        }
        if (force) {
            hasUnforced = false;
            log.requestForce();
        }
        if (!held.isEmpty()) {
            releaseHeld();
        }
        int applied = apply();
        release();
        return applied;
    }

    private void sendFrames() {
        for (int row = 0; row < outbox.count(); row++) {
            int kind = outbox.kind(row);
            if (kind == OutboxBuffer.FRAME_WITH_ENTRIES) {
                sendWithEntries(row);
            } else if (kind <= OutboxBuffer.FRAME_TO_SET && outbox.position(row) == 0) {
                seal(row);
                send(kind, outbox.destination(row), outbox.buffer(), outbox.offset(row), outbox.length(row));
            }
        }
    }

    private void sendWithEntries(int row) {
        long from = outbox.fromIndex(row);
        long to = outbox.toIndex(row);
        tail.slice(from, to, Integer.MAX_VALUE, slice);
        if (slice.lastIndex() != to) {
            droppedFrames++;
            return;
        }
        int offset = outbox.offset(row);
        int headerLength = outbox.length(row);
        putEnvelope(offset, headerLength + slice.length());
        Frames.seal(outbox.buffer(), offset, headerLength, slice.buffer(), slice.offset(), slice.length(), checksum);
        long set = outbox.destination(row);
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            count(transport.offer(
                    ProcessSet.first(rest),
                    outbox.buffer(),
                    offset,
                    headerLength,
                    slice.buffer(),
                    slice.offset(),
                    slice.length()));
        }
    }

    /** Returns whether one of them needs a force. */
    private boolean appendRecords() {
        boolean force = false;
        for (int row = 0; row < outbox.count(); row++) {
            int kind = outbox.kind(row);
            if (kind == OutboxBuffer.APPEND) {
                appendRange(row);
            } else if (kind == OutboxBuffer.STATE || kind == OutboxBuffer.UNFORCED_STATE) {
                checkPosition(
                        row,
                        log.appendState(
                                outbox.recordType(row), outbox.buffer(), outbox.offset(row), outbox.length(row)));
            } else if (kind == OutboxBuffer.TRUNCATE) {
                checkPosition(row, log.truncateFrom(outbox.fromIndex(row)));
            } else {
                continue;
            }
            hasUnforced |= kind == OutboxBuffer.UNFORCED_STATE;
            force |= kind != OutboxBuffer.UNFORCED_STATE;
        }
        return force;
    }

    private void appendRange(int row) {
        long next = outbox.fromIndex(row);
        long to = outbox.toIndex(row);
        long position = 0;
        while (next <= to) {
            int entries = tail.slice(next, to, Integer.MAX_VALUE, slice);
            Invariant.check(entries > 0, "T1 the tail holds what the log does not", next, to);
            position = log.append(slice);
            next += entries;
        }
        checkPosition(row, position);
        tail.savedUpTo(to);
    }

    private void checkPosition(int row, long position) {
        Invariant.check(position == outbox.position(row), "O2 positions agree", position, outbox.position(row));
    }

    /** Returns whether there are any. */
    private boolean holdFrames() {
        boolean waits = false;
        for (int row = 0; row < outbox.count(); row++) {
            int kind = outbox.kind(row);
            if (kind <= OutboxBuffer.FRAME_TO_SET && outbox.position(row) > 0) {
                seal(row);
                if (!held.add(
                        kind,
                        outbox.destination(row),
                        outbox.position(row),
                        outbox.buffer(),
                        outbox.offset(row),
                        outbox.length(row))) {
                    droppedFrames++;
                }
                waits = true;
            }
        }
        return waits;
    }

    private void releaseHeld() {
        long durable = log.durablePosition();
        while (held.isReady(durable)) {
            send(held.kind(), held.destination(), held.buffer(), held.offset(), held.length());
            held.remove();
        }
    }

    private void seal(int row) {
        putEnvelope(outbox.offset(row), outbox.length(row));
        Frames.seal(outbox.buffer(), outbox.offset(row), outbox.length(row), checksum);
    }

    private void putEnvelope(int offset, int frameLength) {
        Frames.putHeader(outbox.buffer(), offset, frameLength, wiring.groupId(), log.incarnation(), wiring.processId());
    }

    private void send(int kind, long destination, DirectBuffer buffer, int offset, int length) {
        if (kind == OutboxBuffer.FRAME) {
            count(transport.offer((int) destination, buffer, offset, length));
            return;
        }
        for (long rest = destination; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            count(transport.offer(ProcessSet.first(rest), buffer, offset, length));
        }
    }

    private void count(long result) {
        if (result < 0) {
            droppedFrames++;
        }
    }

    /** Gives the state machine what is committed, from the tail while it is there, else from the log. */
    private int apply() {
        int budget = APPLY_BYTES_PER_CYCLE;
        int taken = 0;
        long commitIndex = outbox.commitIndex();
        while (takenIndex < commitIndex && budget > 0) {
            long next = takenIndex + 1;
            if (tail.slice(next, commitIndex, budget, slice) == 0 && log.read(next, budget, slice) == 0) {
                throw new IllegalStateException("entry " + next + " is committed, but the log holds " + log.firstIndex()
                        + ".." + log.lastIndex() + " only");
            }
            budget -= slice.length();
            clip(commitIndex);
            long last = commits.take(slice, consensus.leaderId() == wiring.processId());
            taken += (int) (last - takenIndex);
            boolean full = last < slice.lastIndex();
            takenIndex = last;
            if (full) {
                break;
            }
        }
        return taken;
    }

    /** The log knows nothing of commitment: entries above the commit index are not for the state machine. */
    private void clip(long commitIndex) {
        if (slice.lastIndex() > commitIndex) {
            int length = Records.lengthUpTo(slice, commitIndex);
            slice.set(slice.buffer(), slice.offset(), length, slice.firstIndex(), commitIndex);
        }
    }

    private void release() {
        long position = outbox.takeRelease(durablePosition);
        if (position > 0) {
            log.releaseBefore(position);
            // It may have written again, further on, what it would otherwise have released.
            outbox.startFrom(log.position());
        }
    }
}
