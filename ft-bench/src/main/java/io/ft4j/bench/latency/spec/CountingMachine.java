package io.ft4j.bench.latency.spec;

import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import org.agrona.DirectBuffer;

/**
 * The application of the harness: adds up the numbers that commands carry, each in its own way, and echoes them. Small,
 * so that replication is measured, but its state tells whether a command was lost, repeated or reordered.
 */
public final class CountingMachine implements StateMachine {
    /** Of what it reads of a command; the rest is filling. */
    static final int COMMAND_LENGTH = Long.BYTES;

    private static final long ORDER_FACTOR = 0x9E3779B97F4A7C15L;

    private long count;
    private long sum;
    private long mixedSum;
    private long orderHash;

    @Override
    public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
        long number = command.getLong(offset);
        count++;
        sum += number;
        mixedSum += mix(number);
        orderHash = (orderHash ^ number) * ORDER_FACTOR;
        int reply = effects.claimReply(Long.BYTES);
        effects.buffer().putLong(reply, number);
        effects.publish(reply);
    }

    @Override
    public long digest() {
        return mix(count) ^ mix(sum + 1) ^ mix(mixedSum + 2) ^ mix(orderHash + 3);
    }

    /** Null when it executed each number from 1 to {@code commands} once, else what is wrong. */
    public String differenceFrom(long commands, long mixedSumOfCommands) {
        long sumOfCommands = commands * (commands + 1) / 2;
        if (count == commands && sum == sumOfCommands && mixedSum == mixedSumOfCommands) {
            return null;
        }
        return "executed " + count + " commands of " + commands + " with sum " + sum + " instead of " + sumOfCommands;
    }

    /** Spreads every bit of the number over all bits (the finalizer of MurmurHash3). */
    public static long mix(long number) {
        long mixed = number;
        mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
