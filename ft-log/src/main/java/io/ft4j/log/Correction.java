package io.ft4j.log;

import java.nio.file.Path;

/**
 * A block in which flipped bits were corrected by its check bits. Immutable.
 *
 * @param offset   in the file.
 * @param position of the first record of the block.
 * @param bitCount how many bits.
 */
public record Correction(Path file, long offset, long position, int bitCount) {
    @Override
    public String toString() {
        return "file " + file + " at offset " + offset + ": " + bitCount + " flipped bits in the block of position "
                + position;
    }
}
