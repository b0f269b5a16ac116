package io.ft4j.detect.swim;

import io.ft4j.core.model.Prng;

/**
 * A life of a system under one seed, one trouble after the other, each followed by what must hold. Broken is told as an
 * error whose text begins with the property.
 */
final class SwimSwarm {
    private static final long MS = SwimWorld.MS;

    final SwimWorld world;
    private final Prng prng;
    private final SwimConfig config;
    private final int n;
    private final double loss;

    private SwimSwarm(long seed) {
        prng = new Prng(seed).fork("swarm");
        n = 16 + prng.nextInt(25);
        loss = prng.nextInt(6) / 100.0;
        config = SwimConfig.builder(n + prng.nextInt(30))
                .piggybackBytes(52 + prng.nextInt(150))
                .build();
        world = new SwimWorld(config, n, seed);
        world.maxDelayNs = (1 + prng.nextInt(90)) * MS;
        world.maxBacklog = prng.chance(0.5) ? 0 : 1_000;
        world.duplication = prng.nextInt(4) / 100.0;
    }

    /** @throws AssertionError or {@link io.ft4j.core.model.Invariant.Violation} when something is broken. */
    static SwimSwarm run(long seed) {
        SwimSwarm swarm = new SwimSwarm(seed);
        swarm.join();
        swarm.lossyDays();
        swarm.cutLinks();
        swarm.ownPauses();
        swarm.crashesAndRestarts();
        swarm.partition();
        swarm.leave();
        return swarm;
    }

    /** One after the other; all know of the last one as fast as the paper says. */
    private void join() {
        world.start(0);
        for (int id = 1; id < n - 1; id++) {
            world.start(id, 0, id / 2);
            world.runPeriods(prng.nextDouble());
        }
        settle("join");
        world.runPeriods(config.maxSends(n));
        world.start(n - 1, 0);
        world.periodsUntil(() -> world.allHold(n - 1, MemberState.ALIVE), Bounds.infectionPeriods(n, 0), "infection");
        settle("join");
    }

    /** Loss, duplicates, reordering: nobody is declared failed. */
    private void lossyDays() {
        world.loss = loss;
        world.runPeriods(60);
        world.loss = 0;
        // Probes end whose frames were lost.
        world.runPeriods(2);
        settle("convergence");
    }

    /** A pair that does not hear each other is helped by others: nobody is suspected. */
    private void cutLinks() {
        long before = world.sum(SwimCounter.SUSPECTED);
        for (int i = 0; i < 3; i++) {
            int id = prng.nextInt(n);
            world.cutLink(id, (id + 1 + prng.nextInt(n - 1)) % n);
        }
        world.runPeriods(2 * n);
        world.require(
                world.sum(SwimCounter.SUSPECTED) == before, "indirect probes", () -> "a cut link made a suspicion");
        world.heal();
    }

    /** Processes that stood still, and may have lost what came, suspect nobody for it, and refute what was said meanwhile. */
    private void ownPauses() {
        int count = 1 + prng.nextInt(4);
        long before = blames(count);
        long durationNs = (1_500 + prng.nextInt(6_000)) * MS;
        for (int id = 0; id < count; id++) {
            world.stop(id, durationNs);
        }
        world.runPeriods(10);
        world.require(blames(count) == before, "own pauses", () -> "others were blamed for an own pause");
        settle("convergence");
    }

    private long blames(int count) {
        long sum = 0;
        for (int id = 0; id < count; id++) {
            sum += world.process(id).count(SwimCounter.SUSPECTED)
                    + world.process(id).count(SwimCounter.DECLARED_FAILED);
        }
        return sum;
    }

    private void crashesAndRestarts() {
        world.loss = loss;
        int id = prng.nextInt(n);
        world.crash(id);
        double bound = Math.min(Bounds.detectionPeriods(config, n, loss), Bounds.ownDetectionPeriods(config, n));
        world.periodsUntil(() -> world.allHold(id, MemberState.FAILED), bound, "completeness");
        world.start(id, (id + 1) % n);
        world.periodsUntil(
                () -> world.allHold(id, MemberState.ALIVE), Bounds.infectionPeriods(n, loss) + 1, "later life");
        world.loss = 0;
        settle("convergence");
    }

    /** Both sides, one of which may be a single process, declare each other failed, and find together again. */
    private void partition() {
        int border = prng.chance(0.5) ? 1 : n / 2;
        world.partition(id -> id < border);
        world.runPeriods(2 * n);
        for (int id = border; id < n; id++) {
            int other = id;
            world.require(
                    world.detector(0).state(other) != MemberState.ALIVE,
                    "round robin",
                    () -> other + " was not probed within 2n periods");
        }
        world.runPeriods(Bounds.ownDetectionPeriods(config, n) - 2 * n);
        for (int id = 0; id < n; id++) {
            int other = id;
            world.require(
                    world.countHolding(id, MemberState.FAILED) == (other < border ? n - border : border),
                    "completeness",
                    () -> other + " is not declared failed by all of the other side");
        }
        world.heal();
        world.excuseAll(2 * n);
        settle("convergence");
    }

    private void leave() {
        int id = prng.nextInt(n);
        world.detector(id).leave();
        world.periodsUntil(() -> world.detector(id).isLeaveTold(), config.maxSends(n) + 2, "leave");
        world.crash(id);
        world.periodsUntil(() -> world.allHold(id, MemberState.LEFT), Bounds.infectionPeriods(n, 0), "leave");
        settle("convergence");
        world.start(id, (id + 1) % n);
        settle("later life");
    }

    private void settle(String property) {
        world.periodsUntil(world::isConverged, 6 * n, property);
        world.requireAccuracy();
        world.checkInvariants();
        long ignored = world.sum(SwimCounter.MESSAGE_IMPLAUSIBLE) + world.sum(SwimCounter.MESSAGE_UNREADABLE);
        world.require(ignored == 0, "frames", () -> ignored + " messages were ignored");
        for (int id = 0; id < n; id++) {
            int process = id;
            world.require(world.process(id).dropped() == 0, "frames", () -> process + " drops frames");
        }
    }
}
