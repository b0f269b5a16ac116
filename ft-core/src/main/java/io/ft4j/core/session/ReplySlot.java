package io.ft4j.core.session;

import io.ft4j.core.port.Effects;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The effects of one command at a time: its reply goes straight to its place in the table. */
final class ReplySlot implements Effects {
    private static final int CLAIM_OFFSET = 0;

    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final int maxReplyBytes;
    private UnsafeBuffer target;
    private int targetOffset;
    private boolean claimed;
    private boolean published;

    ReplySlot(int maxReplyBytes) {
        this.maxReplyBytes = maxReplyBytes;
    }

    void begin(UnsafeBuffer buffer, int offset) {
        target = buffer;
        targetOffset = offset;
        claimed = false;
        published = false;
    }

    /** Length of the reply; a command without one has an empty one. */
    int end() {
        if (claimed && !published) {
            throw new IllegalStateException("a reply of " + view.capacity() + " bytes was claimed and not published");
        }
        return claimed ? view.capacity() : 0;
    }

    /** Just the bytes that were claimed, so that the state machine cannot reach the replies of others. */
    @Override
    public MutableDirectBuffer buffer() {
        return view;
    }

    @Override
    public int maxReplyBytes() {
        return maxReplyBytes;
    }

    @Override
    public int claimReply(int length) {
        if (length < 0 || length > maxReplyBytes) {
            throw new IllegalArgumentException("length=" + length + " is outside 0.." + maxReplyBytes);
        }
        if (claimed) {
            throw new IllegalStateException("this command has claimed a reply already");
        }
        view.wrap(target.addressOffset() + targetOffset, length);
        claimed = true;
        return CLAIM_OFFSET;
    }

    @Override
    public void publish(int claimOffset) {
        if (!claimed || published || claimOffset != CLAIM_OFFSET) {
            throw new IllegalStateException("claimOffset=" + claimOffset + " is not an open claim");
        }
        published = true;
    }
}
