package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.Progress;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.ReplicaStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** Waits until every replica has applied what the group has committed, as long as any of them gets ahead. */
final class CatchUp {
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(20);

    private final ReplicaGroup group;
    private final Progress progress;
    private final IdleStrategy idle = new SleepingMillisIdleStrategy(1);

    CatchUp(ReplicaGroup group, Progress progress) {
        this.group = group;
        this.progress = progress;
    }

    /**
     * The replicas when they are equally far, or when none moves any more: then the digests will differ.
     *
     * @return one outcome a replica, in order of id
     */
    List<ReplicaOutcome> await() {
        long bestSum = -1;
        long movedNs = System.nanoTime();
        while (true) {
            List<ReplicaStatus> replicas = statuses();
            long target = target(replicas);
            long sum = 0;
            boolean complete = true;
            for (ReplicaStatus replica : replicas) {
                sum += replica.appliedIndex();
                complete &= replica.failure() != null || replica.appliedIndex() >= target;
            }
            long nowNs = System.nanoTime();
            if (sum > bestSum) {
                bestSum = sum;
                movedNs = nowNs;
            }
            if (!complete && nowNs - movedNs > STALL_NS) {
                progress.say(describeStall(replicas, target));
                complete = true;
            }
            if (complete) {
                // Read again: a digest above may have been taken before the last commands were applied.
                return statuses().stream().map(CatchUp::outcome).toList();
            }
            idle.idle();
        }
    }

    private List<ReplicaStatus> statuses() {
        List<ReplicaStatus> replicas = new ArrayList<>();
        for (int id = 0; id < group.size(); id++) {
            replicas.add(group.status(id));
        }
        return replicas;
    }

    /** What is committed anywhere, and applied by whoever is ahead. */
    private static long target(List<ReplicaStatus> replicas) {
        long target = 0;
        for (ReplicaStatus replica : replicas) {
            target = Math.max(target, Math.max(replica.commitIndex(), replica.appliedIndex()));
        }
        return target;
    }

    private static String describeStall(List<ReplicaStatus> replicas, long target) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "gave up waiting for all replicas to apply index %,d: none got ahead for %d s;",
                target,
                TimeUnit.NANOSECONDS.toSeconds(STALL_NS)));
        for (ReplicaStatus replica : replicas) {
            text.append(String.format(Locale.ROOT, " replica %d: %,d", replica.replicaId(), replica.appliedIndex()));
        }
        return text.toString();
    }

    private static ReplicaOutcome outcome(ReplicaStatus replica) {
        String failure = replica.failure() == null ? null : replica.failure().toString();
        return new ReplicaOutcome(
                replica.replicaId(),
                replica.leading(),
                replica.appliedIndex(),
                replica.digest(),
                replica.duplicates(),
                failure);
    }
}
