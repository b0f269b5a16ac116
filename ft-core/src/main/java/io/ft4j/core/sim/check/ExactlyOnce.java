package io.ft4j.core.sim.check;

import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;

/**
 * Integrity and validity of what is executed: a command only if a client asked for it, with the bytes that it asked for;
 * once, whatever was lost and repeated; in the order of its session; and what a client was answered is what was executed.
 */
public final class ExactlyOnce implements Check {
    private static final long NONE = Long.MIN_VALUE;
    /** More commands than a session has in a run. */
    private static final int SEQUENCE_BITS = 32;

    private final StateDivergence executed;
    /** By session and sequence, which are told apart by numbers given to sessions in the order of their first command. */
    private final Long2LongHashMap sessions = new Long2LongHashMap(NONE);

    private final Long2LongHashMap asked = new Long2LongHashMap(NONE);
    private final Long2LongHashMap indexes = new Long2LongHashMap(NONE);
    /** By index, so that replicas after the first one, and replays, need no look into the maps. */
    private long[] sessionIds = new long[256];

    private long[] sequences = new long[256];
    private final long[] appliedUpTo;

    /** @param executed knows the reply of each index. */
    public ExactlyOnce(int processCount, StateDivergence executed) {
        this.executed = executed;
        appliedUpTo = new long[processCount];
    }

    @Override
    public void onCrash(ProcessFacts process) {
        appliedUpTo[process.id()] = 0;
    }

    @Override
    public void onInvoked(long sessionId, long sequence, long commandHash) {
        long key = key(sessionId, sequence);
        long before = asked.put(key, commandHash);
        if (before != NONE) {
            throw new Broken("exactly once: command " + name(sessionId, sequence) + " was handed over twice");
        }
    }

    @Override
    public void onApplied(ProcessFacts process, long index, long timestampNs, long commandHash, long replyHash) {
        if (index <= appliedUpTo[process.id()]) {
            throw new Broken("exactly once: " + process.id() + " executes index " + index + " after "
                    + appliedUpTo[process.id()]);
        }
        appliedUpTo[process.id()] = index;
        long sessionId = process.log().sessionId(index);
        long sequence = process.log().sequence(index);
        if (isKnown(index, sessionId, sequence)) {
            return;
        }
        long key = key(sessionId, sequence);
        long known = indexes.get(key);
        if (known != NONE) {
            throw new Broken("exactly once: " + process.id() + " executes command " + name(sessionId, sequence)
                    + " at index " + index + ", and it was executed at " + known);
        }
        checkAsked(sessionId, sequence, asked.get(key), commandHash);
        long previous = sequence > 1 ? indexes.get(key - 1) : 0;
        if (previous == NONE || previous >= index) {
            throw new Broken("exactly once: command " + name(sessionId, sequence) + " is executed at index " + index
                    + " without or before its predecessor");
        }
        indexes.put(key, index);
        sessionIds[(int) index] = sessionId;
        sequences[(int) index] = sequence;
    }

    private boolean isKnown(long index, long sessionId, long sequence) {
        if (index >= sessionIds.length) {
            int length = Math.max(2 * sessionIds.length, (int) index + 1);
            sessionIds = Arrays.copyOf(sessionIds, length);
            sequences = Arrays.copyOf(sequences, length);
        }
        // Sequences of commands begin at 1, so an index that nobody has executed yet is not taken for known.
        return sequences[(int) index] == sequence && sessionIds[(int) index] == sessionId;
    }

    private static void checkAsked(long sessionId, long sequence, long askedHash, long commandHash) {
        if (askedHash != commandHash) {
            throw new Broken("validity: command " + name(sessionId, sequence)
                    + (askedHash == NONE
                            ? " was executed, but nobody asked for it"
                            : " was executed with other bytes"));
        }
    }

    @Override
    public void onReply(long sessionId, long sequence, long index, long replyHash) {
        long known = indexes.get(key(sessionId, sequence));
        if (known != index || !executed.isExecuted(index)) {
            throw new Broken("exactly once: command " + name(sessionId, sequence) + " is answered for index " + index
                    + ", but was " + (known == NONE ? "not executed" : "executed at " + known));
        }
        if (executed.replyHash(index) != replyHash) {
            throw new Broken("exactly once: the reply to " + name(sessionId, sequence)
                    + " is not what the state machine gave at index " + index);
        }
    }

    private long key(long sessionId, long sequence) {
        long number = sessions.get(sessionId);
        if (number == NONE) {
            number = sessions.size();
            sessions.put(sessionId, number);
        }
        return number << SEQUENCE_BITS | sequence;
    }

    private static String name(long sessionId, long sequence) {
        return Long.toHexString(sessionId) + "/" + sequence;
    }
}
