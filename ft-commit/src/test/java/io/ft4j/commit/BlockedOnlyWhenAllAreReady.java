package io.ft4j.commit;

import io.ft4j.core.model.ProcessSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A participant stays in doubt only while the coordinator is down and every participant that runs is as uncertain: in READY, or
 * out of it with a read-only vote. It says who could help.
 */
final class BlockedOnlyWhenAllAreReady implements CommitCheck {
    private record Transaction(int coordinatorId, long id, long participants) {}

    private final Map<String, Transaction> requested = new HashMap<>();
    private final Map<String, Long> readOnly = new HashMap<>();
    int blocked;

    @Override
    public void onRequested(int coordinatorId, long id, long participantSet) {
        requested.put(CommitText.transaction(coordinatorId, id), new Transaction(coordinatorId, id, participantSet));
    }

    @Override
    public void onPrepare(int processId, int coordinatorId, long id, Vote vote) {
        if (vote == Vote.READ_ONLY) {
            readOnly.merge(
                    CommitText.transaction(coordinatorId, id), ProcessSet.of(processId), (one, other) -> one | other);
        }
    }

    @Override
    public void atRest(CommitWorld world) {
        for (TestProcess process : world.processes) {
            if (process.isRunning()) {
                process.node.forEachInDoubt((coordinatorId, id, sinceNs, unblockers) ->
                        check(world, process.id, CommitText.transaction(coordinatorId, id), unblockers));
            }
        }
    }

    private void check(CommitWorld world, int processId, String name, long unblockers) {
        Transaction transaction = requested.get(name);
        blocked++;
        if (world.processes[transaction.coordinatorId].isRunning()) {
            throw new Broken("blocking: " + processId + " is in doubt about " + name + " though the coordinator runs");
        }
        long expected = ProcessSet.of(transaction.coordinatorId);
        for (long rest = transaction.participants; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            TestProcess peer = world.processes[ProcessSet.first(rest)];
            if (!peer.isRunning()) {
                expected = ProcessSet.add(expected, peer.id);
            } else if (peer.node.participantState(transaction.coordinatorId, transaction.id) != ParticipantState.READY
                    && !ProcessSet.contains(readOnly.getOrDefault(name, 0L), peer.id)) {
                throw new Broken("blocking: " + processId + " is in doubt about " + name + " though " + peer.id
                        + " knows better");
            }
        }
        if ((unblockers & ~expected) != 0 || !ProcessSet.contains(unblockers, transaction.coordinatorId)) {
            throw new Broken("blocking: " + processId + " says that " + ProcessSet.toString(unblockers)
                    + " could help in " + name + ", not " + ProcessSet.toString(expected));
        }
    }
}
