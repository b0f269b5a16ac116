package io.ft4j.log.messagelog.host;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.log.messagelog.LoggingStyle;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.ProcessIdentityDecoder;
import io.ft4j.log.messagelog.codec.ProcessIdentityEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Whose log it is: the log keeps it as a state record, and that of another process is refused. */
final class ProcessIdentity {
    static final int RECORD_TYPE = 49;

    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + ProcessIdentityEncoder.BLOCK_LENGTH;

    private final long groupId;
    private final long memberSet;
    private final int processId;
    private final LoggingStyle style;
    private boolean found;

    ProcessIdentity(long groupId, long memberSet, int processId, LoggingStyle style) {
        this.groupId = groupId;
        this.memberSet = memberSet;
        this.processId = processId;
        this.style = style;
    }

    void onRecord(DirectBuffer buffer, int offset) {
        ProcessIdentityDecoder recorded = new ProcessIdentityDecoder();
        recorded.wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder());
        expect("groupId", recorded.groupId() == groupId, recorded.groupId(), groupId);
        expect("processId", recorded.processId() == processId, recorded.processId(), processId);
        expect(
                "memberSet",
                recorded.memberSet() == memberSet,
                ProcessSet.toString(recorded.memberSet()),
                ProcessSet.toString(memberSet));
        expect("style", recorded.style() == style.ordinal(), LoggingStyle.values()[recorded.style()], style);
        found = true;
    }

    private void expect(String field, boolean equal, Object recorded, Object expected) {
        if (!equal) {
            throw new LogException(
                    "the log given to " + this + " was written with " + field + "=" + recorded + ", not " + expected);
        }
    }

    /** After replay: marks a log that is new, and refuses one that is not and carries no mark. */
    void writeTo(DurableLog log) {
        if (found) {
            return;
        }
        if (log.position() > 0) {
            throw new LogException("the log given to " + this + " is none of message logging: its " + log.position()
                    + " records carry no identity");
        }
        UnsafeBuffer record = new UnsafeBuffer(new byte[LENGTH]);
        new ProcessIdentityEncoder()
                .wrapAndApplyHeader(record, 0, new MessageHeaderEncoder())
                .groupId(groupId)
                .memberSet(memberSet)
                .processId(processId)
                .style(style.ordinal());
        log.appendState(RECORD_TYPE, record, 0, LENGTH);
        log.requestForce();
    }

    @Override
    public String toString() {
        return "process " + processId + " of group " + groupId;
    }
}
