package io.ft4j.core.redundancy;

/** How long the fault behind a failure stays (Avizienis, Laprie, Randell, Landwehr 2004, §3). */
public enum FaultPersistence {
    /** Comes once and is gone: a lost frame. */
    TRANSIENT,
    /** Comes and goes: a loose contact, a leader that is being replaced. */
    INTERMITTENT,
    /** Stays until something is repaired; a repetition fails as the first attempt did. */
    PERMANENT
}
