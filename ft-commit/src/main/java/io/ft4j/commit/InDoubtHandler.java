package io.ft4j.commit;

/** Receives the transactions that a participant has promised to commit or to abort, and of which it hears no decision. */
@FunctionalInterface
public interface InDoubtHandler {
    /**
     * @param sinceNs    when it promised that, or, if that was in an earlier life, when this life began.
     * @param unblockers who could know the decision: the coordinator, and the participants that have not said that they are
     *                   uncertain themselves. The coordinator alone: the transaction is blocked until it is back.
     */
    void onInDoubt(int coordinatorId, long transactionId, long sinceNs, long unblockers);
}
