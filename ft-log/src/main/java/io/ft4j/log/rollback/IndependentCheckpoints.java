package io.ft4j.log.rollback;

import io.ft4j.core.port.LogException;
import io.ft4j.log.checkpoint.CheckpointSink;
import io.ft4j.log.checkpoint.CheckpointSource;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.line.CheckpointGraph;
import io.ft4j.log.line.CountedStates;
import io.ft4j.log.line.DependencyRecorder;
import io.ft4j.log.line.DependencyVector;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The checkpoints that a process takes on its own: the settled one, which no failure undoes and which is the earliest that is
 * there, and those behind it, to each of which the process may have to go back. Owner of what they hold, and of the interval that
 * the process is in. The very first is the initial state. Allocates per checkpoint and per rollback.
 */
final class IndependentCheckpoints implements CountedStates {
    private final int selfId;
    private final CheckpointStore store;
    private final SavedState state;
    private final RollbackCounters counters;
    /** A copy of the earliest. */
    private final SavedCounts settled;

    private final SavedCounts[] rows;
    private final UnsafeBuffer metadata = new UnsafeBuffer(new byte[DependencyVector.MAX_LENGTH]);
    private DependencyRecorder recorder;
    private int count;
    private LogException lastFailure;

    IndependentCheckpoints(
            int selfId,
            CheckpointStore store,
            SavedState state,
            SavedCounts settled,
            RollbackConfig config,
            RollbackCounters counters) {
        this.selfId = selfId;
        this.store = store;
        this.state = state;
        this.settled = settled;
        this.counters = counters;
        rows = new SavedCounts[config.maxUnsettled() + 1];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = state.newCounts();
        }
    }

    LogException lastFailure() {
        return lastFailure;
    }

    /** Of the newest. */
    SavedCounts newest() {
        return rows[count - 1];
    }

    // Start

    /** @param recordedNumber of the newest settled one that the log knows of; 0: none. */
    void open(long recordedNumber) {
        List<Long> numbers = store.numbers();
        if (numbers.isEmpty() && store.lastNumber() == 0 && recordedNumber == 0) {
            recorder = DependencyRecorder.initial(selfId, 1);
            if (take(0, 0, 0) == 0) {
                throw new LogException("the initial state cannot be written: " + lastFailure.getMessage(), lastFailure);
            }
        } else {
            requireThere(numbers, recordedNumber);
            for (long number : numbers) {
                try (CheckpointSource source = store.at(number)) {
                    state.readCounts(source, rows[count]);
                    rows[count++].number = number;
                }
            }
            restore(newest());
        }
        settled.copyFrom(rows[0]);
    }

    private void requireThere(List<Long> numbers, long recordedNumber) {
        long newest = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
        if (newest < recordedNumber || newest == 0) {
            throw new LogException("checkpoint " + Math.max(recordedNumber, store.lastNumber())
                    + " of the process is lost: the newest that is there is " + newest);
        }
        store.newest().close();
        if (!store.damages().isEmpty()) {
            throw new LogException("others may have settled on a checkpoint that is damaged: "
                    + store.damages().get(0));
        }
        if (numbers.size() > rows.length) {
            throw new LogException(numbers.size() + " checkpoints are there, maxUnsettled=" + (rows.length - 1)
                    + " allows " + rows.length);
        }
    }

    // Taking

    boolean hasRoom() {
        return count < rows.length;
    }

    /** Takes the state as it is now, and waits until that is durable. @return its number; 0: it could not be written. */
    long take(long events, long timestampNs, long epoch) {
        SavedCounts row = rows[count];
        row.number = recorder.interval();
        row.events = events;
        row.timestampNs = timestampNs;
        row.epoch = epoch;
        state.count(row);
        int length = recorder.encode(metadata, 0);
        try (CheckpointSink sink = store.begin(row.number, events, metadata, 0, length)) {
            state.save(sink, row);
            sink.commit();
            counters.increment(RollbackCounter.CHECKPOINT_PREPARED);
        } catch (LogException e) {
            counters.increment(RollbackCounter.CHECKPOINT_FAILED);
            lastFailure = e;
        }
        // Its number is used up either way.
        recorder.onCheckpoint();
        boolean isTaken = store.lastNumber() == row.number;
        count += isTaken ? 1 : 0;
        return isTaken ? row.number : 0;
    }

    // Settling

    /** @return whether it is settled now, and was not before. */
    boolean settle(long number) {
        int index = indexOf(number);
        if (index <= 0) {
            return false;
        }
        store.deleteBefore(number);
        for (int i = 0; i < index; i++) {
            remove(0);
        }
        settled.copyFrom(rows[0]);
        counters.increment(RollbackCounter.CHECKPOINT_PERMANENT);
        return true;
    }

    void discard(long number) {
        int index = indexOf(number);
        if (index > 0 && index < count - 1) {
            store.delete(number);
            remove(index);
            counters.increment(RollbackCounter.CHECKPOINT_USELESS);
        }
    }

    private int indexOf(long number) {
        for (int i = 0; i < count; i++) {
            if (rows[i].number == number) {
                return i;
            }
        }
        return -1;
    }

    private void remove(int index) {
        SavedCounts removed = rows[index];
        System.arraycopy(rows, index + 1, rows, index, count - index - 1);
        rows[--count] = removed;
    }

    // Going back

    /** @return false: that was done before, and there are checkpoints of this epoch. */
    boolean rollBack(long number, long epoch) {
        if (newest().number > number && newest().epoch >= epoch) {
            return false;
        }
        int index = indexOf(number);
        if (index < 0) {
            throw new LogException("checkpoint " + number + ", to which the process has to go back, is lost");
        }
        store.rollBackTo(number);
        for (; count > index + 1; count--) {
            counters.increment(RollbackCounter.CHECKPOINT_UNDONE);
        }
        restore(newest());
        return true;
    }

    private void restore(SavedCounts row) {
        long nextNumber = Math.max(store.lastNumber() + 1, recorder == null ? 1 : recorder.interval());
        try (CheckpointSource source = store.at(row.number)) {
            recorder = DependencyRecorder.restored(
                    selfId, nextNumber, source.metadata(), 0, source.metadata().capacity());
            state.restore(source, row);
        } catch (IllegalArgumentException e) {
            throw new LogException("checkpoint " + row.number + ": " + e.getMessage(), e);
        }
    }

    // Intervals

    /** Whether a message may carry it. */
    static boolean isInterval(long interval) {
        return interval >= 1 && interval <= CheckpointGraph.MAX_INTERVAL;
    }

    void onReceive(int sourceId, long interval) {
        recorder.onReceive(sourceId, interval);
    }

    /** In which this message was said: named by the first checkpoint that holds it. */
    long interval(int destinationId, long ssn) {
        for (int i = 0; i < count; i++) {
            if (ssn <= rows[i].said[destinationId]) {
                return rows[i].number;
            }
        }
        return recorder.interval();
    }

    /** The last message that was said in the same interval. */
    long lastOfInterval(int destinationId, long ssn) {
        for (int i = 0; i < count; i++) {
            if (ssn <= rows[i].said[destinationId]) {
                return rows[i].said[destinationId];
            }
        }
        return Long.MAX_VALUE;
    }

    // Where it could go back to

    @Override
    public int maxCount() {
        return rows.length;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long number(int index) {
        return rows[index].number;
    }

    @Override
    public long delivered(int index, int sourceId) {
        return index == count ? state.delivered(sourceId) : rows[index].delivered[sourceId];
    }

    @Override
    public long said(int index, int destinationId) {
        return index == count ? state.said(destinationId) : rows[index].said[destinationId];
    }
}
