package io.ft4j.core.sim.check;

import org.agrona.DirectBuffer;

/**
 * One property of a cluster, checked while it runs: each call tells one event, and the work per event is bounded, so that
 * every event of long runs can be checked. A broken property throws {@link Broken}.
 */
public interface Check {
    /** A property does not hold. */
    final class Broken extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        public Broken(String message) {
            super(message);
        }
    }

    /** The process has written this entry, perhaps not durably. */
    default void onEntry(ProcessFacts process, long index) {}

    /** Before the entries from this index on are cut. */
    default void onTruncation(ProcessFacts process, long fromIndex) {}

    default void onDurableEntry(ProcessFacts process, long index) {}

    /** Before the entries from this index on are cut durably. */
    default void onDurableTruncation(ProcessFacts process, LogFacts log, long fromIndex) {}

    /** A record of term and vote has become durable. */
    default void onDurableState(ProcessFacts process, long term, int votedFor) {}

    default void onSent(
            ProcessFacts source, int destinationId, DirectBuffer frame, int messageOffset, int messageLength) {}

    /** The process is gone, and what its disk did not keep as well. */
    default void onCrash(ProcessFacts process) {}

    /** A client hands over a command for the first time. */
    default void onInvoked(long sessionId, long sequence, long commandHash) {}

    /** The state machine of the process has executed the command at this index. */
    default void onApplied(ProcessFacts process, long index, long timestampNs, long commandHash, long replyHash) {}

    /** What the state machine of the process is like right behind this index. */
    default void onDigest(ProcessFacts process, long index, long digest) {}

    /** A client has a reply, the first one to this command, and it was executed. */
    default void onReply(long sessionId, long sequence, long index, long replyHash) {}

    /** The process has started, or one of its duty cycles has ended. */
    default void afterStep(ProcessFacts process) {}
}
