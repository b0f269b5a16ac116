package io.ft4j.core.sim;

import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;

/** Registers by key that can be read, written, and written if they hold an expected value. */
public final class KeyValueMachine implements StateMachine {
    static final int READ = 1;
    static final int WRITE = 2;
    static final int COMPARE_AND_SET = 3;
    static final int COMMAND_LENGTH = 32;
    static final int REPLY_LENGTH = 16;
    /** What a register holds that was never written. */
    static final long UNSET = 0;

    private static final int OPERATION = 0;
    private static final int KEY = 8;
    private static final int VALUE = 16;
    private static final int EXPECTED = 24;

    private final Long2LongHashMap registers = new Long2LongHashMap(UNSET);
    private long digest;

    /** Writes a command of {@link #COMMAND_LENGTH}. */
    static void put(org.agrona.MutableDirectBuffer buffer, int operation, long key, long value, long expected) {
        buffer.putLong(OPERATION, operation);
        buffer.putLong(KEY, key);
        buffer.putLong(VALUE, value);
        buffer.putLong(EXPECTED, expected);
    }

    /** Whether a compare-and-set has set; always true for the others. */
    static boolean isDone(DirectBuffer reply, int offset) {
        return reply.getLong(offset) != 0;
    }

    /** What the register held before. */
    static long value(DirectBuffer reply, int offset) {
        return reply.getLong(offset + 8);
    }

    @Override
    public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
        long key = command.getLong(offset + KEY);
        long held = registers.get(key);
        long operation = command.getLong(offset + OPERATION);
        boolean done = operation != COMPARE_AND_SET || held == command.getLong(offset + EXPECTED);
        if (done && operation != READ) {
            long value = command.getLong(offset + VALUE);
            registers.put(key, value);
            digest += hash(key, value) - hash(key, held);
        }
        int reply = effects.claimReply(REPLY_LENGTH);
        effects.buffer().putLong(reply, done ? 1 : 0);
        effects.buffer().putLong(reply + 8, held);
        effects.publish(reply);
    }

    private static long hash(long key, long value) {
        return value == UNSET ? 0 : (key * 0x9E3779B97F4A7C15L ^ value) * 0xD6E8FEB86659FD93L;
    }

    @Override
    public long digest() {
        return digest;
    }
}
