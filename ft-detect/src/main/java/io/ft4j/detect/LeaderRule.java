package io.ft4j.detect;

/** Which of the processes that are not suspected is the leader. Both rules give Ω with ◇P below. */
public enum LeaderRule {
    /** The smallest id (Larrea, Fernández, Arévalo 2000). A process that comes back takes the leadership back. */
    SMALLEST_ID,
    /**
     * The fewest lives, then the smallest id (Martín, Larrea, Jiménez 2009). More stable: a leader that crashed and comes
     * back does not depose the one that replaced it and has crashed less often, and a process that crashes again and again
     * ends as nobody's leader.
     */
    FEWEST_LIVES
}
