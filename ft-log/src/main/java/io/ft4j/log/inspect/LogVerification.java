package io.ft4j.log.inspect;

import java.util.List;

/**
 * What a walk over all blocks of a log found. Immutable.
 *
 * @param blockCount        blocks that can be read.
 * @param checkedBlockCount of these, blocks with check bits.
 * @param recordCount       records and truncations in them.
 * @param firstPosition     of the oldest record that can be read; 0 when there is none.
 * @param lastPosition      of the newest one.
 * @param acknowledged      position that was reported as durable, by the mark or by a block.
 * @param correctableBits   flipped bits that the check bits correct.
 * @param damages           in the order of the log; those of small files first.
 */
public record LogVerification(
        long blockCount,
        long checkedBlockCount,
        long recordCount,
        long firstPosition,
        long lastPosition,
        long acknowledged,
        long correctableBits,
        List<LogDamage> damages) {
    public LogVerification {
        damages = List.copyOf(damages);
    }

    /** Whether nothing is damaged; a torn tail is not. */
    public boolean isSound() {
        return damages.stream().allMatch(damage -> damage.kind() == LogDamage.Kind.TORN_TAIL);
    }

    /** Whether the log can be opened: what is damaged is corrected or cut then. */
    public boolean opens() {
        return damages.stream().noneMatch(damage -> damage.kind() == LogDamage.Kind.LOST);
    }
}
