package io.ft4j.core.redundancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksumTest {
    private final Checksum checksum = new Checksum();

    /** RFC 3720, appendix B.4. */
    @Test
    void givesTheValuesOfTheRfc() {
        byte[] zeros = new byte[32];
        byte[] ones = new byte[32];
        byte[] rising = new byte[32];
        byte[] falling = new byte[32];
        for (int i = 0; i < 32; i++) {
            ones[i] = (byte) 0xFF;
            rising[i] = (byte) i;
            falling[i] = (byte) (31 - i);
        }
        assertEquals(0x8A9136AA, of(zeros));
        assertEquals(0x62A8AB43, of(ones));
        assertEquals(0x46DD794E, of(rising));
        assertEquals(0x113FDB5C, of(falling));
        assertEquals(0xE3069283, of("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    /** RFC 3720, appendix B.4: an iSCSI SCSI read (10) command. */
    @Test
    void givesTheValueOfTheCommandInTheRfc() {
        byte[] command = new byte[48];
        command[0] = 0x01;
        command[1] = (byte) 0xC0;
        command[16] = 0x14;
        command[22] = 0x04;
        command[27] = 0x14;
        command[31] = 0x18;
        command[32] = 0x28;
        command[40] = 0x02;
        assertEquals(0xD9963A56, of(command));
    }

    @Test
    void anEmptyRangeAddsNothing() {
        assertEquals(0, of(new byte[0]));
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[] {1, 2, 3});
        int value = checksum.of(buffer, 0, 3);
        assertEquals(
                value,
                checksum.reset().update(buffer, 0, 3).update(buffer, 3, 0).value());
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52})
    void allKindsOfBuffersAgreeOnAllRanges(long seed) {
        Prng prng = new Prng(seed);
        int capacity = 10_000;
        UnsafeBuffer heap = new UnsafeBuffer(new byte[capacity]);
        UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity));
        UnsafeBuffer heapByteBuffer = new UnsafeBuffer(ByteBuffer.allocate(capacity));
        UnsafeBuffer shiftedHeap = new UnsafeBuffer(new byte[capacity + 13], 13, capacity);
        UnsafeBuffer shiftedDirect = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity + 13), 13, capacity);
        UnsafeBuffer sliced = new UnsafeBuffer(
                ByteBuffer.allocateDirect(capacity + 64).position(64).slice());
        ByteBuffer memory = ByteBuffer.allocateDirect(capacity);
        UnsafeBuffer addressOnly = new UnsafeBuffer(BufferUtil.address(memory), capacity);
        UnsafeBuffer[] all = {
            heap, direct, heapByteBuffer, shiftedHeap, shiftedDirect, sliced, addressOnly, new UnsafeBuffer(direct)
        };
        for (int i = 0; i < capacity; i++) {
            byte value = (byte) prng.nextLong();
            for (UnsafeBuffer buffer : all) {
                buffer.putByte(i, value);
            }
        }
        for (int run = 0; run < 500; run++) {
            int offset = prng.nextInt(capacity);
            int length = prng.nextInt(capacity - offset + 1);
            int expected = checksum.of(heap, offset, length);
            for (int i = 0; i < all.length; i++) {
                String message = "seed=" + seed + " buffer " + i + " offset=" + offset + " length=" + length;
                assertEquals(expected, checksum.of(all[i], offset, length), message);
            }
        }
        assertEquals(0, memory.position());
    }

    @Test
    void piecesGiveTheValueOfTheWhole() {
        Prng prng = new Prng(53);
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(9000));
        for (int i = 0; i < 9000; i++) {
            buffer.putByte(i, (byte) prng.nextLong());
        }
        int whole = checksum.of(buffer, 0, 9000);
        for (int run = 0; run < 100; run++) {
            checksum.reset();
            int at = 0;
            while (at < 9000) {
                int length = Math.min(9000 - at, prng.nextInt(3000));
                checksum.update(buffer, at, length);
                at += length;
            }
            assertEquals(whole, checksum.value(), "seed=53 run=" + run);
        }
    }

    @Test
    void everyBitAndItsPlaceCounts() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[65]);
        int sound = checksum.of(buffer, 0, 65);
        for (int bit = 0; bit < 65 * 8; bit++) {
            buffer.putByte(bit / 8, (byte) (1 << bit % 8));
            assertNotEquals(sound, checksum.of(buffer, 0, 65), "bit " + bit);
            buffer.putByte(bit / 8, (byte) 0);
        }
        assertEquals(sound, checksum.of(buffer, 0, 65));
    }

    @Test
    void moreBuffersThanItRemembersStayRight() {
        int expected = of(new byte[] {7, 7, 7});
        DirectBuffer[] buffers = new DirectBuffer[40];
        for (int i = 0; i < buffers.length; i++) {
            UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(3));
            buffer.setMemory(0, 3, (byte) 7);
            buffers[i] = buffer;
        }
        for (int round = 0; round < 3; round++) {
            for (DirectBuffer buffer : buffers) {
                assertEquals(expected, checksum.of(buffer, 0, 3));
            }
        }
    }

    /** Position and limit of the byte buffer behind it are shared; a checksum that moved them would disturb the other. */
    @Test
    void twoThreadsMayReadOneBuffer() throws InterruptedException {
        UnsafeBuffer shared = new UnsafeBuffer(ByteBuffer.allocateDirect(4096));
        for (int i = 0; i < 4096; i++) {
            shared.putByte(i, (byte) (i * 7));
        }
        int[] expected = new int[64];
        for (int i = 0; i < 64; i++) {
            expected[i] = checksum.of(shared, i * 16, 1024 + i);
        }
        AtomicInteger wrong = new AtomicInteger();
        Runnable reader = () -> {
            Checksum own = new Checksum();
            for (int round = 0; round < 20_000; round++) {
                int i = round & 63;
                if (own.of(shared, i * 16, 1024 + i) != expected[i]) {
                    wrong.incrementAndGet();
                }
            }
        };
        Thread other = new Thread(reader);
        other.start();
        reader.run();
        other.join();
        assertEquals(0, wrong.get());
    }

    @Test
    void knownBuffersAllocateNothing() {
        UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(1024));
        UnsafeBuffer heap = new UnsafeBuffer(new byte[1024]);
        UnsafeBuffer addressOnly = new UnsafeBuffer(direct.addressOffset(), 1024);
        long[] sum = new long[1];
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 10_000; i++) {
                sum[0] += checksum.of(direct, i & 511, 64);
                sum[0] += checksum.of(heap, i & 511, 64);
                sum[0] += checksum.of(addressOnly, i & 511, 64);
            }
        });
        assertEquals(0, bytes);
    }

    private int of(byte[] bytes) {
        return checksum.of(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
