package io.ft4j.core.scenario;

import io.ft4j.core.model.ProcessSet;

/** Demands on the state of a cluster at one moment. */
public final class ClusterState {
    private ClusterState() {}

    static void requireLeader(Cluster cluster, long set, int leaderId) {
        cluster.consensus();
        long leaders = leaders(cluster, set);
        if (leaders != ProcessSet.of(leaderId)) {
            throw new IllegalStateException("leaders are " + ProcessSet.toString(leaders) + ", not " + leaderId);
        }
    }

    static void requireNoLeader(Cluster cluster, long set) {
        cluster.consensus();
        long leaders = leaders(cluster, set);
        if (leaders != ProcessSet.EMPTY) {
            throw new IllegalStateException("leaders are " + ProcessSet.toString(leaders));
        }
    }

    static void requireCommit(Cluster cluster, long set, long commitIndex) {
        cluster.consensus();
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ClusterProcess process = cluster.process(ProcessSet.first(rest));
            if (!process.isRunning() || process.commitIndex() != commitIndex) {
                throw new IllegalStateException("process " + process.id() + " has committed "
                        + (process.isRunning() ? process.commitIndex() : "nothing, it is down") + ", not "
                        + commitIndex);
            }
        }
    }

    static void requireEqualLogs(Cluster cluster, long set) {
        cluster.consensus();
        TestLog first = cluster.process(ProcessSet.first(set)).log();
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            TestLog log = cluster.process(ProcessSet.first(rest)).log();
            if (!areEqual(first, log)) {
                throw new IllegalStateException(
                        "the logs of " + first.processId() + " and " + log.processId() + " differ");
            }
        }
    }

    /** What these processes lack to be at one, with a leader and everything up to some index applied; empty: nothing. */
    static String missing(Cluster cluster, long core, long finalIndex) {
        long leaders = leaders(cluster, core);
        if (ProcessSet.size(leaders) != 1) {
            return "leaders are " + ProcessSet.toString(leaders);
        }
        ClusterProcess leader = cluster.process(ProcessSet.first(leaders));
        if (finalIndex < 0) {
            return "the leader refuses a command: " + finalIndex;
        }
        for (long rest = core; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ClusterProcess process = cluster.process(ProcessSet.first(rest));
            if (process.consensus().leaderId() != leader.id()) {
                return process.id() + " does not follow " + leader.id();
            }
            long last = process.log().lastIndex();
            if (last < finalIndex
                    || process.commitIndex() != last
                    || process.node().sink().appliedIndex() != last) {
                return process.id() + " has entries up to " + last + ", committed up to " + process.commitIndex();
            }
            if (!areEqual(process.log(), leader.log())) {
                return "the logs of " + process.id() + " and " + leader.id() + " differ";
            }
        }
        return "";
    }

    /** Entry by entry, as written. */
    public static boolean areEqual(TestLog one, TestLog other) {
        return one.lastIndex() == other.lastIndex() && other.holds(one.lastIndex(), one.chain(one.lastIndex()));
    }

    /** Who of them runs and leads, in whatever term. */
    public static long leaders(Cluster cluster, long set) {
        long leaders = ProcessSet.EMPTY;
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ClusterProcess process = cluster.process(ProcessSet.first(rest));
            if (process.isRunning() && process.isLeading()) {
                leaders = ProcessSet.add(leaders, process.id());
            }
        }
        return leaders;
    }
}
