package io.ft4j.commit;

import io.ft4j.commit.table.DeadlineHeap;
import io.ft4j.commit.table.TransactionTable;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;

/**
 * The branches of transactions at this node, each in a slot. Owns of each: state, participants, the position of its newest
 * record, when something has to be done about it, and how often that was in vain.
 *
 * <p>One thread. Allocates nothing after construction.
 */
final class BranchTable {
    private final int selfId;
    private final TransactionTable table;
    private final DeadlineHeap deadlines;
    private final ParticipantState[] states;
    private final long[] participants;
    private final long[] recordPosition;
    private final int[] attempts;
    private final boolean[] heuristic;

    BranchTable(int selfId, int capacity) {
        this.selfId = selfId;
        table = new TransactionTable(capacity);
        deadlines = new DeadlineHeap(capacity);
        states = new ParticipantState[capacity];
        participants = new long[capacity];
        recordPosition = new long[capacity];
        attempts = new int[capacity];
        heuristic = new boolean[capacity];
    }

    int capacity() {
        return table.capacity();
    }

    int size() {
        return table.size();
    }

    boolean isUsed(int slot) {
        return table.isUsed(slot);
    }

    /** Its slot, or {@link TransactionTable#NONE}. */
    int find(int coordinatorId, long id) {
        return table.find(coordinatorId, id);
    }

    int coordinatorId(int slot) {
        return table.coordinatorId(slot);
    }

    long id(int slot) {
        return table.id(slot);
    }

    ParticipantState state(int slot) {
        return states[slot];
    }

    void become(int slot, ParticipantState state) {
        states[slot] = state;
    }

    long participants(int slot) {
        return participants[slot];
    }

    void participants(int slot, long set) {
        participants[slot] = set;
    }

    /** Whether this process is the only participant, and so the one that decides. */
    boolean isAlone(int slot) {
        return ProcessSet.size(participants[slot]) == 1;
    }

    /** The other participants but the coordinator, which is asked first, and as the coordinator, where it takes part too. */
    long peers(int slot) {
        return ProcessSet.remove(ProcessSet.remove(participants[slot], selfId), table.coordinatorId(slot));
    }

    /** Of the newest record; {@link CommitRecords#NONE}: nothing was recorded. */
    long recordPosition(int slot) {
        return recordPosition[slot];
    }

    boolean isRecorded(int slot) {
        return recordPosition[slot] != CommitRecords.NONE;
    }

    void recorded(int slot, long position) {
        recordPosition[slot] = position;
    }

    /** A slot in INIT for a branch that has none; {@link TransactionTable#NONE}: all are taken. */
    int add(int coordinatorId, long id) {
        int slot = table.add(coordinatorId, id);
        if (slot != TransactionTable.NONE) {
            states[slot] = ParticipantState.INIT;
            participants[slot] = ProcessSet.EMPTY;
            recordPosition[slot] = CommitRecords.NONE;
            attempts[slot] = 0;
            heuristic[slot] = false;
        }
        return slot;
    }

    void remove(int slot) {
        deadlines.cancel(slot);
        table.remove(slot);
    }

    void wakeAt(int slot, long deadlineNs) {
        deadlines.set(slot, deadlineNs);
    }

    /** Nothing has to be done about it. */
    void sleep(int slot) {
        deadlines.cancel(slot);
    }

    long nextDeadlineNs() {
        return deadlines.earliestNs();
    }

    /** The one with the next deadline; there must be one. */
    int nextDue() {
        return deadlines.earliest();
    }

    /** Whether an operator has decided it. */
    boolean isHeuristic(int slot) {
        return heuristic[slot];
    }

    void heuristic(int slot, boolean decidedByOperator) {
        heuristic[slot] = decidedByOperator;
    }

    /** How many attempts were in vain before this one. */
    int nextAttempt(int slot) {
        return attempts[slot]++;
    }

    void checkInvariants() {
        table.checkInvariants();
        deadlines.checkInvariants();
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (table.isUsed(slot)) {
                Invariant.check(
                        isRecorded(slot) || states[slot].isFree() || states[slot] == ParticipantState.ABORTING,
                        "C1 recorded before it is said",
                        table.id(slot),
                        slot);
            }
        }
    }
}
