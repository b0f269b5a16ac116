package io.ft4j.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.apache.pekko.remote.FailureDetector;
import org.apache.pekko.remote.PhiAccrualFailureDetector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's φ detector under the load of {@link DetectorBenchmark}: 63 peers take turns, a heartbeat a second each. It is told
 * heartbeats by a call, where ours reads a message; it has no duty cycle and suspects when it is asked.
 *
 * <p>It is a test so that Pekko stays out of the executable jar. {@code docs/failure-detection.md} has the command.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PekkoDetectorBenchmark {
    private static final int PEERS = 63;
    private static final long INTERVAL_NS = 1_000_000_000;
    private static final long NS_PER_MS = 1_000_000;
    private static final double THRESHOLD = 8;
    private static final int WINDOW_COUNT = 200;
    private static final int WARM_UP_ROUNDS = 300;

    /** Milliseconds, which is what it counts in. */
    private static final class Clock extends FailureDetector.Clock {
        private long nowNs = INTERVAL_NS;

        @Override
        public long apply$mcJ$sp() {
            return nowNs / NS_PER_MS;
        }

        @Override
        public Object apply() {
            return apply$mcJ$sp();
        }
    }

    private final Clock clock = new Clock();
    private final PhiAccrualFailureDetector[] detectors = new PhiAccrualFailureDetector[PEERS];
    private int peer;

    /** Hears every peer for some minutes of its time. */
    @Setup
    public void start() {
        for (int i = 0; i < PEERS; i++) {
            detectors[i] = new PhiAccrualFailureDetector(
                    THRESHOLD, WINDOW_COUNT, millis(100), millis(3_000), millis(1_000), clock);
        }
        for (int i = 0; i < WARM_UP_ROUNDS * PEERS; i++) {
            heartbeat();
        }
    }

    private static FiniteDuration millis(long millis) {
        return new FiniteDuration(millis, TimeUnit.MILLISECONDS);
    }

    private PhiAccrualFailureDetector next() {
        peer = peer + 1 == PEERS ? 0 : peer + 1;
        clock.nowNs += INTERVAL_NS / PEERS;
        return detectors[peer];
    }

    /** A heartbeat is received. */
    @Benchmark
    public void heartbeat() {
        next().heartbeat();
    }

    /**
     * A heartbeat is received, and the peer asked about.
     *
     * @return whether it is trusted
     */
    @Benchmark
    public boolean heartbeatAndIsAvailable() {
        next().heartbeat();
        return detectors[peer].isAvailable();
    }

    /**
     * A peer is asked about, some time after its heartbeat.
     *
     * @return φ
     */
    @Benchmark
    public double phi() {
        peer = peer + 1 == PEERS ? 0 : peer + 1;
        return detectors[peer].phi();
    }
}
