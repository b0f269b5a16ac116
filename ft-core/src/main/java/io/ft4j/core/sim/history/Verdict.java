package io.ft4j.core.sim.history;

import java.util.List;

/**
 * What was found out about a history. Immutable.
 *
 * @param steps          of the search: operations tried in a state.
 * @param conflict       for which no order fits, a minimal set of them in the order of invocations; empty unless the
 *                       history is not linearizable.
 * @param counterExample the same in words, several lines; empty unless the history is not linearizable.
 */
public record Verdict(Kind kind, long steps, List<Operation> conflict, String counterExample) {
    /** Linearizable or not, if that was found out. */
    public enum Kind {
        LINEARIZABLE,
        NOT_LINEARIZABLE,
        UNDECIDED
    }

    public Verdict {
        conflict = List.copyOf(conflict);
    }

    public boolean isLinearizable() {
        return kind == Kind.LINEARIZABLE;
    }

    @Override
    public String toString() {
        switch (kind) {
            case LINEARIZABLE:
                return "linearizable";
            case UNDECIDED:
                return "undecided after " + steps + " steps";
            default:
                return "not linearizable: " + counterExample;
        }
    }
}
