package io.ft4j.detect;

import static io.ft4j.detect.DetectorHands.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ProbeConfigTest {
    @Test
    void theDefaultsFitTogetherAndHaveNoCap() {
        assertFalse(ProbeConfig.builder().build().isCapped());
    }

    @Test
    void aCapIsTold() {
        assertTrue(TestProber.config().maxTimeoutNs(1_000 * MS).build().isCapped());
    }

    @Test
    void acceptsItsLimits() {
        ProbeConfig.builder()
                .probeIntervalNs(64)
                .ackTimeoutNs(63)
                .initialTimeoutNs(191)
                .maxTimeoutNs(191)
                .pauseToleranceNs(1)
                .helperCount(62)
                .relayLimit(1)
                .build();
    }

    @Test
    void refusesTimesThatDoNotFitTogether() {
        assertRefused(
                "probeIntervalNs=63 must be at least 64", TestProber.config().probeIntervalNs(63));
        assertRefused(
                "probeIntervalNs=1125899906842625 must be at most 1125899906842624",
                TestProber.config().probeIntervalNs(HeartbeatConfig.NO_CAP_NS + 1));
        assertRefused("ackTimeoutNs=0 must be at least 1", TestProber.config().ackTimeoutNs(0));
        assertRefused(
                "ackTimeoutNs=100000000 must be below probeIntervalNs = 100000000",
                TestProber.config().ackTimeoutNs(100 * MS));
        assertRefused(
                "initialTimeoutNs=160000000 must be above probeIntervalNs + 2 · ackTimeoutNs = 160000000",
                TestProber.config().initialTimeoutNs(160 * MS));
        assertRefused(
                "maxTimeoutNs=249000000 must be at least initialTimeoutNs = 250000000",
                TestProber.config().maxTimeoutNs(249 * MS));
        assertRefused(
                "maxTimeoutNs=1125899906842625 must be at most 1125899906842624",
                TestProber.config().maxTimeoutNs(HeartbeatConfig.NO_CAP_NS + 1));
        assertRefused("incrementNs=0 must be at least 1", TestProber.config().incrementNs(0));
        assertRefused(
                "pauseToleranceNs=0 must be at least 1", TestProber.config().pauseToleranceNs(0));
        assertRefused(
                "pauseToleranceNs=90000001 must be at most initialTimeoutNs − probeIntervalNs − 2 · ackTimeoutNs ="
                        + " 90000000",
                TestProber.config().pauseToleranceNs(90 * MS + 1));
    }

    @Test
    void refusesCountsThatCannotWork() {
        assertRefused("helperCount=0 must be at least 1", TestProber.config().helperCount(0));
        assertRefused("helperCount=63 must be at most 62", TestProber.config().helperCount(63));
        assertRefused("relayLimit=0 must be at least 1", TestProber.config().relayLimit(0));
    }

    private static void assertRefused(String message, ProbeConfig.Builder builder) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }
}
