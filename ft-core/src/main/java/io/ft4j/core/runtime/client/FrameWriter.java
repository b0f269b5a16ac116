package io.ft4j.core.runtime.client;

import io.ft4j.core.protocol.Frames;
import io.ft4j.core.runtime.client.codec.MessageHeaderEncoder;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** A frame that fills with commands or replies, and waits until its transport takes it. One thread. */
final class FrameWriter {
    /** Enough that the head of a frame does not count, and few enough that none waits long for the others. */
    private static final int FRAME_BYTES = 16 * 1024;

    private final ClientLink link;
    private final int templateId;
    private final UnsafeBuffer buffer;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private int length;
    private boolean sealed;

    /** @param maxItemBytes of one command or reply, head included. */
    FrameWriter(ClientLink link, int templateId, int maxItemBytes) {
        this.link = link;
        this.templateId = templateId;
        int least = ClientLink.BODY_OFFSET + BitUtil.align(maxItemBytes, Long.BYTES);
        if (least > link.maxFrameBytes()) {
            throw new IllegalArgumentException("maxFrameBytes=" + link.maxFrameBytes() + " of the transport is below "
                    + least + ", what the longest command or reply takes");
        }
        buffer = new UnsafeBuffer(
                ByteBuffer.allocateDirect(Math.min(link.maxFrameBytes(), Math.max(FRAME_BYTES, least))));
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    /** Room for one more; its offset, or −1 when the frame has to leave first. */
    int claim(int itemBytes) {
        if (!hasRoom(itemBytes)) {
            return -1;
        }
        if (length == 0) {
            putMessageHeader(0);
        }
        int at = Math.max(ClientLink.BODY_OFFSET, length);
        length = at + BitUtil.align(itemBytes, Long.BYTES);
        return at;
    }

    boolean hasRoom(int itemBytes) {
        int at = Math.max(ClientLink.BODY_OFFSET, length);
        return !sealed && at + BitUtil.align(itemBytes, Long.BYTES) <= buffer.capacity();
    }

    /** A message without list. */
    void begin(int blockLength) {
        putMessageHeader(blockLength);
        length = ClientLink.BODY_OFFSET + blockLength;
    }

    private void putMessageHeader(int blockLength) {
        header.wrap(buffer, Frames.HEADER_LENGTH)
                .blockLength(blockLength)
                .templateId(templateId)
                .schemaId(MessageHeaderEncoder.SCHEMA_ID)
                .version(MessageHeaderEncoder.SCHEMA_VERSION);
    }

    /** False when it has to wait; true when nothing waits any more. */
    boolean send(int destinationId) {
        if (length == 0) {
            return true;
        }
        if (!sealed) {
            link.seal(buffer, length);
            sealed = true;
        }
        if (!link.send(destinationId, buffer, length)) {
            return false;
        }
        clear();
        return true;
    }

    /** For what is asked or told again anyway. */
    void sendOrDrop(int destinationId) {
        if (!send(destinationId)) {
            clear();
        }
    }

    /** What is in it is lost. */
    void clear() {
        length = 0;
        sealed = false;
    }
}
