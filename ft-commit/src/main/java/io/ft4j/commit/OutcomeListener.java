package io.ft4j.commit;

/** Is told how the transactions end that were begun here; each of this life once, by the protocol's thread. */
@FunctionalInterface
public interface OutcomeListener {
    /** @param causes the participants that {@link Outcome} speaks of, as a set; empty for the others. */
    void onOutcome(long transactionId, Outcome outcome, long causes);
}
