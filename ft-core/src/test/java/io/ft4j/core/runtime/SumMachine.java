package io.ft4j.core.runtime;

import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import org.agrona.DirectBuffer;

/** Adds up; the order and the number of commands show in its digest. Answers the sum. */
public final class SumMachine implements StateMachine {
    public static final long POISON = -1;

    private final long poison;
    private long sum;
    private long count;
    private long hash = 17;
    private long lastTimestampNs;

    public SumMachine() {
        this(POISON);
    }

    /** @param poison the command at which it fails. */
    public SumMachine(long poison) {
        this.poison = poison;
    }

    @Override
    public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
        long value = command.getLong(offset);
        if (value == poison) {
            throw new IllegalArgumentException("poison");
        }
        if (timestampNs < lastTimestampNs) {
            throw new IllegalArgumentException("time went back");
        }
        lastTimestampNs = timestampNs;
        sum += value;
        count++;
        hash = hash * 31 + value;
        int reply = effects.claimReply(Long.BYTES);
        effects.buffer().putLong(reply, sum);
        effects.publish(reply);
    }

    @Override
    public long digest() {
        return hash * 31 + count;
    }
}
