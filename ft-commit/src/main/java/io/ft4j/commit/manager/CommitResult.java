package io.ft4j.commit.manager;

import io.ft4j.commit.Outcome;
import java.util.List;

/**
 * How a transaction ended, for a caller that waited for it.
 *
 * @param causes names of those that voted against it, or were not heard of in time.
 */
public record CommitResult(Outcome outcome, List<String> causes) {
    public CommitResult {
        causes = List.copyOf(causes);
    }

    public boolean isCommitted() {
        return outcome == Outcome.COMMITTED;
    }
}
