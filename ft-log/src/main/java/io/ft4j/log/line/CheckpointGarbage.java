package io.ft4j.log.line;

import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which checkpoints nobody will ever go back to. Pure functions. */
public final class CheckpointGarbage {
    private CheckpointGarbage() {}

    /**
     * Those that no consistent set of states contains: a zigzag path leads from behind the checkpoint to before it, so that
     * going back to it means to go back further (Netzer, Xu 1995). Takes time in proportion to checkpoints × messages.
     *
     * @return by process and number.
     */
    public static List<Checkpoint> useless(CheckpointGraph graph) {
        List<Checkpoint> useless = new ArrayList<>();
        for (long rest = graph.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            for (long number : graph.checkpoints(id)) {
                Propagation propagation = new Propagation(graph, step -> {});
                propagation.rollBack(id, number, null);
                propagation.runUntil(id, number);
                if (propagation.state(id) < number) {
                    useless.add(new Checkpoint(id, number));
                }
            }
        }
        return useless;
    }

    /**
     * Those that no recovery line contains, whatever happens and fails from now on, and that may be deleted (Wang et al.
     * 1995): all but those in the lines after the failure of a single process. The line after the failure of several is
     * made of the earliest states of the lines after the failure of each, and whatever is received from now on is received
     * in an interval that no old checkpoint holds. At most n (n + 1) / 2 checkpoints of n processes are not obsolete.
     *
     * @param graph of all processes that exchange messages.
     * @return by process and number.
     */
    public static List<Checkpoint> obsolete(CheckpointGraph graph) {
        Set<Checkpoint> needed = new HashSet<>();
        for (long rest = graph.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            RecoveryLine line = RecoveryLine.of(graph, ProcessSet.of(ProcessSet.first(rest)));
            for (long all = graph.processes(); all != ProcessSet.EMPTY; all = ProcessSet.withoutFirst(all)) {
                int id = ProcessSet.first(all);
                needed.add(new Checkpoint(id, line.state(id)));
            }
        }
        List<Checkpoint> obsolete = new ArrayList<>();
        for (long rest = graph.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            for (long number : graph.checkpoints(id)) {
                Checkpoint checkpoint = new Checkpoint(id, number);
                if (!needed.contains(checkpoint)) {
                    obsolete.add(checkpoint);
                }
            }
        }
        return obsolete;
    }
}
