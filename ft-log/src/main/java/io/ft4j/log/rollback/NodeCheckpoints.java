package io.ft4j.log.rollback;

import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.checkpoint.CheckpointSink;
import io.ft4j.log.checkpoint.CheckpointSource;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.coordinated.ChannelStates;
import io.ft4j.log.coordinated.CheckpointSubject.Tentative;
import io.ft4j.log.line.CountedStates;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The checkpoints of a process that takes them together with others: the permanent one, to which it goes back, and at most one that
 * is tentative. Owner of what they hold. The very first is the initial state. Where checkpoints are independent, {@link
 * IndependentCheckpoints} has them, and the permanent one is the settled one. Allocates per checkpoint.
 */
final class NodeCheckpoints implements CountedStates {
    private final CheckpointStore store;
    private final SavedState state;
    /** What was in transit to this process when its permanent checkpoint was taken. */
    private final ChannelStates transit;

    private final boolean recordsTransit;
    private final RollbackCounters counters;
    /** Null: checkpoints are taken together. */
    private final IndependentCheckpoints own;

    private final SavedCounts permanent;
    private final SavedCounts tentative;
    private final UnsafeBuffer noMetadata = new UnsafeBuffer(new byte[0]);

    /** Null: none is being written. */
    private CheckpointSink sink;

    private boolean isPrepared;
    private long lastNumber;
    private long recordedNumber;
    private LogException lastFailure;

    NodeCheckpoints(
            int selfId, CheckpointStore store, SavedState state, RollbackConfig config, RollbackCounters counters) {
        this.store = store;
        this.state = state;
        this.counters = counters;
        recordsTransit = config.method().recordsTransit();
        transit = new ChannelStates(recordsTransit ? config.transitBytes() : 0);
        permanent = state.newCounts();
        tentative = state.newCounts();
        own = config.method() == CheckpointMethod.INDEPENDENT
                ? new IndependentCheckpoints(selfId, store, state, permanent, config, counters)
                : null;
    }

    /** Null: checkpoints are taken together. */
    IndependentCheckpoints own() {
        return own;
    }

    CountedStates states() {
        return own == null ? this : own;
    }

    /** Of those the newest that counts, where the process would be after a crash of its own. */
    SavedCounts newest() {
        return own == null ? permanent : own.newest();
    }

    SavedCounts permanent() {
        return permanent;
    }

    ChannelStates transit() {
        return transit;
    }

    /** Why the last one could not be written that could not; null: none. */
    LogException lastFailure() {
        return own == null ? lastFailure : own.lastFailure();
    }

    // Start

    /** The log knows of this permanent one. */
    void onRecord(long number) {
        recordedNumber = Math.max(recordedNumber, number);
    }

    /**
     * Restores the permanent checkpoint, or the newest independent one, or takes the first.
     *
     * @throws LogException when that is not there, or is damaged: another one does not agree with those of the others.
     */
    void open() {
        if (own == null) {
            openPermanent();
        } else {
            own.open(recordedNumber);
        }
    }

    private void openPermanent() {
        List<Long> numbers = store.numbers();
        long newest = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
        long needed = Math.max(store.lastNumber(), recordedNumber);
        if (newest < needed) {
            throw new LogException(
                    "permanent checkpoint " + needed + " of the process is lost: the newest that is there is " + newest
                            + ", and does not agree with those of the others");
        }
        if (newest == 0) {
            takeFirst();
        } else {
            permanent.number = newest;
            restorePermanent();
        }
    }

    private void takeFirst() {
        begin(0, 0);
        if (sink == null) {
            throw new LogException("the initial state cannot be written: " + lastFailure.getMessage(), lastFailure);
        }
        endState();
        sink.commit();
        sink = null;
        permanent.copyFrom(tentative);
        tentative.number = 0;
    }

    private void endState() {
        if (recordsTransit) {
            transit.write(sink);
        }
    }

    // Tentative

    /** Takes the state as it is now. @return its number, 0: it could not be written. */
    long begin(long events, long timestampNs) {
        giveUp();
        lastNumber = Math.max(store.lastNumber(), lastNumber) + 1;
        state.count(tentative);
        tentative.events = events;
        tentative.timestampNs = timestampNs;
        try {
            sink = store.begin(lastNumber, events, noMetadata, 0, 0);
            state.save(sink, tentative);
        } catch (LogException e) {
            fail(e);
            return 0;
        }
        tentative.number = lastNumber;
        return lastNumber;
    }

    private void fail(LogException e) {
        counters.increment(RollbackCounter.CHECKPOINT_FAILED);
        lastFailure = e;
        giveUp();
    }

    /** @param states what was in transit; null: that is not recorded. */
    void prepare(ChannelStates states) {
        try {
            if (states != null) {
                states.write(sink);
            }
            sink.prepare();
        } catch (LogException e) {
            fail(e);
            return;
        }
        sink = null;
        isPrepared = true;
        counters.increment(RollbackCounter.CHECKPOINT_PREPARED);
    }

    Tentative tentative(long number) {
        if (number == 0 || number != tentative.number) {
            return Tentative.FAILED;
        }
        return isPrepared ? Tentative.DURABLE : Tentative.WRITING;
    }

    /** Of the one that is being written, or is prepared; 0: none. */
    long tentativeNumber() {
        return tentative.number;
    }

    private void giveUp() {
        CheckpointSink open = sink;
        sink = null;
        isPrepared = false;
        tentative.number = 0;
        if (open != null) {
            open.close();
        }
    }

    void keepTentative(long number) {
        if (own != null) {
            return;
        }
        if (number != tentative.number) {
            giveUp();
        }
        store.discardTentative(number);
    }

    // Permanent

    /** @return false: it was before. */
    boolean makePermanent(long number) {
        if (number <= permanent.number) {
            return false;
        }
        if (!store.tentative().contains(number)) {
            throw new LogException("tentative checkpoint " + number + ", to which the process has agreed, is lost");
        }
        store.makePermanent(number);
        counters.increment(RollbackCounter.CHECKPOINT_PERMANENT);
        if (number == tentative.number) {
            permanent.copyFrom(tentative);
            isPrepared = false;
            tentative.number = 0;
        } else {
            // It was taken in an earlier life.
            try (CheckpointSource source = store.at(number)) {
                state.readCounts(source, permanent);
                permanent.number = number;
            }
        }
        return true;
    }

    /** So that a store which has lost it is noticed. Of all records the newest is enough. */
    void endBatch(NodeFrames frames, Outbox outbox) {
        if (permanent.number > recordedNumber) {
            recordedNumber = permanent.number;
            outbox.releaseBefore(frames.recordPermanent(recordedNumber, outbox));
        }
    }

    // Where it could go back to

    @Override
    public int maxCount() {
        return 1;
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public long number(int index) {
        return permanent.number;
    }

    @Override
    public long delivered(int index, int sourceId) {
        return index == 0 ? permanent.delivered[sourceId] : state.delivered(sourceId);
    }

    @Override
    public long said(int index, int destinationId) {
        return index == 0 ? permanent.said[destinationId] : state.said(destinationId);
    }

    /** The process is as it was at this checkpoint, or at a later permanent one. @return false: it was before. */
    boolean rollBack(long number, long epoch) {
        if (own != null) {
            return own.rollBack(number, epoch);
        }
        restorePermanent();
        return true;
    }

    private void restorePermanent() {
        try (CheckpointSource source = store.at(permanent.number)) {
            state.restore(source, permanent);
            if (recordsTransit) {
                transit.read(source);
            }
        }
    }
}
