package io.ft4j.core.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Body of the command that opens a session: {@code nonce} int64, {@code window} int32, little endian. */
public final class OpenCommand {
    public static final int LENGTH = Long.BYTES + Integer.BYTES;

    private OpenCommand() {}

    /**
     * @param nonce  tells a retry of the same client from another client that picked the same id.
     * @param window how many replies the session keeps: as many commands may be outstanding.
     */
    public static void put(MutableDirectBuffer buffer, int offset, long nonce, int window) {
        buffer.putLong(offset, nonce, LITTLE_ENDIAN);
        buffer.putInt(offset + Long.BYTES, window, LITTLE_ENDIAN);
    }

    public static long nonce(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset, LITTLE_ENDIAN);
    }

    public static int window(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + Long.BYTES, LITTLE_ENDIAN);
    }
}
