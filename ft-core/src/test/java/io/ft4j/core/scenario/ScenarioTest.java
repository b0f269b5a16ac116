package io.ft4j.core.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScenarioTest {
    @Test
    void readsBlocksOfCommandsAndTheirTraces() {
        ScenarioFile file = ScenarioFile.parse(
                "s", List.of("# why", "processes 3", "fire 0; drop 0->1 # both", "----", "a", "b", "", "heal", "----"));
        assertEquals(2, file.blocks().size());
        assertEquals(
                List.of("processes", "fire", "drop"),
                file.blocks().get(0).commands().stream()
                        .map(ScenarioFile.Command::name)
                        .toList());
        assertEquals(List.of("a", "b"), file.blocks().get(0).expected());
        assertEquals(
                "# why\nprocesses 3\nfire 0; drop 0->1 # both\n----\nc\n\nheal\n----\n",
                file.rewritten(List.of(List.of("c"), List.of())));
    }

    @Test
    void refusesMalformedFilesWithLineAndReason() {
        assertRefused("s:1: no commands", "# nothing");
        assertRefused("s:1: commands that no ---- ends", "processes 3");
        assertRefused("s:2: ---- without commands", "# nothing", "----");
        assertRefused("s:1: an empty command", "processes 3;; heal", "----");
    }

    @Test
    void refusesCommandsItDoesNotKnow() {
        assertRefused("s:1: the first command must be processes, not heal", "heal", "----");
        assertRefused("s:1: '0x' is no number", "processes 0x", "----");
        assertRefused("s:1: processes 65 is outside 1..64", "processes 65", "----");
    }

    @Test
    void readsProcesses() {
        assertEquals(ProcessSet.of(2), Arguments.parseProcesses("2", 5));
        assertEquals(0b11010, Arguments.parseProcesses("{1,3..4}", 5));
        assertEquals(0b11111, Arguments.parseProcesses("all", 5));
        assertEquals(
                "process 5 is outside 0..4",
                assertThrows(IllegalArgumentException.class, () -> Arguments.parseProcesses("5", 5))
                        .getMessage());
    }

    @Test
    void readsDurations() {
        assertEquals(150_000_000, Arguments.parseDurationNs("150ms"));
        assertEquals(2_000_000_000, Arguments.parseDurationNs("2s"));
        assertThrows(IllegalArgumentException.class, () -> Arguments.parseDurationNs("2"));
        assertThrows(IllegalArgumentException.class, () -> Arguments.parseDurationNs("ms"));
    }

    @Test
    void refusesArgumentsThatNobodyTakes() {
        Arguments arguments = new Arguments(List.of("0->1", "limt=1"));
        arguments.word("route");
        assertEquals(
                "not understood:  {limt=1}",
                assertThrows(IllegalArgumentException.class, arguments::end).getMessage());
    }

    private static void assertRefused(String message, String... lines) {
        ScenarioException refusal = assertThrows(
                ScenarioException.class, () -> new Scenario(ScenarioTest::noCluster, "s", List.of(lines)).run());
        assertTrue(refusal.getMessage().startsWith(message), refusal.getMessage());
    }

    private static Cluster noCluster(int processCount, Arguments options, TestNetwork.Wire wire, Trace trace) {
        throw new AssertionError("no cluster is needed");
    }
}
