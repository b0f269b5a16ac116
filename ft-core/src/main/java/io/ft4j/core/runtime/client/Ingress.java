package io.ft4j.core.runtime.client;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.protocol.Outbox;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The door of one replica: a ring that many clients write commands to, and from which the duty cycle proposes. A full
 * ring is the back pressure that clients see. What reaches a replica that does not lead is dropped and counted: its
 * client sends it again as soon as the board names another.
 */
public final class Ingress {
    /** Takes commands to a replica in another process. */
    @FunctionalInterface
    interface CommandHandler {
        /** False when there is no room; the command stays. */
        boolean onCommand(long sessionId, long sequence, DirectBuffer command, int offset, int length);
    }

    /** Commands proposed per cycle at most. */
    private static final int COMMANDS_PER_CYCLE = 512;

    private final RingBuffer<Command> ring;
    private final int maxCommandBytes;
    private final Sequence consumed = new Sequence();
    private long strayCommands;

    Ingress(int capacity, int maxCommandBytes) {
        this.maxCommandBytes = maxCommandBytes;
        int stride = slotBytes(maxCommandBytes);
        UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(stride * capacity));
        int[] nextSlot = {0};
        // Nobody waits at the ring, so a publication has nobody to wake: the default would take a lock for it.
        ring = RingBuffer.createMultiProducer(
                () -> new Command(bytes, stride * nextSlot[0]++), capacity, new BusySpinWaitStrategy());
        ring.addGatingSequences(consumed);
    }

    /** What the ring takes for one command. */
    public static int slotBytes(int maxCommandBytes) {
        return BitUtil.align(maxCommandBytes, 64);
    }

    /** Any thread. False when the ring is full. */
    public boolean offer(long sessionId, long sequence, DirectBuffer command, int offset, int length) {
        // A slot that was claimed and never published would block the ring for every client.
        command.boundsCheck(offset, length);
        if (length > maxCommandBytes) {
            throw new IllegalArgumentException("length=" + length + " is above maxCommandBytes=" + maxCommandBytes);
        }
        if (!ring.hasAvailableCapacity(1)) {
            return false;
        }
        long slot;
        try {
            slot = ring.tryNext();
        } catch (InsufficientCapacityException lostTheRace) {
            return false;
        }
        ring.get(slot).set(sessionId, sequence, command, offset, length);
        ring.publish(slot);
        return true;
    }

    /** Proposes what waits, until there is no more or the protocol takes no more. Returns how many were consumed. */
    public int poll(long nowNs, Consensus consensus, Outbox outbox) {
        long first = consumed.get() + 1;
        long next = first;
        while (next < first + COMMANDS_PER_CYCLE && ring.isAvailable(next)) {
            Command command = ring.get(next);
            long index = consensus.propose(
                    nowNs,
                    command.sessionId(),
                    command.sequence(),
                    command.buffer(),
                    command.offset(),
                    command.length(),
                    outbox);
            if (index == Consensus.BACK_PRESSURED) {
                break;
            }
            if (index == Consensus.NOT_LEADER) {
                strayCommands++;
            }
            next++;
        }
        if (next > first) {
            consumed.set(next - 1);
        }
        return (int) (next - first);
    }

    /** In place of {@link #poll}, where the replica is in another process. Returns how many were taken. */
    int drain(CommandHandler handler) {
        long first = consumed.get() + 1;
        long next = first;
        while (ring.isAvailable(next)) {
            Command command = ring.get(next);
            if (!handler.onCommand(
                    command.sessionId(), command.sequence(), command.buffer(), command.offset(), command.length())) {
                break;
            }
            next++;
        }
        if (next > first) {
            consumed.set(next - 1);
        }
        return (int) (next - first);
    }

    /** Commands that found no leader here. */
    public long strayCommands() {
        return strayCommands;
    }
}
