package io.ft4j.bench.example.desk;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import org.agrona.concurrent.UnsafeBuffer;

/** A small state that is a few numbers. */
final class Words {
    private final UnsafeBuffer buffer;
    private final int count;

    Words(int count) {
        this.count = count;
        buffer = new UnsafeBuffer(new byte[count * Long.BYTES]);
    }

    long get(int word) {
        return buffer.getLong(word * Long.BYTES, LITTLE_ENDIAN);
    }

    void set(int word, long value) {
        buffer.putLong(word * Long.BYTES, value, LITTLE_ENDIAN);
    }

    void add(int word, long value) {
        set(word, get(word) + value);
    }

    void save(StateSink sink) {
        sink.write(buffer, 0, buffer.capacity());
    }

    void restore(StateSource source) {
        if (source.read(buffer, 0, buffer.capacity()) != buffer.capacity()) {
            throw new IllegalStateException("the saved state ends too early");
        }
    }

    long digest() {
        long digest = 0;
        for (int word = 0; word < count; word++) {
            digest = io.ft4j.core.session.Digest.mix(digest, get(word));
        }
        return digest;
    }
}
