package io.ft4j.log.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.redundancy.Checksum;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The head of a checkpoint file, laid out in the description of the package. Immutable. */
record CheckpointHeader(
        long idHigh, long idLow, int processId, int blockBytes, long number, long position, DirectBuffer metadata) {
    static final int LENGTH = 512;
    /** The fields of fixed length: with them every block of the file is checked. */
    static final int FIXED_LENGTH = 64;

    static final int MAX_METADATA_BYTES = 256;
    static final int VERSION = 1;
    static final int MIN_BLOCK_BYTES = 16;
    static final int MAX_BLOCK_BYTES = 1 << 20;
    static final long MAX_NUMBER = (1L << 47) - 1;

    static final int VERSION_OFFSET = 8;
    static final int CRC_OFFSET = LENGTH - Integer.BYTES;

    private static final long MAGIC = 0x74706b636a347466L;
    private static final int METADATA_LENGTH_OFFSET = 12;
    private static final int ID_HIGH_OFFSET = 16;
    private static final int ID_LOW_OFFSET = 24;
    private static final int PROCESS_ID_OFFSET = 32;
    private static final int BLOCK_BYTES_OFFSET = 36;
    private static final int NUMBER_OFFSET = 40;
    private static final int POSITION_OFFSET = 48;

    static long requireNumber(long number) {
        if (number < 1 || number > MAX_NUMBER) {
            throw new IllegalArgumentException("number=" + number + " is outside 1.." + MAX_NUMBER);
        }
        return number;
    }

    static int requireProcessId(int processId) {
        if (processId < 0) {
            throw new IllegalArgumentException("processId=" + processId + " must not be negative");
        }
        return processId;
    }

    static void requireMetadata(int length) {
        if (length < 0 || length > MAX_METADATA_BYTES) {
            throw new IllegalArgumentException("metadata of " + length + " bytes is outside 0.." + MAX_METADATA_BYTES);
        }
    }

    /** {@link #LENGTH} bytes. */
    void encode(MutableDirectBuffer out) {
        out.setMemory(0, LENGTH, (byte) 0);
        out.putLong(0, MAGIC, LITTLE_ENDIAN);
        out.putInt(VERSION_OFFSET, VERSION, LITTLE_ENDIAN);
        out.putInt(METADATA_LENGTH_OFFSET, metadata.capacity(), LITTLE_ENDIAN);
        out.putLong(ID_HIGH_OFFSET, idHigh, LITTLE_ENDIAN);
        out.putLong(ID_LOW_OFFSET, idLow, LITTLE_ENDIAN);
        out.putInt(PROCESS_ID_OFFSET, processId, LITTLE_ENDIAN);
        out.putInt(BLOCK_BYTES_OFFSET, blockBytes, LITTLE_ENDIAN);
        out.putLong(NUMBER_OFFSET, number, LITTLE_ENDIAN);
        out.putLong(POSITION_OFFSET, position, LITTLE_ENDIAN);
        out.putBytes(FIXED_LENGTH, metadata, 0, metadata.capacity());
        out.putInt(CRC_OFFSET, new Checksum().of(out, 0, CRC_OFFSET), LITTLE_ENDIAN);
    }

    /** Whether the bytes are the head of a checkpoint, of whatever format. @return null when they are, else the reason. */
    static String damage(DirectBuffer buffer) {
        if (buffer.getLong(0, LITTLE_ENDIAN) != MAGIC) {
            return "this is no checkpoint of ft4j";
        }
        int found = buffer.getInt(CRC_OFFSET, LITTLE_ENDIAN);
        int crc = new Checksum().of(buffer, 0, CRC_OFFSET);
        return crc == found
                ? null
                : "checksum " + Integer.toHexString(found) + ", computed " + Integer.toHexString(crc);
    }

    /** Whose checkpoint it is, if it does not belong into this folder of this process; else null. */
    String foreign(int ownerId, long folderIdHigh, long folderIdLow) {
        if (processId != ownerId) {
            return "a checkpoint of process " + processId + " where those of " + ownerId + " belong";
        }
        return idHigh != folderIdHigh || idLow != folderIdLow ? "a checkpoint of another folder" : null;
    }

    static int version(DirectBuffer buffer) {
        return buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Of a head that is not damaged.
     *
     * @return null when the fields make no sense, which is the work of a broken writer.
     */
    static CheckpointHeader decode(DirectBuffer buffer) {
        int metadataLength = buffer.getInt(METADATA_LENGTH_OFFSET, LITTLE_ENDIAN);
        int processId = buffer.getInt(PROCESS_ID_OFFSET, LITTLE_ENDIAN);
        int blockBytes = buffer.getInt(BLOCK_BYTES_OFFSET, LITTLE_ENDIAN);
        long number = buffer.getLong(NUMBER_OFFSET, LITTLE_ENDIAN);
        long position = buffer.getLong(POSITION_OFFSET, LITTLE_ENDIAN);
        if (metadataLength < 0
                || metadataLength > MAX_METADATA_BYTES
                || processId < 0
                || blockBytes < MIN_BLOCK_BYTES
                || blockBytes > MAX_BLOCK_BYTES
                || number < 1
                || number > MAX_NUMBER
                || position < 0) {
            return null;
        }
        byte[] metadata = new byte[metadataLength];
        buffer.getBytes(FIXED_LENGTH, metadata);
        return new CheckpointHeader(
                buffer.getLong(ID_HIGH_OFFSET, LITTLE_ENDIAN),
                buffer.getLong(ID_LOW_OFFSET, LITTLE_ENDIAN),
                processId,
                blockBytes,
                number,
                position,
                new UnsafeBuffer(metadata));
    }
}
