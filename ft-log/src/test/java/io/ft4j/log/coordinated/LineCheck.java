package io.ft4j.log.coordinated;

import java.util.Arrays;

/** Where all would go back to is consistent at any time, and so is where they are while all are in one epoch. */
final class LineCheck {
    private LineCheck() {}

    /** @param nodes null where a process is down: then nothing is said. */
    static void check(CoordinatedCheckpoints[] nodes, TestHost[] hosts, long total) {
        Saved[] line = new Saved[nodes.length];
        Saved[] current = new Saved[nodes.length];
        boolean isOneEpoch = true;
        if (Arrays.asList(nodes).contains(null)) {
            return;
        }
        for (int id = 0; id < nodes.length; id++) {
            TestStorage storage = hosts[id].storage;
            line[id] = isDecidedFor(nodes, id, storage) ? storage.tentative : storage.permanent;
            current[id] = hosts[id].current();
            isOneEpoch &= !nodes[id].isRecovering() && nodes[id].epoch() == nodes[0].epoch();
        }
        Saved.checkConsistent(line, total);
        if (isOneEpoch) {
            Saved.checkConsistent(current, total);
        }
    }

    /** It has agreed and not carried out what the initiator has decided. */
    private static boolean isDecidedFor(CoordinatedCheckpoints[] nodes, int id, TestStorage storage) {
        PersistentState state = nodes[id].state();
        if (!state.isInDoubt() || storage.tentative == null) {
            return false;
        }
        CoordinatedCheckpoints initiator = nodes[state.inDoubtInitiatorId()];
        return initiator.state().decisionId() == state.inDoubtId()
                && initiator.attempt().state() != AttemptState.DECIDING;
    }
}
