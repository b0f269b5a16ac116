package io.ft4j.core.fault;

import io.ft4j.core.model.FailureMode;

/**
 * What can go wrong. {@link Measure} says what {@link Fault#value} means; the processes of a fault are those named
 * there, for frames their senders.
 */
public enum FaultKind {
    // The network.
    /** Frames are lost. */
    LOSS(FailureMode.SEND_OMISSION, Measure.RATE),
    /** Frames arrive twice. */
    DUPLICATION(FailureMode.STATE_TRANSITION, Measure.RATE),
    /** Frames take longer: mean of an exponential delay, so that they overtake each other. */
    DELAY(FailureMode.TIMING, Measure.DURATION),
    /** Some frames are late by far more than the others: up to several election time-outs. */
    DELAY_SPIKE(FailureMode.TIMING, Measure.RATE),
    /** One bit of a frame is another one. */
    BIT_FLIP(FailureMode.VALUE, Measure.RATE),
    /** Bytes that nobody sent arrive. */
    GARBAGE(FailureMode.ARBITRARY, Measure.RATE),
    /** A frame with a valid checksum of somebody who is not in the group, or of another group or schema. */
    FORGERY(FailureMode.ARBITRARY, Measure.RATE),
    /** A frame of long ago arrives again, perhaps from an earlier life of its sender. */
    OLD_FRAME(FailureMode.STATE_TRANSITION, Measure.RATE),
    /** Nothing passes between these processes and the others. */
    PARTITION(FailureMode.SEND_OMISSION, Measure.NONE),
    /** Nothing leaves these processes. */
    MUTE(FailureMode.SEND_OMISSION, Measure.NONE),
    /** Nothing reaches these processes. */
    DEAF(FailureMode.RECEIVE_OMISSION, Measure.NONE),
    /** The first of these processes reaches all; the others fall into two halves that do not reach each other. */
    BRIDGE(FailureMode.SEND_OMISSION, Measure.NONE),
    /** What these processes send waits until the fault is over, then arrives all at once. */
    CLOG(FailureMode.TIMING, Measure.NONE),
    /** These processes are cut off and back again, each time for so long. */
    FLAP(FailureMode.SEND_OMISSION, Measure.DURATION),
    /** So many frames may be under way from one process to another; more are lost. */
    NARROW_LINK(FailureMode.SEND_OMISSION, Measure.COUNT),

    // Processes.
    /** Halts; back after the duration, with its disk. */
    CRASH(FailureMode.CRASH, Measure.NONE),
    /** Halts in the middle of a step, after so many effects; back after the duration. */
    CRASH_IN_STEP(FailureMode.CRASH, Measure.COUNT),
    /** Halts and comes back twice within one election. */
    CRASH_TWICE(FailureMode.CRASH, Measure.DURATION),
    /** Halts and tries to come back with an empty disk, which must be refused; then with its own. */
    EMPTY_DISK(FailureMode.CRASH, Measure.NONE),
    /** Halts and tries to come back with an older copy of its disk, which must be refused; then with its own. */
    OLD_DISK(FailureMode.CRASH, Measure.NONE),
    /** Stands still; then all deadlines have passed at once. */
    PAUSE(FailureMode.TIMING, Measure.NONE),
    /** Each step takes so long. */
    SLOW(FailureMode.TIMING, Measure.DURATION),
    /** A new leader reaches one other process only, and crashes soon: what Figure 8 of the Raft paper is made of. */
    NEW_LEADER_LOST(FailureMode.CRASH, Measure.RATE),
    /** A process crashes soon after it has voted or entered a term, and is back while the election goes on. */
    VOTER_LOST(FailureMode.CRASH, Measure.RATE),

    // Clocks.
    /** Runs faster or slower by so many millionths. */
    CLOCK_DRIFT(FailureMode.TIMING, Measure.SIGNED_RATE),
    /** Jumps ahead by so much, or back; what goes back is seen as standing still. */
    CLOCK_JUMP(FailureMode.TIMING, Measure.SIGNED_DURATION),
    /** Stands still. */
    CLOCK_FREEZE(FailureMode.TIMING, Measure.NONE),

    // Disks.
    /** At a crash some of the unforced records are left: the oldest ones. Without: none. */
    KEEP_PREFIX(FailureMode.CRASH, Measure.RATE),
    /** At a crash any subset of the unforced records is left. */
    KEEP_SUBSET(FailureMode.CRASH, Measure.RATE),
    /** At a crash a record that was being written is left in part, cut at any byte. */
    TORN_WRITE(FailureMode.CRASH, Measure.RATE),
    /** A force fails: the process must stop. */
    FORCE_FAILS(FailureMode.CRASH, Measure.NONE),
    /** Forces report success and force nothing. */
    FORCE_LIES(FailureMode.VALUE, Measure.NONE),
    /** Forces take longer: mean of an exponential duration. */
    SLOW_FORCE(FailureMode.TIMING, Measure.DURATION),
    /** No force ends before the fault does. */
    STALLED_DISK(FailureMode.TIMING, Measure.NONE),
    /** One bit at rest is another one. */
    BIT_ROT(FailureMode.VALUE, Measure.NONE),
    /** A read gives one wrong bit; the medium is sound. */
    READ_ERROR(FailureMode.VALUE, Measure.RATE),
    /** A write lands on the place of another record. */
    MISDIRECTED_WRITE(FailureMode.VALUE, Measure.NONE),
    /** A write is lost though it was reported: the place keeps what it had. */
    STALE_RECORD(FailureMode.VALUE, Measure.NONE),
    /** No room: appends are refused. */
    DISK_FULL(FailureMode.CRASH, Measure.NONE),

    // Clients.
    /** A client goes away without a word, with commands outstanding. */
    CLIENT_LOST(FailureMode.CRASH, Measure.RATE),
    /** A command of long ago arrives again, at any replica. */
    OLD_COMMAND(FailureMode.STATE_TRANSITION, Measure.RATE);

    /** What the value of a fault means. */
    public enum Measure {
        /** Nothing; 0. */
        NONE,
        /** Millionths: 20,000 is 2 %. */
        RATE,
        SIGNED_RATE,
        /** ns. */
        DURATION,
        SIGNED_DURATION,
        COUNT
    }

    private final FailureMode mode;
    private final Measure measure;

    FaultKind(FailureMode mode, Measure measure) {
        this.mode = mode;
        this.measure = measure;
    }

    public FailureMode mode() {
        return mode;
    }

    public Measure measure() {
        return measure;
    }

    /** Whether a process that suffers it may have lost for good what it has acknowledged. */
    public boolean isPermanent() {
        return this == FORCE_LIES || this == BIT_ROT || this == MISDIRECTED_WRITE || this == STALE_RECORD;
    }

    /** Whether it happens to frames; all else happens to processes, their clocks and disks, or to clients. */
    public boolean isOfNetwork() {
        return compareTo(NARROW_LINK) <= 0;
    }

    /** Why only the simulator can make it happen; null when a live group can suffer it too. */
    public String simulatedOnly() {
        switch (this) {
            case KEEP_PREFIX:
            case KEEP_SUBSET:
            case TORN_WRITE:
            case FORCE_LIES:
                return "what a replica gave to its log outlives it, as long as the process does";
            case BIT_ROT:
            case MISDIRECTED_WRITE:
            case STALE_RECORD:
                return "the bytes at rest are the log's own, and its port does not reach them";
            case CLIENT_LOST:
                return "clients belong to the application";
            default:
                return null;
        }
    }
}
