package io.ft4j.log;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.protocol.Records;
import org.agrona.DirectBuffer;

/** Takes blocks apart into records. */
final class Replay {
    private Replay() {}

    /** @param bodyOffset where the first record of the block begins. */
    static void block(BlockHeader header, DirectBuffer buffer, int bodyOffset, RecordHandler handler) {
        long position = header.firstPosition();
        int at = bodyOffset;
        if (header.kind() == BlockHeader.TRUNCATION) {
            handler.onRecord(position, header.firstIndex(), DurableLog.TRUNCATION, buffer, at, 0);
            return;
        }
        int end = bodyOffset + header.recordsLength();
        while (at < end) {
            int length = Records.length(buffer, at);
            handler.onRecord(
                    position++,
                    Records.index(buffer, at),
                    Records.type(buffer, at),
                    buffer,
                    at + Records.HEADER_LENGTH,
                    length - Records.HEADER_LENGTH);
            at += Records.stride(length);
        }
    }
}
