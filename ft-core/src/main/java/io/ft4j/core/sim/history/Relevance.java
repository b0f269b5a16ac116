package io.ft4j.core.sim.history;

import io.ft4j.core.sim.history.SequentialModel.Effect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves out unknown operations that explain nothing: those that only read, and those that overwrite where no other
 * operation depends on what they lead to. Any that is observed, or makes a compare-and-set set or not set, stays.
 */
final class Relevance<S> {
    /** Then the rest stays: this must not take longer than the search. */
    private static final int MAX_STEPS = 1 << 22;

    private final SequentialModel<S> model;
    /** They may end in some states only, or lead to different ones. */
    private final List<Operation> dependent = new ArrayList<>();

    private final Map<S, Boolean> isObserved = new HashMap<>();
    private int steps;

    private Relevance(SequentialModel<S> model, List<Operation> partition) {
        this.model = model;
        for (Operation operation : partition) {
            Effect effect = model.effect(operation);
            if (effect == Effect.ANY || effect == Effect.READS && !operation.isUnknown()) {
                dependent.add(operation);
            }
        }
    }

    static <S> Operation[] of(SequentialModel<S> model, List<Operation> partition) {
        Relevance<S> relevance = new Relevance<>(model, partition);
        return partition.stream().filter(relevance::isRelevant).toArray(Operation[]::new);
    }

    private boolean isRelevant(Operation operation) {
        Effect effect = operation.isUnknown() ? model.effect(operation) : Effect.ANY;
        if (effect != Effect.OVERWRITES) {
            return effect == Effect.ANY;
        }
        return isObserved.computeIfAbsent(model.step(model.initial(), operation), this::isObserved);
    }

    private boolean isObserved(S state) {
        for (Operation operation : dependent) {
            S after = model.step(state, operation);
            if (steps++ >= MAX_STEPS || after != null && !(operation.isUnknown() && after.equals(state))) {
                return true;
            }
        }
        return false;
    }
}
