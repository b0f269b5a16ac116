package io.ft4j.core.runtime.aeron;

import io.aeron.Image;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.ft4j.core.port.FrameHandler;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes frames of the fragments that a network carries. Unlike Aeron's own assembler it has memory for the longest frame
 * from the first contact on, and never takes more: who sends fragments without end is dropped.
 *
 * <p>One thread. Allocates when a session begins.
 */
final class FrameAssembler implements FragmentHandler {
    private static final class Partial {
        private static final int NOTHING = -1;

        private final UnsafeBuffer buffer;
        private int length = NOTHING;

        private Partial(int maxFrameBytes) {
            buffer = new UnsafeBuffer(new byte[maxFrameBytes]);
        }
    }

    private final int maxFrameBytes;
    private final Int2ObjectHashMap<Partial> partials = new Int2ObjectHashMap<>();
    private FrameHandler handler;
    private int frames;
    private RuntimeException failure;
    private long droppedFrames;

    FrameAssembler(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    void onAvailable(Image image) {
        partials.put(image.sessionId(), new Partial(maxFrameBytes));
    }

    /** A frame of which only the beginning came is lost with its sender. */
    void onUnavailable(Image image) {
        partials.remove(image.sessionId());
    }

    /** Frames go there from now on, and are counted from 0. */
    void begin(FrameHandler handler) {
        this.handler = handler;
        frames = 0;
        failure = null;
    }

    /** What the handler threw, or null. Aeron would report it and go on; it gets nothing to report. */
    RuntimeException failure() {
        return failure;
    }

    /** Given to the handler since {@link #begin}. */
    int frames() {
        return frames;
    }

    /** Frames that were too long, or had no beginning. */
    long droppedFrames() {
        return droppedFrames;
    }

    @Override
    public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        int flags = header.flags() & FrameDescriptor.UNFRAGMENTED & 0xFF;
        if (flags == (FrameDescriptor.UNFRAGMENTED & 0xFF)) {
            if (length > maxFrameBytes) {
                droppedFrames++;
            } else {
                give(buffer, offset, length);
            }
            return;
        }
        Partial partial = partials.get(header.sessionId());
        if (partial != null) {
            append(partial, flags, buffer, offset, length);
        }
    }

    private void append(Partial partial, int flags, DirectBuffer buffer, int offset, int length) {
        boolean last = (flags & FrameDescriptor.END_FRAG_FLAG & 0xFF) != 0;
        if ((flags & FrameDescriptor.BEGIN_FRAG_FLAG & 0xFF) != 0) {
            partial.length = 0;
        }
        if (partial.length == Partial.NOTHING || partial.length + length > maxFrameBytes) {
            partial.length = Partial.NOTHING;
            droppedFrames += last ? 1 : 0;
            return;
        }
        partial.buffer.putBytes(partial.length, buffer, offset, length);
        partial.length += length;
        if (last) {
            int whole = partial.length;
            partial.length = Partial.NOTHING;
            give(partial.buffer, 0, whole);
        }
    }

    private void give(DirectBuffer buffer, int offset, int length) {
        if (failure != null) {
            return;
        }
        frames++;
        try {
            handler.onFrame(buffer, offset, length);
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}
