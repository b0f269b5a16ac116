package io.ft4j.commit.manager;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;

/**
 * A bounded way from any thread to the protocol's: {@link #offer} by any, {@link #poll} by one. Never blocks. Allocates
 * nothing after construction.
 */
final class CommandRing {
    /** Taken per cycle at most, so that no cycle gets too long for the nodes. */
    private static final int COMMANDS_PER_CYCLE = 256;

    /** What a thread asks the protocol for. */
    enum Kind {
        /** The node works for the transaction. */
        ENLIST,
        /** Commit at the participants of the argument. */
        COMMIT,
        /** Abort what was never asked to commit, at the participants of the argument. */
        ABANDON,
        /** Abort what was asked to commit, if that is not decided. */
        ROLLBACK,
        /** The argument is the vote of the node. */
        VOTE,
        /** The node has finished what it had begun. */
        RESUME
    }

    /** A slot of the ring. */
    static final class Command {
        private Kind kind;
        private TransactionClient client;
        private int nodeId;
        private long transactionId;
        private long argument;

        Kind kind() {
            return kind;
        }

        /** Who is told the outcome; null where there is none. */
        TransactionClient client() {
            return client;
        }

        int nodeId() {
            return nodeId;
        }

        long transactionId() {
            return transactionId;
        }

        long argument() {
            return argument;
        }
    }

    /** Carries commands out, on the protocol's thread. */
    @FunctionalInterface
    interface Handler {
        /** @return false: not now, and what stands behind it has to wait as well. */
        boolean onCommand(Command command);
    }

    private final RingBuffer<Command> ring;
    private final Sequence consumed = new Sequence();

    /** @param capacity power of two. */
    CommandRing(int capacity) {
        // Nobody waits at the ring, so a publication has nobody to wake: the default would take a lock for it.
        ring = RingBuffer.createMultiProducer(Command::new, capacity, new BusySpinWaitStrategy());
        ring.addGatingSequences(consumed);
    }

    /** Any thread. False when the ring is full. */
    boolean offer(Kind kind, TransactionClient client, int nodeId, long transactionId, long argument) {
        if (!ring.hasAvailableCapacity(1)) {
            return false;
        }
        long slot;
        try {
            slot = ring.tryNext();
        } catch (InsufficientCapacityException lostTheRace) {
            return false;
        }
        Command command = ring.get(slot);
        command.kind = kind;
        command.client = client;
        command.nodeId = nodeId;
        command.transactionId = transactionId;
        command.argument = argument;
        ring.publish(slot);
        return true;
    }

    /** Returns how many commands were taken. */
    int poll(Handler handler) {
        long first = consumed.get() + 1;
        long next = first;
        while (next < first + COMMANDS_PER_CYCLE && ring.isAvailable(next)) {
            Command command = ring.get(next);
            if (!handler.onCommand(command)) {
                break;
            }
            command.client = null;
            next++;
        }
        if (next > first) {
            consumed.set(next - 1);
        }
        return (int) (next - first);
    }
}
