package io.ft4j.log.coordinated;

import io.ft4j.core.sim.mutant.Patch;
import java.util.List;

/** Every way in which the small worlds are known to notice that the product is broken. */
final class Mutants {
    /**
     * A way to break the product.
     *
     * @param property that a check names, or the beginning of an invariant.
     */
    record Mutant(String name, String file, String original, String replacement, MutantRun.Walk walk, String property) {
        Patch patch() {
            return new Patch("log/" + (file.contains("/") ? file : "coordinated/" + file), original, replacement);
        }
    }

    private static final String ROLE = "CheckpointRole.java";
    private static final String ROLLBACK = "RollbackRole.java";
    private static final String NODE = "CoordinatedCheckpoints.java";
    private static final String MESSAGES = "Messages.java";
    private static final String STATE = "PersistentState.java";
    private static final String LINE = "line/CountedLine.java";
    private static final String SNAPSHOT = "ChandyLamportSnapshot.java";

    private static final String PROMISE = "messages.promise(attempt.parentId(), attempt, outbox);";

    static final List<Mutant> ALL = List.of(
            new Mutant(
                    "agrees before the tentative checkpoint is durable",
                    ROLE,
                    "case DURABLE:",
                    "case WRITING:\ncase DURABLE:",
                    MutantRun.Walk.CRASHES,
                    "durability"),
            new Mutant(
                    "agrees before that is recorded",
                    MESSAGES,
                    "outbox.claimAfterDurable(destinationId, CONTROL_LENGTH)",
                    "outbox.claim(destinationId, CONTROL_LENGTH)",
                    MutantRun.Walk.CRASHES,
                    "orphan"),
            new Mutant(
                    "done is sent before the decision is durable",
                    ROLE,
                    "decisions.decided();",
                    "for (long rest = participants; rest != 0; rest = ProcessSet.withoutFirst(rest)) {\n"
                            + "messages.done(ProcessSet.first(rest), outbox); }\ndecisions.decided();",
                    MutantRun.Walk.CRASHES,
                    "orphan"),
            new Mutant(
                    "who has agreed decides alone",
                    NODE,
                    "if (attempt.resendNs() <= nowNs) {\n            counters",
                    "if (attempt.resendNs() <= nowNs && !attempt.isRollback()) {\n checkpoints.onDiscard(outbox);\n"
                            + "} else if (attempt.resendNs() <= nowNs) {\n            counters",
                    MutantRun.Walk.FRAMES,
                    "orphan"),
            new Mutant(
                    "sends resume before done",
                    ROLE,
                    PROMISE,
                    PROMISE + "\nsubject.resume();",
                    MutantRun.Walk.FRAMES,
                    "orphan"),
            new Mutant(
                    "the checkpoint before goes when this process agrees",
                    ROLE,
                    PROMISE,
                    PROMISE + "\nsubject.makePermanent(attempt.number());",
                    MutantRun.Walk.CRASHES,
                    "orphan"),
            new Mutant(
                    "an initiator forgets its decision",
                    STATE,
                    "decisionId = decoder.decisionId();",
                    "",
                    MutantRun.Walk.CRASHES,
                    "orphan"),
            new Mutant(
                    "requests do not go on to those below",
                    ROLE,
                    ": !isAbove && delivered",
                    ": attempt.isOwn() && delivered",
                    MutantRun.Walk.CRASHES,
                    "orphan"),
            new Mutant(
                    "nobody is needed",
                    NODE,
                    "reader.argument() <= subject.sentAtPermanent(sourceId)",
                    "reader.argument() >= 0",
                    MutantRun.Walk.CRASHES,
                    "orphan"),
            new Mutant(
                    "who depends on a lost state stays",
                    LINE,
                    "line[id] > 0 && hasOrphan(id)",
                    "line[id] < 0 && hasOrphan(id)",
                    MutantRun.Walk.CRASHES,
                    "latest line"),
            new Mutant(
                    "a rollback does not raise the epoch",
                    ROLLBACK,
                    "subject.enterEpoch(epoch);",
                    "",
                    MutantRun.Walk.CRASHES,
                    "conservation"),
            new Mutant(
                    "deliveries go on in a rollback",
                    ROLLBACK,
                    "subject.holdDeliveries();",
                    "",
                    MutantRun.Walk.CRASHES,
                    "latest line"),
            new Mutant(
                    "states of before a rollback go with those of behind it",
                    ROLLBACK,
                    "report.reportedEpoch() != state.epoch()",
                    "report.reportedEpoch() < 0",
                    MutantRun.Walk.MISSED_EPOCH,
                    "conservation"),
            new Mutant(
                    "who goes back once does not go back again",
                    LINE,
                    "        } while (goesOn);",
                    "        } while (goesOn && members == 0);",
                    MutantRun.Walk.INDEPENDENT,
                    "orphan"),
            new Mutant(
                    "survivors go back as well",
                    ROLLBACK,
                    "config.incrementalRollback() ? lost",
                    "config.incrementalRollback() ? ProcessSet.add(others, selfId)",
                    MutantRun.Walk.INDEPENDENT,
                    "latest line"),
            new Mutant(
                    "what does not go with the newest checkpoints is useless",
                    LINE,
                    "line[id] = id == processId ? index : rows(id) - 1;",
                    "line[id] = id == processId ? index : counts[id] - 1;",
                    MutantRun.Walk.INDEPENDENT,
                    "garbage"),
            new Mutant(
                    "a marker is recorded late",
                    SNAPSHOT,
                    "isOpen[channel] = false;",
                    "",
                    MutantRun.Walk.SNAPSHOTS,
                    "consistent cut"),
            new Mutant(
                    "what is in transit is not recorded",
                    SNAPSHOT,
                    "if (state == State.RECORDING && isOpen[channel] && ",
                    "if (state == State.NONE && ",
                    MutantRun.Walk.SNAPSHOTS,
                    "consistent cut"),
            new Mutant(
                    "markers of a snapshot that was started here are not waited for",
                    SNAPSHOT,
                    "openCount = isOpen.length;",
                    "openCount = isOpen.length - 1;",
                    MutantRun.Walk.SNAPSHOTS,
                    "consistent cut"));

    private Mutants() {}
}
