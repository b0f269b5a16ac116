package io.ft4j.core.model;

/** What the others may learn of a process that halted. */
public enum Halting {
    /** The halt is noticed reliably. */
    FAIL_STOP,
    /** The halt is noticed eventually; until then others may be suspected wrongly. */
    FAIL_NOISY,
    /** A crash and an omission cannot be told apart. */
    FAIL_SILENT,
    /** It may fail in any way that does no harm. */
    FAIL_SAFE,
    /** It may fail in any way, and nobody may notice. */
    FAIL_ARBITRARY
}
