package io.ft4j.core.consensus.raft;

import io.ft4j.core.scenario.Cluster;
import io.ft4j.core.scenario.TestNetwork;
import io.ft4j.core.scenario.Trace;
import io.ft4j.core.sim.check.CommittedEntries;
import io.ft4j.core.sim.check.DurableTerms;
import io.ft4j.core.sim.check.ElectionSafety;
import io.ft4j.core.sim.check.LeaderAppendOnly;
import io.ft4j.core.sim.check.LogMatching;
import io.ft4j.core.sim.check.MajorityOverwritten;
import io.ft4j.core.sim.check.RaftPromises;

/** A cluster of Raft processes with every check that Raft claims to pass. */
final class RaftCluster {
    private final Cluster cluster;
    private final ElectionSafety elections = new ElectionSafety();
    private final CommittedEntries committed;
    private final MajorityOverwritten overwritten;

    /** Which checks a cluster has. */
    enum Watch {
        /** The five properties of Figure 3, and what is committed and applied. */
        OUTCOMES,
        /** These, and that nothing is said before it is durable. */
        ALL
    }

    RaftCluster(RaftSubject subject, int processCount, long seed, TestNetwork.Wire wire, Trace trace, Watch watch) {
        cluster = new Cluster(subject, processCount, seed, wire, trace);
        committed = new CommittedEntries(cluster.facts());
        overwritten = new MajorityOverwritten(processCount);
        cluster.addCheck(elections);
        cluster.addCheck(new LeaderAppendOnly());
        cluster.addCheck(new LogMatching());
        cluster.addCheck(committed);
        cluster.addCheck(overwritten);
        if (watch == Watch.ALL) {
            DurableTerms terms = new DurableTerms(processCount);
            cluster.addCheck(terms);
            cluster.addCheck(new RaftPromises(elections, terms));
        }
    }

    Cluster cluster() {
        return cluster;
    }

    ElectionSafety elections() {
        return elections;
    }

    CommittedEntries committed() {
        return committed;
    }

    MajorityOverwritten overwritten() {
        return overwritten;
    }
}
