package io.ft4j.core.fault;

/**
 * Ends a process between any two effects of a step: every effect on network, disk and state machine burns a bit of it,
 * and at the end of it the process is gone, whatever it was about to do next. One thread. Allocates nothing.
 */
public final class Fuse {
    /** Ends the step; caught by whoever injects faults and by nobody else. */
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        private Crash() {
            super("crash between two effects", null, false, false);
        }
    }

    private static final Crash CRASH = new Crash();
    private static final long NOT_LIT = -1;

    private long rest = NOT_LIT;

    /** @param effects that still happen. */
    public void light(long effects) {
        rest = effects;
    }

    /** What was lit happens no more. */
    public void putOut() {
        rest = NOT_LIT;
    }

    /**
     * Before every effect.
     *
     * @throws Crash when the process is gone.
     */
    public void burn() {
        if (rest >= 0 && rest-- == 0) {
            throw CRASH;
        }
    }
}
