package io.ft4j.core.sim.world;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** Everything that happens in a run: always as a hash, and in words where somebody wants to read it. */
public final class EventTrace {
    private static final int EVENT_BYTES = 24;

    private final MessageDigest sha256;
    private final ByteBuffer buffer = ByteBuffer.allocate(EVENT_BYTES * 256);
    private final List<TraceEvent> events;
    private final long fromNs;
    private final long toNs;
    private long nowNs;
    private long count;

    /** Keeps the events of this time in words, both ends included. */
    public EventTrace(long recordFromNs, long recordToNs) {
        fromNs = recordFromNs;
        toNs = recordToNs;
        events = new ArrayList<>();
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public void now(long newNowNs) {
        nowNs = newNowNs;
    }

    /** Whether events are wanted in words now. */
    public boolean isRecording() {
        return nowNs >= fromNs && nowNs <= toNs;
    }

    public void hash(TraceKind kind, int process, int other, long value) {
        count++;
        buffer.putLong(nowNs)
                .putInt(kind.ordinal())
                .putShort((short) process)
                .putShort((short) other)
                .putLong(value);
        if (!buffer.hasRemaining()) {
            flush();
        }
    }

    public void words(TraceKind kind, int process, int other, long value, String text) {
        events.add(new TraceEvent(nowNs, kind, process, other, value, text));
    }

    public void both(TraceKind kind, int process, int other, long value, Supplier<String> text) {
        hash(kind, process, other, value);
        if (isRecording()) {
            words(kind, process, other, value, text.get());
        }
    }

    /** Events so far. */
    public long count() {
        return count;
    }

    public List<TraceEvent> events() {
        return events;
    }

    /** Of all events; ends the trace. */
    public String sha256() {
        flush();
        return HexFormat.of().formatHex(sha256.digest());
    }

    private void flush() {
        sha256.update(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
