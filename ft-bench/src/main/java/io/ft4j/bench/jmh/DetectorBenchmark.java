package io.ft4j.bench.jmh;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.detect.DetectorCounter;
import io.ft4j.detect.DetectorCounters;
import io.ft4j.detect.HeartbeatConfig;
import io.ft4j.detect.HeartbeatDetector;
import io.ft4j.detect.PhiAccrualDetector;
import io.ft4j.detect.PhiConfig;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What failure detection costs a process of a group of 64, and a thread that monitors 10,000 peers. Heartbeats come one a
 * second from each peer, evenly spread, as they do in the field.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DetectorBenchmark {
    private static final int GROUP_SIZE = ProcessSet.MAX_PROCESSES;
    private static final int PEERS = GROUP_SIZE - 1;
    private static final long START_NS = 1_700_000_000_000_000_000L;
    private static final long INTERVAL_NS = 1_000_000_000;
    private static final long PAUSE_NS = 3_000_000_000L;

    /** Which detector. */
    public enum Kind {
        HEARTBEAT,
        PHI
    }

    /** One process and its detector; all peers have been heard from for a while. */
    private static final class Node {
        private static final int WARM_UP_ROUNDS = 300;

        private final HeartbeatMessage message = new HeartbeatMessage();
        private final ScratchOutbox outbox = new ScratchOutbox();
        private final FailureDetector detector;
        private final DetectorCounters counters;

        private Node(Kind kind) {
            long members = ProcessSet.firstN(GROUP_SIZE);
            if (kind == Kind.PHI) {
                PhiAccrualDetector phi = new PhiAccrualDetector(phiConfig(), 0, members);
                detector = phi;
                counters = phi.counters();
            } else {
                HeartbeatDetector heartbeat = new HeartbeatDetector(heartbeatConfig(), 0, members);
                detector = heartbeat;
                counters = heartbeat.counters();
            }
            detector.onStart(START_NS, outbox);
        }

        private static PhiConfig phiConfig() {
            return PhiConfig.builder()
                    .heartbeatIntervalNs(INTERVAL_NS)
                    .minDeviationNs(INTERVAL_NS / 10)
                    .maxSampleNs(10 * INTERVAL_NS)
                    .acceptablePauseNs(PAUSE_NS)
                    .build();
        }

        private static HeartbeatConfig heartbeatConfig() {
            return HeartbeatConfig.builder()
                    .heartbeatIntervalNs(INTERVAL_NS)
                    .initialTimeoutNs(INTERVAL_NS + PAUSE_NS)
                    .build();
        }

        private void hear(long nowNs, int sourceId, long sequence) {
            message.sequence(sequence);
            detector.onMessage(nowNs, sourceId, message.buffer(), 0, HeartbeatMessage.LENGTH, outbox);
        }

        /** As the driver does it. */
        private void cycle(long nowNs) {
            if (detector.nextDeadlineNs() <= nowNs) {
                detector.onDeadline(nowNs, outbox);
            }
            detector.onBatchEnd(nowNs, outbox);
            outbox.clear();
        }

        /** @return the time after it. */
        private long warmUp() {
            long nowNs = START_NS;
            for (int round = 1; round <= WARM_UP_ROUNDS; round++) {
                for (int peer = 1; peer <= PEERS; peer++) {
                    nowNs += INTERVAL_NS / PEERS;
                    hear(nowNs, peer, round);
                    cycle(nowNs);
                }
            }
            return nowNs;
        }

        private void requireNoSuspicion() {
            if (counters.count(DetectorCounter.SUSPECTED) > 0) {
                throw new IllegalStateException(
                        "SUSPECTED=" + counters.count(DetectorCounter.SUSPECTED) + ", though all were heard");
            }
        }
    }

    /** One process of a group of 64. */
    @State(Scope.Thread)
    public static class Group {
        /** Which detector. */
        @Param
        public Kind kind;

        private Node node;
        private long nowNs;
        private long sequence = Node.WARM_UP_ROUNDS + 1;
        private int peer;

        /** Hears every peer for some minutes of its time. */
        @Setup
        public void start() {
            node = new Node(kind);
            nowNs = node.warmUp();
        }

        /** Refuses figures of a detector that did something else. */
        @TearDown
        public void check() {
            node.requireNoSuspicion();
        }

        private void hearNext() {
            if (++peer > PEERS) {
                peer = 1;
                sequence++;
            }
            nowNs += INTERVAL_NS / PEERS;
            node.hear(nowNs, peer, sequence);
        }
    }

    /** The same with φ. */
    @State(Scope.Thread)
    public static class PhiGroup {
        private final Node node = new Node(Kind.PHI);
        private long nowNs;
        private int peer;

        /** Hears every peer for some minutes of its time. */
        @Setup
        public void start() {
            nowNs = node.warmUp();
        }

        private double next() {
            peer = peer == PEERS ? 1 : peer + 1;
            return ((PhiAccrualDetector) node.detector).phi(peer, nowNs);
        }
    }

    /**
     * 159 groups of 64 on one thread, 10,017 peers together; each heartbeat comes in the millisecond in which it is due.
     */
    @State(Scope.Thread)
    public static class ManyGroups {
        private static final int GROUPS = 159;
        private static final int CYCLES = 1_000;
        private static final long CYCLE_NS = INTERVAL_NS / CYCLES;

        /** Which detector. */
        @Param
        public Kind kind;

        private final Node[] nodes = new Node[GROUPS];
        private long nowNs;
        private long sequence = Node.WARM_UP_ROUNDS;

        /** Hears every peer for some minutes of its time. */
        @Setup
        public void start() {
            for (int i = 0; i < GROUPS; i++) {
                nodes[i] = new Node(kind);
                nowNs = nodes[i].warmUp();
            }
        }

        /** Refuses figures of detectors that did something else. */
        @TearDown
        public void check() {
            for (Node node : nodes) {
                node.requireNoSuspicion();
            }
        }

        private void second() {
            sequence++;
            int heard = 0;
            for (int cycle = 1; cycle <= CYCLES; cycle++) {
                nowNs += CYCLE_NS;
                int due = GROUPS * PEERS * cycle / CYCLES;
                for (; heard < due; heard++) {
                    nodes[heard % GROUPS].hear(nowNs, 1 + heard / GROUPS, sequence);
                }
                for (Node node : nodes) {
                    node.cycle(nowNs);
                }
            }
        }
    }

    /**
     * A heartbeat is received, and that is all; the peers take turns.
     *
     * @return who is suspected
     */
    @Benchmark
    public boolean heartbeat(Group group) {
        group.hearNext();
        return group.node.detector.isSuspected(group.peer);
    }

    /**
     * A heartbeat is received and the duty cycle ends: own heartbeats and searches are in it, as they come.
     *
     * @return who is suspected
     */
    @Benchmark
    public boolean heartbeatAndCycle(Group group) {
        group.hearNext();
        group.node.cycle(group.nowNs);
        return group.node.detector.isSuspected(group.peer);
    }

    /**
     * A duty cycle in which nothing has come and nothing is due.
     *
     * @return the next deadline
     */
    @Benchmark
    public long idleCycle(Group group) {
        group.node.cycle(group.nowNs);
        return group.node.detector.nextDeadlineNs();
    }

    /**
     * How suspicious a peer is, some time after its heartbeat; of the φ detector only.
     *
     * @return φ
     */
    @Benchmark
    public double phi(PhiGroup group) {
        return group.next();
    }

    /** A second of 10,017 peers: their heartbeats, and 1,000 duty cycles of each group. A share of a core, in 10⁻⁹. */
    @Benchmark
    public void secondOf10000Peers(ManyGroups groups) {
        groups.second();
    }
}
