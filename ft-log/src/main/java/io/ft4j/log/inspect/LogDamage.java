package io.ft4j.log.inspect;

import java.nio.file.Path;

/**
 * A place in the files of a log that is not as it was written. Immutable.
 *
 * @param offset    in the file.
 * @param position  of the first record that is damaged or missing here; 0 for a file that holds no records.
 * @param lostCount how many positions from there on cannot be read, as far as that is known; 0 where check bits give back
 *                  what was written.
 */
public record LogDamage(Path file, long offset, Kind kind, long position, long lostCount, String reason) {
    /** What it means to whoever opens the log. */
    public enum Kind {
        /** The check bits of the block give back what was written; it is corrected when the log is opened. */
        CORRECTABLE,
        /** Nobody was told of these records: the end of a log that was killed. It is cut when the log is opened. */
        TORN_TAIL,
        /** Something that was acknowledged is gone; the log is refused when it is opened. */
        LOST
    }

    @Override
    public String toString() {
        return "file " + file + " at offset " + offset + ": " + reason;
    }
}
