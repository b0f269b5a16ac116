package io.ft4j.core.scenario;

import io.ft4j.core.model.ProcessSet;

/** Demands on the state of a cluster at one moment. */
public final class ClusterState {
    private ClusterState() {}

    static void requireLeader(Cluster cluster, long set, int leaderId) {
        long leaders = leaders(cluster, set);
        if (leaders != ProcessSet.of(leaderId)) {
            throw new IllegalStateException("leaders are " + ProcessSet.toString(leaders) + ", not " + leaderId);
        }
    }

    static void requireNoLeader(Cluster cluster, long set) {
        long leaders = leaders(cluster, set);
        if (leaders != ProcessSet.EMPTY) {
            throw new IllegalStateException("leaders are " + ProcessSet.toString(leaders));
        }
    }

    static void requireCommit(Cluster cluster, long set, long commitIndex) {
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
        TestLog first = cluster.process(ProcessSet.first(set)).log();
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            TestLog log = cluster.process(ProcessSet.first(rest)).log();
            if (!areEqual(first, log)) {
                throw new IllegalStateException(
                        "the logs of " + first.processId() + " and " + log.processId() + " differ");
            }
        }
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
