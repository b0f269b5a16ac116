package io.ft4j.log;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Records;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Entries whose bodies follow from index and generation, so that any copy of them can be checked. */
public final class Entries {
    public static final int TYPE = Records.COMMAND;

    private final UnsafeBuffer buffer;
    private final EntrySlice slice = new EntrySlice();
    private long firstIndex;
    private long nextIndex;
    private int end;

    public Entries(int capacityBytes) {
        buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(capacityBytes));
    }

    /** Entries {@code first} to {@code last} with bodies of {@code bodyLength} bytes. */
    public EntrySlice slice(long first, long last, int bodyLength, int generation) {
        int at = 0;
        for (long index = first; index <= last; index++) {
            at += put(at, index, bodyLength, generation);
        }
        return slice.set(buffer, 0, at, first, last);
    }

    /** Begins a slice that {@link #add} makes longer. */
    public void begin(long index) {
        firstIndex = index;
        nextIndex = index;
        end = 0;
    }

    public void add(DirectBuffer body, int offset, int length) {
        buffer.setMemory(end, Records.stride(Records.HEADER_LENGTH + length), (byte) 0);
        Records.putHeader(buffer, end, Records.HEADER_LENGTH + length, TYPE, nextIndex++);
        buffer.putBytes(end + Records.HEADER_LENGTH, body, offset, length);
        end += Records.stride(Records.HEADER_LENGTH + length);
    }

    public EntrySlice end() {
        return slice.set(buffer, 0, end, firstIndex, nextIndex - 1);
    }

    private int put(int at, long index, int bodyLength, int generation) {
        int length = Records.HEADER_LENGTH + bodyLength;
        int stride = Records.stride(length);
        buffer.setMemory(at, stride, (byte) 0);
        Records.putHeader(buffer, at, length, TYPE, index);
        for (int i = 0; i < bodyLength; i++) {
            buffer.putByte(at + Records.HEADER_LENGTH + i, bodyByte(index, generation, i));
        }
        return stride;
    }

    public static byte bodyByte(long index, int generation, int i) {
        return (byte) (index * 31 + generation * 7 + i * 13 + (i >> 8));
    }

    public long append(DurableLog log, long first, long last, int bodyLength) {
        return log.append(slice(first, last, bodyLength, 0));
    }
}
