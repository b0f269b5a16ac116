package io.ft4j.detect.arrival;

/**
 * The upper tail of the standard normal distribution in powers of ten: φ(z) = −log₁₀ Q(z) with Q(z) = P(Z > z) = ½ erfc(z/√2).
 *
 * <p>erfc by rational approximations in three ranges (Cody 1969), the last one in 1/x², which is the asymptotic expansion
 * brought to one fraction. Beyond the middle they give e^(x²)·erfc(x), so that the logarithm is taken without the
 * exponential: φ neither underflows nor overflows for any z that a time can make, and its relative error stays below 10⁻¹⁴.
 *
 * <p>Pure functions; no allocation. StrictMath, since deadlines follow from it: they are the same on every JVM.
 */
final class NormalTail {
    private static final double LN_10 = StrictMath.log(10);
    private static final double SQRT_2 = Math.sqrt(2);
    private static final double ONE_BY_SQRT_PI = 1 / Math.sqrt(Math.PI);

    private static final double SMALL = 0.46875;
    private static final double LARGE = 4;

    private static final double[] SMALL_ABOVE = {
        1.85777706184603153e-1,
        3.16112374387056560e0,
        1.13864154151050156e2,
        3.77485237685302021e2,
        3.20937758913846947e3
    };
    private static final double[] SMALL_BELOW = {
        1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3
    };
    private static final double[] MIDDLE_ABOVE = {
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594e0,
        6.61191906371416295e1,
        2.98635138197400131e2,
        8.81952221241769090e2,
        1.71204761263407058e3,
        2.05107837782607147e3,
        1.23033935479799725e3
    };
    private static final double[] MIDDLE_BELOW = {
        1,
        1.57449261107098347e1,
        1.17693950891312499e2,
        5.37181101862009858e2,
        1.62138957456669019e3,
        3.29079923573345963e3,
        4.36261909014324716e3,
        3.43936767414372164e3,
        1.23033935480374942e3
    };
    private static final double[] LARGE_ABOVE = {
        1.63153871373020978e-2,
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4
    };
    private static final double[] LARGE_BELOW = {
        1,
        2.56852019228982242e0,
        1.87295284992346725e0,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3
    };

    private NormalTail() {}

    /** Grows with z, from 0 at −∞ over 0.301 at 0; about z²/4.6 for a large one. */
    static double phi(double z) {
        double x = Math.abs(z) / SQRT_2;
        if (x <= SMALL) {
            return -StrictMath.log((1 - Math.signum(z) * erf(x)) / 2) / LN_10;
        }
        if (z < 0) {
            return -StrictMath.log1p(-StrictMath.exp(-z * z / 2) * scaledErfc(x) / 2) / LN_10;
        }
        return (z * z / 2 - StrictMath.log(scaledErfc(x) / 2)) / LN_10;
    }

    /** The z of a φ of at least φ(0), to the last bit or two: by bisection, so not for each heartbeat. */
    static double deviate(double phi) {
        double low = 0;
        // Q(z) ≤ ½ e^(−z²/2).
        double high = Math.sqrt(2 * LN_10 * phi);
        double middle = high / 2;
        while (middle > low && middle < high) {
            if (phi(middle) <= phi) {
                low = middle;
            } else {
                high = middle;
            }
            middle = (low + high) / 2;
        }
        return low;
    }

    /** For 0 ≤ x ≤ {@link #SMALL}. */
    private static double erf(double x) {
        double square = x * x;
        return x * polynomial(SMALL_ABOVE, square) / polynomial(SMALL_BELOW, square);
    }

    /** e^(x²)·erfc(x), for what is above. */
    private static double scaledErfc(double x) {
        if (x <= LARGE) {
            return polynomial(MIDDLE_ABOVE, x) / polynomial(MIDDLE_BELOW, x);
        }
        double inverse = 1 / (x * x);
        double rest = inverse * polynomial(LARGE_ABOVE, inverse) / polynomial(LARGE_BELOW, inverse);
        return (ONE_BY_SQRT_PI - rest) / x;
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (double coefficient : coefficients) {
            sum = sum * x + coefficient;
        }
        return sum;
    }
}
