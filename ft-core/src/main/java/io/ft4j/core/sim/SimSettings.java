package io.ft4j.core.sim;

import io.ft4j.core.consensus.raft.RaftConfig;
import io.ft4j.core.model.FailureClass;
import io.ft4j.core.model.GroupSize;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.Synchrony;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.ReplicaGroupBuilder;
import io.ft4j.core.runtime.Replicas;
import io.ft4j.core.runtime.Tolerance;
import java.util.Locale;

/**
 * What a seed draws beside faults: sizes small enough that every bound is met, and the speed of network and disks. What
 * the {@link Simulator} fixes is drawn all the same, so that the rest is what it would be without.
 *
 * @param durationNs     virtual time under faults.
 * @param delayNs        mean time of a frame on its way.
 * @param forceNs        mean duration of a force; 0: done at once.
 * @param clientCount    that ask at the same time.
 * @param maxOutstanding commands of one client without reply, a power of two.
 * @param burst          commands that a client has in mind at once, where it may.
 * @param maxSessions    that the group remembers.
 * @param tailBytes      newest entries that a replica keeps in memory.
 */
public record SimSettings(
        int processCount,
        long durationNs,
        long delayNs,
        long forceNs,
        int clientCount,
        int maxOutstanding,
        int burst,
        int maxSessions,
        int tailBytes,
        RaftConfig raft) {
    private static final int MIN_FRAME_BYTES = 1024;

    static SimSettings draw(Prng prng, Simulator simulator) {
        int drawnFaults = drawFaults(prng);
        int faults = simulator.faults() >= 0 ? simulator.faults() : drawnFaults;
        long drawnNs = Simulator.SECOND_NS * 60 + prng.nextLong(Simulator.SECOND_NS * 60);
        long durationNs = simulator.durationNs() > 0 ? simulator.durationNs() : drawnNs;
        int frameBytes = Math.max(MIN_FRAME_BYTES, Integer.highestOneBit(2 * simulator.maxCommandBytes() + 511))
                << prng.nextInt(3) * prng.nextInt(3);
        RaftConfig raft = RaftConfig.builder()
                .maxCommandBytes(simulator.maxCommandBytes())
                .maxFrameBytes(frameBytes)
                .maxInflightFrames(1 << prng.nextInt(6))
                .maxUncommittedEntries(16 << prng.nextInt(8))
                .catchUpBytesPerCycle(frameBytes << prng.nextInt(3))
                .build();
        long delayNs = between(prng, raft.electionTimeoutNs() / 3000, raft.electionTimeoutNs() / 60);
        long forceNs =
                prng.chance(0.4) ? 0 : between(prng, raft.electionTimeoutNs() / 3000, raft.electionTimeoutNs() / 60);
        int drawnClients = 1 + prng.nextInt(8);
        int maxOutstanding = 1 << prng.nextInt(6);
        return new SimSettings(
                GroupSize.consensus(FailureClass.CRASH, Synchrony.PARTIALLY_SYNCHRONOUS, faults),
                durationNs,
                delayNs,
                forceNs,
                simulator.clientCount() > 0 ? simulator.clientCount() : drawnClients,
                maxOutstanding,
                prng.chance(0.5) ? maxOutstanding : 1,
                8 << prng.nextInt(4),
                prng.chance(0.5) ? 4 * frameBytes : 8 * frameBytes << prng.nextInt(2),
                raft);
    }

    private static int drawFaults(Prng prng) {
        int[] counts = {1, 1, 1, 1, 2, 2, 2, 2, 3, 0};
        return counts[prng.nextInt(counts.length)];
    }

    /** Small values as likely as large ones: uniform in the exponent. */
    private static long between(Prng prng, long min, long max) {
        return (long) (min * StrictMath.pow((double) max / min, prng.nextDouble()));
    }

    /** A few lines for people. */
    public String toText() {
        return String.format(
                Locale.ROOT,
                "%d processes; %.3f s under faults, then convergence%n"
                        + "%d clients, each with up to %d commands outstanding; %d sessions are remembered%n"
                        + "a frame takes %.3f ms, a force %.3f ms on average; election time-out %.0f ms, heartbeat %.0f ms%n"
                        + "frames of up to %d bytes, %d in flight; tail of %d bytes; %d entries uncommitted at most%n",
                processCount,
                durationNs / 1e9,
                clientCount,
                maxOutstanding,
                maxSessions,
                delayNs / 1e6,
                forceNs / 1e6,
                raft.electionTimeoutNs() / 1e6,
                raft.heartbeatIntervalNs() / 1e6,
                raft.maxFrameBytes(),
                raft.maxInflightFrames(),
                tailBytes,
                raft.maxUncommittedEntries());
    }

    Replicas replicas(long seed, Simulator simulator) {
        ReplicaGroupBuilder builder = ReplicaGroup.tolerating(Tolerance.crashes((processCount - 1) / 2))
                .groupId(SimProcess.GROUP_ID)
                .seed(seed)
                .raft(raft)
                .maxCommandBytes(simulator.maxCommandBytes())
                .maxReplyBytes(simulator.maxReplyBytes())
                .maxSessions(maxSessions)
                .maxOutstanding(maxOutstanding)
                .ingressCapacity(Math.max(64, 2 * maxOutstanding))
                .tailBytes(tailBytes)
                .linkBytes(Integer.highestOneBit(16 * raft.maxFrameBytes()));
        return builder.replicas();
    }
}
