package io.ft4j.log.messagelog;

import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** A checkpoint in memory. */
final class StateBytes implements StateSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(DirectBuffer buffer, int offset, int length) {
        byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        bytes.write(copy, 0, length);
    }

    StateSource source() {
        byte[] all = bytes.toByteArray();
        return new StateSource() {
            private int at;

            @Override
            public int read(MutableDirectBuffer buffer, int offset, int length) {
                byte[] part = Arrays.copyOfRange(all, at, Math.min(at + length, all.length));
                buffer.putBytes(offset, part);
                at += part.length;
                return part.length;
            }
        };
    }
}
