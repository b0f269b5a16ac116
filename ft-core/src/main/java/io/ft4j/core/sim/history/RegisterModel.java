package io.ft4j.core.sim.history;

import io.ft4j.core.sim.history.Operation.Outcome;

/**
 * One register, whatever the keys: {@link Operation#NIL} at first, then what was written last. Every operation may have
 * observed what the register held before; a read has, unless it is unknown.
 */
public final class RegisterModel implements SequentialModel<Long> {
    public static final String READ = "read";
    public static final String WRITE = "write";
    /** Writes the argument if the register holds the expected value. */
    public static final String COMPARE_AND_SET = "cas";

    @Override
    public Long initial() {
        return Operation.NIL;
    }

    /** @throws IllegalArgumentException when the function is not one of the three. */
    @Override
    public Long step(Long state, Operation operation) {
        long held = state;
        if (operation.result() != Operation.NOTHING && operation.result() != held) {
            return null;
        }
        switch (operation.function()) {
            case READ:
                return state;
            case WRITE:
                return operation.outcome() == Outcome.NOT_DONE ? state : (Long) operation.argument();
            case COMPARE_AND_SET:
                boolean sets = operation.expected() == held;
                boolean fits = operation.isUnknown() || sets == (operation.outcome() == Outcome.DONE);
                return fits ? sets ? (Long) operation.argument() : state : null;
            default:
                throw new IllegalArgumentException("a register has no function '" + operation.function() + "'");
        }
    }

    @Override
    public Effect effect(Operation operation) {
        if (operation.function().equals(READ) || operation.outcome() == Outcome.NOT_DONE) {
            return Effect.READS;
        }
        boolean isBlind = operation.function().equals(WRITE) && operation.result() == Operation.NOTHING;
        return isBlind ? Effect.OVERWRITES : Effect.ANY;
    }
}
