package io.ft4j.core.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import org.agrona.DirectBuffer;

/**
 * Counts and folds what it executes. The first byte of a command says how long its reply is to be (0: none is claimed);
 * a reply begins with the count of commands. 255 throws after half of the reply.
 */
final class RecordingStateMachine implements StateMachine {
    static final int FAIL = 255;

    long count;
    long fold;
    long lastTimestampNs;
    Effects seen;

    @Override
    public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
        count++;
        lastTimestampNs = timestampNs;
        seen = effects;
        for (int i = 0; i < length; i++) {
            fold = fold * 31 + command.getByte(offset + i);
        }
        int replyLength = length == 0 ? 0 : command.getByte(offset) & 0xFF;
        if (replyLength == FAIL) {
            int at = effects.claimReply(8);
            effects.buffer().putInt(at, 0x77777777);
            throw new ArithmeticException("command " + count);
        }
        if (replyLength > 0) {
            int at = effects.claimReply(replyLength);
            for (int i = 0; i < replyLength; i++) {
                effects.buffer().putByte(at + i, (byte) (count + i));
            }
            if (replyLength >= 8) {
                effects.buffer().putLong(at, count, LITTLE_ENDIAN);
            }
            effects.publish(at);
        }
    }

    @Override
    public long digest() {
        return fold * 31 + count;
    }
}
