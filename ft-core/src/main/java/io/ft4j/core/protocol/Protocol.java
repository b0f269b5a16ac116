package io.ft4j.core.protocol;

import io.ft4j.core.model.DetectorClass;
import org.agrona.DirectBuffer;

/**
 * A deterministic, single-threaded protocol participant. It does no I/O, reads no clock and allocates nothing after
 * {@link #onStart}; it is told time, messages, durability and suspicions, and writes its effects into an {@link Outbox}.
 *
 * <p>{@code nowNs} is epoch time in nanoseconds that never decreases within one life of a process. Each call below is
 * one step; a step begins only while {@link #maxStepBytes()} are free in the outbox, and cannot be refused. One duty
 * cycle calls, in this order: doors, messages, indications, deadlines, batch end.
 */
public interface Protocol {
    /** {@link #schemaId} of a protocol that has no messages of its own. */
    int NO_MESSAGES = -1;

    /** SBE schema of its messages; the stack dispatches by it. */
    int schemaId();

    /** The weakest class of failure detector that it is correct with; its stack must have one. */
    default DetectorClass neededDetector() {
        return DetectorClass.NONE;
    }

    /** Where its entries stand that it appends by {@link Outbox#appendRange}; null: it has none. One protocol of a stack may. */
    default HotTail tail() {
        return null;
    }

    /** Upper bound in bytes of what one call below may write to the outbox. */
    int maxStepBytes();

    /** One record of the log, oldest first, before {@link #onStart}. A truncation has type 0 and the first index cut. */
    void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length);

    void onStart(long nowNs, Outbox outbox);

    /** @param offset of the SBE message header. The frame around it has been verified. */
    void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox);

    /** {@code nowNs >= nextDeadlineNs()}. */
    void onDeadline(long nowNs, Outbox outbox);

    /** Once per duty cycle, last: here one frame per follower and one acknowledgement are made of many. */
    void onBatchEnd(long nowNs, Outbox outbox);

    /** Every append up to this position is durable. */
    default void onDurable(long nowNs, long position, Outbox outbox) {}

    /** The state machine has applied every committed record up to this index. */
    default void onApplied(long nowNs, long index, Outbox outbox) {}

    default void onSuspect(long nowNs, int processId, Outbox outbox) {}

    default void onRestore(long nowNs, int processId, Outbox outbox) {}

    /** A process came back under a new incarnation; frames of its older ones are dropped from now on. */
    default void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {}

    /** {@link Long#MAX_VALUE}: none. */
    long nextDeadlineNs();

    /** The expensive checks, for tests and simulation; throws {@link io.ft4j.core.model.Invariant.Violation}. */
    void checkInvariants();
}
