package io.ft4j.log.coordinated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * In every small world the checkpoints of all are a line after every step, no message is an orphan or lost, and in the end all go
 * on and take a checkpoint.
 */
final class SmallWorldTest {
    @ParameterizedTest
    @EnumSource
    void thePreviousLineIsValidUntilTheNewOneIs(SmallWorlds.Family family) {
        SmallWorlds worlds = new SmallWorlds();
        worlds.walk(family);
        System.out.println("SmallWorldTest: " + family + " " + worlds.runs + " worlds");
        assertTrue(worlds.runs > 500, "worlds=" + worlds.runs);
    }

    /** Koo, Toueg 1987, 4: "a minimal number of additional processes are forced to take checkpoints". */
    @Test
    void whoeverIsNotDependedOnIsNeitherAskedNorBlocked() {
        for (int event = 0; event < 12; event++) {
            SmallWorld world = SmallWorld.of("01 10", 1, false, "21 12", event);
            long asked = world.run().asked();
            assertEquals(ProcessSet.add(ProcessSet.of(0), 1), asked, "asked in " + world);
        }
    }
}
