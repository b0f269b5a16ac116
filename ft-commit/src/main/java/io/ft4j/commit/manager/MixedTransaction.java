package io.ft4j.commit.manager;

/**
 * A transaction that an operator has decided at a participant, and its coordinator otherwise.
 *
 * @param committed at this participant, by hand; the others abort it. False: the other way round.
 */
public record MixedTransaction(String participant, long transactionId, boolean committed) {}
