package io.ft4j.core.port;

import org.agrona.DirectBuffer;

/** Receives the records of a log in the order in which they were appended; the bytes are valid during the call only. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * @param position   of the record, as {@link DurableLog} counts.
     * @param index      of the record, or {@link DurableLog#NO_INDEX}. {@link DurableLog#TRUNCATION} carries the first
     *                   index that was cut.
     * @param recordType as it was appended.
     * @param offset     of the body, behind the record header.
     * @param length     of the body in bytes.
     */
    void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length);
}
