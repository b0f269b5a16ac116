package io.ft4j.detect;

import static io.ft4j.detect.TestDetector.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class PhiConfigTest {
    @Test
    void theDefaultsFitTogether() {
        PhiConfig config = PhiConfig.builder().build();
        assertEquals(456_120_012, config.createEstimator().leastSilenceNs(config.acceptablePauseNs()));
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertRefused(
                "threshold=0.0 is outside 0.5..300.0",
                () -> PhiConfig.builder().threshold(0).build());
        assertRefused(
                "windowCount=0 is outside 2..65536",
                () -> PhiConfig.builder().windowCount(0).build());
        assertRefused(
                "maxSampleNs=199999999 is outside 200000000..70368744177664",
                () -> PhiConfig.builder().maxSampleNs(200 * MS - 1).build());
        assertRefused(
                "acceptablePauseNs=-1 must be at least 0",
                () -> PhiConfig.builder().acceptablePauseNs(-1).build());
        assertRefused("acceptablePauseNs=1125899906842625 must be at most 1125899906842624", () -> PhiConfig.builder()
                .acceptablePauseNs(PhiConfig.MAX_PAUSE_NS + 1)
                .build());
        assertRefused(
                "incrementNs=0 must be at least 1",
                () -> PhiConfig.builder().incrementNs(0).build());
        assertRefused(
                "pauseToleranceNs=0 must be at least 1",
                () -> PhiConfig.builder().pauseToleranceNs(0).build());
        assertRefused(
                "pauseToleranceNs=50000000 must be at most the least silence − heartbeatIntervalNs = 5612001",
                () -> PhiConfig.builder()
                        .acceptablePauseNs(0)
                        .minDeviationNs(MS)
                        .build());
    }

    private static void assertRefused(String message, Executable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
    }
}
