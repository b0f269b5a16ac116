package io.ft4j.core.runtime.client;

import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.session.OpenCommand;
import io.ft4j.core.session.ReplyCode;
import io.ft4j.core.session.Sessions;
import java.util.function.IntSupplier;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * A session with a group: every command that it takes is executed exactly once, in the order of {@link #offer}, and
 * answered once, whatever replica leads. It keeps what is outstanding and sends it again when leadership changes or
 * nothing comes back.
 *
 * <p>Not thread-safe: one thread per client. No allocation after construction. It has no thread: {@link #offer} and
 * {@link #poll} drive it.
 */
public final class Client implements AutoCloseable {
    /** No room in the window or in the ring of the leader: poll, and try again. */
    public static final long BACK_PRESSURED = -1;
    /** Nobody leads now; outstanding commands wait. */
    public static final long NO_LEADER = -2;
    /** The group or this client is closed, or its session was refused: see {@link #closeCode()}. */
    public static final long CLOSED = -3;
    /** The command exceeds {@code maxCommandBytes} of the group. */
    public static final long TOO_LONG = -4;

    private static final int REPLIES_PER_POLL_OF_OPENING = 8;
    private static final ReplyHandler NOBODY = (sequence, code, index, buffer, offset, length) -> {};

    private final Doors doors;
    private final NanoClock clock;
    private final IntSupplier driver;
    private final long sessionId;
    private final int maxCommandBytes;
    private final long retryTimeoutNs;
    private final LeaderBoard board;
    private final OutstandingCommands window;
    private final OneToOneRingBuffer replies;
    private final MessageHandler replyHandler = this::onReply;

    private ReplyHandler handler = NOBODY;
    private long sentTo = LeaderBoard.NONE;
    private long sendNext;
    private long sentUpTo;
    private long retryDeadlineNs;
    private boolean open;
    private boolean closed;
    private boolean gapHandled;
    private int closeCode = ReplyCode.OK;
    private long retries;
    private long duplicateReplies;
    private long handled;

    /** @param driver what a caller that waits has to run meanwhile; says how much was done. */
    Client(Doors doors, ClientConfig config, long nonce, NanoClock clock, IntSupplier driver) {
        this.doors = doors;
        this.clock = clock;
        this.driver = driver;
        sessionId = config.sessionId();
        maxCommandBytes = doors.maxCommandBytes();
        retryTimeoutNs = config.retryTimeoutNs();
        board = doors.board();
        window = new OutstandingCommands(config.maxOutstanding(), maxCommandBytes);
        replies = ReplyFrame.newRing(config.maxOutstanding(), doors.maxReplyBytes());
        UnsafeBuffer opening = new UnsafeBuffer(new byte[OpenCommand.LENGTH]);
        OpenCommand.put(opening, 0, nonce, config.maxOutstanding());
        window.add(opening, 0, OpenCommand.LENGTH);
    }

    OneToOneRingBuffer replies() {
        return replies;
    }

    public long sessionId() {
        return sessionId;
    }

    /** Longest command that this group takes. */
    public int maxCommandBytes() {
        return maxCommandBytes;
    }

    /**
     * Hands a command to the group.
     *
     * @return its sequence number in this session, from 1 on, or a negative code: then it was not taken.
     * @throws IndexOutOfBoundsException when the buffer does not have this range.
     */
    public long offer(DirectBuffer command, int offset, int length) {
        if (closed) {
            return CLOSED;
        }
        if (length > maxCommandBytes) {
            return TOO_LONG;
        }
        command.boundsCheck(offset, length);
        if (!isCurrent() || !isOpen()) {
            return refusal();
        }
        if (window.isFull() || !leader().offer(sessionId, window.next(), command, offset, length)) {
            return BACK_PRESSURED;
        }
        long sequence = window.add(command, offset, length);
        sendNext = sequence + 1;
        sentUpTo = sendNext;
        return sequence;
    }

    private long refusal() {
        if (closed || isGroupClosed()) {
            return CLOSED;
        }
        return board.current() == LeaderBoard.NONE ? NO_LEADER : BACK_PRESSURED;
    }

    boolean isGroupClosed() {
        return board.current() == LeaderBoard.CLOSED;
    }

    /**
     * Gives up to {@code limit} replies to the handler, in the order of the commands, and sends again what has to be. A
     * reply that comes before that of an earlier command is dropped, and asked for again. The handler may call
     * {@link #offer}.
     *
     * @return how many replies the handler was given.
     */
    public int poll(ReplyHandler handler, int limit) {
        if (closed) {
            return 0;
        }
        this.handler = handler;
        long before = handled;
        if (replies.read(replyHandler, limit) > 0) {
            retryDeadlineNs = 0;
        } else {
            onSilence();
        }
        return (int) (handled - before);
    }

    /** Commands that were taken and have no reply yet. */
    public int outstanding() {
        return window.count() - (open ? 0 : 1);
    }

    /** How many commands were sent a second time or more. */
    public long retries() {
        return retries;
    }

    /** Replies that came for commands that were answered already. */
    public long duplicateReplies() {
        return duplicateReplies;
    }

    /** Why the session was refused or ended, one of {@link ReplyCode}; {@link ReplyCode#OK} while it was not. */
    public int closeCode() {
        return closeCode;
    }

    /**
     * The blocking way: offers a command and waits for its reply. Replies to other commands that arrive meanwhile are
     * dropped. In a group of {@link Threading#INVOKER} it runs the duty cycle.
     *
     * @return length of the reply in bytes.
     * @throws IllegalStateException when the time is over, and the command may or may not have been executed, or when
     *                               the session is closed.
     */
    public int call(
            DirectBuffer command, int offset, int length, MutableDirectBuffer reply, int replyOffset, long timeoutNs) {
        return new BlockingCall(this, clock, driver, reply, replyOffset).run(command, offset, length, timeoutNs);
    }

    /** Tells the group to forget the session, if there is a leader to be told. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (open && isCurrent()) {
                leader().offer(sessionId, Sessions.CLOSE, replies.buffer(), 0, 0);
            }
            doors.clients().remove(sessionId);
        }
    }

    private Ingress leader() {
        return doors.ingress(LeaderBoard.leaderId(sentTo));
    }

    /** Whether everything outstanding was sent to the replica that leads now; sends what it can. */
    private boolean isCurrent() {
        long leadership = board.current();
        if (LeaderBoard.leaderId(leadership) == Consensus.NO_LEADER) {
            return false;
        }
        if (leadership != sentTo) {
            sentTo = leadership;
            sendNext = window.first();
        }
        return sendNext == window.next() || sendRest();
    }

    private boolean sendRest() {
        sendNext = Math.max(sendNext, window.first());
        Ingress leader = leader();
        while (sendNext < window.next()) {
            if (!leader.offer(sessionId, sendNext, window.buffer(), window.offset(sendNext), window.length(sendNext))) {
                return false;
            }
            if (sendNext < sentUpTo) {
                retries++;
            }
            sendNext++;
            sentUpTo = Math.max(sentUpTo, sendNext);
        }
        return true;
    }

    private boolean isOpen() {
        if (!open) {
            replies.read(replyHandler, REPLIES_PER_POLL_OF_OPENING);
        }
        return open;
    }

    private void onSilence() {
        if (window.count() == 0) {
            return;
        }
        isCurrent();
        long nowNs = clock.nanoTime();
        if (retryDeadlineNs == 0) {
            retryDeadlineNs = nowNs + retryTimeoutNs;
        } else if (nowNs >= retryDeadlineNs) {
            retryDeadlineNs = 0;
            sendNext = window.first();
        }
    }

    private void onReply(int messageType, MutableDirectBuffer buffer, int offset, int length) {
        long sequence = ReplyFrame.sequence(buffer, offset);
        int code = ReplyFrame.code(buffer, offset);
        if (code == ReplyCode.GAP || code == ReplyCode.SESSION_UNKNOWN && !open && sequence > Sessions.OPEN) {
            onGap();
            return;
        }
        if (sequence > window.first()) {
            onGap();
            return;
        }
        if (sequence < window.first()) {
            duplicateReplies++;
            return;
        }
        window.removeFirst();
        gapHandled = false;
        if (isEnd(code)) {
            closeCode = code;
            close();
        }
        if (sequence == Sessions.OPEN) {
            open = code == ReplyCode.OPENED;
        } else {
            handled++;
            int replyOffset = offset + ReplyFrame.HEADER_LENGTH;
            int replyLength = length - ReplyFrame.HEADER_LENGTH;
            handler.onReply(sequence, code, ReplyFrame.index(buffer, offset), buffer, replyOffset, replyLength);
        }
    }

    private static boolean isEnd(int code) {
        return code == ReplyCode.SESSION_TAKEN || code == ReplyCode.SESSION_UNKNOWN || code == ReplyCode.INVALID;
    }

    /**
     * Commands before this one were lost with a leader, or their replies were: a leader does not answer what it executed
     * as a follower. One repetition repairs it, however many refusals or later replies follow.
     */
    private void onGap() {
        if (!gapHandled) {
            gapHandled = true;
            sendNext = window.first();
        }
    }
}
