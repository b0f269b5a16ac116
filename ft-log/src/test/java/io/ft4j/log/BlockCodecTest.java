package io.ft4j.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ft4j.core.port.EntrySlice;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockCodecTest {
    private static final long FIRST_POSITION = 40;

    private final BlockCodec codec = new BlockCodec(11, 22, 3, Protection.CHECKSUM);

    private UnsafeBuffer block(EntrySlice slice) {
        codec.indexes(slice.firstIndex(), slice.lastIndex());
        int count = (int) (slice.lastIndex() - slice.firstIndex() + 1);
        codec.positions(BlockHeader.ENTRIES, FIRST_POSITION, count, 39, slice.length());
        codec.seal(slice.buffer(), slice.offset(), slice.length());
        UnsafeBuffer block = new UnsafeBuffer(ByteBuffer.allocateDirect(BlockHeader.LENGTH + slice.length()));
        block.putBytes(0, codec.buffer(), codec.headerOffset(), BlockHeader.LENGTH);
        block.putBytes(BlockHeader.LENGTH, slice.buffer(), slice.offset(), slice.length());
        return block;
    }

    private String damage(UnsafeBuffer block) {
        return codec.damage(block, 0, block.capacity(), FIRST_POSITION);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 63, 64, 65, 4095, 4096, 4097, 65_537})
    void everyFlippedBitIsFound(int bodyLength) {
        UnsafeBuffer block = block(new Entries(bodyLength + 64).slice(7, 7, bodyLength, 0));
        assertNull(damage(block));
        for (int offset = 0; offset < block.capacity(); offset++) {
            byte good = block.getByte(offset);
            for (int bit = 0; bit < 8; bit++) {
                block.putByte(offset, (byte) (good ^ 1 << bit));
                assertNotNull(damage(block), "offset " + offset + " bit " + bit);
            }
            block.putByte(offset, good);
        }
    }

    @Test
    void fieldsComeBack() {
        UnsafeBuffer block = block(new Entries(1024).slice(7, 9, 20, 0));
        assertNull(codec.disorder(block, 0));
        BlockHeader header = new BlockHeader().wrap(block, 0);
        assertEquals(block.capacity(), header.blockLength());
        assertEquals(BlockHeader.ENTRIES, header.kind());
        assertEquals(FIRST_POSITION, header.firstPosition());
        assertEquals(FIRST_POSITION + 2, header.lastPosition());
        assertEquals(7, header.firstIndex());
        assertEquals(9, header.lastIndex());
        assertEquals(39, header.acknowledgedPosition());
        assertEquals(3, header.incarnation());
    }

    @Test
    void aBlockOfAnotherPositionIsRefused() {
        UnsafeBuffer block = block(new Entries(1024).slice(7, 9, 20, 0));
        assertNotNull(codec.damage(block, 0, block.capacity(), FIRST_POSITION + 1));
    }

    @Test
    void aBlockOfAnotherLogIsRefused() {
        UnsafeBuffer block = block(new Entries(1024).slice(7, 9, 20, 0));
        assertNotNull(
                new BlockCodec(11, 23, 3, Protection.CHECKSUM).damage(block, 0, block.capacity(), FIRST_POSITION));
        assertNotNull(
                new BlockCodec(12, 22, 3, Protection.CHECKSUM).damage(block, 0, block.capacity(), FIRST_POSITION));
    }

    @Test
    void aWriterThatCountsWrongIsFoundBehindARightChecksum() {
        EntrySlice slice = new Entries(1024).slice(7, 9, 20, 0);
        slice.set(slice.buffer(), 0, slice.length(), 7, 8);
        UnsafeBuffer block = block(slice);
        assertNull(damage(block));
        assertNotNull(codec.disorder(block, 0));
    }
}
