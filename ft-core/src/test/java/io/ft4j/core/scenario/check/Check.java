package io.ft4j.core.scenario.check;

import io.ft4j.core.scenario.Packet;
import io.ft4j.core.scenario.TestLog;
import io.ft4j.core.scenario.TestProcess;

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
    default void onEntry(TestProcess process, long index) {}

    /** Before the entries from this index on are cut. */
    default void onTruncation(TestProcess process, long fromIndex) {}

    default void onDurableEntry(TestProcess process, long index) {}

    /** Before the entries from this index on are cut durably. */
    default void onDurableTruncation(TestProcess process, TestLog log, long fromIndex) {}

    /** A record of term and vote has become durable. */
    default void onDurableState(TestProcess process, long term, int votedFor) {}

    default void onSent(TestProcess source, Packet packet) {}

    /** The unforced records are gone already. */
    default void onCrash(TestProcess process) {}

    /** The process has started, or one of its duty cycles has ended. */
    default void afterStep(TestProcess process) {}
}
