package io.ft4j.log.inspect;

import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * One record of a log, as {@link io.ft4j.core.port.RecordHandler} gets it, and where it is.
 *
 * @param recordType 0 for a truncation, whose {@code index} is the first one that it cut.
 * @param offset     in the file, of the record with its header; of a truncation, behind the header of its block.
 * @param buffer     valid during the call only.
 * @param bodyOffset of the body in the buffer.
 * @param length     of the body in bytes.
 */
public record LogRecord(
        long position,
        long index,
        int recordType,
        Path file,
        long offset,
        DirectBuffer buffer,
        int bodyOffset,
        int length) {}
