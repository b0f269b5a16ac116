package io.ft4j.core.sim.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.sim.history.Verdict.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many steps histories take, and that those which take too many are given up within bounded memory. */
final class LinearizabilityBoundsTest {
    private static final int CLIENTS = 8;

    /** Writes tell nothing and values recur, as in histories recorded elsewhere; a step takes well under a microsecond. */
    @ParameterizedTest
    @ValueSource(ints = {5, 1_000_000})
    void twoHundredOperationsOfEightClientsTakeFewSteps(int valueCount) {
        int[] verdicts = new int[2];
        for (long seed = 1; seed <= 60; seed++) {
            boolean isStale = seed % 2 == 0;
            History history = clients(new Prng(seed), 200, valueCount, false, isStale ? 0.1 : 0);
            Verdict verdict = Linearizability.check(history, new RegisterModel(), 200_000);
            assertTrue(verdict.kind() != Kind.UNDECIDED, "seed=" + seed + " " + verdict);
            assertTrue(isStale || verdict.isLinearizable(), "seed=" + seed + " " + verdict);
            verdicts[verdict.isLinearizable() ? 1 : 0]++;
        }
        assertTrue(verdicts[0] > 10, "not linearizable: " + verdicts[0]);
    }

    @Test
    void thousandsOfOperationsThatTellWhatTheySawTakeFewStepsEach() {
        History history = clients(new Prng(7), 20_000, Integer.MAX_VALUE, true, 0);
        Verdict verdict = Linearizability.check(history, new RegisterModel(), 100 * 20_000L);
        assertTrue(verdict.isLinearizable(), verdict::toString);
    }

    /** Whether a subset of unknown additions gives a sum is as hard as it gets (Gibbons and Korach 1997). */
    @Test
    void manyUnknownOperationsEndUndecidedWithinBoundedMemory() {
        History history = new History();
        Prng prng = new Prng(3);
        for (int process = 0; process < 4_000; process++) {
            history.info(history.invoke(process, "add", "sum", 2 * prng.nextLong(1L << 40), Operation.NOTHING));
        }
        int read = history.invoke(4_000, "get", "sum", Operation.NOTHING, Operation.NOTHING);
        history.ok(read, true, 1);
        Search<Long> search = new Search<>(new Sum(), history.operations(), 1_000_000);
        assertEquals(Kind.UNDECIDED, search.run());
        assertEquals(1_000_000, search.steps());
        assertTrue(search.memo().size() > 0);
        assertTrue(search.memo().size() <= Memo.MAX_CONFIGURATIONS);
    }

    @Test
    void manyWritesAtOnceEndUndecidedWithinBoundedMemory() {
        History history = new History();
        int writers = 2_000;
        for (int process = 0; process < writers; process++) {
            history.invoke(process, "write", "x", process, Operation.NOTHING);
        }
        for (int process = 0; process < writers; process++) {
            history.ok(process, true, Operation.NOTHING);
        }
        int read = history.invoke(writers, "read", "x", Operation.NOTHING, Operation.NOTHING);
        history.ok(read, true, writers);
        Search<Long> search = new Search<>(new RegisterModel(), history.operations(), 1_000_000);
        assertEquals(Kind.UNDECIDED, search.run());
        assertTrue(search.memo().size() > 1_000, "remembered " + search.memo().size());
        assertTrue(search.memo().words() <= Memo.MAX_WORDS);
    }

    /** A thousand writes of unknown outcome do not matter as long as nobody sees their values. */
    @Test
    void unknownWritesThatNobodySeesCostLittle() {
        History history = new History();
        int steps = 0;
        for (int i = 0; i < 1_000; i++) {
            history.info(history.invoke(i, "write", "x", i, Operation.NOTHING));
            int write = history.invoke(1_000, "write", "x", 1_000 + i, Operation.NOTHING);
            history.ok(write, true, i == 0 ? Operation.NIL : 999 + i);
            steps += 2;
        }
        Verdict verdict = Linearizability.check(history, new RegisterModel(), steps);
        assertTrue(verdict.isLinearizable(), verdict::toString);
    }

    @Test
    void theMemoForgetsNothingAndStopsWhenFull() {
        Memo memo = new Memo();
        long[] key = new long[32];
        Prng prng = new Prng(5);
        int tried = 0;
        while (memo.words() + 40 < Memo.MAX_WORDS && tried < 2 * Memo.MAX_CONFIGURATIONS) {
            key[0] = tried++;
            memo.add(prng.nextInt(10), key, 1 + prng.nextInt(31));
        }
        int full = memo.size();
        Prng again = new Prng(5);
        for (int i = 0; i < full; i++) {
            key[0] = i;
            assertTrue(memo.contains(again.nextInt(10), key, 1 + again.nextInt(31)));
        }
        key[0] = -1;
        for (int i = 0; i < 4; i++) {
            key[1] = i;
            memo.add(0, key, 32);
        }
        assertTrue(memo.size() < full + 4);
        assertTrue(memo.words() <= Memo.MAX_WORDS);
    }

    /**
     * Each client has one operation at a time; now and then it loses patience, and its operation has effect or not.
     *
     * @param tells whether writes tell what they have overwritten.
     * @param wrong how often a read returns what some write has written, at whatever time.
     */
    private static History clients(Prng prng, int operationCount, int valueCount, boolean tells, double wrong) {
        History history = new History();
        int[] open = new int[CLIENTS];
        long[] seen = new long[CLIENTS];
        int[] phase = new int[CLIENTS];
        long held = Operation.NIL;
        while (history.size() < operationCount) {
            int client = prng.nextInt(CLIENTS);
            int number = open[client];
            boolean isGivenUp = phase[client] > 0 && prng.chance(0.02);
            boolean isRead =
                    phase[client] > 0 && history.operation(number).function().equals("read");
            if (phase[client] == 0) {
                open[client] = prng.chance(0.5)
                        ? history.invoke(client, "read", "x", Operation.NOTHING, Operation.NOTHING)
                        : history.invoke(client, "write", "x", prng.nextInt(valueCount), Operation.NOTHING);
            } else if (isGivenUp) {
                history.info(number);
            } else if (phase[client] == 1) {
                seen[client] = held;
                held = isRead ? held : history.operation(number).argument();
            } else {
                long result = isRead || tells ? seen[client] : Operation.NOTHING;
                Operation other = history.operation(prng.nextInt(history.size()));
                boolean isWrong = isRead && other.function().equals("write") && prng.chance(wrong);
                history.ok(number, true, isWrong ? other.argument() : result);
            }
            phase[client] = isGivenUp ? 0 : (phase[client] + 1) % 3;
        }
        return history;
    }

    /** Unlike a register, it tells how many of the unknown have had effect. */
    private static final class Sum implements SequentialModel<Long> {
        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long step(Long state, Operation operation) {
            if (operation.function().equals("add")) {
                return state + operation.argument();
            }
            return operation.isUnknown() || operation.result() == state ? state : null;
        }
    }
}
