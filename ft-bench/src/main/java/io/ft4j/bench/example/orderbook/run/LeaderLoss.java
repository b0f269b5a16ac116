package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.Progress;
import io.ft4j.core.runtime.ReplicaGroup;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Kills the leader of a group without warning when its time has come, restarts it later, and measures how long the group
 * has no leader. One thread, but for the restart: reading a long log takes long, and the client must not stop meanwhile.
 */
final class LeaderLoss {
    static final int NONE = -1;

    private final ReplicaGroup group;
    private final RunPlan plan;
    private final Progress progress;
    private int killedId = NONE;
    private int successorId = NONE;
    private long killedAfter = RunPlan.NEVER;
    private long restartedAfter = RunPlan.NEVER;
    private long leaderlessNs;
    private long leaderlessSinceNs;
    private boolean leaderless;
    private Thread restarter;
    private volatile boolean restarted;
    private volatile long restartNs;
    private volatile RuntimeException restartFailure;

    LeaderLoss(ReplicaGroup group, RunPlan plan, Progress progress) {
        this.group = group;
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * To be called all the time.
     *
     * @throws IllegalStateException when the replica could not be restarted
     */
    void step(long offered, long nowNs) {
        if (restartFailure != null) {
            throw new IllegalStateException("replica " + killedId + " could not be restarted", restartFailure);
        }
        if (plan.killAfter() != RunPlan.NEVER && killedId == NONE && offered >= plan.killAfter()) {
            kill(offered);
        } else if (restarter == null && successorId != NONE && offered >= plan.restartAfter()) {
            restart(offered);
        }
        watch(nowNs);
    }

    /** How many commands may be offered before the next call of {@link #step}: so kill and restart come exactly in time. */
    long offerLimit() {
        if (plan.killAfter() == RunPlan.NEVER || restarter != null) {
            return plan.commands();
        }
        return killedId == NONE ? plan.killAfter() : plan.restartAfter();
    }

    /** Nothing is left to kill or to restart. */
    boolean isOver() {
        return plan.killAfter() == RunPlan.NEVER || restarted;
    }

    /** The replica killed, or {@link #NONE}. */
    int killedId() {
        return killedId;
    }

    /** Commands offered before the kill. */
    long killedAfter() {
        return killedAfter;
    }

    /** Who led next, or {@link #NONE}. */
    int successorId() {
        return successorId;
    }

    long restartedAfter() {
        return restartedAfter;
    }

    /** How long it took to read its log and to join the group again. */
    long restartNs() {
        return restartNs;
    }

    /** As seen by whoever calls {@link #step}, the first election excluded. */
    long leaderlessNs() {
        return leaderlessNs;
    }

    private boolean isDown() {
        return killedId != NONE && !restarted;
    }

    private void kill(long offered) {
        int leader = group.leaderId();
        if (leader == NONE) {
            return;
        }
        group.kill(leader);
        killedId = leader;
        killedAfter = offered;
        say("leader, replica %d, killed after %,d commands", leader, offered);
    }

    private void restart(long offered) {
        restartedAfter = offered;
        say("replica %d restarts from its log after %,d commands", killedId, offered);
        restarter = new Thread(this::restart, "ft4j-restart-" + killedId);
        restarter.start();
    }

    private void restart() {
        long startNs = System.nanoTime();
        try {
            group.restart(killedId);
            restartNs = System.nanoTime() - startNs;
            restarted = true;
        } catch (RuntimeException e) {
            restartFailure = e;
        }
    }

    private void watch(long nowNs) {
        int leader = group.leaderId();
        boolean lost = leader == NONE || (isDown() && leader == killedId);
        if (lost && !leaderless) {
            leaderlessSinceNs = nowNs;
        } else if (!lost && leaderless) {
            leaderlessNs += nowNs - leaderlessSinceNs;
        }
        leaderless = lost;
        if (!lost && isDown() && successorId == NONE) {
            successorId = leader;
            say("replica %d leads, after %.1f ms without a leader", leader, milliseconds(leaderlessNs));
        }
    }

    private void say(String format, Object... arguments) {
        progress.say(String.format(Locale.ROOT, format, arguments));
    }

    static double milliseconds(long ns) {
        return (double) ns / TimeUnit.MILLISECONDS.toNanos(1);
    }
}
