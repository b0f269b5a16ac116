package io.ft4j.core.runtime.client;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.redundancy.Checksum;
import io.ft4j.core.runtime.client.codec.CommandsDecoder;
import io.ft4j.core.runtime.client.codec.LeaderQueryDecoder;
import io.ft4j.core.runtime.client.codec.LeaderReportDecoder;
import io.ft4j.core.runtime.client.codec.LivesQueryDecoder;
import io.ft4j.core.runtime.client.codec.LivesReportDecoder;
import io.ft4j.core.runtime.client.codec.LivesReportEncoder;
import io.ft4j.core.runtime.client.codec.MessageHeaderDecoder;
import io.ft4j.core.runtime.client.codec.RepliesDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Frames of {@code client.xml} over a transport. What comes from outside is checked before anything in it is believed:
 * length, checksum, group, sender and message; what fails is counted and dropped. Lives are not compared: a late copy of
 * a command is what sessions are made for.
 *
 * <p>One thread. No allocation after construction.
 */
public final class ClientLink {
    /** Why a frame was dropped, in the order of the checks. */
    public enum Drop {
        /** Not as long as it says. */
        LENGTH,
        CHECKSUM,
        /** Of another group. */
        GROUP,
        /** Of nobody that may send such. */
        SENDER,
        /** No message that this process takes, or one that ends in its middle. */
        MESSAGE
    }

    /** What replicas tell each other of their lives before they take part. */
    public interface Lives {
        /** The newest life of a replica that this one has heard of; 0: none. */
        long knownLife(int replicaId);

        /** What another replica says of this one. */
        void onReport(int sourceId, long life);
    }

    /** Processes that have clients but no replica, at most. */
    public static final int MAX_CLIENT_PROCESSES = 960;

    static final int BODY_OFFSET = Frames.HEADER_LENGTH + MessageHeaderDecoder.ENCODED_LENGTH;

    private static final Drop[] DROPS = Drop.values();
    private static final int SCHEMA_OFFSET = Frames.HEADER_LENGTH + MessageHeaderDecoder.schemaIdEncodingOffset();

    private final Transport transport;
    private final long groupId;
    private final int selfId;
    private final long incarnation;
    private final int memberCount;
    private final int clientProcesses;
    private final Checksum checksum = new Checksum();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final LeaderReportDecoder report = new LeaderReportDecoder();
    private final LivesReportDecoder livesReport = new LivesReportDecoder();
    private final LivesReportEncoder livesEncoder = new LivesReportEncoder();
    private final FrameWriter livesQuery;
    private final FrameWriter livesAnswer;
    private final long[] drops = new long[DROPS.length];
    private Lives lives;
    private long unsentFrames;

    /**
     * @param selfId          of this process: a member below {@code memberCount}, or of clients from {@link
     *                        ProcessSet#MAX_PROCESSES} on.
     * @param incarnation     of this life of the process.
     * @param clientProcesses whose commands are taken beside those of members: as many ids from {@link
     *                        ProcessSet#MAX_PROCESSES} on.
     */
    public ClientLink(
            Transport transport, long groupId, int selfId, long incarnation, int memberCount, int clientProcesses) {
        this.transport = transport;
        this.groupId = groupId;
        this.selfId = selfId;
        this.incarnation = incarnation;
        this.memberCount = memberCount;
        this.clientProcesses = clientProcesses;
        livesQuery = new FrameWriter(this, LivesQueryDecoder.TEMPLATE_ID, 0);
        livesAnswer = new FrameWriter(this, LivesReportDecoder.TEMPLATE_ID, LivesReportDecoder.BLOCK_LENGTH);
    }

    /** In a process that has a replica. */
    public void lives(Lives lives) {
        this.lives = lives;
    }

    /** Asks the others of the lives of this replica; they answer to {@link Lives#onReport}. */
    public void askForLives() {
        for (int id = 0; id < memberCount; id++) {
            if (id != selfId) {
                livesQuery.begin(LivesQueryDecoder.BLOCK_LENGTH);
                livesQuery.sendOrDrop(id);
            }
        }
    }

