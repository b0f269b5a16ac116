package io.ft4j.detect.swim;

/** What is held of a process, in the order in which one claim of an incarnation overrides another. */
public enum MemberState {
    ALIVE,
    /** It did not answer; it may still refute. */
    SUSPECT,
    /** Nothing refuted the suspicion in time; it may still, under a higher incarnation. */
    FAILED,
    /** It said that it leaves. */
    LEFT,
    /** Nothing was heard of it. */
    UNKNOWN;

    private static final MemberState[] ALL = values();

    static MemberState of(int code) {
        return ALL[code];
    }

    boolean isMember() {
        return this == ALIVE || this == SUSPECT;
    }

    /** Not to be waited for. */
    boolean isGone() {
        return this == FAILED || this == LEFT;
    }
}
