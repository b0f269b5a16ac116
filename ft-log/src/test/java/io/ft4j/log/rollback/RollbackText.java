package io.ft4j.log.rollback;

import io.ft4j.log.coordinated.codec.ControlDecoder;
import io.ft4j.log.rollback.codec.DataDecoder;
import io.ft4j.log.rollback.codec.MessageHeaderDecoder;
import io.ft4j.log.rollback.codec.PositionDecoder;
import org.agrona.DirectBuffer;

/** Messages of {@code rollback.xml} in words, for traces. */
final class RollbackText {
    private RollbackText() {}

    static String message(DirectBuffer buffer, int offset, int length) {
        io.ft4j.log.coordinated.codec.MessageHeaderDecoder coordinated =
                new io.ft4j.log.coordinated.codec.MessageHeaderDecoder();
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        if (header.schemaId() != DataDecoder.SCHEMA_ID) {
            return header.templateId() == ControlDecoder.TEMPLATE_ID
                    ? new ControlDecoder()
                            .wrapAndApplyHeader(buffer, offset, coordinated)
                            .toString()
                    : "Report";
        }
        return header.templateId() == DataDecoder.TEMPLATE_ID
                ? new DataDecoder().wrapAndApplyHeader(buffer, offset, header) + " " + length + " bytes"
                : new PositionDecoder()
                        .wrapAndApplyHeader(buffer, offset, header)
                        .toString();
    }
}
