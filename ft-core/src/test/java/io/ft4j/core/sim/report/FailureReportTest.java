package io.ft4j.core.sim.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.Simulator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FailureReportTest {
    private static final long SEED = 7;
    private static final String PLAN = """
            processes 3
            at 0s for 20s LOSS {0,1,2} 2.5%
            at 1s for 50ms CRASH {1}
            at 2s for 50ms CRASH {0}
            at 3s for 1s SLOW {2} 5ms
            """;

    private final Simulator simulator = Careless.simulator(4);
    private final SimReport failing = simulator.run(SEED, FaultPlan.parse("plan", PLAN));

    @Test
    void saysWhatFailedHowToSeeItAgainAndWhatItTakes() {
        Shrunk shrunk = new Shrinker(simulator, 200, (runs, most, count) -> {}).shrink(failing);
        String text = FailureReport.of(failing, shrunk, 5).toText();

        for (String part : List.of(
                "FAILED     state divergence\n",
                failing.failure().getMessage(),
                "seed       7, at " + Picture.time(failing.endNs()),
                "replay     run(7L, plan) of the same Simulator\n",
                "  3 processes; 30.000 s under faults, then convergence\n",
                "  2 clients",
                "  4 faults:\n",
                "    LOSS                 1 × within 0.000 to 20.000 s, {0, 1, 2} 2.5%\n",
                "    CRASH                2 × within 1.000 to 2.050 s, {0, 1}\n",
                "Shrunk from 4 faults to 2 in ",
                "  processes 3\n  at ",
                "The last 5 events of the shrunk run, up to the failure",
                shrunk.report().failure().getMessage())) {
            assertTrue(text.contains(part), () -> part + " is missing in\n" + text);
        }
        String[] lines = text.split("\n");
        assertTrue(lines[lines.length - 1].endsWith(shrunk.report().failure().getMessage()), text);
        assertTrue(lines[lines.length - 7].startsWith("The last 5 events"), text);
    }

    @Test
    void aRunThatDoesNotFailAgainIsNamed() {
        SimReport sound = Careless.simulator(Integer.MAX_VALUE).run(SEED, FaultPlan.none(3), 0);
        String text = new FailureReport(failing, null, sound, 3).toText();

        assertTrue(text.endsWith("This run has not failed again: what was simulated differs from run to run.\n"), text);
    }

    @Test
    void theErrorOfATestNamesSeedAndReplayInOneLine() {
        AssertionError error = assertThrows(AssertionError.class, failing::requireSuccess);

        String message = error.getMessage();
        assertTrue(
                message.startsWith("seed 7, at " + failing.endNs() / 1_000_000 + " ms: state divergence: "), message);
        assertTrue(message.endsWith("; replay: run(7L, plan) of the same Simulator"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void theCommandReplaysRegistersWithAllThatIsFixed() {
        Simulator registers = Simulator.keyValue().withDurationNs(Simulator.SECOND_NS);
        assertEquals(
                "java -jar ft4j.jar sim --protocol raft --seed 5 --duration 1000ms",
                registers.run(5).replay());
        assertEquals(
                "java -jar ft4j.jar sim --protocol raft --seed 5 --replicas 3 --duration 1000ms --clients 2 --rate 50"
                        + " --plan FILE",
                registers
                        .tolerating(1)
                        .withClients(2, 50)
                        .run(5, FaultPlan.none(3))
                        .replay());
    }

    /** Else a shrunk schedule, whose time is shorter, would meet another group. */
    @Test
    void whatIsFixedLeavesTheOtherSettingsOfASeedAsTheyAre() {
        Simulator registers = Simulator.keyValue();
        SimReport drawn = registers.withDurationNs(Simulator.SECOND_NS).run(SEED);
        int faults = (drawn.processCount() - 1) / 2;
        SimReport fixed = registers
                .withDurationNs(Simulator.SECOND_NS)
                .tolerating(faults)
                .withClients(drawn.settings().clientCount(), 100)
                .run(SEED);

        assertEquals(drawn.settings(), fixed.settings());
        assertEquals(drawn.sha256(), fixed.sha256());
    }

    @Test
    void severalFaultsOfAKindHaveTheirValuesInOneLine() {
        List<Fault> faults = FaultPlan.parse("plan", """
                processes 3
                at 1s for 1s DELAY {0} 20ms
                at 2s for 5s DELAY {2} 5ms
                """).faults();

        assertEquals(FaultKind.DELAY, faults.get(0).kind());
        assertEquals("  2 × within 1.000 to 7.000 s, {0, 2} 0.005s to 0.02s", FailureReport.summary(faults));
    }
}
