package io.ft4j.core.sim.history;

import io.ft4j.core.sim.history.Verdict.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for an order of one partition that the model allows, depth first and without recursion. What makes it fast is
 * what it leaves out, and why that is safe:
 * <ul>
 *   <li>An operation that only reads and fits is taken at once, with no alternative: whatever can follow without it can
 *       follow with it.
 *   <li>An unknown operation is tried last, only if it changes the state, and the next one taken must make a difference:
 *       if that leads to the same state without it, it need not have taken effect. So an unknown write counts only where
 *       its value is observed. An order with the fewest unknown operations is never left out.
 *   <li>Unknown operations that are the same are taken in the order of their invocations, as they never end.
 * </ul>
 * For the second reason {@link Relevance} leaves out beforehand what no other operation depends on. That no read observes
 * a write is not enough: a compare-and-set that did not set may need it.
 */
final class Search<S> {
    private final SequentialModel<S> model;
    private final OpenOperations open;
    private final Memo memo = new Memo();
    private final long maxSteps;
    private final long[] key;
    /** What is taken, in order, and the state before each. */
    private final int[] order;

    private final List<S> states;
    private int depth;
    private S state;
    /** What the operation that {@link #fits} has seen last leads to. */
    private S after;

    private long steps;
    private boolean isOutOfSteps;
    private int bestFrontier = -1;
    private int[] bestOrder = {};

    Search(SequentialModel<S> model, List<Operation> partition, long maxSteps) {
        this.model = model;
        this.maxSteps = maxSteps;
        open = new OpenOperations(model, Relevance.of(model, partition));
        key = new long[open.maxKeyLength()];
        order = new int[open.count()];
        states = new ArrayList<>(open.count());
        state = model.initial();
    }

    Kind run() {
        int cursor = open.first(OpenOperations.READS);
        while (!open.isComplete()) {
            int found = seek(cursor);
            if (isOutOfSteps) {
                return Kind.UNDECIDED;
            }
            cursor = found == OpenOperations.NONE ? giveUp() : take(found);
            if (cursor == OpenOperations.NONE) {
                return Kind.NOT_LINEARIZABLE;
            }
        }
        return Kind.LINEARIZABLE;
    }

    long steps() {
        return steps;
    }

    Memo memo() {
        return memo;
    }

    /** No order gets as far as to the end of this one, so what is invoked later does not matter. */
    Operation unreachable() {
        return open.byEnd(bestFrontier);
    }

    /** The longest one that fits, of those that reach the latest end. */
    List<Operation> bestOrder() {
        List<Operation> operations = new ArrayList<>();
        for (int i : bestOrder) {
            operations.add(open.operation(i));
        }
        return operations;
    }

    /** The first operation from this one on, through all lists, that fits; or none. */
    private int seek(int from) {
        int at = from;
        while (true) {
            while (!open.isBeforeDeadline(at)) {
                int list = open.list(at) + 1;
                if (list == OpenOperations.LIST_COUNT
                        || list == OpenOperations.UNKNOWN_OVERWRITES && isAfterUnknown()) {
                    return OpenOperations.NONE;
                }
                at = open.first(list);
            }
            if (steps == maxSteps) {
                isOutOfSteps = true;
                return OpenOperations.NONE;
            }
            steps++;
            if (fits(at)) {
                return at;
            }
            at = open.next(at);
        }
    }

    private boolean fits(int candidate) {
        int list = open.list(candidate);
        boolean chained = list != OpenOperations.READS && isAfterUnknown();
        boolean unknown = list >= OpenOperations.UNKNOWN;
        if (chained && open.overwrites(candidate) || unknown && open.hasOpenTwin(candidate)) {
            return false;
        }
        Operation operation = open.operation(candidate);
        after = model.step(state, operation);
        if (after == null || unknown && after.equals(state)) {
            return false;
        }
        return !chained || !after.equals(model.step(states.get(depth - 1), operation));
    }

    private boolean isAfterUnknown() {
        return depth > 0 && open.list(order[depth - 1]) >= OpenOperations.UNKNOWN;
    }

    /** Takes what fits, unless that is known to fail. @return where to go on, or none. */
    private int take(int candidate) {
        boolean isRead = open.list(candidate) == OpenOperations.READS;
        open.take(candidate);
        if (memo.size() > 0 && !open.isComplete() && memo.contains(after, key, open.writeKey(key))) {
            open.putBack(candidate);
            return isRead ? backtrack() : open.next(candidate);
        }
        order[depth++] = candidate;
        states.add(state);
        state = after;
        // A read changes nothing: those before it still do not fit.
        return isRead ? open.next(candidate) : open.first(OpenOperations.READS);
    }

    /** Nothing more can follow. @return where to go on, or none. */
    private int giveUp() {
        if (open.frontier() > bestFrontier || open.frontier() == bestFrontier && depth > bestOrder.length) {
            bestFrontier = open.frontier();
            bestOrder = Arrays.copyOf(order, depth);
        }
        memo.add(state, key, open.writeKey(key));
        return backtrack();
    }

    /** Undoes the last choice. @return where to go on, or none. */
    private int backtrack() {
        while (depth > 0) {
            int last = order[--depth];
            state = states.remove(depth);
            open.putBack(last);
            if (open.list(last) != OpenOperations.READS) {
                return open.next(last);
            }
        }
        return OpenOperations.NONE;
    }
}
