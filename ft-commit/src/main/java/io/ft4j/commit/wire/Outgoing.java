package io.ft4j.commit.wire;

import io.ft4j.commit.codec.BatchEncoder;
import io.ft4j.commit.codec.MessageHeaderEncoder;
import io.ft4j.commit.codec.MessageKind;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Outbox;
import org.agrona.BitUtil;

/**
 * The items that wait for the end of the batch: one frame for each destination then, whatever the number of transactions.
 * Items to this process itself are taken from here. When it is full, items are left out and counted, as if they were lost.
 *
 * <p>A fixed pool, one list for each destination. One thread. Allocates nothing after construction.
 */
public final class Outgoing {
    private static final int NONE = -1;
    private static final int HEADER_LENGTH =
            MessageHeaderEncoder.ENCODED_LENGTH + BatchEncoder.BLOCK_LENGTH + BatchEncoder.ItemsEncoder.sbeHeaderSize();

    private static final int ITEM_LENGTH = BatchEncoder.ItemsEncoder.sbeBlockLength();

    private final int selfId;
    private final int maxBatchItems;
    private final CommitCounters counters;
    private final int[] nexts;
    private final MessageKind[] kinds;
    private final int[] coordinatorIds;
    private final long[] ids;
    private final long[] arguments;
    private final int[] heads = new int[ProcessSet.MAX_PROCESSES];
    private final int[] tails = new int[ProcessSet.MAX_PROCESSES];
    private final int[] counts = new int[ProcessSet.MAX_PROCESSES];
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BatchEncoder batch = new BatchEncoder();
    private int free;
    /** To whom there is something to say. */
    private long destinations;

    public Outgoing(int selfId, int capacity, int maxBatchItems, CommitCounters counters) {
        this.selfId = selfId;
        this.maxBatchItems = maxBatchItems;
        this.counters = counters;
        nexts = new int[capacity];
        kinds = new MessageKind[capacity];
        coordinatorIds = new int[capacity];
        ids = new long[capacity];
        arguments = new long[capacity];
        for (int item = 0; item < capacity; item++) {
            nexts[item] = item + 1 < capacity ? item + 1 : NONE;
        }
    }

    /** Of one frame with as many items as there may be, in an outbox. */
    public static int maxFrameBytes(int maxBatchItems) {
        return BitUtil.align(Frames.HEADER_LENGTH + HEADER_LENGTH + maxBatchItems * ITEM_LENGTH, Long.BYTES);
    }

    public boolean isEmpty() {
        return destinations == ProcessSet.EMPTY;
    }

    public void sendAll(long destinationSet, MessageKind kind, int coordinatorId, long id, long argument) {
        for (long rest = destinationSet; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            send(ProcessSet.first(rest), kind, coordinatorId, id, argument);
        }
    }

    public void send(int destinationId, MessageKind kind, int coordinatorId, long id, long argument) {
        if (free == NONE) {
            counters.increment(CommitCounter.OUTGOING_FULL);
            return;
        }
        int item = free;
        free = nexts[item];
        nexts[item] = NONE;
        kinds[item] = kind;
        coordinatorIds[item] = coordinatorId;
        ids[item] = id;
        arguments[item] = argument;
        if (counts[destinationId]++ == 0) {
            heads[destinationId] = item;
            destinations = ProcessSet.add(destinations, destinationId);
        } else {
            nexts[tails[destinationId]] = item;
        }
        tails[destinationId] = item;
    }

    public boolean hasOwn() {
        return counts[selfId] > 0;
    }

    /** The oldest item to this process; it is read until the next call of anything here. */
    public int takeOwn() {
        return take(selfId);
    }

    public MessageKind kind(int item) {
        return kinds[item];
    }

    public int coordinatorId(int item) {
        return coordinatorIds[item];
    }

    public long id(int item) {
        return ids[item];
    }

    public long argument(int item) {
        return arguments[item];
    }

    /** One frame for each other process; what does not fit into it stays for the next batch. */
    public void flush(Outbox outbox) {
        long others = ProcessSet.remove(destinations, selfId);
        for (long rest = others; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            flush(ProcessSet.first(rest), outbox);
        }
    }

    private void flush(int destinationId, Outbox outbox) {
        int itemCount = Math.min(counts[destinationId], maxBatchItems);
        int length = HEADER_LENGTH + itemCount * ITEM_LENGTH;
        int claim = outbox.claim(destinationId, length);
        BatchEncoder.ItemsEncoder items =
                batch.wrapAndApplyHeader(outbox.buffer(), claim, header).itemsCount(itemCount);
        for (int i = 0; i < itemCount; i++) {
            int item = take(destinationId);
            // Short fields and what pads them.
            outbox.buffer().putLong(claim + HEADER_LENGTH + (i + 1) * ITEM_LENGTH - Long.BYTES, 0);
            items.next()
                    .transactionId(ids[item])
                    .argument(arguments[item])
                    .coordinatorId((short) coordinatorIds[item])
                    .kind(kinds[item]);
        }
        outbox.publish(claim);
    }

    private int take(int destinationId) {
        int item = heads[destinationId];
        heads[destinationId] = nexts[item];
        if (--counts[destinationId] == 0) {
            destinations = ProcessSet.remove(destinations, destinationId);
        }
        nexts[item] = free;
        free = item;
        return item;
    }
}
