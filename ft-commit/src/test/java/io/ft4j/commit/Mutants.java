package io.ft4j.commit;

import io.ft4j.commit.SmallWorlds.Family;
import java.util.List;

/** Every way in which the small worlds are known to notice that the product is broken. */
final class Mutants {
    private static final String COORDINATOR = "Coordinator.java";
    private static final String PARTICIPANT = "Participant.java";
    private static final String PROMISES = "Promises.java";
    private static final String RESOLVER = "Resolver.java";
    private static final String TERMINATION = "Termination.java";
    private static final String VOTER = "Voter.java";

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
                    "case READY:\n                termination.ask(slot, nowNs);",
                    "case READY:\n                resolver.abort(slot, nowNs, outbox);",
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
                    VOTER,
                    "promises.recordReady(slot, outbox);",
                    "promises.recordReady(slot, outbox);\n"
                            + "promises.send(branches.coordinatorId(slot), MessageKind.VOTE_COMMIT, branches.id(slot));",
                    Family.FRAMES,
                    "durability"),
            new Mutant(
                    "acknowledges before COMMITTED is durable",
                    RESOLVER,
                    "promises.recordCommitted(slot, outbox);",
                    "promises.recordCommitted(slot, outbox);\n"
                            + "promises.send(branches.coordinatorId(slot), MessageKind.ACKNOWLEDGEMENT, branches.id(slot));",
                    Family.FRAMES,
                    "atomicity"),
            new Mutant(
                    "INIT answers a peer before ABORTED is durable",
                    TERMINATION,
                    "promises.tellWhenDurable(sourceId, MessageKind.GLOBAL_ABORT, coordinatorId, id);",
                    "promises.tell(sourceId, MessageKind.GLOBAL_ABORT, coordinatorId, id);",
                    Family.LINKS,
                    "atomicity"),
            new Mutant(
                    "INIT answers a peer and forgets that it did",
                    PROMISES,
                    "known.note(coordinatorId, id, fate);",
                    "",
                    Family.LINKS,
                    "atomicity"),
            new Mutant(
                    "INIT aborts for a peer before that is durable",
                    RESOLVER,
                    "branches.become(slot, ParticipantState.ABORT_PROMISED);",
                    "promises.recordAbort(branches.coordinatorId(slot), branches.id(slot), outbox);\n"
                            + "abort(slot, nowNs, outbox);\nif (true) { return; }",
                    Family.LINKS,
                    "atomicity"),
            new Mutant(
                    "a vote against is answered to a peer without a record",
                    VOTER,
                    "known.note(coordinatorId, id, KnownOutcomes.Fate.ABORTED_HERE);",
                    "known.note(coordinatorId, id, KnownOutcomes.Fate.ABORTED);",
                    Family.FICKLE,
                    "atomicity"),
            new Mutant(
                    "read-only votes leave no horizon",
                    VOTER,
                    "if (id > known.horizon(coordinatorId)) {",
                    "if (false) {",
                    Family.READ_ONLY,
                    "blocking"),
            new Mutant(
                    "the only participant answers before that is durable",
                    VOTER,
                    "promises.record(slot, RecordKind.ONE_PHASE_COMMITTED, MessageKind.ONE_PHASE_COMMITTED, outbox);",
                    "promises.record(slot, RecordKind.ONE_PHASE_COMMITTED, MessageKind.ONE_PHASE_COMMITTED, outbox);\n"
                            + "promises.send(branches.coordinatorId(slot), MessageKind.ONE_PHASE_COMMITTED, branches.id(slot));",
                    Family.ONE_PHASE,
                    "durability"),
            new Mutant(
                    "the only participant votes against without a record",
                    VOTER,
                    "if (ProcessSet.size(set) > 1) {\n            known.note(",
                    "if (true) {\n            known.note(",
                    Family.ONE_PHASE,
                    "atomicity"),
            new Mutant(
                    "a coordinator forgets its decision",
                    COORDINATOR,
                    "states[slot] = CoordinatorState.COMMIT;\n        participants[slot] = record.participantSet();",
                    "states[slot] = CoordinatorState.INIT;\n        participants[slot] = record.participantSet();",
                    Family.FRAMES,
                    "atomicity"),
            new Mutant(
                    "nobody asks the other participants",
                    TERMINATION,
                    "int nextId = order.next(slot, coordinatorId, branches.peers(slot));",
                    "int nextId = coordinatorId;",
                    Family.FRAMES,
                    "blocking"));

    private Mutants() {}
}
