package io.ft4j.commit;

/** What names a transaction everywhere. */
public record TransactionName(int coordinatorId, long id) {
    @Override
    public String toString() {
        return CommitText.transaction(coordinatorId, id);
    }
}
