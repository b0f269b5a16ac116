package io.ft4j.log.messagelog;

import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Says what its script wants of it, and tells the outside of each message that it hears. */
final class ScriptedProcess implements RecoverableProcess {
    private final int selfId;
    private final Script script;
    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Long.BYTES]);
    private long heard;
    private boolean started;

    ScriptedProcess(int selfId, Script script) {
        this.selfId = selfId;
        this.script = script;
    }

    @Override
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
        int message = buffer.getByte(offset);
        if (message == Script.INPUT) {
            require(!started, "the input is told twice to " + selfId);
            started = true;
        } else {
            require(script.destinations()[message] == selfId, "m" + message + " is told to " + selfId);
            require(channelId == script.source(message), "m" + message + " comes from " + channelId);
            require((heard & 1L << message) == 0, "m" + message + " is told twice");
            heard |= 1L << message;
            say(Out.OUTSIDE, message, out);
        }
        for (int i = 0; i < script.count(); i++) {
            if (script.causes()[i] == message) {
                say(script.destinations()[i], i, out);
            }
        }
    }

    private static void say(int destinationId, int message, Out out) {
        int claim = out.claim(destinationId, 1);
        out.buffer().putByte(claim, (byte) message);
        out.publish(claim);
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new IllegalStateException("exactly-once: " + broken);
        }
    }

    boolean hasHeard(int message) {
        return (heard & 1L << message) != 0;
    }

    @Override
    public long digest() {
        return heard * 2 + (started ? 1 : 0);
    }

    @Override
    public void save(StateSink sink) {
        word.putLong(0, digest());
        sink.write(word, 0, Long.BYTES);
    }

    @Override
    public void restore(StateSource source) {
        require(source.read(word, 0, Long.BYTES) == Long.BYTES, "the state ends too early");
        heard = word.getLong(0) >> 1;
        started = (word.getLong(0) & 1) == 1;
    }
}
