package io.ft4j.log.line;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares what is computed of an execution with what trying every cut of it gives, for every set of failed processes. */
final class ExecutionCheck {
    private static final int MAX_MESSAGES = 12;

    private long lineCount;
    private long dominoCount;
    private long uselessCount;
    private long obsoleteCount;
    private long obsoleteAfterLineCount;
    private long inTransitCount;
    private int longestCascade;

    /** @throws AssertionError that says what differs. */
    void run(long seed) {
        check(Execution.random(new Prng(seed), MAX_MESSAGES), "execution " + seed);
    }

    void check(Execution execution, String which) {
        CheckpointGraph graph = execution.graph();
        demand(graph.isOfOneRun(), "one run", which, graph.messages());
        List<long[]> cuts = execution.consistentCuts(0);
        long all = ProcessSet.firstN(execution.processCount());
        Set<Checkpoint> inAnyLine = new HashSet<>();
        for (long failed = 0; failed <= all; failed++) {
            RecoveryLine line = RecoveryLine.of(graph, failed);
            long[] expected = execution.latest(cuts, failed);
            checkLine(execution, line, expected, which);
            checkCascade(graph, line, expected, which);
            for (int id = 0; id < expected.length; id++) {
                inAnyLine.add(new Checkpoint(id, expected[id]));
            }
        }
        checkGarbage(execution, graph, cuts, inAnyLine, which);
    }

    private void checkLine(Execution execution, RecoveryLine line, long[] expected, String which) {
        lineCount++;
        for (int id = 0; id < expected.length; id++) {
            demand(line.state(id) == expected[id], "N2 line", which, line + " instead of " + Arrays.toString(expected));
            dominoCount +=
                    expected[id] == RecoveryLine.INITIAL && line.cascade().size() > expected.length ? 1 : 0;
        }
        demand(execution.inTransit(line).equals(line.inTransit()), "in transit", which, line.inTransit());
        inTransitCount += line.inTransit().size();
        longestCascade = Math.max(longestCascade, line.cascade().size());
    }

    /** Steps follow each other, each forced by an orphan of the line so far, or a failure. */
    private static void checkCascade(CheckpointGraph graph, RecoveryLine line, long[] expected, String which) {
        long[] states = new long[expected.length];
        Arrays.fill(states, RecoveryLine.CURRENT);
        long failed = ProcessSet.EMPTY;
        for (Rollback step : line.cascade()) {
            int id = step.processId();
            Message cause = step.cause();
            long before = RecoveryLine.CURRENT;
            if (cause == null) {
                failed = ProcessSet.add(failed, id);
            } else {
                before = cause.receiveInterval();
                boolean isOrphan = cause.receiverId() == id
                        && before <= states[id]
                        && cause.sendInterval() > states[cause.senderId()];
                demand(isOrphan, "N3 cascade", which, step);
            }
            demand(step.from() == states[id], "N3 cascade", which, step);
            demand(step.to() == graph.checkpointBefore(id, before), "N3 cascade", which, step);
            states[id] = step.to();
        }
        demand(failed == line.failed(), "N3 cascade", which, line.cascade());
        demand(Arrays.equals(states, expected), "N3 cascade", which, line.cascade());
    }

    private void checkGarbage(
            Execution execution, CheckpointGraph graph, List<long[]> cuts, Set<Checkpoint> inAnyLine, String which) {
        List<Checkpoint> useless = new ArrayList<>();
        List<Checkpoint> obsolete = new ArrayList<>();
        long[] allFail = execution.latest(cuts, graph.processes());
        int n = execution.processCount();
        int kept = 0;
        for (int id = 0; id < n; id++) {
            for (long number : graph.checkpoints(id)) {
                int processId = id;
                Checkpoint checkpoint = new Checkpoint(id, number);
                if (cuts.stream().noneMatch(cut -> cut[processId] == number)) {
                    useless.add(checkpoint);
                }
                if (!inAnyLine.contains(checkpoint)) {
                    obsolete.add(checkpoint);
                    obsoleteAfterLineCount += number > allFail[id] ? 1 : 0;
                } else {
                    kept++;
                }
            }
        }
        demand(useless.equals(CheckpointGarbage.useless(graph)), "useless", which, useless);
        demand(obsolete.equals(CheckpointGarbage.obsolete(graph)), "obsolete", which, obsolete);
        demand(obsolete.containsAll(useless), "useless ones are obsolete", which, useless);
        demand(kept <= n * (n + 1) / 2, "n (n + 1) / 2", which, kept);
        uselessCount += useless.size();
        obsoleteCount += obsolete.size();
    }

    private static void demand(boolean holds, String property, String which, Object found) {
        if (!holds) {
            throw new AssertionError(property + ": " + which + ": " + found);
        }
    }

    long dominoCount() {
        return dominoCount;
    }

    long uselessCount() {
        return uselessCount;
    }

    long obsoleteAfterLineCount() {
        return obsoleteAfterLineCount;
    }

    long inTransitCount() {
        return inTransitCount;
    }

    int longestCascade() {
        return longestCascade;
    }

    @Override
    public String toString() {
        return lineCount + " lines, the longest cascade of " + longestCascade + " steps, " + dominoCount
                + " processes back to their beginning by dominoes, " + uselessCount + " useless checkpoints, "
                + obsoleteCount + " obsolete, " + obsoleteAfterLineCount + " of them behind the line, " + inTransitCount
                + " messages in transit";
    }
}
