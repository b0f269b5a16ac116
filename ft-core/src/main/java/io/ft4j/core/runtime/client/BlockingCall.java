package io.ft4j.core.runtime.client;

import io.ft4j.core.session.ReplyCode;
import java.util.function.IntSupplier;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/** One blocking command of a client. */
final class BlockingCall implements ReplyHandler {
    private final Client client;
    private final NanoClock clock;
    private final IntSupplier driver;
    private final MutableDirectBuffer reply;
    private final int replyOffset;
    private final IdleStrategy idle = new BackoffIdleStrategy();
    private long awaited;
    private int replyLength = -1;
    private int replyCode;

    BlockingCall(Client client, NanoClock clock, IntSupplier driver, MutableDirectBuffer reply, int replyOffset) {
        this.client = client;
        this.clock = clock;
        this.driver = driver;
        this.reply = reply;
        this.replyOffset = replyOffset;
    }

    int run(DirectBuffer command, int offset, int length, long timeoutNs) {
        long deadlineNs = clock.nanoTime() + timeoutNs;
        while ((awaited = client.offer(command, offset, length)) < 0) {
            if (awaited == Client.CLOSED) {
                throw new IllegalStateException(
                        client.isGroupClosed()
                                ? "the group is closed"
                                : "the session is closed: " + ReplyCode.toString(client.closeCode()));
            }
            if (awaited == Client.TOO_LONG) {
                throw new IllegalStateException(
                        "length=" + length + " exceeds maxCommandBytes=" + client.maxCommandBytes());
            }
            await(deadlineNs, "the command was not taken");
        }
        while (replyLength < 0) {
            await(deadlineNs, "no reply: the command may have been executed");
        }
        if (replyCode != ReplyCode.OK) {
            throw new IllegalStateException("the command was refused: " + ReplyCode.toString(replyCode));
        }
        return replyLength;
    }

    private void await(long deadlineNs, String what) {
        idle.idle(driver.getAsInt() + client.poll(this, Integer.MAX_VALUE));
        if (replyLength < 0 && clock.nanoTime() >= deadlineNs) {
            throw new IllegalStateException("time-out: " + what);
        }
    }

    @Override
    public void onReply(long sequence, int code, long index, DirectBuffer buffer, int offset, int length) {
        if (sequence == awaited) {
            reply.putBytes(replyOffset, buffer, offset, length);
            replyLength = length;
            replyCode = code;
        }
    }
}
