package io.ft4j.core.port;

/**
 * Reads the records that carry an index. Same thread as the writer. Truncated records are not seen.
 */
public interface LogReader {
    /** Smallest index that can be read; {@code lastIndex() + 1} when there is none. */
    long firstIndex();

    /** Largest index that can be read; {@code firstIndex() - 1} when there is none. */
    long lastIndex();

    /**
     * Consecutive records from {@code fromIndex} on, without copying, as many as fit into {@code maxBytes} and lie
     * together, but at least one where the log has it.
     *
     * @param maxBytes bound of the slice in bytes, unless its first record alone is longer.
     * @param out      set to the records; valid until the next call on this log.
     * @return the number of records: 0 when the log does not hold {@code fromIndex}.
     */
    int read(long fromIndex, int maxBytes, EntrySlice out);
}
