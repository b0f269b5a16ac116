package io.ft4j.core.testing;

/** Where in a duty cycle a process crashes: the cycle acts, sends, and writes; what was written is forced later. */
public enum Cut {
    /** Before it; what was not forced is lost. */
    BEFORE(false),
    /** Before it, and yet all that was written reached the disk. */
    BEFORE_KEPT(true),
    /** When it has acted and sent half of its frames. */
    HALF_SENT(false),
    /** When it has sent. */
    SENT(false),
    /** When it has written, and that reached the disk. */
    WRITTEN(true),
    /** It has written, but what it sent did not get out. */
    WRITTEN_NOT_SENT(true);

    private final boolean keepsUnforced;

    Cut(boolean keepsUnforced) {
        this.keepsUnforced = keepsUnforced;
    }

    /** Of what was written, but not forced. */
    public boolean keepsUnforced() {
        return keepsUnforced;
    }

    public boolean isBefore() {
        return this == BEFORE || this == BEFORE_KEPT;
    }

    /** Whether a frame of the cycle, counted from 0, gets out. */
    public boolean lets(int frame, int frameCount) {
        return this == SENT || this == WRITTEN || (this == HALF_SENT && frame < frameCount / 2);
    }
}
