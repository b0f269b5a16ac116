package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A group as a whole: it elects, replicates, survives. */
final class RaftReplicationTest {
    @Test
    void electsOneLeaderAndReplicates() {
        TestCluster cluster = new TestCluster(3).start().elect(1);
        long index = cluster.replica(1).proposeNow("a");
        cluster.stabilize();
        cluster.run(60_000_000);
        assertEquals(2, index);
        for (TestReplica replica : cluster.replicas) {
            assertEquals(1, replica.node.leaderId());
            assertEquals(2, replica.node.commitIndex());
            assertEquals("a", replica.command(2));
        }
    }

    @Test
    void groupOfOneLeadsAndCommits() {
        TestCluster cluster = new TestCluster(1).start().elect(0);
        cluster.replica(0).proposeNow("a");
        cluster.stabilize();
        assertEquals(2, cluster.node(0).commitIndex());
    }

    @Test
    void electsWithinBoundedTime() {
        for (int n = 1; n <= 7; n++) {
            TestCluster cluster = new TestCluster(n).start();
            cluster.run(3_000_000_000L);
            assertEquals(true, cluster.leader() >= 0, "n=" + n);
        }
    }
}
