package io.ft4j.log.messagelog.node;

/** How far a process had come when its state was saved. */
public final class CheckpointMark {
    private final long rsn;
    private final long[] toldSsns;

    public CheckpointMark(long rsn, long[] toldSsns) {
        this.rsn = rsn;
        this.toldSsns = toldSsns;
    }

    /** Of the newest event in the state; 0: the initial state. */
    public long rsn() {
        return rsn;
    }

    /** By channel: of the newest message in the state. */
    public long[] toldSsns() {
        return toldSsns;
    }
}
