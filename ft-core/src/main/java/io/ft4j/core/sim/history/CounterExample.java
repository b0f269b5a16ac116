package io.ft4j.core.sim.history;

import io.ft4j.core.sim.history.Verdict.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Why no order fits a partition. Of as many operations as possible the end is forgotten, as if its outcome were unknown,
 * while still no order fits: what remains is in conflict, whatever the others did. To leave others out altogether would
 * mislead: without the write of an old value every read of it is wrong, and not only a late one. Forgetting never makes
 * a history worse, so one pass that ends with single operations leaves a minimum (as in delta debugging, Zeller and
 * Hildebrandt 2002).
 */
final class CounterExample<S> {
    private static final int MAX_LINES = 100;

    private final SequentialModel<S> model;
    private final int operationCount;
    /** Steps of one attempt, so that a hard one does not use up all. */
    private final long limit;

    private List<Operation> operations;
    private Search<S> search;
    private long stepsLeft;
    private boolean isMinimal = true;

    /**
     * @param partition of which the search has found that it is not linearizable.
     * @param maxSteps  when they are spent, what has been reached is good enough.
     */
    CounterExample(SequentialModel<S> model, List<Operation> partition, Search<S> search, long maxSteps) {
        this.model = model;
        this.search = search;
        operationCount = partition.size();
        operations = partition;
        stepsLeft = maxSteps;
        limit = Math.max(maxSteps / 16, 4 * search.steps());
        forgetLater();
        for (int size = conflict().size() / 2; size > 1; size /= 2) {
            forgetChunks(size);
        }
        forgetChunks(1);
        isMinimal &= stepsLeft > 0;
    }

    /** In the order of invocations. */
    List<Operation> conflict() {
        return operations.stream().filter(operation -> !operation.isUnknown()).toList();
    }

    /** No order gets as far as there, whatever comes later. */
    private void forgetLater() {
        int end = search.unreachable().endedAt();
        operations = operations.stream()
                .map(operation -> operation.invokedAt() < end ? operation : operation.forgotten())
                .toList();
    }

    private void forgetChunks(int size) {
        List<Operation> known = conflict();
        for (int from = 0; from < known.size() && stepsLeft > 0; from += size) {
            tryWithout(known.subList(from, Math.min(known.size(), from + size)));
        }
    }

    private void tryWithout(List<Operation> chunk) {
        int first = chunk.get(0).number();
        int last = chunk.get(chunk.size() - 1).number();
        List<Operation> weaker = new ArrayList<>(operations);
        weaker.replaceAll(one -> one.number() < first || one.number() > last ? one : one.forgotten());
        Search<S> attempt = new Search<>(model, weaker, Math.min(stepsLeft, limit));
        Kind kind = attempt.run();
        stepsLeft -= attempt.steps();
        isMinimal &= kind != Kind.UNDECIDED || chunk.size() > 1;
        if (kind == Kind.NOT_LINEARIZABLE) {
            search = attempt;
            operations = weaker;
            forgetLater();
        }
    }

    String text() {
        List<Operation> conflict = conflict();
        StringBuilder text = new StringBuilder("no order fits ");
        text.append(conflict.size()).append(" of ").append(operationCount).append(" operations");
        text.append(", whatever the others did").append(isMinimal ? "" : " (perhaps fewer: the steps are used up)");
        for (Operation operation : conflict.subList(0, Math.min(conflict.size(), MAX_LINES))) {
            text.append("\n  [").append(operation.invokedAt()).append("..").append(operation.endedAt());
            text.append("] process ").append(operation.process()).append(": ").append(operation);
        }
        if (conflict.size() > MAX_LINES) {
            text.append("\n  and ").append(conflict.size() - MAX_LINES).append(" more");
        }
        return text.append("\nthe longest order that fits: ")
                .append(longestOrder())
                .toString();
    }

    private String longestOrder() {
        List<String> words = new ArrayList<>();
        List<Operation> order = search.bestOrder();
        for (Operation operation : order.subList(Math.max(0, order.size() - MAX_LINES), order.size())) {
            words.add(operation.toString());
        }
        String skipped = order.size() > MAX_LINES ? "…, " : "";
        return words.isEmpty() ? "none, not even one operation" : skipped + String.join(", ", words);
    }
}
