package io.ft4j.detect.swim;

import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.detect.swim.codec.AckEncoder;
import io.ft4j.detect.swim.codec.GroupSizeEncodingEncoder;
import io.ft4j.detect.swim.codec.MessageHeaderEncoder;
import io.ft4j.detect.swim.codec.PingEncoder;
import io.ft4j.detect.swim.codec.PingRequestEncoder;
import io.ft4j.detect.swim.codec.UpdateEncoder;
import org.agrona.MutableDirectBuffer;

/**
 * Writes messages, and chooses what they tell: first what is held of the process that the message is about, so that whoever
 * is suspected, held failed or held later than it is hears of it from everybody that it speaks with (the buddy system of
 * Lifeguard); then rumours; then, in an answer to one that asks, a page of all that is held, in the order of ids.
 *
 * <p>One thread. No allocation after construction. At most {@link #maxFrameBytes} of the outbox per message.
 */
final class SwimWriter {
    static final int NOBODY = -1;
    static final int NO_PAGE = -1;

    /** Ids of which an answer looks at the claims at most: what one that asks may cost. */
    private static final int MAX_PAGE_IDS = 1024;

    private static final int MAX_BLOCK_LENGTH = AckEncoder.BLOCK_LENGTH;
    private static final int MAX_HEAD_LENGTH =
            MessageHeaderEncoder.ENCODED_LENGTH + MAX_BLOCK_LENGTH + GroupSizeEncodingEncoder.ENCODED_LENGTH;

    private final SwimConfig config;
    private final int selfId;
    private final Members members;
    private final Rumours rumours;
    private final int[] chosen;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PingEncoder ping = new PingEncoder();
    private final PingRequestEncoder pingRequest = new PingRequestEncoder();
    private final AckEncoder ack = new AckEncoder();
    private final GroupSizeEncodingEncoder groupSize = new GroupSizeEncodingEncoder();
    private final UpdateEncoder update = new UpdateEncoder();

    private int chosenCount;

    SwimWriter(SwimConfig config, int selfId, Members members, Rumours rumours) {
        this.config = config;
        this.selfId = selfId;
        this.members = members;
        this.rumours = rumours;
        chosen = new int[config.maxUpdates()];
    }

    /** Beside its message a frame takes an envelope and alignment. */
    int maxFrameBytes() {
        return MAX_HEAD_LENGTH + config.maxUpdates() * SwimConfig.UPDATE_BYTES + Frames.HEADER_LENGTH + Long.BYTES;
    }

    void ping(int destinationId, long sequence, int originId, int page, Outbox outbox) {
        choose(destinationId, config.maxUpdates());
        int claim = claim(destinationId, PingEncoder.BLOCK_LENGTH, outbox);
        ping.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .sequence(sequence)
                .incarnation(members.incarnation(selfId))
                .state(ownState())
                .originId(originId)
                .page(page);
        publish(claim, ping.limit(), outbox);
    }

    void pingRequest(int destinationId, long sequence, int targetId, Outbox outbox) {
        choose(targetId, config.maxUpdates());
        int claim = claim(destinationId, PingRequestEncoder.BLOCK_LENGTH, outbox);
        pingRequest
                .wrapAndApplyHeader(outbox.buffer(), claim, header)
                .sequence(sequence)
                .incarnation(members.incarnation(selfId))
                .state(ownState())
                .targetId(targetId);
        publish(claim, pingRequest.limit(), outbox);
    }

    /** @param page that was asked for, or {@link #NO_PAGE}. */
    void ack(int destinationId, long sequence, int originId, int targetId, int page, Outbox outbox) {
        int aboutId = targetId == selfId ? destinationId : targetId;
        // Half the room for the page: else those that join among much news would not get on.
        choose(aboutId, page == NO_PAGE ? config.maxUpdates() : config.maxUpdates() / 2);
        int nextPage = page == NO_PAGE ? NO_PAGE : choosePage(page);
        int claim = claim(destinationId, AckEncoder.BLOCK_LENGTH, outbox);
        ack.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .sequence(sequence)
                .incarnation(members.incarnation(selfId))
                .state(ownState())
                .originId(originId)
                .targetId(targetId)
                .page(nextPage);
        publish(claim, ack.limit(), outbox);
    }

    private short ownState() {
        return (short) members.state(selfId).ordinal();
    }

    private void choose(int aboutId, int limit) {
        chosenCount = 0;
        if (members.state(aboutId) != MemberState.UNKNOWN) {
            chosen[chosenCount++] = aboutId;
        }
        int news = rumours.select(chosen, chosenCount, limit - chosenCount, aboutId);
        int maxSends = config.maxSends(members.size());
        for (int i = 0; i < news; i++) {
            rumours.sent(chosen[chosenCount++], maxSends);
        }
    }

    /** Returns the id after the last one that was looked at. */
    private int choosePage(int firstId) {
        int endId = Math.min(members.idCount(), firstId + MAX_PAGE_IDS);
        int id = firstId;
        while (id < endId && chosenCount < chosen.length) {
            if (members.state(id) != MemberState.UNKNOWN) {
                chosen[chosenCount++] = id;
            }
            id++;
        }
        return id;
    }

    private int claim(int destinationId, int blockLength, Outbox outbox) {
        return outbox.claim(
                destinationId,
                MessageHeaderEncoder.ENCODED_LENGTH
                        + blockLength
                        + GroupSizeEncodingEncoder.ENCODED_LENGTH
                        + chosenCount * SwimConfig.UPDATE_BYTES);
    }

    private void publish(int claim, int groupOffset, Outbox outbox) {
        MutableDirectBuffer buffer = outbox.buffer();
        groupSize.wrap(buffer, groupOffset).blockLength(SwimConfig.UPDATE_BYTES).numInGroup((short) chosenCount);
        int offset = groupOffset + GroupSizeEncodingEncoder.ENCODED_LENGTH;
        for (int i = 0; i < chosenCount; i++) {
            int id = chosen[i];
            update.wrap(buffer, offset)
                    .processId(id)
                    .incarnation(members.incarnation(id))
                    .state((short) members.state(id).ordinal());
            offset += SwimConfig.UPDATE_BYTES;
        }
        outbox.publish(claim);
    }
}
