package io.ft4j.core.sim.history;

import io.ft4j.core.sim.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Operations of clients in real time: the order of the calls is the order of the events. Operations of one process may
 * overlap. One that is never told to have ended is unknown. One thread; allocates some 80 bytes per event.
 */
public final class History {
    private final List<Operation> operations = new ArrayList<>();
    private final BitSet givenUp = new BitSet();
    private int eventCount;

    /**
     * A process asks for something.
     *
     * @param argument {@link Operation#NOTHING}: there is none.
     * @param expected of a compare-and-set, otherwise {@link Operation#NOTHING}.
     * @return the number of the operation: 0, 1, 2, …
     */
    public int invoke(int process, String function, String key, long argument, long expected) {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(key, "key");
        if (process < 0) {
            throw new IllegalArgumentException("process=" + process + " must not be negative");
        }
        operations.add(new Operation(
                operations.size(),
                process,
                function,
                key,
                argument,
                expected,
                Outcome.UNKNOWN,
                Operation.NOTHING,
                ++eventCount,
                Operation.NEVER));
        return operations.size() - 1;
    }

    /**
     * It was executed.
     *
     * @param done   false: its condition did not hold, and it has changed nothing.
     * @param result what it observed; {@link Operation#NOTHING}: nothing.
     */
    public void ok(int number, boolean done, long result) {
        end(number, done ? Outcome.DONE : Outcome.NOT_DONE, result);
    }

    /** It was not executed and never will be. */
    public void fail(int number) {
        end(number, Outcome.FAILED, Operation.NOTHING);
    }

    /** Nobody will ever know. This is no event: such an operation is open for ever. */
    public void info(int number) {
        requireOpen(number);
        givenUp.set(number);
    }

    private void end(int number, Outcome outcome, long result) {
        operations.set(number, requireOpen(number).ended(outcome, result, ++eventCount));
    }

    private Operation requireOpen(int number) {
        Operation operation = operations.get(number);
        if (!operation.isUnknown() || givenUp.get(number)) {
            throw new IllegalStateException("operation " + number + " has ended already");
        }
        return operation;
    }

    public int size() {
        return operations.size();
    }

    /** Events so far: invocations and known ends; the first one is 1. */
    public int eventCount() {
        return eventCount;
    }

    public Operation operation(int number) {
        return operations.get(number);
    }

    /** All of them, in the order of invocations; a view. */
    public List<Operation> operations() {
        return Collections.unmodifiableList(operations);
    }
}
