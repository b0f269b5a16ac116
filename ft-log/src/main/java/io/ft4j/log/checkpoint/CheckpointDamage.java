package io.ft4j.log.checkpoint;

import java.nio.file.Path;

/**
 * Why a checkpoint must not be used. Immutable.
 *
 * @param block  counted from 0, or {@link #HEADER}, or {@link #WHOLE_FILE}.
 * @param offset in the file, of the header or of the block.
 */
public record CheckpointDamage(Path file, int block, long offset, String reason) {
    public static final int HEADER = -1;
    public static final int WHOLE_FILE = -2;

    @Override
    public String toString() {
        String part = block == WHOLE_FILE ? "" : block == HEADER ? "header: " : "block " + block + ": ";
        return "file " + file + " at offset " + offset + ": " + part + reason;
    }
}
