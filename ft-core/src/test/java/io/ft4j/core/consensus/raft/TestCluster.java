package io.ft4j.core.consensus.raft;

import io.ft4j.core.model.Invariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** A group of replicas and the messages between them, in one thread. Delivery is first in, first out unless a test does it. */
final class TestCluster {
    final TestReplica[] replicas;
    final List<TestMessage> network = new ArrayList<>();
    /** Lost on the way, until a test says otherwise. */
    Predicate<TestMessage> dropping = message -> false;

    private final boolean[][] cut;

    TestCluster(int processCount) {
        this(processCount, RaftConfig.builder().build(), 42);
    }

    TestCluster(int processCount, RaftConfig config, long seed) {
        replicas = new TestReplica[processCount];
        cut = new boolean[processCount][processCount];
        for (int id = 0; id < processCount; id++) {
            replicas[id] = new TestReplica(config, id, processCount, seed);
        }
    }

    TestCluster start() {
        for (TestReplica replica : replicas) {
            replica.start();
        }
        collect();
        return this;
    }

    TestReplica replica(int id) {
        return replicas[id];
    }

    RaftNode node(int id) {
        return replicas[id].node;
    }

    /** Both directions. */
    void cut(int a, int b) {
        cutOneWay(a, b);
        cutOneWay(b, a);
    }

    void cutOneWay(int from, int to) {
        cut[from][to] = true;
    }

    void isolate(int id) {
        for (int other = 0; other < replicas.length; other++) {
            if (other != id) {
                cut(id, other);
            }
        }
    }

    void heal() {
        dropping = message -> false;
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
    }

    void collect() {
        for (TestReplica replica : replicas) {
            for (TestMessage message : replica.takeSent()) {
                if (!cut[message.from][message.to] && !dropping.test(message)) {
                    network.add(message);
                }
            }
        }
    }

    void drop(Predicate<TestMessage> which) {
        collect();
        network.removeIf(which);
    }

    /** Delivers one message and runs a cycle of its receiver. */
    void deliver(TestMessage message) {
        network.remove(message);
        TestReplica receiver = replicas[message.to];
        receiver.deliver(message);
        receiver.endCycle();
        collect();
    }

    /** Until nothing is under way and nothing waits, without time passing. */
    TestCluster stabilize() {
        collect();
        for (int round = 0; round < 100_000; round++) {
            if (!network.isEmpty()) {
                deliver(network.get(0));
                continue;
            }
            boolean worked = false;
            for (TestReplica replica : replicas) {
                if (replica.hasWork()) {
                    replica.endCycle();
                    worked = true;
                }
            }
            collect();
            if (!worked && network.isEmpty()) {
                return this;
            }
        }
        throw new IllegalStateException("the group does not come to rest: " + network);
    }

    /** Time passes in steps of a millisecond; everything sent arrives. */
    void run(long ns) {
        for (long passed = 0; passed < ns; passed += 1_000_000) {
            for (TestReplica replica : replicas) {
                replica.advance(1_000_000);
            }
            stabilize();
        }
    }

    /** Lets all others wait until they would vote, then this one asks. */
    TestCluster elect(int id) {
        long longest = 0;
        for (TestReplica replica : replicas) {
            longest = Math.max(longest, replica.nowNs);
        }
        TestReplica candidate = replicas[id];
        candidate.nowNs = Math.max(longest, candidate.node.nextDeadlineNs());
        for (TestReplica replica : replicas) {
            // Not past the deadline of another one.
            if (replica.up && replica != candidate) {
                replica.nowNs = Math.max(replica.nowNs, Math.min(candidate.nowNs, replica.node.nextDeadlineNs() - 1));
            }
        }
        candidate.endCycle();
        stabilize();
        Invariant.check(candidate.node.role() == Role.LEADER, "elected", id, candidate.node.term());
        return this;
    }

    /** Time passes, and nobody else's questions are heard, until this one leads. */
    void electOnly(int id) {
        Predicate<TestMessage> before = dropping;
        dropping = before.or(message -> message.from != id && message.isRequestForVote());
        for (int ms = 0; node(id).role() != Role.LEADER; ms++) {
            Invariant.check(ms < 10_000, "elected within 10 s", id, node(id).term());
            run(1_000_000);
        }
        dropping = before;
    }

    int leader() {
        int found = -1;
        for (TestReplica replica : replicas) {
            if (replica.up
                    && replica.node.role() == Role.LEADER
                    && (found < 0 || replica.node.term() > replicas[found].node.term())) {
                found = replica.id;
            }
        }
        return found;
    }

    void crash(int id) {
        replicas[id].crash();
        network.removeIf(message -> message.to == id);
    }

    void recover(int id) {
        long now = 0;
        for (TestReplica replica : replicas) {
            now = Math.max(now, replica.nowNs);
        }
        replicas[id].nowNs = now;
        replicas[id].start();
        collect();
    }
}
