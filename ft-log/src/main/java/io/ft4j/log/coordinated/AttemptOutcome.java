package io.ft4j.log.coordinated;

/** How an attempt ended that was begun here. */
public enum AttemptOutcome {
    /** The tentative checkpoints of all who are in it are permanent. */
    PERMANENT(CoordinatedCounter.PERMANENT),
    /** Everybody has gone back as far as it has to. */
    ROLLED_BACK(CoordinatedCounter.ROLLED_BACK),
    /** Somebody would not take part: it is in another attempt, has crashed, or could not write. */
    REFUSED(CoordinatedCounter.REFUSED),
    /** Somebody did not answer. */
    TIMED_OUT(CoordinatedCounter.TIMED_OUT),
    /** An attempt that goes before it came in between. */
    YIELDED(CoordinatedCounter.YIELDED),
    /** The own checkpoint could not be taken. */
    NOT_WRITTEN(CoordinatedCounter.NOT_WRITTEN);

    private final CoordinatedCounter counter;

    AttemptOutcome(CoordinatedCounter counter) {
        this.counter = counter;
    }

    CoordinatedCounter counter() {
        return counter;
    }
}
