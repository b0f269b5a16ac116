package io.ft4j.log.coordinated;

import io.ft4j.log.line.RecoveryLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Searches all sets of states of the processes for consistent ones, and compares what the product does with that. */
final class IndependentCheck {
    private IndependentCheck() {}

    /** While all are in one epoch: there is a consistent line of durable states, which loses nothing, and none is undone. */
    static void check(TestProcess[] processes, long total) {
        if (!isOneEpoch(processes)) {
            return;
        }
        Saved[] line = latest(states(processes, false), -1, 0);
        if (line == null) {
            throw new Broken("orphan: no set of durable checkpoints is consistent");
        }
        Saved.checkConsistent(line, total);
        Saved[] current = new Saved[processes.length];
        for (TestProcess process : processes) {
            if (process.node.isRecovering()) {
                return;
            }
            current[process.id] = process.host.current();
        }
        Saved.checkConsistent(current, total);
    }

    private static boolean isOneEpoch(TestProcess[] processes) {
        for (TestProcess process : processes) {
            if (!process.isRunning()
                    || process.node.epoch() != processes[0].node.epoch()
                    || process.node.attempt().state() == AttemptState.DECIDING) {
                return false;
            }
        }
        return true;
    }

    /** @return whether it could be compared: nobody has crashed since it reported. */
    static boolean checkDecision(TestProcess[] processes, TestProcess initiator) {
        Attempt attempt = initiator.node.attempt();
        boolean isComparable = attempt.isRollback()
                && Arrays.stream(processes)
                        .allMatch(process ->
                                process.isRunning() && process.node.attempt().is(initiator.id, attempt.id()));
        if (!isComparable) {
            return false;
        }
        Saved[] line = latest(states(processes, true), -1, 0);
        for (TestProcess process : processes) {
            long decided = initiator.node.state().line(process.id);
            long expected =
                    line[process.id].number() == Long.MAX_VALUE ? RecoveryLine.CURRENT : line[process.id].number();
            if (decided != expected) {
                throw new Broken(
                        "latest line: " + process.id + " is to go back to " + decided + " instead of " + expected);
            }
        }
        return true;
    }

    /** What has gone as useless is in no consistent set, whatever fails. */
    static void checkDiscarded(TestProcess[] processes, TestProcess of) {
        List<Long> discarded = List.copyOf(of.host.discarded);
        of.host.discarded.clear();
        if (!isOneEpoch(processes)) {
            return;
        }
        for (long number : discarded) {
            Saved saved = of.storage.removed.get(number);
            List<List<Saved>> states = states(processes, true);
            states.get(of.id).add(saved);
            if (latest(states, of.id, number) != null) {
                throw new Broken("garbage: checkpoint " + number + " of " + of.id + " was of use");
            }
        }
    }

    private static List<List<Saved>> states(TestProcess[] processes, boolean withCurrent) {
        List<List<Saved>> states = new ArrayList<>();
        for (TestProcess process : processes) {
            List<Saved> saved = process.storage.saved();
            if (withCurrent && !process.node.isRecovering()) {
                saved.add(process.host.current());
            }
            states.add(saved);
        }
        return states;
    }

    /**
     * The latest of each process in any consistent set: they are one themselves.
     *
     * @param id with this number in it; -1: any.
     */
    private static Saved[] latest(List<List<Saved>> states, int id, long number) {
        Saved[] latest = null;
        int[] at = new int[states.size()];
        do {
            Saved[] set = new Saved[at.length];
            for (int i = 0; i < at.length; i++) {
                set[i] = states.get(i).get(at[i]);
            }
            if ((id < 0 || set[id].number() == number) && isConsistent(set)) {
                latest = latest == null ? set : later(latest, set);
            }
        } while (next(states, at));
        return latest;
    }

    private static boolean next(List<List<Saved>> states, int[] at) {
        for (int i = 0; i < at.length; i++) {
            if (++at[i] < states.get(i).size()) {
                return true;
            }
            at[i] = 0;
        }
        return false;
    }

    private static Saved[] later(Saved[] a, Saved[] b) {
        Saved[] later = a.clone();
        for (int i = 0; i < later.length; i++) {
            later[i] = b[i].number() > a[i].number() ? b[i] : a[i];
        }
        return later;
    }

    private static boolean isConsistent(Saved[] set) {
        for (int receiver = 0; receiver < set.length; receiver++) {
            for (int sender = 0; sender < set.length; sender++) {
                if (sender != receiver
                        && set[receiver].delivered()[sender] > set[sender].sent()[receiver]) {
                    return false;
                }
            }
        }
        return true;
    }
}
