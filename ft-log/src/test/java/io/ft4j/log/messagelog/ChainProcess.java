package io.ft4j.log.messagelog;

import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.session.Digest;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Says what it hears to both others, until it has gone far enough; then the outside is told. Its state is all
 * that it heard, in whatever order.
 */
final class ChainProcess implements RecoverableProcess {
    /** Bytes of a message; no multiple of eight. */
    static final int LENGTH = 11;

    static final int PROCESS_COUNT = 3;
    static final byte TIMER = 99;

    private final int selfId;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[LENGTH]);
    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Long.BYTES]);
    private long digest;

    ChainProcess(int selfId) {
        this.selfId = selfId;
    }

    static void put(UnsafeBuffer buffer, long name, int hops) {
        buffer.putLong(0, name);
        buffer.putShort(8, (short) 7);
        buffer.putByte(10, (byte) hops);
    }

    @Override
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
        digest += Digest.mix(channelId, buffer, offset, length);
        byte hops = buffer.getByte(offset + 10);
        if (hops == TIMER) {
            out.setTimer(1, out.nowNs());
        } else if (hops == 0) {
            say(Out.OUTSIDE, buffer.getLong(offset), 0, out);
        } else {
            for (int next = 1; next < PROCESS_COUNT; next++) {
                int destinationId = (selfId + next) % PROCESS_COUNT;
                say(destinationId, buffer.getLong(offset) * 3 + destinationId, hops - 1, out);
            }
        }
    }

    private void say(int destinationId, long name, int hops, Out out) {
        put(scratch, name, hops);
        out.send(destinationId, scratch, 0, LENGTH);
    }

    @Override
    public void onTimer(long timerId, Out out) {
        digest += timerId;
    }

    @Override
    public long digest() {
        return digest;
    }

    @Override
    public void save(StateSink sink) {
        word.putLong(0, digest);
        sink.write(word, 0, Long.BYTES);
    }

    @Override
    public void restore(StateSource source) {
        if (source.read(word, 0, Long.BYTES) != Long.BYTES) {
            throw new IllegalStateException("the state ends too early");
        }
        digest = word.getLong(0);
    }
}
