package io.ft4j.core.sim;

/**
 * Ends a process between any two effects of a step: every effect on network, disk and state machine burns a bit of it,
 * and at the end of it the process is gone, whatever it was about to do next.
 */
final class Fuse {
    /** Ends the step; caught by the simulator and by nobody else. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        private Crash() {
            super("crash between two effects", null, false, false);
        }
    }

    private static final Crash CRASH = new Crash();
    private static final long NOT_LIT = -1;

    private long rest = NOT_LIT;

    /** @param effects that still happen. */
    void light(long effects) {
        rest = effects;
    }

    void putOut() {
        rest = NOT_LIT;
    }

    /** Before every effect. */
    void burn() {
        if (rest >= 0 && rest-- == 0) {
            throw CRASH;
        }
    }
}
