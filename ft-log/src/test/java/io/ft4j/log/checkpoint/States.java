package io.ft4j.log.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ft4j.core.model.Prng;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** States, positions and metadata that follow from the number of their checkpoint. */
final class States {
    static final int PROCESS_ID = 7;
    static final int BLOCK_BYTES = 64;

    private static final int PIECE_BYTES = 50;

    private States() {}

    static CheckpointStore open(Path folder, int keptCount) {
        return open(folder, keptCount, new CheckpointFiles(folder));
    }

    static CheckpointStore open(Path folder, int keptCount, CheckpointFiles files) {
        return CheckpointStore.open(folder, PROCESS_ID, keptCount, BLOCK_BYTES, files);
    }

    static byte[] state(long number, int length) {
        Prng prng = new Prng(number);
        byte[] state = new byte[length];
        for (int i = 0; i < length; i++) {
            state[i] = (byte) prng.nextLong();
        }
        return state;
    }

    /** Zero, one, and several blocks; whole ones and not. */
    static int length(long number) {
        return (int) (number * 37 % 6 * 32);
    }

    static UnsafeBuffer metadata(long number) {
        return new UnsafeBuffer(state(-number, (int) (number % 40)));
    }

    static CheckpointSink begin(CheckpointStore store, long number) {
        UnsafeBuffer metadata = metadata(number);
        return store.begin(number, 1000 + number, metadata, 0, metadata.capacity());
    }

    /** In pieces that are no blocks. */
    static void write(CheckpointSink sink, long number, int length) {
        UnsafeBuffer state = new UnsafeBuffer(state(number, length));
        for (int at = 0; at < length; at += PIECE_BYTES) {
            sink.write(state, at, Math.min(PIECE_BYTES, length - at));
        }
    }

    static void take(CheckpointStore store, long number) {
        try (CheckpointSink sink = begin(store, number)) {
            write(sink, number, length(number));
            sink.commit();
        }
    }

    /** Checks all that a checkpoint holds. @return its number. */
    static long check(CheckpointSource source) {
        return check(source, length(source.number()));
    }

    static long check(CheckpointSource source, int length) {
        assertNotNull(source);
        try (source) {
            long number = source.number();
            assertEquals(PROCESS_ID, source.processId());
            assertEquals(1000 + number, source.position());
            assertEquals(metadata(number), new UnsafeBuffer(source.metadata()));
            assertEquals(length, source.sizeBytes());
            UnsafeBuffer read = new UnsafeBuffer(new byte[length + 1]);
            int count = 0;
            int part;
            do {
                part = source.read(read, count, Math.min(PIECE_BYTES, length + 1 - count));
                count += part;
            } while (part > 0);
            assertEquals(length, count);
            assertEquals(new UnsafeBuffer(state(number, length)), new UnsafeBuffer(read, 0, length));
            return number;
        }
    }
}
