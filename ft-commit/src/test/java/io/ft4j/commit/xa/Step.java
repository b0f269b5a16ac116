package io.ft4j.commit.xa;

/** Where the process dies that commits, in the order in which a transfer passes them. */
enum Step {
    BEFORE_PREPARE("prepare", true, 1),
    BETWEEN_PREPARES("prepare", true, 2),
    /** The second one has not recorded that it is ready. */
    AFTER_PREPARES("prepare", false, 2),
    /** Both have, and the votes have come in. */
    BEFORE_DECISION("record", true, 1),
    BEFORE_COMMITS("commit", true, 1),
    BETWEEN_COMMITS("commit", true, 2),
    /** The second one has not recorded that it has committed. */
    AFTER_COMMITS("commit", false, 2),
    BEFORE_END("record", true, 2),
    /** In recovery, of what was decided before. */
    BEFORE_COMMIT_AGAIN("commit", true, 1);

    final String call;
    final boolean before;
    final int count;

    Step(String call, boolean before, int count) {
        this.call = call;
        this.before = before;
        this.count = count;
    }

    /** Whether it is decided then to commit. */
    boolean isDecided() {
        return ordinal() > BEFORE_DECISION.ordinal();
    }
}
