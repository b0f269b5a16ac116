package io.ft4j.log.coordinated;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.log.coordinated.codec.AttemptKind;
import io.ft4j.log.coordinated.codec.ControlDecoder;
import io.ft4j.log.coordinated.codec.CoordinatedStateDecoder;
import io.ft4j.log.coordinated.codec.MessageHeaderDecoder;
import io.ft4j.log.coordinated.codec.MessageKind;
import io.ft4j.log.coordinated.codec.ReportDecoder;
import io.ft4j.log.line.RecoveryLine;
import org.agrona.DirectBuffer;

/** Messages and records as traces show them. */
final class CoordinatedText {
    private CoordinatedText() {}

    /** Whether it is one of the protocol, and not of the application. */
    static boolean isCoordination(DirectBuffer buffer, int offset) {
        return new MessageHeaderDecoder().wrap(buffer, offset).schemaId() == MessageHeaderDecoder.SCHEMA_ID;
    }

    static String message(DirectBuffer buffer, int offset) {
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            return TestHost.describe(buffer, offset);
        }
        if (header.templateId() == ReportDecoder.TEMPLATE_ID) {
            ReportDecoder report = new ReportDecoder().wrapAndApplyHeader(buffer, offset, header);
            return "REPORT " + name(report.initiatorId(), report.attemptId());
        }
        ControlDecoder control = new ControlDecoder().wrapAndApplyHeader(buffer, offset, header);
        MessageKind message = control.message();
        String text = message + " " + control.kind() + " " + name(control.initiatorId(), control.attemptId());
        boolean isRollback = control.kind() == AttemptKind.ROLLBACK;
        if (message == MessageKind.REQUEST && control.kind() != AttemptKind.ALL) {
            return text + (isRollback ? " epoch " : " label ") + control.argument();
        }
        if (message == MessageKind.DONE && isRollback) {
            boolean stays = control.argument() == RecoveryLine.CURRENT;
            return text + " epoch " + control.epoch() + (stays ? " stay" : " to " + control.argument());
        }
        if (message == MessageKind.WILLING) {
            return text + " " + ProcessSet.toString(control.argument());
        }
        return text;
    }

    /** As {@code 0/2.1}: attempt 1 of the second life of process 0. */
    static String name(int initiatorId, long id) {
        return initiatorId + "/" + (id >>> 32) + "." + (int) id;
    }

    static String record(DirectBuffer buffer, int offset) {
        CoordinatedStateDecoder record =
                new CoordinatedStateDecoder().wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder());
        return "epoch " + record.epoch()
                + (record.inDoubtId() == 0
                        ? ""
                        : ", agreed to " + name(record.inDoubtInitiatorId(), record.inDoubtId()) + " with checkpoint "
                                + record.inDoubtNumber())
                + (record.decisionId() == 0 ? "" : ", decided " + name(record.ownerId(), record.decisionId()));
    }
}
