package io.ft4j.bench.cli;

import io.ft4j.bench.Progress;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.SimTally;
import io.ft4j.core.sim.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs seeds one after the other, each in one of several threads, until there are enough, the time is over or one has
 * failed. Of several failures the one of the lowest seed counts, whatever thread was the fastest.
 */
final class SimSweep {
    private final Simulator simulator;
    private final long firstSeed;
    private final long seedCount;
    private final long forNs;
    private final Progress progress;

    private final long startNs = System.nanoTime();
    private final SimTally tally = new SimTally();
    private long taken;
    private long done;
    private long busyNs;
    private SimReport failure;
    private Throwable error;

    /** @param busyNs that all threads together have simulated. */
    record Result(long firstSeed, long seedCount, SimTally tally, long busyNs, long elapsedNs, SimReport failure) {}

    /**
     * @param seedCount {@link Long#MAX_VALUE}: as many as there is time for.
     * @param forNs     {@link Long#MAX_VALUE}: as long as it takes.
     */
    SimSweep(Simulator simulator, long firstSeed, long seedCount, long forNs, Progress progress) {
        this.simulator = simulator;
        this.firstSeed = firstSeed;
        this.seedCount = seedCount;
        this.forNs = forNs;
        this.progress = progress;
    }

    Result run(int threadCount) throws InterruptedException {
        progress.begin(isTimed() ? "seconds" : "seeds", isTimed() ? TimeUnit.NANOSECONDS.toSeconds(forNs) : seedCount);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < threadCount; i++) {
            Thread thread = new Thread(this::work, "ft4j-sim-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (error != null) {
            throw new IllegalStateException("a run broke down: " + error, error);
        }
        return new Result(firstSeed, done, tally, busyNs, System.nanoTime() - startNs, failure);
    }

    private boolean isTimed() {
        return forNs != Long.MAX_VALUE;
    }

    private void work() {
        try {
            for (long seed = take(); seed >= firstSeed; seed = take()) {
                long fromNs = System.nanoTime();
                SimReport report = simulator.run(seed);
                put(report, System.nanoTime() - fromNs);
            }
        } catch (RuntimeException | Error e) {
            breakDown(e);
        }
    }

    /** The next seed, or one below the first: there is nothing left to do. */
    private synchronized long take() {
        boolean over = taken == seedCount || error != null || failure != null || System.nanoTime() - startNs >= forNs;
        return over ? firstSeed - 1 : firstSeed + taken++;
    }

    private synchronized void put(SimReport report, long runNs) {
        done++;
        busyNs += runNs;
        tally.add(report.tally());
        if (!report.isSuccess() && (failure == null || report.seed() < failure.seed())) {
            failure = report;
        }
        progress.update(isTimed() ? TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs) : done);
    }

    private synchronized void breakDown(Throwable cause) {
        error = cause;
    }
}
