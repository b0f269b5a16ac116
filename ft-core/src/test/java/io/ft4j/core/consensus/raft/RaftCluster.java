package io.ft4j.core.consensus.raft;

import io.ft4j.core.scenario.Cluster;
import io.ft4j.core.scenario.TestNetwork;
import io.ft4j.core.scenario.Trace;
import io.ft4j.core.sim.check.RaftChecks;

/** A cluster of Raft processes with every check that Raft claims to pass. */
final class RaftCluster {
    private final Cluster cluster;
    private final RaftChecks checks;

    /** Which checks a cluster has. */
    enum Watch {
        /** The five properties of Figure 3, and what is committed and applied. */
        OUTCOMES,
        /** These, and that nothing is said before it is durable. */
        ALL
    }

    RaftCluster(RaftSubject subject, int processCount, long seed, TestNetwork.Wire wire, Trace trace, Watch watch) {
        cluster = new Cluster(subject, processCount, seed, wire, trace);
        checks = new RaftChecks(cluster.facts(), watch == Watch.ALL);
        cluster.addCheck(checks);
    }

    Cluster cluster() {
        return cluster;
    }

    RaftChecks checks() {
        return checks;
    }
}
