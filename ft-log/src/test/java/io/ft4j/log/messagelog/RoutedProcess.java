package io.ft4j.log.messagelog;

import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.session.Digest;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Passes each message on along the route that stands in it; at its end the outside is told. Every event has a name that no
 * other event has: a hash of all that came before it in its process, of the message, and of the time. A message names the
 * event that sent it.
 */
final class RoutedProcess implements RecoverableProcess {
    static final int LENGTH = 3 * Long.BYTES;

    private static final int NAME = 0;
    private static final int INPUT = 8;
    private static final int ROUTE = 16;

    /** What happens, as seen from outside. */
    interface Watcher {
        void onTold(int processId, long name, long causeName);
    }

    private final int selfId;
    private final Watcher watcher;
    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Long.BYTES]);
    private long name;

    RoutedProcess(int selfId, Watcher watcher) {
        this.selfId = selfId;
        this.watcher = watcher;
    }

    /** @param route process ids, the first one in the lowest digit, each plus one, to the base of 16. */
    static void putInput(UnsafeBuffer buffer, long inputId, long route) {
        buffer.putLong(NAME, 0);
        buffer.putLong(INPUT, inputId);
        buffer.putLong(ROUTE, route);
    }

    static long name(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + NAME);
    }

    static long inputId(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + INPUT);
    }

    @Override
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
        long cause = name(buffer, offset);
        long inputId = inputId(buffer, offset);
        long route = buffer.getLong(offset + ROUTE);
        name = Digest.mix(Digest.mix(Digest.mix(Digest.mix(name, selfId), out.nowNs()), cause), inputId);
        watcher.onTold(selfId, name, cause);
        int claim = out.claim(route == 0 ? Out.OUTSIDE : (int) (route & 15) - 1, LENGTH);
        out.buffer().putLong(claim + NAME, name);
        out.buffer().putLong(claim + INPUT, inputId);
        out.buffer().putLong(claim + ROUTE, route >>> 4);
        out.publish(claim);
    }

    @Override
    public long digest() {
        return name;
    }

    @Override
    public void save(StateSink sink) {
        word.putLong(0, name);
        sink.write(word, 0, Long.BYTES);
    }

    @Override
    public void restore(StateSource source) {
        source.read(word, 0, Long.BYTES);
        name = word.getLong(0);
    }
}
