package io.ft4j.core.runtime.client;

import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.runtime.client.codec.CommandHeaderDecoder;
import io.ft4j.core.runtime.client.codec.LeaderReportEncoder;
import io.ft4j.core.runtime.client.codec.RepliesEncoder;
import io.ft4j.core.runtime.client.codec.ReplyHeaderEncoder;
import io.ft4j.core.session.ReplyCode;
import io.ft4j.core.session.Sessions;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * The clients of other processes, as the replica of this one sees them: puts their commands into its ingress while it
 * leads, and sends replies back, many in one frame. A process that does not take its replies loses them and asks again; it
 * holds up nobody.
 *
 * <p>One thread, that of the replica. Allocates when a process or a session is heard of for the first time.
 */
public final class RemoteClients {
    /** Sessions whose way back is kept: as many again as the group has, for those that it has given up meanwhile. */
    private static final int ROUTES_PER_SESSION = 2;

    /** Replies that wait in one duty cycle beside those of the largest window. */
    private static final int WINDOWS_PER_RING = 4;

    /** A process that has clients. */
    private final class Origin {
        private final int processId;
        private final OneToOneRingBuffer ring =
                ReplyFrame.newRing(WINDOWS_PER_RING * maxOutstanding, ReplyFrame.ROUTED_HEADER_LENGTH + maxReplyBytes);
        private final FrameWriter frame;
        private final MessageHandler toFrame = this::onReply;
        private final ReplyHeaderEncoder reply = new ReplyHeaderEncoder();

        private Origin(int processId) {
            this.processId = processId;
            frame = new FrameWriter(link, RepliesEncoder.TEMPLATE_ID, replyBytes());
        }

        /** One reply after the other, since a ring does not take back what was read. */
        private int flush() {
            int count = 0;
            while ((frame.hasRoom(replyBytes()) || frame.send(processId)) && ring.read(toFrame, 1) > 0) {
                count++;
            }
            frame.send(processId);
            return count;
        }

        private void onReply(int type, MutableDirectBuffer buffer, int offset, int length) {
            int replyLength = length - ReplyFrame.ROUTED_HEADER_LENGTH;
            int at = frame.claim(ReplyHeaderEncoder.ENCODED_LENGTH + replyLength);
            reply.wrap(frame.buffer(), at)
                    .sessionId(ReplyFrame.sessionId(buffer, offset))
                    .sequence(ReplyFrame.sequence(buffer, offset))
                    .index(ReplyFrame.index(buffer, offset))
                    .code(ReplyFrame.code(buffer, offset))
                    .length(replyLength);
            int body = at + ReplyHeaderEncoder.ENCODED_LENGTH;
            frame.buffer().putBytes(body, buffer, offset + ReplyFrame.ROUTED_HEADER_LENGTH, replyLength);
        }
    }

    private final ClientLink link;
    private final ClientDirectory clients;
    private final Ingress ingress;
    private final Consensus consensus;
    private final int maxCommandBytes;
    private final int maxReplyBytes;
    private final int maxOutstanding;
    private final int maxRoutes;
    private final Origin[] origins;
    private final FrameWriter report;
    private final LeaderReportEncoder reportEncoder = new LeaderReportEncoder();
    private final CommandHeaderDecoder command = new CommandHeaderDecoder();
    private long lostCommands;

    /**
     * @param consensus      of the replica; it says who leads.
     * @param maxSessions    of the group.
     * @param maxOutstanding of a session.
     */
    public RemoteClients(Doors doors, ClientLink link, Consensus consensus, int maxSessions, int maxOutstanding) {
        this.link = link;
        this.consensus = consensus;
        this.maxOutstanding = maxOutstanding;
        clients = doors.clients();
        ingress = doors.ingress(link.selfId());
        maxCommandBytes = doors.maxCommandBytes();
        maxReplyBytes = doors.maxReplyBytes();
        maxRoutes = ROUTES_PER_SESSION * maxSessions;
        origins = new Origin[link.limitId()];
        report = new FrameWriter(link, LeaderReportEncoder.TEMPLATE_ID, LeaderReportEncoder.BLOCK_LENGTH);
    }

    private int replyBytes() {
        return ReplyHeaderEncoder.ENCODED_LENGTH + Math.max(maxReplyBytes, Long.BYTES);
    }

    /** Sends what replies there are. Returns how many. */
    public int flush() {
        int count = 0;
        for (Origin origin : origins) {
            if (origin != null) {
                count += origin.flush();
            }
        }
        return count;
    }

    /** Commands that found the ingress full; their clients send them again. */
    public long lostCommands() {
        return lostCommands;
    }

    boolean onQuery(int sourceId) {
        reportEncoder
                .wrap(report.buffer(), ClientLink.BODY_OFFSET)
                .term(consensus.term())
                .leaderId(consensus.leaderId());
        report.begin(LeaderReportEncoder.BLOCK_LENGTH);
        report.sendOrDrop(sourceId);
        return true;
    }

    boolean onCommands(int sourceId, DirectBuffer buffer, int offset, int end) {
        if (consensus.leaderId() != link.selfId()) {
            return onQuery(sourceId);
        }
        OneToOneRingBuffer ring = origin(sourceId).ring;
        int at = offset;
        while (at < end) {
            int body = at + CommandHeaderDecoder.ENCODED_LENGTH;
            if (body > end) {
                return false;
            }
            command.wrap(buffer, at);
            int length = command.length();
            if (length < 0 || length > end - body || length > maxCommandBytes) {
                return false;
            }
            offer(command.sessionId(), command.sequence(), ring, buffer, body, length);
            at = body + BitUtil.align(length, Long.BYTES);
        }
        return true;
    }

    private Origin origin(int processId) {
        if (origins[processId] == null) {
            origins[processId] = new Origin(processId);
        }
        return origins[processId];
    }

    private void offer(
            long sessionId, long sequence, OneToOneRingBuffer ring, DirectBuffer buffer, int offset, int length) {
        if (!route(sessionId, ring)) {
            ReplyFrame.offerRouted(ring, sessionId, sequence, ReplyCode.SESSION_TAKEN, 0, buffer, offset, 0);
            return;
        }
        if (!ingress.offer(sessionId, sequence, buffer, offset, length)) {
            lostCommands++;
        } else if (sequence == Sessions.CLOSE) {
            clients.removeRoute(sessionId);
        }
    }

    /**
     * False when a client of this very process has the session. Nobody says goodbye when a process is gone, so routes that
     * are too many are all forgotten: sessions that live are known again with their next command.
     */
    private boolean route(long sessionId, OneToOneRingBuffer ring) {
        ClientDirectory.Snapshot known = clients.current();
        if (known.ring(sessionId) != null) {
            return false;
        }
        if (known.route(sessionId) != ring) {
            if (known.routeCount() >= maxRoutes) {
                clients.removeRoutes();
            }
            clients.route(sessionId, ring);
        }
        return true;
    }
}
