package io.ft4j.commit.manager;

import java.util.List;

/**
 * A transaction that a participant has promised to commit or to abort, and of which it hears no decision.
 *
 * @param participant   who is in doubt.
 * @param sinceNs       when it promised that, in ns of the manager's clock; if that was in an earlier life, when this one
 *                      began.
 * @param unblockers    who could know the decision: the coordinator alone when all participants are uncertain.
 */
public record InDoubtTransaction(String participant, long transactionId, long sinceNs, List<String> unblockers) {
    public InDoubtTransaction {
        unblockers = List.copyOf(unblockers);
    }
}
