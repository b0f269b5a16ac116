package io.ft4j.commit;

/** Takes the transactions that were decided by hand, and otherwise by their coordinators. */
@FunctionalInterface
public interface MixedHandler {
    /** @param committed here, by hand; its coordinator has decided the contrary. */
    void onMixed(int coordinatorId, long transactionId, boolean committed);
}
