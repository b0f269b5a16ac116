package io.ft4j.detect.quality;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Integrals of functions that are smooth between known kinks: Gauss–Legendre with five points on each panel, exact there
 * for polynomials up to the ninth degree. No panel crosses a kink, but where there are very many of them: panels are even then.
 */
final class Quadrature {
    private static final int PANELS = 256;
    private static final int MAX_PANELS_PER_PIECE = 32;
    private static final int MAX_CUTS = 1 << 14;
    private static final int EVEN_PANELS = 1 << 12;
    private static final double[] POINTS = {
        -0.906179845938664, -0.538469310105683, 0, 0.538469310105683, 0.906179845938664
    };
    private static final double[] WEIGHTS = {
        0.236926885056189, 0.478628670499366, 0.568888888888889, 0.478628670499366, 0.236926885056189
    };

    private Quadrature() {}

    /** @param kinks where the function jumps or bends, in any order; those outside do not matter. */
    static double integral(DoubleUnaryOperator function, double low, double high, double[] kinks) {
        double[] cuts = Arrays.stream(kinks)
                .filter(kink -> kink > low && kink < high)
                .sorted()
                .toArray();
        if (cuts.length > MAX_CUTS) {
            return piece(function, low, high, EVEN_PANELS);
        }
        int panels = Math.max(1, Math.min(MAX_PANELS_PER_PIECE, PANELS / (cuts.length + 1)));
        double sum = 0;
        double from = low;
        for (double cut : cuts) {
            sum += piece(function, from, cut, panels);
            from = cut;
        }
        return sum + piece(function, from, high, panels);
    }

    private static double piece(DoubleUnaryOperator function, double low, double high, int panels) {
        double half = (high - low) / (2 * panels);
        double sum = 0;
        for (int panel = 0; panel < panels; panel++) {
            double middle = low + (2 * panel + 1) * half;
            for (int i = 0; i < POINTS.length; i++) {
                sum += WEIGHTS[i] * function.applyAsDouble(middle + POINTS[i] * half);
            }
        }
        return sum * half;
    }
}
