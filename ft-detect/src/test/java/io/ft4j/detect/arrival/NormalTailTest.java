package io.ft4j.detect.arrival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NormalTailTest {
    private static final double WITHIN = 1e-14;
    private static final MathContext DIGITS = new MathContext(40);

    /** z and −log₁₀ Q(z), computed with 40 digits; on both sides of the limits between the three ranges. */
    @ParameterizedTest
    @CsvSource({
        "-9, 4.9013971704574007444e-20",
        "-5, 1.244912137388291749e-7",
        "-3, 0.00058664931379006669102",
        "-1, 0.075026012957818023238",
        "-0.7, 0.12030996948604305426",
        "-0.6, 0.1392148211863490013",
        "-0.1, 0.26774472395866437128",
        "0, 0.30102999566398119521",
        "0.1, 0.33707965672662347926",
        "0.5, 0.51069198926524077447",
        "0.66, 0.59409569229489352361",
        "0.67, 0.59958481312844975184",
        "1, 0.79954554149197050003",
        "1.5, 1.1751767216148164217",
        "2, 1.643016080140937048",
        "3, 2.8696990359293690772",
        "4, 4.4993349075564788648",
        "5, 6.5426456723906544963",
        "5.6, 7.9699028503859029524",
        "5.7, 8.2225462506604100412",
        "6, 9.0058643274767042092",
        "8, 15.206142551017154558",
        "10, 23.118053405486075894",
        "15, 50.435219614275511368",
        "20, 88.56009534307559192",
        "30, 197.30920926166094939",
        "37, 299.24218117860992167",
        "100, 2173.8715428690343765",
        "1000, 217150.64004199438628",
        "1e6, 217147240958.02500376",
        "1e9, 217147240951625923.22",
        "1e15, 2.1714724095162591383e+29"
    })
    void agreesWithReferenceValues(double z, double phi) {
        assertEquals(phi, NormalTail.phi(z), WITHIN * phi);
    }

    /** Q(z) = e^(−z²/2) / √(2π) / (z + 1/(z + 2/(z + 3/…))), up to φ = 350, with 40 digits before the last logarithm. */
    @Test
    void agreesWithTheContinuedFractionOfManyDigits() {
        for (int i = 50; i <= 2_000; i += 13) {
            double z = i / 50.0;
            BigDecimal exact = new BigDecimal(z);
            BigDecimal fraction = exact;
            for (int term = 500; term > 0; term--) {
                fraction = exact.add(BigDecimal.valueOf(term).divide(fraction, DIGITS), DIGITS);
            }
            BigDecimal halfSquare = exact.pow(2).divide(BigDecimal.valueOf(2), DIGITS);
            double rest = StrictMath.log(fraction.doubleValue() * Math.sqrt(2 * Math.PI));
            double phi = halfSquare.add(new BigDecimal(rest)).doubleValue() / StrictMath.log(10);
            assertEquals(phi, NormalTail.phi(z), WITHIN * phi, "z=" + z);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.478273532376162671",
        "1, 1.28155156554460047",
        "2, 2.3263478740408411",
        "3, 3.09023230616781354",
        "5, 4.26489079392282463",
        "8, 5.61200124417478873",
        "12, 7.03448382530113193",
        "16, 8.22208221613043561",
        "50, 14.933337534788489",
        "100, 21.2734535609653243",
        "300, 37.0470962993611992"
    })
    void theDeviateIsTheInverse(double phi, double z) {
        assertEquals(z, NormalTail.deviate(phi), 1e-13 * z);
    }

    @Test
    void growsWithoutEndAndIsNeverNegative() {
        double before = NormalTail.phi(Double.NEGATIVE_INFINITY);
        assertEquals(0, before);
        for (double z = -45; z < 45; z += 0.000_1) {
            double phi = NormalTail.phi(z);
            assertTrue(phi > before || z < -8 && phi >= before, "z=" + z + " phi=" + phi + " before=" + before);
            before = phi;
        }
        for (double z = 45; z < 1e20; z *= 1.001) {
            double phi = NormalTail.phi(z);
            assertTrue(phi > before && phi < Double.POSITIVE_INFINITY, "z=" + z + " phi=" + phi);
            before = phi;
        }
    }

    /** What toolkits take instead: near below 3, far too sure above, infinite where its exponential is 0. */
    @ParameterizedTest
    @CsvSource({
        "1, 1.00, 1.00",
        "3, 3.05, 2.95",
        "5, 5.34, 4.72",
        "8, 9.31, 7.06",
        "12, 15.55, 9.81",
        "16, 22.74, 12.27"
    })
    void theLogisticFunctionIsSurer(double phi, double logisticThere, double phiWhereLogisticSaysSo) {
        assertEquals(logisticThere, logisticPhi(NormalTail.deviate(phi)), 0.01);
        double z = 0;
        while (logisticPhi(z) < phi) {
            z += 0.000_1;
        }
        assertEquals(phiWhereLogisticSaysSo, NormalTail.phi(z), 0.01);
        assertEquals(259, logisticPhi(20), 0.1);
        assertTrue(logisticPhi(21.5) < 330);
        assertEquals(Double.POSITIVE_INFINITY, logisticPhi(21.7));
    }

    private static double logisticPhi(double z) {
        double e = Math.exp(-z * (1.5976 + 0.070566 * z * z));
        return -Math.log10(e / (1 + e));
    }
}
