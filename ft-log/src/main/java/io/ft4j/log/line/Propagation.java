package io.ft4j.log.line;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import java.util.Arrays;
import java.util.function.Consumer;
import org.agrona.collections.IntArrayQueue;

/** Rolls processes back until no message is an orphan. One thread, one use. */
final class Propagation {
    private final CheckpointGraph graph;
    private final Consumer<Rollback> steps;
    private final long[] line = new long[ProcessSet.MAX_PROCESSES];
    /** How many of the messages of each process are unsent, counted from its latest. */
    private final int[] unsentCounts = new int[ProcessSet.MAX_PROCESSES];

    private final IntArrayQueue turns = new IntArrayQueue();

    Propagation(CheckpointGraph graph, Consumer<Rollback> steps) {
        this.graph = graph;
        this.steps = steps;
        Arrays.fill(line, RecoveryLine.CURRENT);
    }

    long[] line() {
        return line.clone();
    }

    long state(int processId) {
        return line[processId];
    }

    void rollBack(int processId, long to, Message cause) {
        Invariant.check(to < line[processId], "N3 a step goes back", to, line[processId]);
        steps.accept(new Rollback(processId, line[processId], to, cause));
        line[processId] = to;
        turns.addInt(processId);
    }

    void run() {
        runUntil(0, RecoveryLine.INITIAL);
    }

    /** Until this process goes back before this state, or nobody goes back any more. */
    void runUntil(int processId, long number) {
        Message[] earliest = new Message[ProcessSet.MAX_PROCESSES];
        while (!turns.isEmpty() && line[processId] >= number) {
            collectOrphans(turns.pollInt(), earliest);
            for (int id = 0; id < earliest.length; id++) {
                if (earliest[id] != null) {
                    rollBack(id, graph.checkpointBefore(id, earliest[id].receiveInterval()), earliest[id]);
                    earliest[id] = null;
                }
            }
        }
    }

    /** Of what this process did not send after all, the first that each of the others received. */
    private void collectOrphans(int senderId, Message[] earliest) {
        Message[] sent = graph.sentBy(senderId);
        int next = unsentCounts[senderId];
        while (next < sent.length && sent[next].sendInterval() > line[senderId]) {
            Message message = sent[next++];
            int receiverId = message.receiverId();
            boolean isOrphan = message.receiveInterval() <= line[receiverId];
            if (isOrphan
                    && (earliest[receiverId] == null
                            || message.receiveInterval() < earliest[receiverId].receiveInterval())) {
                earliest[receiverId] = message;
            }
        }
        unsentCounts[senderId] = next;
    }
}
