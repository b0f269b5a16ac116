package io.ft4j.core.sim.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ShrinkerTest {
    private static final long SEED = 7;
    private static final int PROCESSES = 3;
    private static final int MAX_EVENTS = 200;
    private static final long MS = 1_000_000;

    @Test
    void nothingIsLeftWhereNoFaultIsNeeded() {
        Simulator simulator = Careless.simulator(1);
        SimReport failing = simulator.run(SEED, manyFaults());

        Shrunk shrunk = shrink(simulator, failing);
        assertEquals(List.of(), shrunk.plan().faults());
        assertEquals("state divergence", shrunk.report().property());
        assertEquals(manyFaults().faults().size(), shrunk.faultsBefore());
    }

    @Test
    void onlyTheKindThatItTakesIsLeft() {
        Simulator simulator = Careless.simulator(PROCESSES + 1);
        SimReport failing = simulator.run(SEED, manyFaults());
        assertEquals("state divergence", failing.property());

        Shrunk shrunk = shrink(simulator, failing);
        assertEquals(Set.of(FaultKind.CRASH), shrunk.plan().kinds());
        assertEquals(2, shrunk.plan().faults().size(), shrunk.plan()::toText);
        assertTrue(shrunk.plan().faults().size() <= MAX_EVENTS);
        assertTrue(shrunk.report().endNs() <= failing.endNs());
        SimReport again = shrunk.simulator().run(SEED, shrunk.plan());
        assertEquals(failing.property(), again.property());
        assertEquals(shrunk.report().endNs(), again.endNs());
    }

    @Test
    void whatASeedHasDrawnIsShrunkToo() {
        Simulator simulator = Careless.simulator(PROCESSES + 1);
        long seed = 1;
        SimReport failing = simulator.run(seed);
        while (failing.isSuccess()) {
            failing = simulator.run(++seed);
        }
        Shrunk shrunk = shrink(simulator, failing);
        int size = shrunk.plan().faults().size();
        assertTrue(
                size >= 1 && size <= 3,
                () -> "seed " + shrunk.report().seed() + "\n" + shrunk.plan().toText());
    }

    @Test
    void aFaultHitsNobodyAndLastsNoLongerThanItMust() {
        FaultPlan plan = FaultPlan.none(PROCESSES)
                .plus(new Fault(FaultKind.CRASH, 2000 * MS, 3 * MS, ProcessSet.firstN(PROCESSES), 0));
        Simulator simulator = Careless.simulator(PROCESSES);

        Shrunk shrunk = shrink(simulator, simulator.run(SEED, plan));
        assertEquals(1, shrunk.plan().faults().size());
        Fault fault = shrunk.plan().faults().get(0);
        assertEquals(1, ProcessSet.size(fault.processes()));
        assertTrue(fault.atNs() < 2000 * MS, fault::toString);
        assertTrue(fault.durationNs() < 3 * MS, fault::toString);
    }

    @Test
    void aFailureAtTheEndNeedsLessTime() {
        Simulator sound = Simulator.keyValue();
        Simulator simulator = new Simulator(
                1,
                60 * Simulator.SECOND_NS,
                1,
                50,
                sound.maxCommandBytes(),
                sound.maxReplyBytes(),
                sound.stateMachines(),
                prng -> new Dissatisfied(sound.workloads().apply(prng)));
        SimReport failing = simulator.run(SEED, manyFaults());
        assertTrue(failing.endNs() > failing.settings().durationNs());

        Shrunk shrunk = shrink(simulator, failing);
        assertEquals("replies", shrunk.report().property());
        assertEquals(List.of(), shrunk.plan().faults());
        assertTrue(shrunk.simulator().durationNs() < Simulator.SECOND_NS);
    }

    @Test
    void theSameFailureShrinksInTheSameWayWithinItsBudget() {
        Simulator simulator = Careless.simulator(PROCESSES + 3);
        SimReport failing = simulator.run(SEED, manyFaults());
        AtomicInteger calls = new AtomicInteger();

        Shrunk first = new Shrinker(simulator, 15, (runs, most, count) -> calls.incrementAndGet()).shrink(failing);
        Shrunk second = new Shrinker(simulator, 15, (runs, most, count) -> {}).shrink(failing);
        assertEquals(first.plan(), second.plan());
        assertEquals(first.report().sha256(), second.report().sha256());
        assertTrue(first.runs() <= 15);
        assertEquals(first.runs(), calls.get());
    }

    @Test
    void whatHasNotFailedIsRefused() {
        Simulator simulator = Careless.simulator(Integer.MAX_VALUE);
        SimReport report = simulator.run(SEED, FaultPlan.none(PROCESSES));

        assertTrue(report.isSuccess());
        Shrinker shrinker = new Shrinker(simulator, 1, (runs, most, count) -> {});
        assertThrows(IllegalArgumentException.class, () -> shrinker.shrink(report));
        assertThrows(IllegalArgumentException.class, () -> new Shrinker(simulator, 0, (runs, most, count) -> {}));
    }

    @Test
    void aPlanForAnotherGroupIsRefused() {
        Simulator simulator = Careless.simulator(1);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> simulator.run(SEED, FaultPlan.none(5)));
        assertEquals("the plan is for processes=5, but the group has 3", refusal.getMessage());
        assertFalse(simulator.run(SEED, FaultPlan.none(3)).isSuccess());
    }

    private static Shrunk shrink(Simulator simulator, SimReport failing) {
        return new Shrinker(simulator, Shrinker.DEFAULT_MAX_RUNS, (runs, most, count) -> {}).shrink(failing);
    }

    /** Much of what the network does, and crashes in between. */
    private static FaultPlan manyFaults() {
        Prng prng = new Prng(SEED);
        List<Fault> faults = new ArrayList<>();
        FaultKind[] kinds = {FaultKind.PARTITION, FaultKind.MUTE, FaultKind.PAUSE, FaultKind.CRASH};
        faults.add(new Fault(FaultKind.LOSS, 0, 25_000 * MS, ProcessSet.firstN(PROCESSES), 50_000));
        for (long atMs = 500; atMs < 25_000; atMs += 200) {
            FaultKind kind = kinds[prng.nextInt(kinds.length)];
            long process = ProcessSet.of(prng.nextInt(PROCESSES));
            faults.add(new Fault(kind, atMs * MS, (10 + prng.nextInt(200)) * MS, process, 0));
        }
        return new FaultPlan(PROCESSES, faults);
    }
}
