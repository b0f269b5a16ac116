package io.ft4j.core.model;

/** What is known of the time that steps and messages take. */
public enum Synchrony {
    /** Both are bounded, and the bounds are known: a time-out is a proof. */
    SYNCHRONOUS,
    /** Bounded most of the time, nobody knows from when on: safety must not rest on time, liveness may. */
    PARTIALLY_SYNCHRONOUS,
    /** No bound: a slow process and a crashed one look alike (Fischer, Lynch, Paterson 1985). */
    ASYNCHRONOUS
}
