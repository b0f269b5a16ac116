package io.ft4j.commit;

import io.ft4j.commit.SmallWorlds.Family;
import java.util.List;

/** Every way in which the small worlds are known to notice that the product is broken. */
final class Mutants {
    private static final String COORDINATOR = "Coordinator.java";
    private static final String PARTICIPANT = "Participant.java";

    static final List<Mutant> ALL = List.of(
            new Mutant(
                    "a participant forgets READY",
                    PARTICIPANT,
                    "replayOpen(record, position, ParticipantState.READY);",
                    "",
                    Family.FRAMES,
                    "durability"),
            new Mutant(
                    "a coordinator sends COMMIT before it is written",
                    COORDINATOR,
                    "queue.add(recordPosition[slot], MessageKind.GLOBAL_COMMIT, selfId, selfId, id);",
                    "sendDecision(slot, giveUpNs[slot]);\n"
                            + "queue.add(recordPosition[slot], MessageKind.GLOBAL_COMMIT, selfId, selfId, id);",
                    Family.FRAMES,
                    "durability"),
            new Mutant(
                    "a time-out in READY aborts alone",
                    PARTICIPANT,
                    "case READY:\n                ask(slot, nowNs);",
                    "case READY:\n                abort(slot, nowNs, outbox);",
                    Family.FRAMES,
                    "termination"),
            new Mutant(
                    "END is written before all have acknowledged",
                    COORDINATOR,
                    "if (pending[slot] == ProcessSet.EMPTY) {\n            end(slot, outbox);",
                    "if (true) {\n            end(slot, outbox);",
                    Family.FRAMES,
                    "atomicity"),
            new Mutant(
                    "an unknown transaction is answered COMMIT",
                    COORDINATOR,
                    "outgoing.send(sourceId, MessageKind.GLOBAL_ABORT, selfId, id, CommitRecords.NONE);\n        } else if",
                    "outgoing.send(sourceId, MessageKind.GLOBAL_COMMIT, selfId, id, CommitRecords.NONE);\n        } else if",
                    Family.FRAMES,
                    "durability"),
            new Mutant(
                    "a vote is counted twice",
                    COORDINATOR,
                    "voted[slot] = ProcessSet.add(voted[slot], sourceId);",
                    "voted[slot] |= Long.highestOneBit(participants[slot] & ~voted[slot]);",
                    Family.FRAMES,
                    "validity"),
            new Mutant(
                    "a vote leaves before READY is durable",
                    PARTICIPANT,
                    "record(slot, RecordKind.READY, MessageKind.VOTE_COMMIT, outbox);",
                    "record(slot, RecordKind.READY, MessageKind.VOTE_COMMIT, outbox);\n"
                            + "send(table.coordinatorId(slot), MessageKind.VOTE_COMMIT, table.id(slot), 0);",
                    Family.FRAMES,
                    "durability"),
            new Mutant(
                    "acknowledges before COMMITTED is durable",
                    PARTICIPANT,
                    "record(slot, RecordKind.COMMITTED, MessageKind.ACKNOWLEDGEMENT, outbox);",
                    "record(slot, RecordKind.COMMITTED, MessageKind.ACKNOWLEDGEMENT, outbox);\n"
                            + "send(table.coordinatorId(slot), MessageKind.ACKNOWLEDGEMENT, table.id(slot), 0);",
                    Family.FRAMES,
                    "atomicity"),
            new Mutant(
                    "INIT answers a peer before ABORTED is durable",
                    PARTICIPANT,
                    "queue.add(records.lastPosition(), MessageKind.GLOBAL_ABORT, sourceId, coordinatorId, id);",
                    "tell(sourceId, MessageKind.GLOBAL_ABORT, coordinatorId, id);",
                    Family.LINKS,
                    "atomicity"),
            new Mutant(
                    "INIT answers a peer and forgets that it did",
                    PARTICIPANT,
                    "known.recorded(coordinatorId, id);\n        known.note(coordinatorId, id, KnownOutcomes.Fate.ABORTED);",
                    "known.recorded(coordinatorId, id);",
                    Family.LINKS,
                    "atomicity"),
            new Mutant(
                    "a vote against is answered to a peer without a record",
                    PARTICIPANT,
                    "known.note(coordinatorId, id, KnownOutcomes.Fate.ABORTED_HERE);",
                    "known.note(coordinatorId, id, KnownOutcomes.Fate.ABORTED);",
                    Family.FICKLE,
                    "atomicity"),
            new Mutant(
                    "read-only votes leave no horizon",
                    PARTICIPANT,
                    "if (id > known.horizon(coordinatorId)) {",
                    "if (false) {",
                    Family.READ_ONLY,
                    "blocking"),
            new Mutant(
                    "the only participant commits before that is durable",
                    PARTICIPANT,
                    "record(slot, RecordKind.ONE_PHASE_COMMITTED, MessageKind.ONE_PHASE_COMMITTED, outbox);",
                    "record(slot, RecordKind.ONE_PHASE_COMMITTED, MessageKind.ONE_PHASE_COMMITTED, outbox);\n"
                            + "commitOnePhase(slot, nowNs);",
                    Family.ONE_PHASE,
                    "durability"),
            new Mutant(
                    "a coordinator forgets its decision",
                    COORDINATOR,
                    "states[slot] = CoordinatorState.COMMIT;\n        participants[slot] = record.participantSet();",
                    "states[slot] = CoordinatorState.INIT;\n        participants[slot] = record.participantSet();",
                    Family.FRAMES,
                    "atomicity"),
            new Mutant(
                    "nobody asks the other participants",
                    PARTICIPANT,
                    "int nextId = termination.next(slot, coordinatorId, peers(slot));",
                    "int nextId = coordinatorId;",
                    Family.FRAMES,
                    "blocking"));

    private Mutants() {}
}
