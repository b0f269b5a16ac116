package io.ft4j.log.coordinated;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * In every small world with independent checkpoints all go back to the latest consistent line, as a search over all sets of states
 * finds it; what is settled is never undone, what goes as useless is of no use, no message is an orphan or lost; and in the end
 * all go on and settle.
 */
final class IndependentWorldTest {
    @Test
    void statesOfBeforeARollbackDoNotGoWithThoseOfBehindIt() {
        MissedEpoch.run();
    }

    @ParameterizedTest
    @EnumSource
    void allGoBackToTheLatestConsistentLine(IndependentWorlds.Family family) {
        IndependentWorlds worlds = new IndependentWorlds();
        worlds.walk(family);
        System.out.println("IndependentWorldTest: " + family + " " + worlds.runs + " worlds, " + worlds.decisions
                + " lines compared, " + worlds.rollbacks + " processes went back");
        assertTrue(worlds.runs > 300, "worlds=" + worlds.runs);
        assertTrue(worlds.decisions > 100 || family == IndependentWorlds.Family.FRAMES, "lines=" + worlds.decisions);
    }
}
