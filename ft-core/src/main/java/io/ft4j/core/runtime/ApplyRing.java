package io.ft4j.core.runtime;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.runtime.driver.CommitSink;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Committed entries on their way from the consensus thread to the application thread. They are copied, so that neither
 * the tail nor the log has to wait for the state machine; a full ring is tried again in the next cycle.
 */
final class ApplyRing implements CommitSink {
    private static final int BATCHES = 64;
    private static final int MIN_BATCH_BYTES = 64 * 1024;

    private static final class Batch {
        private final UnsafeBuffer buffer;
        private final EntrySlice entries = new EntrySlice();
        private boolean leading;

        private Batch(int capacityBytes) {
            buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(capacityBytes));
        }
    }

    private final RingBuffer<Batch> ring;
    private final Sequence consumed = new Sequence();
    private final Sequence applied = new Sequence(0);
    private final Applier applier;
    private final int batchBytes;
    private volatile Throwable failure;

    ApplyRing(Applier applier, int maxEntryBytes) {
        this.applier = applier;
        batchBytes = Math.max(MIN_BATCH_BYTES, Records.stride(maxEntryBytes));
        ring = RingBuffer.createSingleProducer(() -> new Batch(batchBytes), BATCHES, new BusySpinWaitStrategy());
        ring.addGatingSequences(consumed);
    }

    /** Consensus thread. */
    @Override
    public long take(EntrySlice entries, boolean leading) {
        throwFailure();
        long next = entries.firstIndex();
        int at = entries.offset();
        int end = at + entries.length();
        while (at < end && ring.hasAvailableCapacity(1)) {
            long slot = ring.next();
            Batch batch = ring.get(slot);
            int length = 0;
            long first = next;
            while (at + length < end) {
                int stride = Records.stride(Records.length(entries.buffer(), at + length));
                if (length + stride > batchBytes) {
                    break;
                }
                length += stride;
                next++;
            }
            batch.buffer.putBytes(0, entries.buffer(), at, length);
            batch.entries.set(batch.buffer, 0, length, first, next - 1);
            batch.leading = leading;
            ring.publish(slot);
            at += length;
        }
        return next - 1;
    }

    /** Consensus thread. */
    @Override
    public long appliedIndex() {
        throwFailure();
        return applied.get();
    }

    /** Application thread. Returns the number of batches executed. */
    int poll() {
        if (failure != null) {
            return 0;
        }
        long first = consumed.get() + 1;
        long available = ring.getCursor();
        for (long slot = first; slot <= available; slot++) {
            Batch batch = ring.get(slot);
            try {
                applied.set(applier.take(batch.entries, batch.leading));
            } catch (RuntimeException | Error cause) {
                failure = cause;
                return 1;
            }
            consumed.set(slot);
        }
        return (int) (available - first + 1);
    }

    private void throwFailure() {
        if (failure != null) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
    }
}
