package io.ft4j.core.sim.history;

import io.ft4j.core.sim.history.Operation.Outcome;
import java.util.List;

/** Whether a register explains a few operations: tries every order of every choice of the unknown ones, and nothing clever. */
final class AllOrders {
    private final List<Operation> operations;
    private final boolean[] placed;

    private AllOrders(List<Operation> operations) {
        this.operations = operations;
        placed = new boolean[operations.size()];
    }

    static boolean explain(List<Operation> operations) {
        return new AllOrders(operations).canFollow(Operation.NIL);
    }

    private boolean canFollow(long held) {
        boolean isComplete = true;
        for (int i = 0; i < placed.length; i++) {
            isComplete &= placed[i] || operations.get(i).isUnknown() || isFailed(operations.get(i));
        }
        for (int i = 0; i < placed.length && !isComplete; i++) {
            Operation next = operations.get(i);
            if (!placed[i] && !isFailed(next) && mayBeNext(next) && fits(held, next)) {
                placed[i] = true;
                isComplete = canFollow(after(held, next));
                placed[i] = false;
            }
        }
        return isComplete;
    }

    /** No other that is still to come has ended before it was invoked. */
    private boolean mayBeNext(Operation next) {
        for (int i = 0; i < placed.length; i++) {
            Operation other = operations.get(i);
            if (!placed[i] && !isFailed(other) && !other.isUnknown() && other.endedAt() < next.invokedAt()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFailed(Operation operation) {
        return operation.outcome() == Outcome.FAILED;
    }

    private static boolean fits(long held, Operation operation) {
        if (operation.isUnknown()) {
            return true;
        }
        boolean hasSeen = operation.result() == Operation.NOTHING || operation.result() == held;
        boolean isConditional = operation.function().equals("cas");
        return hasSeen && (!isConditional || (held == operation.expected()) == (operation.outcome() == Outcome.DONE));
    }

    private static long after(long held, Operation operation) {
        boolean writes = operation.function().equals("write")
                || operation.function().equals("cas") && held == operation.expected();
        return writes ? operation.argument() : held;
    }
}
