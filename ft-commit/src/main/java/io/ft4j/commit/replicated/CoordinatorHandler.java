package io.ft4j.commit.replicated;

import io.ft4j.commit.Outcome;

/** Hears of a {@link ReplicatedCoordinator}, in its {@code doWork}. */
public interface CoordinatorHandler {
    /**
     * What became of a call.
     *
     * @param call   as the call returned it.
     * @param result the id of the transaction, or a negative code of {@link io.ft4j.commit.CommitNode}.
     */
    void onAnswer(long call, long result);

    /**
     * How a transaction ended; once. A process that comes back with the logs of its group hears of all that its logs hold.
     *
     * @param causes the participants that {@link Outcome} speaks of, as a set.
     */
    void onOutcome(long transactionId, Outcome outcome, long causes);
}
