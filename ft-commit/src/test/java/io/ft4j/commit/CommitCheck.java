package io.ft4j.commit;

import io.ft4j.commit.codec.MessageKind;

/** One property of atomic commit, checked while a world runs. A broken one throws {@link Broken}. */
interface CommitCheck {
    /** A property does not hold. */
    final class Broken extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }
    }

    default void onPrepare(int processId, int coordinatorId, long id, Vote vote) {}

    default void onCommit(int processId, int coordinatorId, long id) {}

    default void onAbort(int processId, int coordinatorId, long id) {}

    default void onRequested(int coordinatorId, long id, long participantSet) {}

    default void onOutcome(int coordinatorId, long id, Outcome outcome) {}

    /** A frame leaves. */
    default void onSent(TestProcess source, int destinationId, MessageKind kind, int coordinatorId, long id) {}

    /** Nothing can happen among the processes that run. */
    default void atRest(CommitWorld world) {}

    /** All processes run, and nothing can happen any more. */
    default void atEnd(CommitWorld world) {}
}
