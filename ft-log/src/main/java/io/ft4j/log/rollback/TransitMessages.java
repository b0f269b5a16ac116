package io.ft4j.log.rollback;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.log.coordinated.ChannelStates;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * The messages that were in transit when the checkpoint was taken that a process came from. They are delivered in the order in
 * which they had arrived. Owner of how many were. No allocation after construction.
 */
final class TransitMessages {
    /** Delivers a message. */
    interface Delivery {
        /** @return false: there is no room now. */
        boolean deliver(int channelId, DirectBuffer buffer, int offset, int length);
    }

    private final ChannelStates states;
    private final ChannelStates.Handler counting = this::count;
    private final ChannelStates.Handler delivering = this::deliver;
    /** By channel: still to be delivered. */
    private final int[] left = new int[ProcessSet.MAX_PROCESSES];

    private Delivery delivery;
    private int delivered;
    private int at;

    TransitMessages(ChannelStates states) {
        this.states = states;
    }

    void onRestored() {
        delivered = 0;
        Arrays.fill(left, 0);
        states.forEach(counting);
    }

    private void count(int channelId, DirectBuffer buffer, int offset, int length) {
        left[channelId]++;
    }

    boolean hasAny() {
        return delivered < states.messageCount();
    }

    boolean hasAnyOf(int channelId) {
        return left[channelId] > 0;
    }

    /** All, or as many as there is room for. */
    void deliver(Delivery to) {
        delivery = to;
        at = 0;
        states.forEach(delivering);
    }

    private void deliver(int channelId, DirectBuffer buffer, int offset, int length) {
        if (at++ == delivered && delivery.deliver(channelId, buffer, offset, length)) {
            delivered++;
            left[channelId]--;
        }
    }

    /** Those that are still to be delivered. */
    void forEachLeft(ChannelStates.Handler handler) {
        at = 0;
        states.forEach((channelId, buffer, offset, length) -> {
            if (at++ >= delivered) {
                handler.onMessage(channelId, buffer, offset, length);
            }
        });
    }
}
