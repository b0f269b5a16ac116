package io.ft4j.bench.latency.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.Threading;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RunSpecTest {
    private static RunSpec spec(Durability durability, LogKind log, Mode mode, int outstanding, int sessions) {
        return new RunSpec(
                3,
                durability,
                log,
                mode,
                outstanding,
                64,
                1000,
                sessions,
                Threading.SHARED,
                30,
                10,
                IdleKind.SPIN,
                Path.of("."));
    }

    private static void refused(String expected, Runnable code) {
        String message = assertThrows(IllegalArgumentException.class, code::run).getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void refusesALogThatDoesNotReachTheDurability() {
        refused("log=chronicle", () -> spec(Durability.DISK, LogKind.CHRONICLE, Mode.CLOSED, 1, 1));
        refused("log=memory", () -> spec(Durability.PROCESS, LogKind.MEMORY, Mode.CLOSED, 1, 1));
        refused("log=segment", () -> spec(Durability.MEMORY, LogKind.SEGMENT, Mode.CLOSED, 1, 1));
    }

    @Test
    void refusalsNameFieldValueAndLimit() {
        refused("sessions=0 is outside 1..", () -> spec(Durability.MEMORY, LogKind.MEMORY, Mode.CLOSED, 1, 0));
        refused("outstanding=65537", () -> spec(Durability.MEMORY, LogKind.MEMORY, Mode.PIPELINED, 65_537, 1));
    }

    @Test
    void aClosedLoopHasOneCommandOutstanding() {
        assertEquals(
                1, spec(Durability.MEMORY, LogKind.MEMORY, Mode.CLOSED, 1024, 1).outstanding());
    }

    @Test
    void sessionsShareTheWindow() {
        assertEquals(
                1024,
                spec(Durability.MEMORY, LogKind.MEMORY, Mode.PIPELINED, 1000, 1).window());
        assertEquals(
                2,
                spec(Durability.MEMORY, LogKind.MEMORY, Mode.PIPELINED, 1024, 1000)
                        .window());
        assertEquals(
                1,
                spec(Durability.MEMORY, LogKind.MEMORY, Mode.PIPELINED, 1024, 10_000)
                        .window());
    }

    @Test
    void logsInMemoryTakeNoDisk() {
        assertEquals(
                0,
                spec(Durability.MEMORY, LogKind.MEMORY, Mode.PIPELINED, 1024, 1).logBytes());
    }

    @Test
    void theVolumeOfAnOpenLoopFollowsFromItsRate() {
        RunSpec spec = spec(Durability.PROCESS, LogKind.SEGMENT, Mode.OPEN, 1024, 1);
        assertEquals(spec.maxCommands() * spec.blockBytes() * 3, spec.logBytes());
        assertEquals(1000 * 40 + 1, spec.maxCommands());
    }
}
