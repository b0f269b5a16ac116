package io.ft4j.log.coordinated;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.log.coordinated.codec.AttemptKind;
import java.util.Arrays;

/**
 * The attempt that this process is in, one at a time, begun by itself or by another. Owns its state, who was asked and has
 * answered, and up to which attempt of each initiator everything has ended here.
 *
 * <p>One thread. Allocates nothing after construction.
 */
final class Attempt {
    static final int MAX_LIFE = Integer.MAX_VALUE;
    private static final int SEQUENCE_BITS = 32;

    private final int selfId;
    private final long[] labels = new long[ProcessSet.MAX_PROCESSES];
    private final long[] ended = new long[ProcessSet.MAX_PROCESSES];

    /** Whether the subject is held; it is told only when that ends. */
    private boolean holds;

    private AttemptState state = AttemptState.FREE;
    private AttemptKind kind = AttemptKind.ALL;
    private int initiatorId;
    private int parentId;
    private long id;
    private long number;
    private long asked;
    private long answered;
    private long involved;
    private long acknowledgedNs;
    private long giveUpNs;
    private long resendNs;

    Attempt(int selfId) {
        this.selfId = selfId;
    }

    /** Ids of an initiator grow over all of its lives. */
    static long id(long life, long sequence) {
        return life << SEQUENCE_BITS | sequence;
    }

    AttemptState state() {
        return state;
    }

    boolean isFree() {
        return state == AttemptState.FREE;
    }

    boolean is(int otherInitiatorId, long otherId) {
        return !isFree() && initiatorId == otherInitiatorId && id == otherId;
    }

    boolean isOwn() {
        return !isFree() && initiatorId == selfId;
    }

    boolean isRollback() {
        return !isFree() && kind == AttemptKind.ROLLBACK;
    }

    AttemptKind kind() {
        return kind;
    }

    int initiatorId() {
        return initiatorId;
    }

    int parentId() {
        return parentId;
    }

    long id() {
        return id;
    }

    /** Of the tentative checkpoint. */
    long number() {
        return number;
    }

    long asked() {
        return asked;
    }

    long unanswered() {
        return asked & ~answered;
    }

    /** Who is in it below this process, as far as it is known. */
    long involved() {
        return involved;
    }

    /** What goes along with the request to this process. */
    long label(int processId) {
        return labels[processId];
    }

    long acknowledgedNs() {
        return acknowledgedNs;
    }

    /** {@link Long#MAX_VALUE}: it can not be given up. */
    long giveUpNs() {
        return state.isOpen() ? giveUpNs : Long.MAX_VALUE;
    }

    long resendNs() {
        boolean waitsForOthers =
                state == AttemptState.ACKNOWLEDGED || state.isOpen() && unanswered() != ProcessSet.EMPTY;
        return waitsForOthers ? resendNs : Long.MAX_VALUE;
    }

    void resendAt(long nextNs) {
        resendNs = nextNs;
    }

    void begin(AttemptKind newKind, int newInitiatorId, long newId, int newParentId, long newGiveUpNs) {
        Invariant.check(isFree(), "K6 one attempt at a time", id, newId);
        holds = true;
        kind = newKind;
        initiatorId = newInitiatorId;
        id = newId;
        parentId = newParentId;
        giveUpNs = newGiveUpNs;
        number = 0;
        asked = ProcessSet.EMPTY;
        answered = ProcessSet.EMPTY;
        involved = ProcessSet.EMPTY;
        Arrays.fill(labels, 0);
    }

    boolean holds() {
        return holds;
    }

    void holds(boolean held) {
        holds = held;
    }

    void become(AttemptState newState) {
        state = newState;
    }

    void acknowledged(long nowNs, long nextResendNs) {
        state = AttemptState.ACKNOWLEDGED;
        acknowledgedNs = nowNs;
        resendNs = nextResendNs;
    }

    void number(long newNumber) {
        number = newNumber;
    }

    void ask(int processId, long label) {
        asked = ProcessSet.add(asked, processId);
        labels[processId] = label;
    }

    void involved(long set) {
        involved = set;
    }

    void answered(int processId, long set) {
        answered = ProcessSet.add(answered, processId);
        involved |= set;
    }

    boolean isComplete() {
        return state == AttemptState.COLLECTING && answered == asked;
    }

    void end() {
        ended[initiatorId] = Math.max(ended[initiatorId], id);
        state = AttemptState.FREE;
    }

    boolean hasEnded(int otherInitiatorId, long otherId) {
        return otherId <= ended[otherInitiatorId];
    }

    void checkInvariants(long members) {
        if (!isFree()) {
            Invariant.check((answered & ~asked) == 0, "K3 only who was asked answers", answered, asked);
            Invariant.check(
                    ((asked | involved) & ~members) == 0 && !ProcessSet.contains(asked, selfId),
                    "K3 others of the group are asked",
                    asked,
                    involved);
            Invariant.check(isOwn() || state != AttemptState.DECIDING, "K1 the initiator decides", initiatorId, selfId);
        }
    }
}
