package io.ft4j.bench.example.orderbook.run;

import java.util.ArrayList;
import java.util.List;

/** Whether a replicated run came to what the plain one did; if not, everything that differs. */
record Verdict(List<String> differences) {
    static Verdict of(PlainRun.Result plain, ReplicatedRun.Result replicated) {
        List<String> differences = new ArrayList<>();
        for (ReplicaOutcome replica : replicated.replicas()) {
            if (replica.failure() != null) {
                differences.add("replica " + replica.replicaId() + " stopped: " + replica.failure());
            } else if (replica.digest() != plain.digest()) {
                differences.add("the state of replica " + replica.replicaId() + " differs from the plain run's");
            }
        }
        if (replicated.failureCount() > 0) {
            differences.add(replicated.failureCount() + " commands were not answered by the book, the first: "
                    + replicated.firstFailure());
        } else if (replicated.replies().digest() != plain.replies().digest()) {
            differences.add("the replies differ from the plain run's");
        }
        return new Verdict(List.copyOf(differences));
    }

    boolean isEqual() {
        return differences.isEmpty();
    }
}
