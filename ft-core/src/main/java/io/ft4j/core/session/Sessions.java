package io.ft4j.core.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A state machine behind sessions: executes every command of a session once and in order, and answers a retry with the
 * first reply. The table in {@code package-info} says what a command meets.
 *
 * <p><b>Limits, all part of the replicated configuration.</b> {@code maxSessions} are open; one more takes the place of
 * the session whose last executed command (or OPEN) has the lowest index. A session keeps the replies of its last
 * {@code window} sequences, so its client may have that many commands outstanding. An id names one session for ever: one
 * that was closed or given up is not opened again, as long as it is among the last {@code maxSessions} forgotten, so
 * that late copies of its OPEN and its commands do no harm.
 *
 * <p><b>Errors.</b> An exception of the state machine leaves this object useless: every later command throws, since the
 * one that failed may be half executed. The replica stops.
 *
 * <p>One thread. Allocates nothing but at an OPEN that needs more memory for replies.
 */
public final class Sessions {
    /** The sequence that opens a session; the command is an {@link OpenCommand}. */
    public static final long OPEN = 0;
    /** The sequence that closes a session; the command is not read. */
    public static final long CLOSE = -1;

    private static final long NONE = Long.MIN_VALUE;

    private final StateMachine stateMachine;
    private final int maxWindow;
    private final SessionTable table;
    private final ForgottenSessions forgotten;
    private final ReplySlot effects;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[Long.BYTES]);
    private long executingIndex = NONE;

    private long duplicates;
    private long expired;
    private long gaps;
    private long unknown;
    private long taken;
    private long invalid;
    private long evictions;

    /**
     * @param maxSessions   1 to 1,048,576; each takes at least 128 bytes from the start.
     * @param maxWindow     1 to 65,536; largest window that an OPEN may ask for.
     * @param maxReplyBytes longest reply of the state machine; each reply kept takes this much and 16 bytes, and a
     *                      session keeps as many as the next power of two of its window.
     */
    public Sessions(StateMachine stateMachine, int maxSessions, int maxWindow, int maxReplyBytes) {
        this.stateMachine = stateMachine;
        this.maxWindow = maxWindow;
        table = new SessionTable(maxSessions, maxWindow, maxReplyBytes);
        forgotten = new ForgottenSessions(maxSessions);
        effects = new ReplySlot(maxReplyBytes);
    }

    /** Takes one committed command. The sink is called once. */
    public void apply(
            long index,
            long timestampNs,
            long sessionId,
            long sequence,
            DirectBuffer command,
            int offset,
            int length,
            ReplySink sink) {
        if (executingIndex != NONE) {
            throw new IllegalStateException(
                    "the state machine failed at index " + executingIndex + "; index " + index + " is not executed");
        }
        if (sequence <= 0) {
            int code = control(index, sessionId, sequence, command, offset, length);
            sink.onReply(sessionId, sequence, code, index, scratch, 0, 0);
            return;
        }
        int session = table.find(sessionId);
        if (session == SessionTable.NOT_FOUND) {
            unknown++;
            sink.onReply(sessionId, sequence, ReplyCode.SESSION_UNKNOWN, index, scratch, 0, 0);
        } else if (sequence != table.lastSequence(session) + 1) {
            answerOutOfOrder(session, sequence, index, sink);
        } else {
            UnsafeBuffer buffer = table.replyBuffer(session);
            int slot = table.slotOffset(session, sequence);
            effects.begin(buffer, SessionTable.replyOffset(slot));
            int replyLength = execute(index, timestampNs, command, offset, length);
            table.complete(session, sequence, index, slot, replyLength);
            sink.onReply(sessionId, sequence, ReplyCode.OK, index, buffer, SessionTable.replyOffset(slot), replyLength);
        }
    }

    /** The mark stays when the state machine throws: the slot may hold half a reply, and the state half a command. */
    private int execute(long index, long timestampNs, DirectBuffer command, int offset, int length) {
        executingIndex = index;
        stateMachine.apply(index, timestampNs, command, offset, length, effects);
        int replyLength = effects.end();
        executingIndex = NONE;
        return replyLength;
    }

    private void replyFromTable(int session, long sequence, ReplySink sink) {
        UnsafeBuffer buffer = table.replyBuffer(session);
        int slot = table.slotOffset(session, sequence);
        sink.onReply(
                table.id(session),
                sequence,
                ReplyCode.OK,
                SessionTable.replyIndex(buffer, slot),
                buffer,
                SessionTable.replyOffset(slot),
                SessionTable.replyLength(buffer, slot));
    }

    private void answerOutOfOrder(int session, long sequence, long index, ReplySink sink) {
        long last = table.lastSequence(session);
        if (sequence > last) {
            gaps++;
            scratch.putLong(0, last, LITTLE_ENDIAN);
            sink.onReply(table.id(session), sequence, ReplyCode.GAP, index, scratch, 0, Long.BYTES);
        } else if (sequence > last - table.window(session)) {
            duplicates++;
            replyFromTable(session, sequence, sink);
        } else {
            expired++;
            sink.onReply(table.id(session), sequence, ReplyCode.EXPIRED, index, scratch, 0, 0);
        }
    }

    private int control(long index, long sessionId, long sequence, DirectBuffer command, int offset, int length) {
        if (sequence == CLOSE) {
            return close(sessionId);
        }
        if (sequence != OPEN || length != OpenCommand.LENGTH) {
            invalid++;
            return ReplyCode.INVALID;
        }
        return open(index, sessionId, OpenCommand.nonce(command, offset), OpenCommand.window(command, offset));
    }

    private int open(long index, long sessionId, long nonce, int window) {
        if (window < 1 || window > maxWindow) {
            invalid++;
            return ReplyCode.INVALID;
        }
        int session = table.find(sessionId);
        if (session != SessionTable.NOT_FOUND) {
            return openAgain(session, nonce);
        }
        if (forgotten.contains(sessionId)) {
            unknown++;
            return ReplyCode.SESSION_UNKNOWN;
        }
        if (table.isFull()) {
            evictions++;
            forget(table.leastRecent());
        }
        table.open(sessionId, nonce, window, index);
        return ReplyCode.OPENED;
    }

    private int openAgain(int session, long nonce) {
        if (table.nonce(session) == nonce) {
            duplicates++;
            return ReplyCode.OPENED;
        }
        taken++;
        return ReplyCode.SESSION_TAKEN;
    }

    /** A late copy finds nothing to close, and that is what it asked for. */
    private int close(long sessionId) {
        int session = table.find(sessionId);
        if (session != SessionTable.NOT_FOUND) {
            forget(session);
        }
        return ReplyCode.CLOSED;
    }

    private void forget(int session) {
        forgotten.add(table.id(session));
        table.forget(session);
    }

    /** Of the whole replicated state: sessions, the replies they keep, and the state machine. */
    public long digest() {
        return Digest.mix(sessionsDigest(), stateMachineDigest());
    }

    /** Reads every session and every reply that is kept. */
    public long sessionsDigest() {
        return Digest.mix(table.digest(), forgotten.digest());
    }

    public long stateMachineDigest() {
        return stateMachine.digest();
    }

    /** Sessions that are open now. */
    public int size() {
        return table.size();
    }

    /** Commands answered from the table, and OPENs of open sessions. */
    public long duplicates() {
        return duplicates;
    }

    public long expired() {
        return expired;
    }

    public long gaps() {
        return gaps;
    }

    /** Commands of sessions that are not open, and OPENs of forgotten ones. */
    public long unknown() {
        return unknown;
    }

    /** OPENs that lost to another client with the same id. */
    public long taken() {
        return taken;
    }

    public long invalid() {
        return invalid;
    }

    /** Sessions that were given up for newer ones. */
    public long evictions() {
        return evictions;
    }
}
