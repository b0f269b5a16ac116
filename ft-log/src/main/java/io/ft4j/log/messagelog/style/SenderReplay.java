package io.ft4j.log.messagelog.style;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.codec.ReplayReceiptsDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.Journal;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.record.StateGuard;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How a process comes back with sender-based logging: asks its peers for what they sent it, and puts it together with its
 * own inputs and timers in the order of the rsn. Where no one has the next rsn, replay ends: what was told behind it has left
 * nothing anywhere. Then all receipts behind it are renounced, and when every peer has put that down, events are taken anew.
 *
 * <p>Peers are asked step by step, each answer is one frame, and they keep no state of it: so whoever crashes meanwhile asks
 * or answers again.
 */
public final class SenderReplay {
    private static final int NONE = -1;

    private enum Phase {
        REPLAYING,
        RENOUNCING,
        DONE
    }

    private final MessageLogConfig config;
    private final Journal journal;
    private final InboundChannels inbound;
    private final StateGuard guard;
    private final SenderMessages messages;
    private final LocalEvents locals = new LocalEvents();
    private final ReplayChannel[] channels = new ReplayChannel[ProcessSet.MAX_PROCESSES];
    private final EntrySlice slice = new EntrySlice();
    private final UnsafeBuffer local;
    private Phase phase = Phase.REPLAYING;
    private long peers;
    private long nextRsn;
    private long awaited;
    private long renouncedAtNs;

