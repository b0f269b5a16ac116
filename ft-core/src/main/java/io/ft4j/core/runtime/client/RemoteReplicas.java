package io.ft4j.core.runtime.client;

import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.runtime.client.codec.CommandHeaderEncoder;
import io.ft4j.core.runtime.client.codec.CommandsEncoder;
import io.ft4j.core.runtime.client.codec.LeaderQueryEncoder;
import io.ft4j.core.runtime.client.codec.ReplyHeaderDecoder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * The replicas of other processes, as the clients of this one see them: carries what waits at the ingress of the leader to
 * it, many commands in one frame, writes replies into the rings of their clients, and keeps the board. A transport that is
 * full shows as a full ingress.
 *
 * <p>One thread, the only one that writes to {@link Doors#egress()}. No allocation after construction.
 */
public final class RemoteReplicas {
    private static final long QUERY_INTERVAL_NS = 50_000_000;

    /** What the board can show; nobody comes so far. */
    private static final long MAX_TERM = 1L << 54;

    /** Frames sent per cycle at most, so that replies are read in between. */
    private static final int FRAMES_PER_CYCLE = 8;

    private final Doors doors;
    private final ClientLink link;
    private final FrameWriter frame;
    private final FrameWriter query;
    private final CommandHeaderEncoder command = new CommandHeaderEncoder();
    private final ReplyHeaderDecoder reply = new ReplyHeaderDecoder();
    private final Ingress.CommandHandler toFrame = this::onCommand;
    private final Ingress.CommandHandler nowhere = (sessionId, sequence, buffer, offset, length) -> true;
    private int frameFor = Consensus.NO_LEADER;
    private long knownTerm;
    private int knownLeaderId = Consensus.NO_LEADER;
    private long nextQueryNs;
    private boolean asking = true;

    public RemoteReplicas(Doors doors, ClientLink link) {
        this.doors = doors;
        this.link = link;
        frame = new FrameWriter(
                link, CommandsEncoder.TEMPLATE_ID, CommandHeaderEncoder.ENCODED_LENGTH + doors.maxCommandBytes());
        query = new FrameWriter(link, LeaderQueryEncoder.TEMPLATE_ID, 0);
    }

    /** Sends what waits, and asks who leads where nobody tells. Returns how much was done. */
    public int doWork(long nowNs) {
        if (asking && nowNs >= nextQueryNs) {
            nextQueryNs = nowNs + QUERY_INTERVAL_NS;
            ask();
        }
        int leaderId = LeaderBoard.leaderId(doors.board().current());
        return leaderId < 0 ? 0 : discardFor(leaderId) + carryTo(leaderId);
    }

    /** Asks again and again, since nobody tells when the leader is gone without a word. */
    private void ask() {
        for (int id = 0; id < link.memberCount(); id++) {
            query.begin(LeaderQueryEncoder.BLOCK_LENGTH);
            query.sendOrDrop(id);
        }
    }

    /** What waits for one that does not lead any more: its clients have sent it to the new leader, or will. */
    private int discardFor(int leaderId) {
        int work = 0;
        for (int id = 0; id < link.memberCount(); id++) {
            if (id != leaderId && id != link.selfId()) {
                work += doors.ingress(id).drain(nowhere);
            }
        }
        return work;
    }

    private int carryTo(int leaderId) {
        if (frameFor != leaderId) {
            frame.clear();
            frameFor = leaderId;
        }
        if (leaderId == link.selfId() || !frame.send(leaderId)) {
            return 0;
        }
        int work = 0;
        int taken = 1;
        for (int i = 0; i < FRAMES_PER_CYCLE && taken > 0; i++) {
            taken = doors.ingress(leaderId).drain(toFrame);
            work += taken;
            if (!frame.send(leaderId)) {
                break;
            }
        }
        return work;
    }

    private boolean onCommand(long sessionId, long sequence, DirectBuffer buffer, int offset, int length) {
        int at = frame.claim(CommandHeaderEncoder.ENCODED_LENGTH + length);
        if (at < 0) {
            return false;
        }
        command.wrap(frame.buffer(), at)
                .sessionId(sessionId)
                .sequence(sequence)
                .length(length)
                .reserved(0);
        frame.buffer().putBytes(at + CommandHeaderEncoder.ENCODED_LENGTH, buffer, offset, length);
        return true;
    }

    /** In a process that has a replica, which knows by itself. */
    public void onLeader(long term, int leaderId) {
        asking = false;
        if (term != knownTerm || leaderId != knownLeaderId) {
            believe(term, leaderId);
        }
    }

    boolean onReport(int sourceId, long term, int leaderId) {
        if (term < 0 || term > MAX_TERM) {
            return false;
        }
        boolean newer = term > knownTerm || term == knownTerm && knownLeaderId < 0;
        if (asking && newer && leaderId >= 0) {
            believe(term, leaderId);
        } else if (asking && leaderId < 0 && sourceId == knownLeaderId && term >= knownTerm) {
            // Only the leader itself can say that it gave up: one that is cut off has a higher term, and no say.
            believe(knownTerm, Consensus.NO_LEADER);
        }
        return true;
    }

    private void believe(long term, int leaderId) {
        if (knownLeaderId >= 0 && knownLeaderId != link.selfId()) {
            doors.board().withdraw(knownTerm, knownLeaderId);
        }
        knownTerm = term;
        knownLeaderId = leaderId;
        if (leaderId >= 0 && leaderId != link.selfId()) {
            doors.board().announce(term, leaderId);
        }
    }

    boolean onReplies(DirectBuffer buffer, int offset, int end) {
        int at = offset;
        while (at < end) {
            int body = at + ReplyHeaderDecoder.ENCODED_LENGTH;
            if (body > end) {
                return false;
            }
            reply.wrap(buffer, at);
            int length = reply.length();
            if (length < 0 || length > end - body) {
                return false;
            }
            doors.egress()
                    .onReply(reply.sessionId(), reply.sequence(), reply.code(), reply.index(), buffer, body, length);
            at = body + BitUtil.align(length, Long.BYTES);
        }
        return true;
    }
}
