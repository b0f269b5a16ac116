package io.ft4j.core.model;

/**
 * A condition that no input, no timing and no fault within the failure model can make false. Checked in production;
 * a failure is a bug of ft4j and stops the node before it does harm.
 */
public final class Invariant {
    private Invariant() {}

    /** @param rule constant text: number and condition as in the package's list, e.g. {@code "R7 match < next"}. */
    public static void check(boolean holds, String rule) {
        if (!holds) {
            throw new Violation(rule);
        }
    }

    /** With the two operands that decide, for the message. */
    public static void check(boolean holds, String rule, long left, long right) {
        if (!holds) {
            throw new Violation(rule + " (" + left + ", " + right + ")");
        }
    }

    /** Thrown by {@link #check(boolean, String)}. */
    public static final class Violation extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Violation(String rule) {
            super("invariant broken: " + rule);
        }
    }
}
