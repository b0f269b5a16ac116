package io.ft4j.core.scenario.check;

import io.ft4j.core.scenario.ClusterProcess;
import io.ft4j.core.scenario.Packet;
import io.ft4j.core.scenario.TestLog;

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
    default void onEntry(ClusterProcess process, long index) {}

    /** Before the entries from this index on are cut. */
    default void onTruncation(ClusterProcess process, long fromIndex) {}

    default void onDurableEntry(ClusterProcess process, long index) {}

    /** Before the entries from this index on are cut durably. */
    default void onDurableTruncation(ClusterProcess process, TestLog log, long fromIndex) {}

    /** A record of term and vote has become durable. */
    default void onDurableState(ClusterProcess process, long term, int votedFor) {}

    default void onSent(ClusterProcess source, Packet packet) {}

    /** The unforced records are gone already. */
    default void onCrash(ClusterProcess process) {}

    /** The process has started, or one of its duty cycles has ended. */
    default void afterStep(ClusterProcess process) {}
}
