package io.ft4j.commit.xa;

/** What names a transaction to the protocol. */
record BranchKey(int coordinatorId, long transactionId) {}
