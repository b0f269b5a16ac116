package io.ft4j.core.session;

import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The open sessions and their latest replies. A session is one cache line of a hash table with open addressing, so that
 * finding it and reading all that the rules ask for touches one line; its replies lie together in the arena.
 *
 * <p>A session is named by the place of its line, valid until the next {@link #forget}. Allocates in {@link #open} at
 * most. The lines are a plain array, since the compiler keeps its fields in registers, which it does not do with memory
 * off heap (measured: 10 ns a command).
 *
 * <pre>
 *   line:  sessionId  lastSequence  lastIndex  nonce  region  window : long, and two that fill the line; window 0: free
 *   slot:  index : int64    length : int32    —    reply
 * </pre>
 */
final class SessionTable {
    static final int NOT_FOUND = -1;
    static final int MAX_SESSIONS = 1 << 20;
    static final int MAX_WINDOW = 1 << 16;

    private static final int LINE_LONGS = 8;
    /** Behind the 16 bytes of the array's header a cache line begins here, if the array itself begins with one. */
    private static final int FIRST_LINE = 6;

    private static final int ID = FIRST_LINE;
    private static final int LAST_SEQUENCE = FIRST_LINE + 1;
    private static final int LAST_INDEX = FIRST_LINE + 2;
    private static final int NONCE = FIRST_LINE + 3;
    private static final int REGION = FIRST_LINE + 4;
    private static final int WINDOW = FIRST_LINE + 5;

    private static final int SLOT_INDEX = 0;
    private static final int SLOT_LENGTH = 8;
    private static final int SLOT_HEADER_BYTES = 16;

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long[] lines;
    private final int lineMask;
    private final int hashShift;
    private final SlotArena arena;
    private final int maxSessions;
    private int size;

    SessionTable(int maxSessions, int maxWindow, int maxReplyBytes) {
        requireWithin("maxSessions", maxSessions, 1, MAX_SESSIONS);
        requireWithin("maxWindow", maxWindow, 1, MAX_WINDOW);
        requireWithin("maxReplyBytes", maxReplyBytes, 0, Integer.MAX_VALUE / 2);
        this.maxSessions = maxSessions;
        int lineCount = BitUtil.findNextPositivePowerOfTwo(2 * maxSessions);
        lines = new long[FIRST_LINE + lineCount * LINE_LONGS];
        lineMask = lineCount * LINE_LONGS - 1;
        hashShift = Long.SIZE - Integer.numberOfTrailingZeros(lineCount);
        arena = new SlotArena(BitUtil.findNextPositivePowerOfTwo(maxWindow), SLOT_HEADER_BYTES + maxReplyBytes);
    }

    private static void requireWithin(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + " is outside " + min + ".." + max);
        }
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == maxSessions;
    }

    /** The session, or {@link #NOT_FOUND}. */
    int find(long sessionId) {
        int line = home(sessionId);
        while (window(line) != 0) {
            if (id(line) == sessionId) {
                return line;
            }
            line = line + LINE_LONGS & lineMask;
        }
        return NOT_FOUND;
    }

    /** An id that is not in the table yet; the table is not full. */
    void open(long sessionId, long nonce, int window, long index) {
        int line = home(sessionId);
        while (window(line) != 0) {
            line = line + LINE_LONGS & lineMask;
        }
        lines[line + ID] = sessionId;
        lines[line + LAST_SEQUENCE] = 0;
        lines[line + LAST_INDEX] = index;
        lines[line + NONCE] = nonce;
        lines[line + REGION] = arena.allocate(slotCount(window));
        lines[line + WINDOW] = window;
        size++;
    }

    /** Moves the lines behind it up, so that searches need no marks of what was deleted. */
    void forget(int session) {
        arena.release(region(session), slotCount(window(session)));
        int hole = session;
        for (int line = hole + LINE_LONGS & lineMask; window(line) != 0; line = line + LINE_LONGS & lineMask) {
            int distanceFromHome = line - home(id(line)) & lineMask;
            int distanceFromHole = line - hole & lineMask;
            if (distanceFromHome >= distanceFromHole) {
                System.arraycopy(lines, FIRST_LINE + line, lines, FIRST_LINE + hole, LINE_LONGS);
                hole = line;
            }
        }
        Arrays.fill(lines, FIRST_LINE + hole, FIRST_LINE + hole + LINE_LONGS, 0);
        size--;
    }

    /** The session whose last command has the lowest index; the table is not empty. */
    int leastRecent() {
        int oldest = NOT_FOUND;
        for (int line = 0; line <= lineMask; line += LINE_LONGS) {
            if (window(line) != 0 && (oldest == NOT_FOUND || lastIndex(line) < lastIndex(oldest))) {
                oldest = line;
            }
        }
        return oldest;
    }

    long id(int session) {
        return lines[session + ID];
    }

    long lastSequence(int session) {
        return lines[session + LAST_SEQUENCE];
    }

    long lastIndex(int session) {
        return lines[session + LAST_INDEX];
    }

    long nonce(int session) {
        return lines[session + NONCE];
    }

    int window(int session) {
        return (int) lines[session + WINDOW];
    }

    private long region(int session) {
        return lines[session + REGION];
    }

    /** Where the replies of a session stand. */
    UnsafeBuffer replyBuffer(int session) {
        return arena.chunk(region(session));
    }

    /** Where the slot of a sequence begins in {@link #replyBuffer}. */
    int slotOffset(int session, long sequence) {
        int slot = (int) sequence & (slotCount(window(session)) - 1);
        return arena.slotOffset(region(session), slot);
    }

    static int replyOffset(int slotOffset) {
        return slotOffset + SLOT_HEADER_BYTES;
    }

    static int replyLength(UnsafeBuffer buffer, int slotOffset) {
        return buffer.getInt(slotOffset + SLOT_LENGTH);
    }

    static long replyIndex(UnsafeBuffer buffer, int slotOffset) {
        return buffer.getLong(slotOffset + SLOT_INDEX);
    }

    /** The reply of the next sequence stands in its slot: from here on this sequence is the last. */
    void complete(int session, long sequence, long index, int slotOffset, int replyLength) {
        UnsafeBuffer buffer = replyBuffer(session);
        buffer.putLong(slotOffset + SLOT_INDEX, index);
        buffer.putInt(slotOffset + SLOT_LENGTH, replyLength);
        lines[session + LAST_SEQUENCE] = sequence;
        lines[session + LAST_INDEX] = index;
    }

    /** Of all sessions and the replies they keep, whatever their places in the table. Reads everything. */
    long digest() {
        long sum = 0;
        for (int line = 0; line <= lineMask; line += LINE_LONGS) {
            if (window(line) != 0) {
                sum += digest(line);
            }
        }
        return sum;
    }

    private long digest(int session) {
        long digest = Digest.mix(id(session), nonce(session));
        digest = Digest.mix(digest, window(session));
        digest = Digest.mix(digest, lastIndex(session));
        long last = lastSequence(session);
        digest = Digest.mix(digest, last);
        UnsafeBuffer buffer = replyBuffer(session);
        for (long sequence = Math.max(1, last - window(session) + 1); sequence <= last; sequence++) {
            int slot = slotOffset(session, sequence);
            digest = Digest.mix(digest, replyIndex(buffer, slot));
            digest = Digest.mix(digest, buffer, replyOffset(slot), replyLength(buffer, slot));
        }
        return digest;
    }

    private static int slotCount(int window) {
        return BitUtil.findNextPositivePowerOfTwo(window);
    }

    private int home(long sessionId) {
        return (int) (sessionId * GOLDEN_GAMMA >>> hashShift) * LINE_LONGS;
    }
}