    public SenderReplay(
            MessageLogConfig config,
            long peers,
            Journal journal,
            InboundChannels inbound,
            StateGuard guard,
            SenderMessages messages,
            int maxReceipts) {
        this.config = config;
        this.peers = peers;
        this.journal = journal;
        this.inbound = inbound;
        this.guard = guard;
        this.messages = messages;
        local = new UnsafeBuffer(new byte[Event.HEADER_LENGTH + config.maxMessageBytes()]);
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            channels[ProcessSet.first(rest)] = new ReplayChannel(config.frameBytes(), maxReceipts);
        }
    }

    public LocalEvents locals() {
        return locals;
    }

    /** From the log: an earlier replay ended before this event. */
    public void onReplayedBefore(long rsn) {
        locals.renounceFrom(rsn);
        guard.forgetFrom(rsn);
    }

    public void start(long toldRsn) {
        nextRsn = toldRsn + 1;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            channels[ProcessSet.first(rest)].start(inbound.toldSsn(ProcessSet.first(rest)) + 1);
        }
    }

    /** There is nothing to come back to. */
    public void skip() {
        phase = Phase.DONE;
    }

    public boolean isRunning() {
        return phase != Phase.DONE;
    }

    public void forget(int peerId) {
        peers = ProcessSet.remove(peers, peerId);
        awaited = ProcessSet.remove(awaited, peerId);
    }

    /** Peers that have not answered yet. */
    public long waitsFor() {
        if (phase != Phase.REPLAYING) {
            return awaited;
        }
        long set = ProcessSet.EMPTY;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ReplayChannel channel = channels[ProcessSet.first(rest)];
            long rsn = channel.nextRsn();
            if (rsn == ReplayChannel.UNKNOWN || rsn == nextRsn && !channel.hasNext()) {
                set = ProcessSet.add(set, ProcessSet.first(rest));
            }
        }
        return set;
    }

    // Messages that wait for their turn

    public boolean put(int channelId, long ssn, DirectBuffer buffer, int offset, int length) {
        return channels[channelId].put(channelId, ssn, buffer, offset, length);
    }

    public boolean hasWaiting(int channelId) {
        return channels[channelId].hasNext();
    }

    public void getWaiting(int channelId, Event event) {
        channels[channelId].get(event);
    }

    public void releaseWaiting(int channelId) {
        channels[channelId].release();
    }

    /** A message needed no wait. */
    public void onTaken(int channelId) {
        channels[channelId].onTaken();
    }

    /** Returns false when it gives a message a place that another event has had. */
    public boolean onReceipts(int senderId, ReplayReceiptsDecoder receipts) {
        return phase != Phase.REPLAYING || channels[senderId].onReceipts(receipts, nextRsn);
    }

    // Replay

    /** Sets the view to the next event, if it is here. */
    public boolean next(Event event) {
        if (locals.nextRsn() == nextRsn) {
            readLocal(locals.takeNext(), event);
        } else {
            int senderId = senderOf(nextRsn);
            if (senderId == NONE || !channels[senderId].hasNext()) {
                return false;
            }
            channels[senderId].getReplayed(event);
            channels[senderId].release();
        }
        nextRsn++;
        return true;
    }

    /** Into memory of its own, since the journal may be read for something else while the process is told. */
    private void readLocal(long index, Event event) {
        if (journal.read(index, 1, slice) == 0) {
            throw new LogException("entry " + index + " of the journal, an event behind the checkpoint, is lost");
        }
        local.putBytes(0, slice.buffer(), slice.offset(), Records.length(slice.buffer(), slice.offset()));
        event.wrap(local, 0);
    }

    private int senderOf(long rsn) {
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            if (channels[ProcessSet.first(rest)].nextRsn() == rsn) {
                return ProcessSet.first(rest);
            }
        }
        return NONE;
    }

    private boolean isAtEnd() {
        if (locals.nextRsn() == nextRsn) {
            return false;
        }
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            long rsn = channels[ProcessSet.first(rest)].nextRsn();
            if (rsn == ReplayChannel.UNKNOWN || rsn == nextRsn) {
                return false;
            }
        }
        return true;
    }

    /** True once: events may be taken from now on. */
    public boolean endBatch(long nowNs, int selfId, Outbox outbox) {
        if (phase == Phase.REPLAYING && isAtEnd() && journal.hasRoom(0)) {
            journal.append(RecordTypes.REPLAYED, nextRsn, 0, selfId, 0, local, 0, 0);
            journal.endBatch(outbox);
            locals.renounceFrom(nextRsn);
            guard.forgetFrom(nextRsn);
            phase = Phase.RENOUNCING;
            awaited = peers;
            sendRenounced(nowNs, outbox);
        } else if (renouncedAtNs + config.resendIntervalNs() <= nowNs) {
            // To those that have not put it down; before and behind this phase there are none.
            sendRenounced(nowNs, outbox);
        }
        if (phase == Phase.RENOUNCING && awaited == ProcessSet.EMPTY) {
            phase = Phase.DONE;
            return true;
        }
        return false;
    }

    private void sendRenounced(long nowNs, Outbox outbox) {
        renouncedAtNs = nowNs;
        for (long rest = awaited; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int senderId = ProcessSet.first(rest);
            messages.sendRenounced(outbox, senderId, channels[senderId].nextSsn());
        }
    }

    /** This peer has put down that receipts are void. */
    public void onRenounced(int senderId) {
        awaited = ProcessSet.remove(awaited, senderId);
    }

    // Requests

    public void ask(long nowNs, int senderId, Outbox outbox) {
        boolean receipts = receiptsDueNs(senderId) <= nowNs;
        boolean wanted = messagesDueNs(senderId) <= nowNs;
        if (receipts || wanted) {
            ReplayChannel channel = channels[senderId];
            messages.sendRequest(
                    outbox, senderId, receipts ? channel.nextSsn() : 0, wanted ? inbound.takenSsn(senderId) + 1 : 0);
            channel.asked(nowNs, receipts, wanted);
        }
    }

    private long receiptsDueNs(int senderId) {
        ReplayChannel channel = channels[senderId];
        return phase == Phase.REPLAYING && channel.nextRsn() == ReplayChannel.UNKNOWN
                ? channel.receiptsDueNs(config.resendIntervalNs())
                : Long.MAX_VALUE;
    }

    private long messagesDueNs(int senderId) {
        ReplayChannel channel = channels[senderId];
        return channel.wantsMessages(inbound.takenSsn(senderId))
                ? channel.messagesDueNs(config.resendIntervalNs())
                : Long.MAX_VALUE;
    }

    public long nextDeadlineNs() {
        if (phase == Phase.REPLAYING && isAtEnd()) {
            return Long.MIN_VALUE;
        }
        long next = phase == Phase.RENOUNCING ? renouncedAtNs + config.resendIntervalNs() : Long.MAX_VALUE;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int senderId = ProcessSet.first(rest);
            next = Math.min(next, Math.min(receiptsDueNs(senderId), messagesDueNs(senderId)));
        }
        return next;
    }
}
