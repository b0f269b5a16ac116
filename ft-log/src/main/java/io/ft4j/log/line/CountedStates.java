package io.ft4j.log.line;

/**
 * The states that a process could go back to, by how many messages of each FIFO channel they know: its checkpoints, from the
 * earliest on, and behind them its current state.
 */
public interface CountedStates {
    /** Checkpoints there may be at once; the same in all processes of a group. */
    int maxCount();

    /** Of checkpoints; at least 1. The current state has this index. */
    int count();

    /** Of a checkpoint; they ascend. */
    long number(int index);

    /** Messages from this process that the state has delivered. */
    long delivered(int index, int sourceId);

    /** Messages to this process that the state has said. */
    long said(int index, int destinationId);
}
