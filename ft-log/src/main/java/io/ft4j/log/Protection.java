package io.ft4j.log;

/** What blocks are written with against damage. A log reads blocks of both kinds, whatever it is opened with. */
public enum Protection {
    /** CRC-32C: every flipped bit is found. */
    CHECKSUM,
    /**
     * CRC-32C, and {@link io.ft4j.core.redundancy.Secded} check bits: one flipped bit in every word of eight bytes is
     * corrected as well. Takes an eighth more space and one more copy of what is written.
     */
    SECDED
}
