package io.ft4j.core.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultInjectorTest {
    private static final long SECOND_NS = 1_000_000_000L;

    @Test
    void beginsAndEndsInTheOrderOfTimeHoweverRarelyItIsAsked() {
        FaultPlan plan = FaultPlan.parse("test", """
                processes 3
                at 1s for 2s PAUSE {0,2}
                at 2s for 500ms SLOW {1} 1ms
                at 3s for 0s CLOCK_JUMP {1} 1s
                at 9s for 1s CRASH {1}
                """);
        long originNs = 77 * SECOND_NS;
        FaultInjector injector = new FaultInjector(plan, 1, originNs, SECOND_NS);
        Calls calls = new Calls(injector);
        injector.poll(originNs, calls);
        assertEquals(List.of(), calls.seen);
        injector.poll(originNs + 8 * SECOND_NS, calls);
        assertEquals(
                List.of(
                        "1000 begin PAUSE 0",
                        "1000 begin PAUSE 2",
                        "2000 begin SLOW 1",
                        "2500 end SLOW 1",
                        "3000 end PAUSE 0",
                        "3000 end PAUSE 2",
                        "3000 begin CLOCK_JUMP 1",
                        "3000 end CLOCK_JUMP 1"),
                calls.seen);
        assertEquals(8 * SECOND_NS, injector.nowNs());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {
                "KEEP_PREFIX",
                "KEEP_SUBSET",
                "TORN_WRITE",
                "FORCE_LIES",
                "BIT_ROT",
                "MISDIRECTED_WRITE",
                "STALE_RECORD",
                "CLIENT_LOST"
            })
    void refusesWhatOnlyTheSimulatorCanDo(FaultKind kind) {
        Fault fault = new Fault(kind, SECOND_NS, SECOND_NS, 1, 0);
        FaultPlan plan = FaultPlan.none(3).plus(fault);
        String message = assertThrows(IllegalArgumentException.class, () -> new FaultInjector(plan, 1, 0, SECOND_NS))
                .getMessage();
        assertNotNull(kind.simulatedOnly());
        assertTrue(message.contains(fault.toString()) && message.contains(kind.simulatedOnly()), message);
    }

    @Test
    void takesAllOtherKinds() {
        FaultPlan plan = FaultPlan.none(3);
        for (FaultKind kind : EnumSet.allOf(FaultKind.class)) {
            plan = kind.simulatedOnly() == null ? plan.plus(new Fault(kind, 0, SECOND_NS, 1, 0)) : plan;
        }
        assertEquals(FaultKind.values().length - 8, plan.kinds().size());
        Calls calls = new Calls(new FaultInjector(plan, 1, 0, SECOND_NS));
        calls.injector.poll(SECOND_NS, calls);
        assertEquals(2 * (plan.kinds().size() - 15), calls.seen.size(), "15 kinds happen to frames");
    }

    @Test
    void aRateHitsAsOftenAsItSaysAndOnlyThoseWhomItNames() {
        FaultPlan plan = FaultPlan.parse("test", "processes 3\nat 0s for 1s VOTER_LOST {1} 25%");
        FaultInjector injector = new FaultInjector(plan, 1, 0, SECOND_NS);
        injector.poll(0, new NoHost());
        int hits = 0;
        for (int i = 0; i < 10_000; i++) {
            hits += injector.happens(FaultKind.VOTER_LOST, 1) ? 1 : 0;
            assertTrue(!injector.happens(FaultKind.VOTER_LOST, 0) && !injector.happens(FaultKind.OLD_COMMAND, 1));
        }
        assertTrue(hits > 2300 && hits < 2700, hits + " of 10,000");
    }

    private static final class Calls implements FaultInjector.Host {
        private final FaultInjector injector;
        private final List<String> seen = new ArrayList<>();

        Calls(FaultInjector injector) {
            this.injector = injector;
        }

        @Override
        public void begin(Fault fault, int processId) {
            seen.add(injector.nowNs() / 1_000_000 + " begin " + fault.kind() + " " + processId);
        }

        @Override
        public void end(Fault fault, int processId) {
            seen.add(injector.nowNs() / 1_000_000 + " end " + fault.kind() + " " + processId);
        }
    }
}
