package io.ft4j.bench.example.orderbook.run;

/**
 * A replica at the end of a run.
 *
 * @param appliedIndex of the last entry that its state machine has executed
 * @param duplicates   commands that came again and were not executed again
 * @param failure      why it stopped by itself; null when it did not
 */
record ReplicaOutcome(
        int replicaId, boolean leading, long appliedIndex, long digest, long duplicates, String failure) {}
