package io.ft4j.bench.example.orderbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateSource;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A book that is saved and restored stands as it stood, and goes on alike. */
final class BookStateTest {
    private static final int EVENTS = 40_000;
    private static final int SAVE_EVERY = 3_777;

    private final UnsafeBuffer command = new UnsafeBuffer(new byte[CommandWriter.MAX_LENGTH]);
    private final Effects effects = new Effects() {
        private final UnsafeBuffer reply = new UnsafeBuffer(new byte[OrderBook.REPLY_LENGTH]);

        @Override
        public MutableDirectBuffer buffer() {
            return reply;
        }

        @Override
        public int maxReplyBytes() {
            return OrderBook.REPLY_LENGTH;
        }

        @Override
        public int claimReply(int length) {
            return 0;
        }

        @Override
        public void publish(int claimOffset) {}
    };

    @Test
    void goesOnAsIfItHadNeverBeenSaved() {
        OrderBook kept = new OrderBook();
        OrderBook restored = new OrderBook();
        FlowGenerator flow = new FlowGenerator(5, EVENTS);
        int count = 0;
        for (int length = flow.next(command, 0); length > 0; length = flow.next(command, 0)) {
            kept.apply(0, 0, command, 0, length, effects);
            restored.apply(0, 0, command, 0, length, effects);
            count++;
            if (count % SAVE_EVERY == 0) {
                restored = copy(restored);
                assertEquals(kept.digest(), restored.digest());
            }
        }
        restored.book().checkInvariants();
        assertEquals(kept.digest(), restored.digest());
        assertEquals(kept.book().matchedVolume(), restored.book().matchedVolume());
    }

    @Test
    void refusesAStateThatEndsTooEarly() {
        byte[] state = save(new OrderBook());
        byte[] cut = Arrays.copyOf(state, state.length - 1);
        assertThrows(IllegalStateException.class, () -> new OrderBook().restore(source(cut)));
    }

    private static OrderBook copy(OrderBook book) {
        OrderBook copy = new OrderBook();
        copy.restore(source(save(book)));
        return copy;
    }

    private static byte[] save(OrderBook book) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        book.save((buffer, offset, length) -> {
            byte[] part = new byte[length];
            buffer.getBytes(offset, part);
            bytes.write(part, 0, length);
        });
        return bytes.toByteArray();
    }

    private static StateSource source(byte[] state) {
        int[] at = {0};
        return (buffer, offset, length) -> {
            int taken = Math.min(length, state.length - at[0]);
            buffer.putBytes(offset, state, at[0], taken);
            at[0] += taken;
            return taken;
        };
    }
}
