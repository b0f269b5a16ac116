package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.example.orderbook.CommandSource;
import io.ft4j.bench.example.orderbook.CommandWriter;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ReplyHandler;
import io.ft4j.core.session.ReplyCode;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One client at work: offers the commands of a source, holds a command back while it is refused, takes the replies.
 *
 * <p>Latency runs from the moment at which a command was ready to be offered (at a given rate: due) to its reply, by
 * {@link System#nanoTime}: waiting for a leader or for room is part of it. One thread. Allocates nothing once it runs.
 */
final class ClientLoad {
    private static final long LONGEST_LATENCY_NS = TimeUnit.MINUTES.toNanos(10);
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int OFFER_BURST = 32;
    private static final int REPLY_BURST = 64;

    private final Client client;
    private final CommandSource source;
    private final RunPlan plan;
    private final ReplyHandler onReply = this::onReply;
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[BitUtil.align(CommandWriter.MAX_LENGTH, 8)]);
    private int commandLength;
    private long commandReadyNs;

    /** By sequence number, which command waits for that reply; 0: none. */
    private final long[] ordinals;

    private final long[] readyNs;
    private final int mask;
    private long lastSequence;

    private final ReplyTally replies = new ReplyTally();
    private final Histogram latencyNs = new Histogram(LONGEST_LATENCY_NS, 3);
    private final long startNs;
    private long lastReplyNs;
    private long offered;
    private long noLeaderCount;
    private long backPressureCount;
    private long failureCount;
    private String firstFailure;

    ClientLoad(Client client, CommandSource source, RunPlan plan, long startNs) {
        this.client = client;
        this.source = source;
        this.plan = plan;
        this.startNs = startNs;
        lastReplyNs = startNs;
        int window = BitUtil.findNextPositivePowerOfTwo(plan.outstanding());
        ordinals = new long[window];
        readyNs = new long[window];
        mask = window - 1;
    }

    /** Takes some replies and offers some commands, in all not more than {@code offerLimit}. Returns how many. */
    int work(long offerLimit) {
        return client.poll(onReply, REPLY_BURST) + offer(offerLimit);
    }

    boolean isDone() {
        return replies.count() + failureCount == plan.commands();
    }

    /** Commands that the group took over. */
    long offered() {
        return offered;
    }

    ReplyTally replies() {
        return replies;
    }

    Histogram latencyNs() {
        return latencyNs;
    }

    /** From the first offer to the last reply. */
    long elapsedNs() {
        return lastReplyNs - startNs;
    }

    /** When the last reply came; at first, when the load began. */
    long lastReplyNs() {
        return lastReplyNs;
    }

    /** Offers refused because no leader was known. */
    long noLeaderCount() {
        return noLeaderCount;
    }

    /** Offers refused because there was no room. */
    long backPressureCount() {
        return backPressureCount;
    }

    /** Commands that were answered by an error of the session instead of a reply of the book. */
    long failureCount() {
        return failureCount;
    }

    /** Describes the first of them; null when there is none. */
    String firstFailure() {
        return firstFailure;
    }

    private int offer(long offerLimit) {
        int accepted = 0;
        while (accepted < OFFER_BURST && offered < offerLimit && mayOffer()) {
            long sequence = client.offer(command, 0, commandLength);
            if (sequence <= 0) {
                onRefusal(sequence);
                break;
            }
            offered++;
            lastSequence = sequence;
            ordinals[(int) sequence & mask] = offered;
            readyNs[(int) sequence & mask] = commandReadyNs;
            commandLength = 0;
            accepted++;
        }
        return accepted;
    }

    /** A free place in the window, and a command whose time has come. */
    private boolean mayOffer() {
        if (client.outstanding() >= plan.outstanding() || ordinals[(int) (lastSequence + 1) & mask] != 0) {
            return false;
        }
        if (commandLength == 0) {
            commandLength = source.next(command, 0);
            commandReadyNs = plan.ratePerSecond() == 0 ? System.nanoTime() : startNs + dueNs(offered);
        }
        return plan.ratePerSecond() == 0 || commandReadyNs - System.nanoTime() <= 0;
    }

    private long dueNs(long ordinal) {
        long seconds = ordinal / plan.ratePerSecond();
        return seconds * NS_PER_SECOND + ordinal % plan.ratePerSecond() * NS_PER_SECOND / plan.ratePerSecond();
    }

    private void onRefusal(long code) {
        if (code == Client.NO_LEADER) {
            noLeaderCount++;
        } else if (code == Client.BACK_PRESSURED) {
            backPressureCount++;
        } else {
            throw new IllegalStateException("offer of command=" + (offered + 1) + " with length=" + commandLength
                    + " was refused for good: code=" + code + ", session "
                    + ReplyCode.toString(client.closeCode()));
        }
    }

    private void onReply(long sequence, int code, long index, DirectBuffer buffer, int offset, int length) {
        int slot = (int) sequence & mask;
        long ordinal = ordinals[slot];
        if (ordinal == 0) {
            throw new IllegalStateException("reply to sequence=" + sequence + " came twice or unasked");
        }
        ordinals[slot] = 0;
        lastReplyNs = System.nanoTime();
        latencyNs.recordValue(Math.min(lastReplyNs - readyNs[slot], LONGEST_LATENCY_NS));
        if (code == ReplyCode.OK) {
            replies.add(ordinal, buffer, offset);
        } else {
            failureCount++;
            if (firstFailure == null) {
                firstFailure = "command=" + ordinal + " sequence=" + sequence + " index=" + index + " "
                        + ReplyCode.toString(code);
            }
        }
    }
}
