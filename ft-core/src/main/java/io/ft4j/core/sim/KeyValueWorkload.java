package io.ft4j.core.sim;

import io.ft4j.core.model.Prng;
import io.ft4j.core.sim.check.Check;
import io.ft4j.core.sim.history.History;
import io.ft4j.core.sim.history.KeyValueModel;
import io.ft4j.core.sim.history.Linearizability;
import io.ft4j.core.sim.history.Operation;
import io.ft4j.core.sim.history.RegisterModel;
import io.ft4j.core.sim.history.Verdict;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Reads, writes and compare-and-sets of a few keys, every written value another one. In the end the answers are judged:
 * each of them tells what the register held before, so that hardly ever more than one order is possible.
 */
final class KeyValueWorkload implements Workload {
    /** By key. Some hundred times what a run needs. */
    private static final long MAX_STEPS = 5_000_000;

    private static final int MAX_KEYS = 24;

    private final int keyCount;
    private final String[] names = new String[MAX_KEYS];
    private final History history = new History();
    private long nextValue = 1;
    private boolean isUndecided;

    KeyValueWorkload(Prng prng) {
        keyCount = 1 + prng.nextInt(MAX_KEYS);
        for (int key = 0; key < keyCount; key++) {
            names[key] = Integer.toString(key);
        }
    }

    @Override
    public int next(int client, long ticket, Prng prng, MutableDirectBuffer command) {
        int key = prng.nextInt(keyCount);
        int operation = 1 + prng.nextInt(3);
        long expected = Math.max(0, nextValue - 1 - prng.nextInt(2 * keyCount));
        long value = operation == KeyValueMachine.READ ? 0 : nextValue++;
        KeyValueMachine.put(command, operation, key, value, expected);
        record((int) ticket, operation, names[key], value, expected);
        return KeyValueMachine.COMMAND_LENGTH;
    }

    /** Every operation is a process of its own, since those of a client overlap; tickets number them as the history does. */
    private void record(int process, int operation, String key, long value, long expected) {
        switch (operation) {
            case KeyValueMachine.READ:
                history.invoke(process, RegisterModel.READ, key, Operation.NOTHING, Operation.NOTHING);
                break;
            case KeyValueMachine.WRITE:
                history.invoke(process, RegisterModel.WRITE, key, value, Operation.NOTHING);
                break;
            default:
                history.invoke(process, RegisterModel.COMPARE_AND_SET, key, value, orNil(expected));
        }
    }

    private static long orNil(long value) {
        return value == KeyValueMachine.UNSET ? Operation.NIL : value;
    }

    @Override
    public void onReply(int client, long ticket, DirectBuffer reply, int offset, int length) {
        boolean done = KeyValueMachine.isDone(reply, offset);
        history.ok((int) ticket, done, orNil(KeyValueMachine.value(reply, offset)));
    }

    @Override
    public void onUnknown(int client, long ticket) {
        history.info((int) ticket);
    }

    @Override
    public void onEnd() {
        Verdict verdict = Linearizability.check(history, new KeyValueModel(), MAX_STEPS);
        if (verdict.kind() == Verdict.Kind.NOT_LINEARIZABLE) {
            throw new Check.Broken("linearizability: " + verdict.counterExample());
        }
        isUndecided = verdict.kind() == Verdict.Kind.UNDECIDED;
    }

    @Override
    public boolean isUndecided() {
        return isUndecided;
    }
}
