package io.ft4j.core.model;

/**
 * The ways in which a component fails, finer than {@link FailureClass} (Cristian 1991; Hadzilacos and Toueg 1993).
 * <em>Omission</em>: it does not do what it should. <em>Commission</em>: it does what it should not.
 */
public enum FailureMode {
    /** Halts; until then it was right. */
    CRASH(FailureClass.CRASH, false),
    /** Does its work, but the answer does not leave. */
    SEND_OMISSION(FailureClass.OMISSION, false),
    /** Does not get what was sent to it. */
    RECEIVE_OMISSION(FailureClass.OMISSION, false),
    /** Acts too early or too late. */
    TIMING(FailureClass.TIMING, false),
    /** The answer has a wrong value. */
    VALUE(FailureClass.RESPONSE, true),
    /** Leaves the right flow of control: does something in a state in which it must not. */
    STATE_TRANSITION(FailureClass.RESPONSE, true),
    /** Anything, at any time. */
    ARBITRARY(FailureClass.ARBITRARY, true);

    private final FailureClass failureClass;
    private final boolean commission;

    FailureMode(FailureClass failureClass, boolean commission) {
        this.failureClass = failureClass;
        this.commission = commission;
    }

    public FailureClass failureClass() {
        return failureClass;
    }

    /** Whether it does what it should not; else it does not do what it should. */
    public boolean isCommission() {
        return commission;
    }
}
