package io.ft4j.core.sim;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.model.Quorum;
import io.ft4j.core.sim.check.Check;

/**
 * The second phase of a run: a majority is healed, perhaps more; the others are down for good, and the core has to go on
 * without them. Within a bounded time it must have a leader and answer all its clients.
 */
final class Convergence {
    private final Simulation simulation;
    private final World world;
    private final SimClients clients;

    Convergence(Simulation simulation, World world, SimClients clients) {
        this.simulation = simulation;
        this.world = world;
        this.clients = clients;
    }

    /** Of those whose disk cannot be damaged, and perhaps of those whose disk may be. */
    long drawCore() {
        long core = ProcessSet.EMPTY;
        for (SimProcess process : world.processes) {
            core = process.isDamaged() ? core : ProcessSet.add(core, process.id());
        }
        core &= ~world.engine.plan().permanentlyDamaged() | brave();
        int size = Quorum.majority(world.processes.length);
        while (ProcessSet.size(core) > size && world.engine.prng().chance(0.6)) {
            core = ProcessSet.remove(core, world.engine.prng().nextInt(world.processes.length));
        }
        return core;
    }

    /** Those whose disk was to be damaged and has survived: while they run it is sound, else that is not known yet. */
    private long brave() {
        long brave = ProcessSet.EMPTY;
        if (world.engine.prng().chance(0.5)) {
            for (SimProcess process : world.processes) {
                brave |=
                        process.isRunning() && !process.isForceLying() ? ProcessSet.of(process.id()) : ProcessSet.EMPTY;
            }
        }
        return brave;
    }

    /** @throws Check.Broken with what the core waits for. */
    void await(long core) {
        clients.stopIssuing();
        awaitService(core);
        clients.issueOnce();
        simulation.wakeLeader();
        awaitService(core);
        awaitCatchUp(core);
    }

    private void awaitService(long core) {
        long boundNs = 10 * world.timeoutNs() + 2 * Simulator.SECOND_NS;
        long deadlineNs = world.nowNs() + boundNs;
        while (waitsFor(core) != null) {
            if (world.nowNs() >= deadlineNs) {
                throw new Check.Broken("convergence: after " + boundNs / 1_000_000 + " ms without faults the core "
                        + ProcessSet.toString(core) + " waits for " + waitsFor(core));
            }
            world.engine.runUntil(Math.min(deadlineNs, world.nowNs() + world.timeoutNs() / 10));
        }
    }

    /** What is missing, or null. */
    private String waitsFor(long core) {
        int leader = world.replicas.leaderId();
        if (leader < 0 || !ProcessSet.contains(core, leader)) {
            return "a leader";
        }
        return clients.outstanding() > 0 ? clients.waiting() : null;
    }

    /** How long that takes depends on how far a process is behind; but it must go on all the time. */
    private void awaitCatchUp(long core) {
        for (long rest = core; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            SimProcess process = world.processes[ProcessSet.first(rest)];
            long applied = -1;
            while (!process.isDamaged() && applied < world.checks.committed().lastIndex()) {
                long before = applied;
                world.engine.runUntil(world.nowNs() + 4 * world.timeoutNs());
                applied = process.isRunning() ? process.appliedIndex() : -1;
                if (applied == before) {
                    throw new Check.Broken(
                            "convergence: process " + process.id() + " of the core does not get on at index " + applied
                                    + (process.isRunning() ? "" : ", it is down"));
                }
            }
        }
    }
}
