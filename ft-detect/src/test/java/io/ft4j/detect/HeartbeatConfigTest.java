package io.ft4j.detect;

import static io.ft4j.detect.DetectorHands.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.DetectorClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class HeartbeatConfigTest {
    @Test
    void theDefaultsFitTogetherAndHaveNoCap() {
        HeartbeatConfig config = HeartbeatConfig.builder().build();
        assertEquals(DetectorClass.EVENTUALLY_PERFECT, config.detectorClass());
        assertFalse(config.isCapped());
    }

    @Test
    void aCapIsTold() {
        assertTrue(TestDetector.config().maxTimeoutNs(1_000 * MS).build().isCapped());
    }

    @Test
    void inASynchronousSystemTheTimeoutIsIntervalAndBound() {
        HeartbeatConfig config = HeartbeatConfig.synchronous(100 * MS, 50 * MS);
        assertEquals(DetectorClass.PERFECT, config.detectorClass());
        assertEquals(150 * MS, config.initialTimeoutNs());
        assertEquals(150 * MS, config.maxTimeoutNs());
        assertEquals(0, config.incrementNs());
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertRefused(
                "initialTimeoutNs=200000000 must be above twice heartbeatIntervalNs = 100000000",
                () -> TestDetector.config().initialTimeoutNs(200 * MS).build());
        assertRefused(
                "incrementNs=0 must be at least 1",
                () -> TestDetector.config().incrementNs(0).build());
        assertRefused(
                "maxTimeoutNs=249000000 must be at least initialTimeoutNs = 250000000",
                () -> TestDetector.config().maxTimeoutNs(249 * MS).build());
        assertRefused("maxTimeoutNs=1125899906842625 must be at most 1125899906842624", () -> TestDetector.config()
                .maxTimeoutNs(HeartbeatConfig.NO_CAP_NS + 1)
                .build());
        assertRefused(
                "heartbeatIntervalNs=0 must be at least 1",
                () -> TestDetector.config().heartbeatIntervalNs(0).build());
        assertRefused(
                "pauseToleranceNs=150000001 must be at most initialTimeoutNs − heartbeatIntervalNs = 150000000",
                () -> TestDetector.config().pauseToleranceNs(150 * MS + 1).build());
        assertRefused(
                "pauseToleranceNs=0 must be at least 1",
                () -> TestDetector.config().pauseToleranceNs(0).build());
    }

    @Test
    void refusesAPerfectDetectorWithoutABoundOrWithATimeoutThatGrows() {
        assertRefused("boundNs=0 must be at least 1", () -> HeartbeatConfig.synchronous(100, 0));
        assertRefused("heartbeatIntervalNs=0 must be at least 1", () -> HeartbeatConfig.synchronous(0, 10));
        assertRefused(
                "incrementNs=1 must be of a perfect detector, which makes no mistake, 0",
                () -> new HeartbeatConfig(100, 150, 1, 150, 10, DetectorClass.PERFECT));
        assertRefused(
                "maxTimeoutNs=151 must be of a perfect detector initialTimeoutNs = 150",
                () -> new HeartbeatConfig(100, 150, 0, 151, 10, DetectorClass.PERFECT));
        assertRefused(
                "detectorClass=OMEGA must be PERFECT or EVENTUALLY_PERFECT",
                () -> new HeartbeatConfig(100, 250, 1, 250, 10, DetectorClass.OMEGA));
    }

    private static void assertRefused(String message, Executable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
    }
}
