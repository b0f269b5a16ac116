package io.ft4j.log.line;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.log.Scenario;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scenarios of recovery lines; each is compared with the search over all cuts as well.
 *
 * <pre>
 *   processes N
 *   do P send P        do P checkpoint
 *   deliver P->P       the oldest such message; they are numbered m1, m2 … in the order in which they are sent
 *   crash P…           the line to which these take the others, step by step, and what is in transit across it; all stay up
 * </pre>
 */
final class LineScenario extends Scenario {
    private final Map<String, Deque<Integer>> underWay = new HashMap<>();
    private Execution run;

    @Override
    protected void execute(List<String> words) {
        switch (words.get(0)) {
            case "processes":
                run = new Execution(number(words.get(1)));
                break;
            case "do":
                act(number(words.get(1)), words.subList(2, words.size()));
                break;
            case "deliver":
                run.receive(underWay.get(words.get(1)).remove());
                break;
            case "crash":
                new ExecutionCheck().check(run, "by hand");
                tell(words.subList(1, words.size()));
                break;
            default:
                throw new IllegalArgumentException("unknown command " + words);
        }
    }

    private void act(int id, List<String> words) {
        if (words.get(0).equals("checkpoint")) {
            run.checkpoint(id);
        } else {
            int receiverId = number(words.get(1));
            underWay.computeIfAbsent(id + "->" + receiverId, unused -> new ArrayDeque<>())
                    .add(run.send(id, receiverId));
        }
    }

    private void tell(List<String> ids) {
        long failed = ProcessSet.EMPTY;
        for (String id : ids) {
            failed = ProcessSet.add(failed, number(id));
        }
        RecoveryLine line = RecoveryLine.of(run.graph(), failed);
        line.cascade().forEach(step -> trace.add(step.toString()));
        trace.add("line: " + line);
        line.inTransit().forEach(message -> trace.add("in transit: " + message));
    }
}
