package io.ft4j.commit.manager;

import io.ft4j.commit.Outcome;

/** Takes the outcomes of one client's transactions, on the thread that polls. */
@FunctionalInterface
public interface OutcomeHandler {
    /**
     * @param causes the nodes that {@link Outcome} speaks of, as a set that {@link TransactionManager#names} reads; the
     *               coordinator itself where its log failed before it could decide, or, at INDETERMINATE, while it did.
     */
    void onOutcome(long transactionId, Outcome outcome, long causes);
}
