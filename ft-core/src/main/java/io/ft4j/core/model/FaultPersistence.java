package io.ft4j.core.model;

/** How long a fault stays (Avižienis, Laprie, Randell, Landwehr 2004), as far as observations tell. */
public enum FaultPersistence {
    /** No outage was seen. */
    NONE,
    /** Too little was seen to tell. */
    UNDECIDED,
    /** Came, went, and did not come back: doing it again helps. */
    TRANSIENT,
    /** Comes and goes, with times in between in which all is well: a loose connector. */
    INTERMITTENT,
    /** Stays until the component is repaired or replaced: doing it again is of no use. */
    PERMANENT
}
