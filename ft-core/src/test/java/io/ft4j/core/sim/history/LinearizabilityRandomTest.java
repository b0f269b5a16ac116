package io.ft4j.core.sim.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.sim.history.Verdict.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The search and its counter-examples against trying all orders. */
final class LinearizabilityRandomTest {
    private static final int CASES = 20_000;
    private static final long MAX_STEPS = 1_000_000;

    @Test
    void agreesWithAllOrders() {
        int[] verdicts = new int[2];
        for (long seed = 1; seed <= CASES; seed++) {
            History history = draw(seed, 6);
            boolean isExplained = AllOrders.explain(history.operations());
            Verdict verdict = check(history);
            assertEquals(
                    isExplained ? Kind.LINEARIZABLE : Kind.NOT_LINEARIZABLE,
                    verdict.kind(),
                    () -> "history\n" + HistoryText.format(history));
            verdicts[isExplained ? 1 : 0]++;
        }
        assertTrue(verdicts[0] > CASES / 10, "not linearizable: " + verdicts[0]);
        assertTrue(verdicts[1] > CASES / 5, "linearizable: " + verdicts[1]);
    }

    /** The hints of the model are all that the search may take for granted. */
    @Test
    void agreesWithItselfWithoutHints() {
        int[] verdicts = new int[2];
        for (long seed = 1; seed <= CASES / 10; seed++) {
            History history = draw(seed, 14);
            Kind kind = check(history).kind();
            Kind plain =
                    Linearizability.check(history, new NoHints(), MAX_STEPS).kind();
            assertEquals(plain, kind, () -> "history\n" + HistoryText.format(history));
            verdicts[kind == Kind.LINEARIZABLE ? 1 : 0]++;
        }
        assertTrue(Math.min(verdicts[0], verdicts[1]) > CASES / 50, verdicts[0] + " and " + verdicts[1]);
    }

    /** Whatever is forgotten of it, an order fits; and without the other operations there is none either. */
    @Test
    void everyCounterExampleIsMinimal() {
        int found = 0;
        for (long seed = 1; seed <= CASES / 4; seed++) {
            History history = draw(seed, 7);
            Verdict verdict = check(history);
            if (verdict.kind() != Kind.NOT_LINEARIZABLE) {
                continue;
            }
            found++;
            String message = "seed=" + seed + "\n" + verdict;
            assertFalse(AllOrders.explain(verdict.conflict()), message);
            assertFalse(AllOrders.explain(knowing(history, verdict.conflict())), message);
            for (Operation one : verdict.conflict()) {
                List<Operation> others = new ArrayList<>(verdict.conflict());
                others.remove(one);
                assertTrue(AllOrders.explain(knowing(history, others)), () -> message + "\nnot needed: " + one);
            }
        }
        assertTrue(found > CASES / 20, "found " + found);
    }

    /** The whole history, of which only these ends are known. */
    private static List<Operation> knowing(History history, List<Operation> known) {
        return history.operations().stream()
                .map(one -> known.contains(one) || one.outcome() == Operation.Outcome.FAILED ? one : one.forgotten())
                .toList();
    }

    private static History draw(long seed, int maxOperations) {
        Prng prng = new Prng(seed);
        return RandomHistory.draw(prng, 1 + prng.nextInt(maxOperations), 1 + prng.nextInt(3), 0.3 * prng.nextInt(4));
    }

    private static Verdict check(History history) {
        return Linearizability.check(history, new RegisterModel(), MAX_STEPS);
    }

    private static final class NoHints implements SequentialModel<Long> {
        private final RegisterModel register = new RegisterModel();

        @Override
        public Long initial() {
            return register.initial();
        }

        @Override
        public Long step(Long state, Operation operation) {
            return register.step(state, operation);
        }
    }
}
