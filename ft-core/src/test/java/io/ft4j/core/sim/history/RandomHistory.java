package io.ft4j.core.sim.history;

import io.ft4j.core.model.Prng;

/** Draws histories of one register with few values, so that many are explained and many nearly are. */
final class RandomHistory {
    private RandomHistory() {}

    /** Most results are those of a register that takes each operation somewhere between its events; some are made up. */
    static History draw(Prng prng, int operationCount, int valueCount, double wrong) {
        History history = new History();
        int processCount = 1 + prng.nextInt(4);
        int[] open = new int[processCount];
        boolean[] isOpen = new boolean[processCount];
        long[] seen = new long[processCount];
        boolean[] effective = new boolean[processCount];
        long held = Operation.NIL;
        for (int left = 3 * operationCount; left > 0 && history.size() < operationCount; left--) {
            int process = prng.nextInt(processCount);
            if (!isOpen[process]) {
                open[process] = invoke(history, process, prng, valueCount);
                isOpen[process] = true;
                effective[process] = false;
            } else if (!effective[process]) {
                seen[process] = held;
                held = after(held, history.operation(open[process]));
                effective[process] = true;
            } else {
                end(history, open[process], prng.chance(wrong) ? value(prng, valueCount) : seen[process], prng);
                isOpen[process] = false;
            }
        }
        for (int process = 0; process < processCount; process++) {
            if (isOpen[process] && effective[process] && prng.chance(0.7)) {
                end(history, open[process], seen[process], prng);
            }
        }
        return history;
    }

    private static int invoke(History history, int process, Prng prng, int valueCount) {
        long value = prng.nextInt(valueCount);
        switch (prng.nextInt(3)) {
            case 0:
                return history.invoke(process, "read", "x", Operation.NOTHING, Operation.NOTHING);
            case 1:
                return history.invoke(process, "write", "x", value, Operation.NOTHING);
            default:
                return history.invoke(process, "cas", "x", value, value(prng, valueCount));
        }
    }

    private static void end(History history, int number, long seen, Prng prng) {
        Operation operation = history.operation(number);
        if (prng.chance(0.2)) {
            history.info(number);
        } else if (prng.chance(0.05)) {
            history.fail(number);
        } else {
            boolean done = !operation.function().equals("cas") || operation.expected() == seen;
            boolean tells = operation.function().equals("read") || prng.chance(0.4);
            history.ok(number, done, tells ? seen : Operation.NOTHING);
        }
    }

    private static long after(long held, Operation operation) {
        boolean writes = operation.function().equals("write")
                || operation.function().equals("cas") && operation.expected() == held;
        return writes ? operation.argument() : held;
    }

    private static long value(Prng prng, int valueCount) {
        int value = prng.nextInt(valueCount + 1);
        return value == valueCount ? Operation.NIL : value;
    }
}
