package io.ft4j.core.dependability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DistributionsTest {
    private static final double RELATIVE = 1e-11;

    /** As printed in tables (NIST/SEMATECH e-Handbook, §1.3.6.7), with the digits that tables leave out. */
    @ParameterizedTest
    @CsvSource({
        "0.95,1,3.841458820694126",
        "0.975,1,5.023886187314889",
        "0.95,2,5.991464547107982",
        "0.05,2,0.10258658877510107",
        "0.5,3,2.3659738843753383",
        "0.95,10,18.307038053275147",
        "0.99,10,23.20925115895436",
        "0.025,10,3.2469727802368411",
        "0.005,30,13.786719859502713",
        "0.995,100,140.16948944231364",
        "0.975,1001,1090.574735898763",
        "0.025,20000,19609.904934520366",
        "0.975,200000,201241.48328154747"
    })
    void chiSquareAsInTables(double p, double degrees, double expected) {
        assertEquals(expected, Distributions.chiSquareQuantile(p, degrees), expected * RELATIVE);
    }

    @ParameterizedTest
    @CsvSource({
        "0.95,1,1,161.4476387975885",
        "0.95,5,10,3.325834530413012",
        "0.99,5,10,5.6363261876690792",
        "0.975,4,6,6.2271611643576429",
        "0.025,4,6,0.10872743037293351",
        "0.95,10,2,19.395896723571754",
        "0.05,3,7,0.1125271660261075",
        "0.5,9,9,1.0",
        "0.995,120,60,1.834110798371199",
        "0.975,2,2000,3.6956917439237532",
        "0.975,2000,2002,1.0916107518575353",
        "0.025,40000,3,0.32087691913045958"
    })
    void fAsInTables(double p, double above, double below, double expected) {
        assertEquals(expected, Distributions.fQuantile(p, above, below), expected * RELATIVE);
    }

    /** The probability itself, as a double, is not exact to more digits in its far tail. */
    @Test
    void farTailsKeepTheirDigits() {
        assertRelative(1.349939578622346e-24, Distributions.chiSquareQuantile(1e-6, 0.5), 1e-9);
        assertRelative(0.0028297613229586858, Distributions.chiSquareQuantile(1e-6, 4), 1e-9);
        assertRelative(33.376841581719839, Distributions.chiSquareQuantile(0.999999, 4), 1e-9);
        assertRelative(0.0049439513337286904, Distributions.fQuantile(1e-6, 6, 8), 1e-9);
        assertRelative(81.105980192337013, Distributions.fQuantile(0.999999, 6, 8), 1e-9);
    }

    /** χ²(2) is −2 ln(1 − p); F(2, n) is n/2 · ((1 − p)^(−2/n) − 1); F(2, 2) is p / (1 − p). */
    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999})
    void whereThereIsAFormulaItHolds(double p) {
        assertRelative(-2 * Math.log1p(-p), Distributions.chiSquareQuantile(p, 2), RELATIVE);
        assertRelative(p / (1 - p), Distributions.fQuantile(p, 2, 2), RELATIVE);
        for (int below = 1; below < 3_000; below = below * 2 + 1) {
            double expected = below / 2.0 * Math.expm1(-2.0 / below * Math.log1p(-p));
            assertRelative(expected, Distributions.fQuantile(p, 2, below), RELATIVE);
        }
    }

    @Test
    void fOfExchangedDegreesIsTheInverse() {
        for (int above = 1; above < 500; above = above * 3 + 1) {
            for (int below = 1; below < 500; below = below * 2 + 1) {
                double inverse = 1 / Distributions.fQuantile(0.75, below, above);
                assertRelative(inverse, Distributions.fQuantile(0.25, above, below), RELATIVE);
            }
        }
    }

    /** With many degrees below, F is χ² / degrees. */
    @Test
    void fTendsToChiSquare() {
        double expected = Distributions.chiSquareQuantile(0.9, 6) / 6;
        assertRelative(expected, Distributions.fQuantile(0.9, 6, 1e10), 1e-8);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aProbabilityOutsideZeroToOneIsRefused(double p) {
        assertThrows(IllegalArgumentException.class, () -> Distributions.chiSquareQuantile(p, 2));
        assertThrows(IllegalArgumentException.class, () -> Distributions.fQuantile(p, 2, 2));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void degreesThatAreNotPositiveAreRefused(double degrees) {
        assertThrows(IllegalArgumentException.class, () -> Distributions.chiSquareQuantile(0.5, degrees));
        assertThrows(IllegalArgumentException.class, () -> Distributions.fQuantile(0.5, degrees, 2));
        assertThrows(IllegalArgumentException.class, () -> Distributions.fQuantile(0.5, 2, degrees));
    }

    private static void assertRelative(double expected, double actual, double relative) {
        assertEquals(expected, actual, Math.abs(expected) * relative);
    }
}
