package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.SmallWorld.Voter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One coordinator and three participants, exhaustively: no sampling. Every crash point is every duty cycle of every process,
 * cut in six places, with recovery at once or late; the checks are asked after every step of every run.
 */
final class SmallWorldTest {
    private final SmallWorlds worlds = new SmallWorlds();

    @ParameterizedTest
    @CsvSource({
        "FRAMES, 60000",
        "LINKS, 50000",
        "FICKLE, 20000",
        "PAIRS, 100000",
        "READ_ONLY, 50000",
        "ONE_PHASE, 10000"
    })
    void everyRunKeepsEveryProperty(SmallWorlds.Family family, int minRuns) {
        worlds.walk(family);
        System.out.println(family + ": " + worlds.runs + " runs, " + worlds.blocked + " participants in doubt at rest");
        assertTrue(worlds.runs >= minRuns, "runs=" + worlds.runs);
    }

    @Test
    void withoutFaultsNobodyIsInDoubt() {
        for (SmallWorld world : SmallWorlds.all(Voter.FOR, Voter.AGAINST, Voter.READ_ONLY)) {
            assertEquals(0, worlds.run(world).blocked());
        }
    }
}
