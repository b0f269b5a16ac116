package io.ft4j.core.sim.history;

import io.ft4j.core.sim.history.Operation.Outcome;
import io.ft4j.core.sim.history.Verdict.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges histories (Wing and Gong 1993; Lowe 2017; Horn and Kroening 2015). The problem is NP-complete, so the search is
 * bounded: what takes more steps stays undecided. Memory is bounded too, at about 150 MiB besides the history.
 */
public final class Linearizability {
    private Linearizability() {}

    /**
     * Whether the history is linearizable. One partition that is not makes the whole history not, also when others stay
     * undecided.
     *
     * @param maxSteps per partition; as many again may be spent on a minimal counter-example.
     */
    public static <S> Verdict check(History history, SequentialModel<S> model, long maxSteps) {
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps=" + maxSteps + " must be at least 1");
        }
        long steps = 0;
        boolean decided = true;
        for (List<Operation> partition : partitions(history, model)) {
            Search<S> search = new Search<>(model, partition, maxSteps);
            Kind kind = search.run();
            steps += search.steps();
            if (kind == Kind.NOT_LINEARIZABLE) {
                CounterExample<S> example = new CounterExample<>(model, partition, search, maxSteps);
                return new Verdict(kind, steps, example.conflict(), example.text());
            }
            decided &= kind == Kind.LINEARIZABLE;
        }
        return new Verdict(decided ? Kind.LINEARIZABLE : Kind.UNDECIDED, steps, List.of(), "");
    }

    private static Iterable<List<Operation>> partitions(History history, SequentialModel<?> model) {
        Map<Object, List<Operation>> partitions = new LinkedHashMap<>();
        for (Operation operation : history.operations()) {
            if (operation.outcome() != Outcome.FAILED) {
                partitions
                        .computeIfAbsent(model.partition(operation), key -> new ArrayList<>())
                        .add(operation);
            }
        }
        return partitions.values();
    }
}
