package io.ft4j.core.runtime;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.runtime.client.Egress;
import io.ft4j.core.runtime.driver.CommitSink;
import io.ft4j.core.session.ReplySink;
import io.ft4j.core.session.Sessions;
import org.agrona.DirectBuffer;

/** Executes committed entries on the calling thread: the end of the pipeline. */
final class Applier implements CommitSink {
    private static final ReplySink SILENT = (sessionId, sequence, code, index, reply, offset, length) -> {};

    private final Sessions sessions;
    private final Egress egress;
    private long appliedIndex;

    Applier(Sessions sessions, Egress egress) {
        this.sessions = sessions;
        this.egress = egress;
    }

    @Override
    public long take(EntrySlice entries, boolean leading) {
        ReplySink sink = leading ? egress : SILENT;
        DirectBuffer buffer = entries.buffer();
        int end = entries.offset() + entries.length();
        int at = entries.offset();
        while (at < end) {
            int length = Records.length(buffer, at);
            apply(buffer, at, length, sink);
            at += Records.stride(length);
        }
        return appliedIndex;
    }

    private void apply(DirectBuffer buffer, int at, int length, ReplySink sink) {
        long index = Records.index(buffer, at);
        if (Records.type(buffer, at) == Records.COMMAND) {
            try {
                sessions.apply(
                        index,
                        Records.timestampNs(buffer, at),
                        Records.sessionId(buffer, at),
                        Records.sequence(buffer, at),
                        buffer,
                        at + Records.ENTRY_HEADER_LENGTH,
                        length - Records.ENTRY_HEADER_LENGTH,
                        sink);
            } catch (RuntimeException | Error cause) {
                throw new IllegalStateException("the state machine failed at index " + index, cause);
            }
        }
        appliedIndex = index;
    }

    @Override
    public long appliedIndex() {
        return appliedIndex;
    }

    Sessions sessions() {
        return sessions;
    }
}
