package io.ft4j.bench.example.desk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.DirectBuffer;

/**
 * The outside: a file in which each answer has the place that its number says. So one that comes again after a crash changes
 * nothing, and one that is another than before is noticed.
 */
final class Answers implements AutoCloseable {
    /** Name of the file. */
    static final String FILE = "answers";

    private final FileChannel channel;
    private final ByteBuffer answer =
            ByteBuffer.allocateDirect(Desk.ANSWER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer before =
            ByteBuffer.allocateDirect(Desk.ANSWER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private long count;

    Answers(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        // The last one may be torn, and comes again.
        count = channel.size() / Desk.ANSWER_LENGTH;
    }

    /** How many have come. */
    long count() {
        return count;
    }

    boolean take(long number, DirectBuffer buffer, int offset, int length) {
        answer.clear();
        buffer.getBytes(offset, answer, 0, length);
        answer.position(0).limit(length);
        try {
            if (number <= count) {
                requireEqual(number);
            } else {
                channel.write(answer, (number - 1) * Desk.ANSWER_LENGTH);
                count = number;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private void requireEqual(long number) throws IOException {
        before.clear();
        channel.read(before, (number - 1) * Desk.ANSWER_LENGTH);
        before.flip();
        if (!before.equals(answer)) {
            throw new IllegalStateException("answer " + number + " was another one before");
        }
    }

    /** Whether each order up to this one has been answered exactly once; else what is wrong. */
    static String problem(Path file, long orders) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != orders * Desk.ANSWER_LENGTH) {
                return channel.size() + " bytes of answers where " + orders * Desk.ANSWER_LENGTH + " belong";
            }
            boolean[] answered = new boolean[(int) orders + 1];
            ByteBuffer all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at < all.limit(); at += Desk.ANSWER_LENGTH) {
                long order = all.getLong(at);
                if (order < 1 || order > orders || answered[(int) order]) {
                    return "order " + order + " is answered twice, or does not exist";
                }
                answered[(int) order] = true;
            }
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
