package io.ft4j.detect.swim;

import static io.ft4j.detect.swim.SwimWorld.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ft4j.core.model.Prng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class SwimConfigTest {
    @Test
    void theDefaultsFitTogetherForAllSizes() {
        assertEquals(2, SwimConfig.builder(2).build().memberCount());
        SwimConfig largest = SwimConfig.builder(65_536).build();
        assertEquals(3 * 17, largest.maxSends(65_536));
        assertEquals(40, largest.maxUpdates());
    }

    @Test
    void timesGrowWithTheDigitsOfTheNumberOfMembers() {
        SwimConfig config = SwimConfig.builder(1_000).build();
        assertEquals(3_000 * MS, config.suspicionTimeoutNs(1));
        assertEquals(6_000 * MS, config.suspicionTimeoutNs(3));
        assertEquals(30_000 * MS, config.suspicionTimeoutNs(1_000));
        assertEquals(30, config.maxSends(1_000));
    }

    @Test
    void refusesWhatCannotWork() {
        assertRefused(
                "memberCount=1 is outside 2..65536", () -> SwimConfig.builder(1).build());
        assertRefused("memberCount=65537 is outside 2..65536", () -> SwimConfig.builder(65_537)
                .build());
        assertRefused("periodNs=2 is outside 3..3600000000000", () -> config().periodNs(2)
                .build());
        assertRefused("periodNs=3600000000001 is outside 3..3600000000000", () -> config().periodNs(3_600_000_000_001L)
                .build());
        assertRefused("ackTimeoutNs=333333334 is outside 1..333333333", () -> config().ackTimeoutNs(333_333_334)
                .build());
        assertRefused("ackTimeoutNs=0 is outside 1..333333333", () -> config().ackTimeoutNs(0)
                .build());
        assertRefused("indirectProbes=-1 is outside 0..16", () -> config().indirectProbes(-1)
                .build());
        assertRefused("indirectProbes=17 is outside 0..16", () -> config().indirectProbes(17)
                .build());
        assertRefused("suspicionFactor=0 is outside 1..64", () -> config().suspicionFactor(0)
                .build());
        assertRefused("suspicionFactor=65 is outside 1..64", () -> config().suspicionFactor(65)
                .build());
        assertRefused("disseminationFactor=0 is outside 1..7", () -> config().disseminationFactor(0)
                .build());
        assertRefused("disseminationFactor=8 is outside 1..7", () -> config().disseminationFactor(8)
                .build());
        assertRefused("piggybackBytes=51 is outside 52..3302", () -> config().piggybackBytes(51)
                .build());
        assertRefused("piggybackBytes=3303 is outside 52..3302", () -> config().piggybackBytes(3_303)
                .build());
        assertRefused("pauseToleranceNs=0 is outside 1..200000000", () -> config().pauseToleranceNs(0)
                .build());
        assertRefused("pauseToleranceNs=200000001 is outside 1..200000000", () -> config().pauseToleranceNs(200_000_001)
                .build());
    }

    @Test
    void refusesIdsAndLivesOutsideTheirRange() {
        assertRefused("selfId=9 is outside 0..8", () -> detector(9, 1, 0));
        assertRefused("selfId=-1 is outside 0..8", () -> detector(-1, 1, 0));
        assertRefused("seedId=9 is outside 0..8", () -> detector(0, 1, 9));
        assertRefused("seedId=-1 is outside 0..8", () -> detector(0, 1, -1));
        assertRefused("life=0 is outside 1..4294967295", () -> detector(0, 0, 1));
        assertRefused("life=4294967296 is outside 1..4294967295", () -> detector(0, 1L << 32, 1));
    }

    private static SwimConfig.Builder config() {
        return SwimConfig.builder(9);
    }

    private static SwimDetector detector(int selfId, long life, int seedId) {
        return new SwimDetector(config().build(), selfId, life, new int[] {seedId}, SwimListener.NONE, new Prng(1));
    }

    private static void assertRefused(String message, Executable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
    }
}
