package io.ft4j.core.consensus.raft;

import io.ft4j.core.model.Prng;
import io.ft4j.core.scenario.ChaosPlan;
import io.ft4j.core.scenario.ChaosRun;
import io.ft4j.core.scenario.Sabotage;
import io.ft4j.core.scenario.Trace;
import java.util.List;

/** Runs Raft under one seed. */
final class RaftChaos {
    /** Seeds that found something at some time; they run first. */
    static final long[] FAILED_ONCE = {};

    private static final long ELECTION_TIMEOUT_NS = 300_000_000;
    private static final int EXPLAINED_LINES = 60;

    private RaftChaos() {}

    /** Throws when a check fails, or when the group does not converge after the faults. Returns the digest of the run. */
    static long run(long seed, int steps, Trace trace, RaftTally tally) {
        return run(seed, steps, trace, tally, RaftCluster.Watch.ALL, new Sabotage() {});
    }

    static long run(long seed, int steps, Trace trace, RaftTally tally, RaftCluster.Watch watch, Sabotage sabotage) {
        Prng prng = new Prng(seed);
        ChaosPlan plan = ChaosPlan.draw(prng.fork("plan"), ELECTION_TIMEOUT_NS);
        RaftSubject subject = subject(prng.fork("config"));
        RaftCluster[] raft = new RaftCluster[1];
        ChaosRun run = new ChaosRun(
                plan,
                ELECTION_TIMEOUT_NS,
                prng.fork("run"),
                wire -> {
                    raft[0] = new RaftCluster(subject, plan.processCount(), seed, wire, trace, watch);
                    raft[0].cluster().sabotage(sabotage);
                    return raft[0].cluster();
                },
                tally::onLifeEnd,
                trace);
        run.disturb(steps);
        run.converge(10 * ELECTION_TIMEOUT_NS + 2_000_000_000L);
        tally.onRunEnd(raft[0], run);
        return run.digest();
    }

    /** The failure with the end of its trace, and how to see it again. */
    static AssertionError explain(long seed, int steps, RuntimeException failure) {
        Trace trace = new Trace(true);
        String again = "it does not happen again, which is a bug of the harness";
        try {
            run(seed, steps, trace, new RaftTally());
        } catch (RuntimeException e) {
            again = e.toString();
        }
        List<String> lines = trace.take();
        List<String> end = lines.subList(Math.max(0, lines.size() - EXPLAINED_LINES), lines.size());
        return new AssertionError(
                "seed " + seed + ": " + failure + "\nagain: " + again
                        + "\nreplay: mvn test -pl ft-core -Dtest=RaftChaosTest -Dft4j.seed=" + seed + "\n"
                        + String.join("\n", end),
                failure);
    }

    private static RaftSubject subject(Prng prng) {
        int frameBytes = 256 << prng.nextInt(3);
        RaftConfig config = RaftConfig.builder()
                .electionTimeoutNs(ELECTION_TIMEOUT_NS)
                .maxFrameBytes(frameBytes)
                .catchUpBytesPerCycle(frameBytes * (1 + prng.nextInt(3)))
                .maxInflightFrames(1 + prng.nextInt(6))
                .maxUncommittedEntries(16 << prng.nextInt(3))
                .maxCommandBytes(16)
                .build();
        return new RaftSubject(config, 32 << prng.nextInt(2));
    }
}
