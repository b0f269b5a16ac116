package io.ft4j.core.sim.history;

/**
 * What a service does that does one thing at a time. Deterministic; states are immutable, with {@code equals} and {@code
 * hashCode}. A counter in full:
 * <pre>{@code
 * final class Counter implements SequentialModel<Long> {
 *     public Long initial() {
 *         return 0L;
 *     }
 *
 *     public Long step(Long state, Operation operation) {
 *         if (operation.function().equals("add")) {
 *             return state + operation.argument();
 *         }
 *         return operation.isUnknown() || operation.result() == state ? state : null;
 *     }
 * }
 * }</pre>
 *
 * @param <S> its state.
 */
public interface SequentialModel<S> {
    /** What an operation does to the state: a hint. {@link #ANY} is never wrong, the others make the search faster. */
    enum Effect {
        ANY,
        /** Leaves every state as it is in which its result fits. */
        READS,
        /** Fits in every state and always leads to the same one. */
        OVERWRITES
    }

    S initial();

    /**
     * The state after the operation, or null when it cannot end like that in this state. Of an unknown operation only
     * the invocation counts: whatever it would be answered fits.
     */
    S step(S state, Operation operation);

    default Effect effect(Operation operation) {
        return Effect.ANY;
    }

    /** Operations of different partitions have nothing to do with each other. By default there is one partition. */
    default Object partition(Operation operation) {
        return "";
    }
}
