package io.ft4j.core.sim.check;

/** What checks know of one process over all its lives. While it does not run only id and log may be asked for. */
public interface ProcessFacts {
    int id();

    boolean isRunning();

    LogFacts log();

    long term();

    boolean isLeading();

    long commitIndex();

    /** As leader: up to where this follower is believed to have the same entries, durably; else 0. */
    long matchIndex(int followerId);

    long appliedIndex();

    /** {@link EntryHash} of everything that its state machine has taken in this life. */
    long appliedChain();

    /** Before the last step. */
    boolean wasLeading();

    /** Before the last step; 0 before the first one. */
    long previousTerm();

    long previousCommitIndex();

    /** Whether the last step cut the log. */
    boolean hasTruncated();
}
