package io.ft4j.log.line;

import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The latest consistent set of states after some processes failed: checkpoints, and the current states of survivors that
 * need not roll back. Immutable.
 *
 * <p>Rollback propagation (Wang 1997, Elnozahy et al. 2002, 3.2): a failed process goes back to its newest checkpoint;
 * whoever received what is thereby unsent goes back before that; and so on. Each message is looked at once.
 */
public final class RecoveryLine {
    /** The state before the first checkpoint. */
    public static final long INITIAL = 0;

    /** The state of a process that has not failed, which stands in no checkpoint. */
    public static final long CURRENT = Long.MAX_VALUE - 1;

    private final CheckpointGraph graph;
    private final long failed;
    private final long[] line;
    private final List<Rollback> cascade;

    private RecoveryLine(CheckpointGraph graph, long failed, long[] line, List<Rollback> cascade) {
        this.graph = graph;
        this.failed = failed;
        this.line = line;
        this.cascade = List.copyOf(cascade);
    }

    /**
     * @param failed as a {@link ProcessSet}: those whose current state is lost.
     * @throws IllegalArgumentException when one of them is not of the graph.
     */
    public static RecoveryLine of(CheckpointGraph graph, long failed) {
        if ((failed & ~graph.processes()) != 0) {
            throw new IllegalArgumentException("failed=" + ProcessSet.toString(failed) + " is no part of "
                    + ProcessSet.toString(graph.processes()));
        }
        List<Rollback> cascade = new ArrayList<>();
        Propagation propagation = new Propagation(graph, cascade::add);
        for (long rest = failed; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            propagation.rollBack(id, graph.checkpointBefore(id, CURRENT), null);
        }
        propagation.run();
        return new RecoveryLine(graph, failed, propagation.line(), cascade);
    }

    public long failed() {
        return failed;
    }

    /** The number of a checkpoint, {@link #INITIAL}, or {@link #CURRENT}. */
    public long state(int processId) {
        if (!ProcessSet.contains(graph.processes(), processId)) {
            throw new IllegalArgumentException(
                    "processId=" + processId + " is none of " + ProcessSet.toString(graph.processes()));
        }
        return line[processId];
    }

    /** Who goes back because of which message, in this order: first those that failed. */
    public List<Rollback> cascade() {
        return cascade;
    }

    /**
     * Sent before the line, and received behind it or not yet: nobody will send them again, so whoever needs them has to
     * have logged them. In the order of their ids.
     */
    public List<Message> inTransit() {
        return graph.messages().stream()
                .filter(message -> message.sendInterval() <= line[message.senderId()]
                        && message.receiveInterval() > line[message.receiverId()])
                .collect(Collectors.toList());
    }

    static String name(long state) {
        return state == INITIAL ? "its initial state" : state == CURRENT ? "its current state" : "checkpoint " + state;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (long rest = graph.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            text.append(text.length() == 0 ? "" : ", ").append("process ").append(id);
            text.append(": ").append(name(line[id]));
        }
        return text.toString();
    }
}
