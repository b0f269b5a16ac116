package io.ft4j.core.sim.history;

/** A {@link RegisterModel register} per key. */
public final class KeyValueModel implements SequentialModel<Long> {
    private final RegisterModel register = new RegisterModel();

    @Override
    public Long initial() {
        return register.initial();
    }

    @Override
    public Long step(Long state, Operation operation) {
        return register.step(state, operation);
    }

    @Override
    public Effect effect(Operation operation) {
        return register.effect(operation);
    }

    @Override
    public Object partition(Operation operation) {
        return operation.key();
    }
}
