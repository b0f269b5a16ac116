package io.ft4j.core.dependability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AvailabilityTest {
    private static final double SECOND_NS = 1e9;
    private static final double HOUR_NS = 3600 * SECOND_NS;
    private static final double DAY_NS = 24 * HOUR_NS;

    /** Down for a millisecond every hour: highly available, and yet unreliable. */
    @Test
    void aMillisecondEveryHourIsMoreThanSixNines() {
        double availability = Availability.longRun(HOUR_NS - 1e6, 1e6);
        assertEquals(1 - 1 / 3.6e6, availability, 1e-15);
        assertTrue(availability > 0.999999);
        assertTrue(Reliability.at(DAY_NS, HOUR_NS - 1e6) < 1e-10);
    }

    /** Never fails, but is shut down for two weeks every August: reliable, and yet only 96 % available. */
    @Test
    void twoWeeksAYearAreNinetySixPercent() {
        assertEquals(0.96, Availability.longRun(Availability.YEAR_NS - 14 * DAY_NS, 14 * DAY_NS), 0.002);
        assertEquals(0.9617, Availability.ofDownNsPerYear(14 * DAY_NS), 0.0001);
    }

    @Test
    void longRunIsMttfOverMtbf() {
        assertEquals(0.995, Availability.longRun(199 * HOUR_NS, HOUR_NS), 1e-15);
        assertEquals(0.005, Availability.longRunDown(199 * HOUR_NS, HOUR_NS), 1e-17);
        assertEquals(200 * HOUR_NS, Availability.mtbfNs(199 * HOUR_NS, HOUR_NS));
        assertEquals(1, Availability.longRun(HOUR_NS, 0));
        assertEquals(0, Availability.longRunDown(HOUR_NS, 0));
    }

    @Test
    void aTinyUnavailabilityKeepsItsDigits() {
        assertEquals(1e-18, Availability.longRunDown(1e18, 1), 1e-32);
    }

    /** λ = 1/4, μ = 3/4, t = 2: A = 0.75 + 0.25 e^−2; its mean up to t is 0.75 + 0.25 (1 − e^−2) / 2. */
    @Test
    void availabilityFallsFromOneToItsLongRunValue() {
        double mttf = 4;
        double mttr = 4.0 / 3;
        assertEquals(0.783833820809153, Availability.at(2, mttf, mttr), 1e-15);
        assertEquals(0.858083089595423, Availability.upTo(2, mttf, mttr), 1e-15);
        assertEquals(1, Availability.at(0, mttf, mttr));
        assertEquals(1, Availability.upTo(0, mttf, mttr));
        assertEquals(0.75, Availability.at(1e30, mttf, mttr), 1e-15);
        assertEquals(0.75, Availability.upTo(1e30, mttf, mttr), 1e-15);
        assertEquals(1, Availability.at(5, mttf, 0));
        assertEquals(1, Availability.upTo(5, mttf, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 9e-5, 1.1e-4, 0.01, 1, 30})
    void theMeanIsTheIntegral(double tNs) {
        int steps = 20_000;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += 1 - Availability.at(tNs * (i + 0.5) / steps, 3, 1);
        }
        double downFraction = sum / steps;
        assertEquals(downFraction, 1 - Availability.upTo(tNs, 3, 1), downFraction * 1e-6 + 1e-15);
    }

    /** Five nines are five and a quarter minutes a year. */
    @ParameterizedTest
    @CsvSource({"0.9,1,3155760", "0.99,2,315576", "0.999,3,31557.6", "0.99999,5,315.576", "0.999999,6,31.5576"})
    void ninesAndTimeDownPerYear(double availability, double nines, double downSeconds) {
        assertEquals(nines, Availability.nines(availability), 1e-9);
        assertEquals(availability, Availability.ofNines(nines), 1e-15);
        assertEquals(downSeconds * SECOND_NS, Availability.downNsPerYear(availability), downSeconds);
        assertEquals(availability, Availability.ofDownNsPerYear(downSeconds * SECOND_NS), 1e-15);
    }

    @Test
    void limitsAreTaken() {
        assertEquals(0, Availability.nines(0));
        assertEquals(0, Availability.ofNines(0));
        assertEquals(15.95, Availability.nines(Math.nextDown(1.0)), 0.01);
        assertEquals(0, Availability.downNsPerYear(1));
        assertEquals(0, Availability.ofDownNsPerYear(Availability.YEAR_NS));
        assertEquals(0.5, Availability.longRun(Long.MAX_VALUE, Long.MAX_VALUE));
        assertEquals(0.5, Availability.longRun(1, 1));
        assertEquals(1e-39, Availability.longRun(1e-9, 1e30), 1e-50);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE})
    void nonsenseIsRefused(double value) {
        assertThrows(IllegalArgumentException.class, () -> Availability.longRun(value, 1));
        assertThrows(IllegalArgumentException.class, () -> Availability.longRun(1, value));
        assertThrows(IllegalArgumentException.class, () -> Availability.longRunDown(value, 0));
        assertThrows(IllegalArgumentException.class, () -> Availability.at(value, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Availability.at(value, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> Availability.upTo(value, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> Availability.mtbfNs(1, value));
        assertThrows(IllegalArgumentException.class, () -> Availability.nines(value));
        assertThrows(IllegalArgumentException.class, () -> Availability.ofNines(value));
        assertThrows(IllegalArgumentException.class, () -> Availability.downNsPerYear(value));
        assertThrows(IllegalArgumentException.class, () -> Availability.ofDownNsPerYear(value));
    }

    @Test
    void aRefusalNamesFieldValueAndLimit() {
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> Availability.longRun(1, -2));
        assertEquals("mttrNs=-2.0 is outside 0.0..1.0E30", refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Availability.longRun(0, 1));
        assertThrows(IllegalArgumentException.class, () -> Availability.nines(1));
    }
}
