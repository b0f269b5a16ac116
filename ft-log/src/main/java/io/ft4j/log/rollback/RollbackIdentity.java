package io.ft4j.log.rollback;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.log.rollback.codec.MessageHeaderDecoder;
import io.ft4j.log.rollback.codec.MessageHeaderEncoder;
import io.ft4j.log.rollback.codec.RollbackIdentityDecoder;
import io.ft4j.log.rollback.codec.RollbackIdentityEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Whose log it is: the log keeps it as a state record, and that of another process is refused. */
final class RollbackIdentity {
    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + RollbackIdentityEncoder.BLOCK_LENGTH;

    private final long groupId;
    private final long memberSet;
    private final int processId;
    private final CheckpointMethod method;
    private boolean found;

    RollbackIdentity(long groupId, long memberSet, int processId, CheckpointMethod method) {
        this.groupId = groupId;
        this.memberSet = memberSet;
        this.processId = processId;
        this.method = method;
    }

    void onRecord(DirectBuffer buffer, int offset) {
        RollbackIdentityDecoder recorded = new RollbackIdentityDecoder();
        recorded.wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder());
        expect("groupId", recorded.groupId() == groupId, recorded.groupId(), groupId);
        expect("processId", recorded.processId() == processId, recorded.processId(), processId);
        expect(
                "memberSet",
                recorded.memberSet() == memberSet,
                ProcessSet.toString(recorded.memberSet()),
                ProcessSet.toString(memberSet));
        expect("method", recorded.method() == method.ordinal(), CheckpointMethod.values()[recorded.method()], method);
        found = true;
    }

    private void expect(String field, boolean equal, Object recorded, Object expected) {
        if (!equal) {
            throw new LogException(
                    "the log given to " + this + " was written with " + field + "=" + recorded + ", not " + expected);
        }
    }

    /**
     * After replay: marks a log that is new, and refuses one that is not and carries no mark.
     *
     * @param lastCheckpoint number of the newest checkpoint; 1 is the initial state, which may be older than the log.
     */
    void writeTo(DurableLog log, long lastCheckpoint) {
        if (found) {
            return;
        }
        if (log.position() > 0) {
            throw new LogException("the log given to " + this + " is none of rollback recovery: its " + log.position()
                    + " records carry no identity");
        }
        if (lastCheckpoint > 1) {
            throw new LogException("the log given to " + this + " is empty, but the process has taken checkpoint "
                    + lastCheckpoint + ": the log is another one, or is lost");
        }
        UnsafeBuffer record = new UnsafeBuffer(new byte[LENGTH]);
        new RollbackIdentityEncoder()
                .wrapAndApplyHeader(record, 0, new MessageHeaderEncoder())
                .groupId(groupId)
                .memberSet(memberSet)
                .processId(processId)
                .method(method.ordinal());
        log.appendState(RecordTypes.IDENTITY, record, 0, LENGTH);
        log.requestForce();
    }

    @Override
    public String toString() {
        return "process " + processId + " of group " + groupId;
    }
}
