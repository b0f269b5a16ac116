package io.ft4j.log.coordinated;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.log.coordinated.codec.AttemptKind;
import io.ft4j.log.coordinated.codec.ControlDecoder;
import io.ft4j.log.coordinated.codec.MessageHeaderDecoder;
import io.ft4j.log.coordinated.codec.MessageKind;
import io.ft4j.log.coordinated.codec.ReportDecoder;
import io.ft4j.log.line.CountedLine;
import io.ft4j.log.line.StateRows;
import org.agrona.DirectBuffer;

/**
 * Decodes messages and passes over those that no process of the group could have meant. Nothing of a message is believed before
 * it has passed here. One thread. No allocation.
 */
final class MessageReader {
    private final long members;
    private final CoordinatedCounters counters;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ControlDecoder control = new ControlDecoder();
    private final ReportDecoder report = new ReportDecoder();
    private final StateRows rows;
    private boolean isReport;
    private DirectBuffer reportBuffer;
    private int rowsOffset;
    private int rowsLength;

    MessageReader(long members, StateRows rows, CoordinatedCounters counters) {
        this.members = members;
        this.rows = rows;
        this.counters = counters;
    }

    /** @return false: it was refused, and that counted. */
    boolean read(DirectBuffer buffer, int offset, int length) {
        if (!isReadable(buffer, offset, length)) {
            counters.increment(CoordinatedCounter.MESSAGE_UNREADABLE);
            return false;
        }
        boolean plausible;
        if (isReport) {
            report.wrapAndApplyHeader(buffer, offset, header);
            reportBuffer = buffer;
            rowsOffset = offset + MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
            rowsLength = offset + length - rowsOffset;
            plausible = isPlausible(report.initiatorId(), report.attemptId(), report.epoch())
                    && rows.isReadable(buffer, rowsOffset, rowsLength);
        } else {
            control.wrapAndApplyHeader(buffer, offset, header);
            plausible = isPlausible(control.initiatorId(), control.attemptId(), control.epoch()) && hasKnownKinds();
        }
        if (!plausible) {
            counters.increment(CoordinatedCounter.MESSAGE_IMPLAUSIBLE);
        }
        return plausible;
    }

    /** Later versions may append fields to a message, none may leave one out. */
    private boolean isReadable(DirectBuffer buffer, int offset, int length) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            return false;
        }
        header.wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            return false;
        }
        isReport = header.templateId() == ReportDecoder.TEMPLATE_ID;
        int bodyEnd = MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
        if (bodyEnd > length) {
            return false;
        }
        return isReport
                ? header.blockLength() >= ReportDecoder.BLOCK_LENGTH
                : header.templateId() == ControlDecoder.TEMPLATE_ID
                        && header.blockLength() >= ControlDecoder.BLOCK_LENGTH;
    }

    private boolean isPlausible(int initiatorId, long attemptId, long epoch) {
        return ProcessSet.contains(members, initiatorId) && attemptId > 0 && epoch >= 0;
    }

    private boolean hasKnownKinds() {
        boolean isSet = control.messageRaw() == MessageKind.WILLING.value();
        return control.kindRaw() >= AttemptKind.ALL.value()
                && control.kindRaw() <= AttemptKind.ROLLBACK.value()
                && control.messageRaw() >= MessageKind.REQUEST.value()
                && control.messageRaw() <= MessageKind.DECISION_REQUEST.value()
                && (isSet ? (control.argument() & ~members) == 0 : control.argument() >= 0);
    }

    boolean isReport() {
        return isReport;
    }

    long reportedAttemptId() {
        return report.attemptId();
    }

    long reportedEpoch() {
        return report.epoch();
    }

    /** What the process could go back to that has reported. */
    void readStatesInto(CountedLine line, int processId) {
        rows.readInto(line, processId, reportBuffer, rowsOffset, rowsLength);
    }

    /** Of that process. */
    boolean hasLostState() {
        return !rows.hasCurrent(reportBuffer, rowsOffset, rowsLength);
    }

    MessageKind message() {
        return control.message();
    }

    AttemptKind kind() {
        return control.kind();
    }

    boolean isRollback() {
        return control.kind() == AttemptKind.ROLLBACK;
    }

    int initiatorId() {
        return control.initiatorId();
    }

    long attemptId() {
        return control.attemptId();
    }

    long epoch() {
        return control.epoch();
    }

    long argument() {
        return control.argument();
    }
}
