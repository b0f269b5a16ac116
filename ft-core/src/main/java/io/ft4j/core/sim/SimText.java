package io.ft4j.core.sim;

import io.ft4j.core.consensus.raft.RaftText;
import io.ft4j.core.consensus.raft.Role;
import io.ft4j.core.fault.FrameInTransit;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Records;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** What a run consists of, in words. */
final class SimText {
    private SimText() {}

    static String role(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String entry(DirectBuffer buffer, int offset) {
        return Records.type(buffer, offset) == Records.COMMAND
                ? Long.toHexString(Records.sessionId(buffer, offset)) + "/" + Records.sequence(buffer, offset)
                : "no-op";
    }

    /** Frames may be anything here, so what is said of broken ones is little. */
    static String frame(RaftText text, FrameInTransit frame) {
        int length = frame.length() - Frames.HEADER_LENGTH;
        try {
            return text.message(frame.buffer(), Frames.HEADER_LENGTH, length);
        } catch (RuntimeException broken) {
            return frame.length() + " bytes that make no sense";
        }
    }
}
