package io.ft4j.log.messagelog;

import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.session.Digest;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Each message carries its way: the first byte is the next process; behind the last one the outside is told. */
final class RouteProcess implements RecoverableProcess {
    static final byte OUT = 100;

    /** What it was told, as text; not part of the state. */
    final List<String> told = new ArrayList<>();

    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Long.BYTES]);
    private long digest;

    @Override
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
        StringBuilder text = new StringBuilder().append(channelId).append(':');
        for (int i = 0; i < length; i++) {
            text.append(buffer.getByte(offset + i)).append(' ');
        }
        told.add(text.toString().trim());
        digest = Digest.mix(Digest.mix(digest, channelId), buffer, offset, length);
        if (length > 1) {
            byte next = buffer.getByte(offset);
            out.send(next == OUT ? Out.OUTSIDE : next, buffer, offset + 1, length - 1);
        }
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
        source.read(word, 0, Long.BYTES);
        digest = word.getLong(0);
    }
}
