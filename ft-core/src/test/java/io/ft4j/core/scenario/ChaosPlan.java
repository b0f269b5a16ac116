package io.ft4j.core.scenario;

import io.ft4j.core.model.Prng;

/**
 * What may go wrong in one run, drawn from its seed (swarm testing; Groce et al. 2012): each kind of fault is off in many
 * runs, since a fault that always happens hides what only happens without it.
 *
 * @param processCount       3 or 5.
 * @param lossRate           of frames.
 * @param duplicateRate      of frames.
 * @param delayNs            mean of the delay of a frame, exponential.
 * @param spikeRate          of frames that are late by up to {@code spikeNs} instead.
 * @param forceNs            mean duration of a force, exponential.
 * @param slowForceRate      of forces that take up to {@code spikeNs} instead.
 * @param cycleNs            longest wait of news for the next duty cycle of its process.
 * @param proposalNs         mean time between commands of clients.
 * @param crashNs            mean time between crashes; 0: none.
 * @param cutNs              mean time between cuts of the network; 0: none.
 * @param pauseNs            mean time between pauses of a process; 0: none.
 * @param diskNs             mean time between disks that force nothing for a while; 0: none.
 * @param jumpNs             mean time between jumps of all clocks to their deadlines, several in a row; 0: none.
 * @param repairNs           mean time until a crash, a cut or a pause is over.
 * @param leaderBias         how often a fault seeks the leader.
 * @param newLeaderFaultRate how often a new leader is hit soon: it reaches one process only, then it dies.
 * @param voterCrashRate     how often a process crashes soon after it has voted, and is back while the election goes on.
 * @param driftPerMille      clocks run faster or slower by up to this.
 * @param stallRate          how often the state machine takes less than it is offered.
 */
public record ChaosPlan(
        int processCount,
        double lossRate,
        double duplicateRate,
        long delayNs,
        double spikeRate,
        long spikeNs,
        long forceNs,
        double slowForceRate,
        long cycleNs,
        long proposalNs,
        long crashNs,
        long cutNs,
        long pauseNs,
        long diskNs,
        long jumpNs,
        long repairNs,
        double leaderBias,
        double newLeaderFaultRate,
        double voterCrashRate,
        int driftPerMille,
        double stallRate) {
    /** @param timeoutNs the time-out of the protocol, by which everything is measured. */
    public static ChaosPlan draw(Prng prng, long timeoutNs) {
        return new ChaosPlan(
                prng.chance(0.6) ? 3 : 5,
                rate(prng, 0.2),
                rate(prng, 0.1),
                between(prng, timeoutNs / 1000, timeoutNs / 6),
                rate(prng, 0.05),
                between(prng, timeoutNs / 3, 4 * timeoutNs),
                between(prng, timeoutNs / 3000, timeoutNs / 30),
                rate(prng, 0.02),
                between(prng, 1, timeoutNs / 100),
                between(prng, timeoutNs / 100, timeoutNs),
                interval(prng, timeoutNs / 2, 8 * timeoutNs),
                interval(prng, timeoutNs / 2, 8 * timeoutNs),
                interval(prng, 2 * timeoutNs, 10 * timeoutNs),
                interval(prng, timeoutNs, 10 * timeoutNs),
                interval(prng, timeoutNs, 10 * timeoutNs),
                between(prng, timeoutNs / 10, 3 * timeoutNs),
                prng.nextDouble(),
                rate(prng, 0.8),
                rate(prng, 0.8),
                prng.chance(0.3) ? 1 + prng.nextInt(100) : 0,
                rate(prng, 0.2));
    }

    /** After the faults: nothing fails any more, and delays are moderate. */
    ChaosPlan calm(long timeoutNs) {
        return new ChaosPlan(
                processCount,
                0,
                0,
                Math.min(delayNs, timeoutNs / 60),
                0,
                spikeNs,
                Math.min(forceNs, timeoutNs / 60),
                0,
                cycleNs,
                proposalNs,
                0,
                0,
                0,
                0,
                0,
                repairNs,
                0,
                0,
                0,
                driftPerMille,
                0);
    }

    /** Off in a third of the runs. */
    private static double rate(Prng prng, double max) {
        double value = prng.nextDouble() * max;
        return prng.chance(0.33) ? 0 : value;
    }

    private static long interval(Prng prng, long min, long max) {
        long value = between(prng, min, max);
        return prng.chance(0.25) ? 0 : value;
    }

    /** Small values as likely as large ones: uniform in the exponent. */
    private static long between(Prng prng, long min, long max) {
        return (long) (min * Math.pow((double) max / min, prng.nextDouble()));
    }
}
