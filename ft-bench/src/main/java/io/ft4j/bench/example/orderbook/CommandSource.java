package io.ft4j.bench.example.orderbook;

import org.agrona.MutableDirectBuffer;

/** A flow of encoded commands. Two sources made from the same input give the same bytes. One thread. */
public interface CommandSource extends AutoCloseable {
    /** {@link #next}: the flow is over. */
    int END = 0;

    /**
     * Encodes the next command.
     *
     * @param buffer with {@link CommandWriter#MAX_LENGTH} bytes free at the offset
     * @return its length, or {@link #END}
     * @throws BadInputException when the input cannot be read
     */
    int next(MutableDirectBuffer buffer, int offset);

    @Override
    void close();
}
