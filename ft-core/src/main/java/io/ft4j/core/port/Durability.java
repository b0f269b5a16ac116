package io.ft4j.core.port;

/** What an acknowledgement promises. It is never given before its level is reached. */
public enum Durability {
    /** Lost with the process. */
    MEMORY,
    /** In the page cache: survives {@code kill -9}, not a loss of power. */
    PROCESS,
    /** Forced to the device: survives a loss of power. */
    DISK
}
