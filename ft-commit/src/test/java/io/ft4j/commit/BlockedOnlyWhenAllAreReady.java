package io.ft4j.commit;

import io.ft4j.core.model.ProcessSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A participant stays in doubt only while the coordinator is down and every participant that runs is as uncertain: in READY, or
 * out of it with a read-only vote. It says so, and who could help.
 */
final class BlockedOnlyWhenAllAreReady implements CommitCheck {
    private final Map<TransactionName, Long> requested = new HashMap<>();
    private final Map<TransactionName, Long> readOnly = new HashMap<>();
    int blocked;

    @Override
    public void onRequested(int coordinatorId, long id, long participantSet) {
        requested.put(new TransactionName(coordinatorId, id), participantSet);
    }

    @Override
    public void onPrepare(int processId, int coordinatorId, long id, Vote vote) {
        if (vote == Vote.READ_ONLY) {
            readOnly.merge(
                    new TransactionName(coordinatorId, id), ProcessSet.of(processId), (one, other) -> one | other);
        }
    }

    @Override
    public void atRest(CommitWorld world) {
        requested.forEach((name, participants) -> {
            for (long rest = participants; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                TestProcess process = world.processes[ProcessSet.first(rest)];
                if (process.isRunning() && isReady(process, name)) {
                    blocked++;
                    check(world, process, name, participants);
                }
            }
        });
    }

    private static boolean isReady(TestProcess process, TransactionName name) {
        return process.node.participantState(name.coordinatorId(), name.id()) == ParticipantState.READY;
    }

    private void check(CommitWorld world, TestProcess process, TransactionName name, long participants) {
        if (world.processes[name.coordinatorId()].isRunning()) {
            throw new Broken("blocking: " + process.id + " is in doubt about " + name + " though the coordinator runs");
        }
        long mayKnow = ProcessSet.of(name.coordinatorId());
        for (long rest = participants; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            TestProcess peer = world.processes[ProcessSet.first(rest)];
            if (!peer.isRunning()) {
                mayKnow = ProcessSet.add(mayKnow, peer.id);
            } else if (!isReady(peer, name) && !ProcessSet.contains(readOnly.getOrDefault(name, 0L), peer.id)) {
                throw new Broken("blocking: " + process.id + " is in doubt about " + name + " though " + peer.id
                        + " knows better");
            }
        }
        long said = said(process, name);
        if ((said & ~mayKnow) != 0 || !ProcessSet.contains(said, name.coordinatorId())) {
            throw new Broken("blocking: " + process.id + " says that " + ProcessSet.toString(said) + " could help in "
                    + name + ", not " + ProcessSet.toString(mayKnow));
        }
    }

    /** Who could help, as the process in doubt says; empty: it does not say that it is in doubt. */
    private static long said(TestProcess process, TransactionName name) {
        long[] said = new long[1];
        process.node.forEachInDoubt((coordinatorId, id, sinceNs, unblockers) -> {
            if (name.equals(new TransactionName(coordinatorId, id))) {
                said[0] = unblockers;
            }
        });
        return said[0];
    }
}
