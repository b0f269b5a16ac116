package io.ft4j.log.checkpoint;

import java.nio.file.Path;

/**
 * Why a checkpoint must not be used. Immutable.
 *
 * @param block  counted from 0, or {@link #HEADER}.
 * @param offset in the file, of the header or of the block.
 */
public record CheckpointDamage(Path file, int block, long offset, String reason) {
    public static final int HEADER = -1;

    @Override
    public String toString() {
        return "file " + file + " at offset " + offset + ": " + (block == HEADER ? "header: " : "block " + block + ": ")
                + reason;
    }
}
