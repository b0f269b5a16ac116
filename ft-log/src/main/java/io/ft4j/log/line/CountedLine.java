package io.ft4j.log.line;

import io.ft4j.core.model.ProcessSet;
import java.util.Arrays;

/**
 * The latest consistent line, of states that are known by how many messages of each FIFO channel they have delivered and said: no
 * state of it has delivered what another has not said. The same propagation as that of {@link RecoveryLine}, where messages have
 * no names, and for a running system: where intervals are reckoned afterwards, here numbers of messages are compared.
 *
 * <p>One thread. Allocates nothing after construction.
 */
public final class CountedLine {
    private static final int WIDTH = ProcessSet.MAX_PROCESSES;

    private final long members;
    private final int maxCount;
    private final int[] counts = new int[WIDTH];
    private final boolean[] hasCurrent = new boolean[WIDTH];
    /** By process: the index of its state in the line that was computed last. */
    private final int[] line = new int[WIDTH];

    private final long[][] numbers = new long[WIDTH][];
    /** By process: of each state, from each other one. */
    private final long[][] delivered = new long[WIDTH][];
    /** By process: of each state, to each other one. */
    private final long[][] said = new long[WIDTH][];

    /** @param maxCount of checkpoints of one process. */
    public CountedLine(long members, int maxCount) {
        this.members = members;
        this.maxCount = maxCount;
        for (long rest = members; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            numbers[id] = new long[maxCount];
            delivered[id] = new long[(maxCount + 1) * WIDTH];
            said[id] = new long[(maxCount + 1) * WIDTH];
        }
    }

    /** No state is known. */
    public void clear() {
        Arrays.fill(counts, 0);
    }

    /** The states of a process, in place of those that were given before. @param withCurrent its current state is not lost. */
    public void put(int processId, CountedStates states, boolean withCurrent) {
        begin(processId, states.count(), withCurrent);
        for (int index = 0; index < rows(processId); index++) {
            if (index < states.count()) {
                number(processId, index, states.number(index));
            }
            for (long rest = ProcessSet.remove(members, processId);
                    rest != ProcessSet.EMPTY;
                    rest = ProcessSet.withoutFirst(rest)) {
                int otherId = ProcessSet.first(rest);
                label(processId, index, otherId, states.delivered(index, otherId), states.said(index, otherId));
            }
        }
    }

    void begin(int processId, int count, boolean withCurrent) {
        if (count < 1 || count > maxCount) {
            throw new IllegalArgumentException("count=" + count + " is outside 1.." + maxCount);
        }
        counts[processId] = count;
        hasCurrent[processId] = withCurrent;
    }

    void number(int processId, int index, long number) {
        numbers[processId][index] = number;
    }

    void label(int processId, int index, int otherId, long deliveredFromOther, long saidToOther) {
        delivered[processId][index * WIDTH + otherId] = deliveredFromOther;
        said[processId][index * WIDTH + otherId] = saidToOther;
    }

    private int rows(int processId) {
        return counts[processId] + (hasCurrent[processId] ? 1 : 0);
    }

    /** @param lost whose current states are lost, or are not to be in it. The states of all members are known. */
    public void compute(long lost) {
        for (long rest = members; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            line[id] = ProcessSet.contains(lost, id) ? counts[id] - 1 : rows(id) - 1;
        }
        propagate();
    }

    /** Whoever has delivered what is not said goes back, until nobody has; the earliest state of each is never undone. */
    private void propagate() {
        boolean goesOn;
        do {
            goesOn = false;
            for (long rest = members; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                int id = ProcessSet.first(rest);
                while (line[id] > 0 && hasOrphan(id)) {
                    line[id]--;
                    goesOn = true;
                }
            }
        } while (goesOn);
    }

    private boolean hasOrphan(int receiverId) {
        int row = line[receiverId] * WIDTH;
        for (long rest = ProcessSet.remove(members, receiverId);
                rest != ProcessSet.EMPTY;
                rest = ProcessSet.withoutFirst(rest)) {
            int senderId = ProcessSet.first(rest);
            boolean isCurrent = line[senderId] == counts[senderId];
            if (!isCurrent
                    && delivered[receiverId][row + senderId] > said[senderId][line[senderId] * WIDTH + receiverId]) {
                return true;
            }
        }
        return false;
    }

    /** In the line that was computed last: the number of a checkpoint, or {@link RecoveryLine#CURRENT}. */
    public long state(int processId) {
        return line[processId] == counts[processId] ? RecoveryLine.CURRENT : numbers[processId][line[processId]];
    }

    /** Of the earliest checkpoint that is known of a process. */
    public long earliest(int processId) {
        return numbers[processId][0];
    }

    public int count(int processId) {
        return counts[processId];
    }

    public long number(int processId, int index) {
        return numbers[processId][index];
    }

    /**
     * Whether no consistent set of states contains this checkpoint, now or ever: a zigzag path leads from behind it to before it
     * (Netzer, Xu 1995). The current states may be of different moments: what the others say later unsays nothing. Overwrites
     * the line that was computed.
     */
    public boolean isUseless(int processId, int index) {
        for (long rest = members; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            line[id] = id == processId ? index : rows(id) - 1;
        }
        propagate();
        return line[processId] < index;
    }
}