    /** Whether a frame is one of {@code client.xml}, sound or not; others belong to the protocols of the replica. */
    public static boolean isOurs(DirectBuffer buffer, int offset, int length) {
        return length >= BODY_OFFSET
                && (buffer.getShort(offset + SCHEMA_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF)
                        == MessageHeaderDecoder.SCHEMA_ID;
    }

    /**
     * A frame for which {@link #isOurs} holds.
     *
     * @param clients null in a process without a replica.
     */
    public void onFrame(DirectBuffer buffer, int offset, int length, RemoteClients clients, RemoteReplicas replicas) {
        if (!isSound(buffer, offset, length)) {
            return;
        }
        int sourceId = Frames.sourceId(buffer, offset);
        header.wrap(buffer, offset + Frames.HEADER_LENGTH);
        int at = offset + BODY_OFFSET;
        int end = offset + length;
        boolean member = sourceId < memberCount;
        switch (header.templateId()) {
            case CommandsDecoder.TEMPLATE_ID -> take(clients != null && clients.onCommands(sourceId, buffer, at, end));
            case LeaderQueryDecoder.TEMPLATE_ID -> take(clients != null && clients.onQuery(sourceId));
            case RepliesDecoder.TEMPLATE_ID -> take(member && replicas.onReplies(buffer, at, end));
            case LeaderReportDecoder.TEMPLATE_ID -> take(member && onReport(buffer, at, end, sourceId, replicas));
            case LivesQueryDecoder.TEMPLATE_ID -> take(member && lives != null && answerLives(sourceId));
            case LivesReportDecoder.TEMPLATE_ID -> take(member && lives != null && onLives(buffer, at, end, sourceId));
            default -> drop(Drop.MESSAGE);
        }
    }

    private boolean isSound(DirectBuffer buffer, int offset, int length) {
        if (Frames.frameLength(buffer, offset) != length) {
            return drop(Drop.LENGTH);
        }
        if (!Frames.isSound(buffer, offset, length, checksum)) {
            return drop(Drop.CHECKSUM);
        }
        if (Frames.groupId(buffer, offset) != groupId) {
            return drop(Drop.GROUP);
        }
        return isKnown(Frames.sourceId(buffer, offset)) || drop(Drop.SENDER);
    }

    private boolean onReport(DirectBuffer buffer, int at, int end, int sourceId, RemoteReplicas replicas) {
        if (end - at < LeaderReportDecoder.BLOCK_LENGTH) {
            return false;
        }
        report.wrap(buffer, at, LeaderReportDecoder.BLOCK_LENGTH, LeaderReportDecoder.SCHEMA_VERSION);
        int leaderId = report.leaderId();
        return leaderId < memberCount && replicas.onReport(sourceId, report.term(), leaderId);
    }

    private boolean answerLives(int sourceId) {
        livesEncoder.wrap(livesAnswer.buffer(), BODY_OFFSET).life(lives.knownLife(sourceId));
        livesAnswer.begin(LivesReportDecoder.BLOCK_LENGTH);
        livesAnswer.sendOrDrop(sourceId);
        return true;
    }

    private boolean onLives(DirectBuffer buffer, int at, int end, int sourceId) {
        if (end - at < LivesReportDecoder.BLOCK_LENGTH) {
            return false;
        }
        livesReport.wrap(buffer, at, LivesReportDecoder.BLOCK_LENGTH, LivesReportDecoder.SCHEMA_VERSION);
        lives.onReport(sourceId, livesReport.life());
        return true;
    }

    boolean isKnown(int processId) {
        int client = processId - ProcessSet.MAX_PROCESSES;
        return processId != selfId
                && (processId >= 0 && processId < memberCount || client >= 0 && client < clientProcesses);
    }

    /** One more than the highest id that anybody may have. */
    int limitId() {
        return clientProcesses == 0 ? memberCount : ProcessSet.MAX_PROCESSES + clientProcesses;
    }

    int memberCount() {
        return memberCount;
    }

    int selfId() {
        return selfId;
    }

    int maxFrameBytes() {
        return transport.maxFrameBytes();
    }

    /** Completes a frame of which all bytes behind the envelope stand. */
    void seal(MutableDirectBuffer frame, int length) {
        Frames.putHeader(frame, 0, length, groupId, incarnation, selfId);
        Frames.seal(frame, 0, length, checksum);
    }

    /** False when there is no room now. What nobody can take is lost, as on a network. */
    boolean send(int destinationId, DirectBuffer frame, int length) {
        long result = transport.offer(destinationId, frame, 0, length);
        if (result == Transport.BACK_PRESSURED) {
            return false;
        }
        if (result < 0) {
            unsentFrames++;
        }
        return true;
    }

    private void take(boolean understood) {
        if (!understood) {
            drop(Drop.MESSAGE);
        }
    }

    private boolean drop(Drop reason) {
        drops[reason.ordinal()]++;
        return false;
    }

    /** How many frames were dropped for this reason. */
    public long dropped(Drop reason) {
        return drops[reason.ordinal()];
    }

    /** Frames to processes that were not there. */
    public long unsentFrames() {
        return unsentFrames;
    }
}
