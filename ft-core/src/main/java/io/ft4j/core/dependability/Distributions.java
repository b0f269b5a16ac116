package io.ft4j.core.dependability;

/**
 * Quantiles of the chi-square and the F distribution, by a bracketed Newton iteration on the regularized incomplete
 * gamma and beta functions. These are computed by series and continued fractions (Press et al. 2007, §6.2; DiDonato,
 * Morris 1992), and their leading factors as deviance plus Stirling error (Loader 2000), which keeps its digits where
 * x^a and Γ(a) are huge. Relative error below 10⁻¹¹ up to 200,000 degrees of freedom; time grows with the root of the
 * degrees.
 */
final class Distributions {
    private static final double TERM_TOLERANCE = 1e-15;
    private static final double TINY = 1e-300;

    /** From here on five terms of Stirling's series are exact. */
    private static final double STIRLING_FROM = 16;

    /** Ratio (m − x) / (m + x) below which the deviance is summed as a series. */
    private static final double NEAR = 0.1;

    private static final double STEP_TOLERANCE = 1e-13;
    private static final int MAX_STEPS = 2_000;

    private Distributions() {}

    /** A distribution over the positive numbers. */
    private interface Law {
        double lower(double x);

        double upper(double x);

        double density(double x);
    }

    /** x with P(X ≤ x) = p for the sum of {@code degrees} squared standard normal variables. */
    static double chiSquareQuantile(double p, double degrees) {
        Require.inside("p", p, 0, 1);
        Require.inside("degrees", degrees, 0, Double.MAX_VALUE);
        return 2 * quantile(new Gamma(degrees / 2), p, degrees / 2);
    }

    /** x with P(X ≤ x) = p for the ratio of two such sums, each divided by its degrees. */
    static double fQuantile(double p, double degreesAbove, double degreesBelow) {
        Require.inside("p", p, 0, 1);
        Require.inside("degreesAbove", degreesAbove, 0, Double.MAX_VALUE);
        Require.inside("degreesBelow", degreesBelow, 0, Double.MAX_VALUE);
        double odds = quantile(new BetaOdds(degreesAbove / 2, degreesBelow / 2), p, degreesAbove / degreesBelow);
        return odds * (degreesBelow / degreesAbove);
    }

    private static double quantile(Law law, double p, double start) {
        double low = 0;
        double high = start;
        while (excess(law, high, p) < 0) {
            low = high;
            high = Require.finite("quantile", high * 2);
        }
        double x = high;
        for (int step = 0; step < MAX_STEPS; step++) {
            double excess = excess(law, x, p);
            if (excess < 0) {
                low = x;
            } else {
                high = x;
            }
            double next = x - excess / law.density(x);
            if (!(next > low && next < high)) {
                next = low + (high - low) / 2;
            }
            if (Math.abs(next - x) <= STEP_TOLERANCE * x) {
                return next;
            }
            x = next;
        }
        throw new ArithmeticException(
                "no quantile of p=" + p + " in " + MAX_STEPS + " steps; between " + low + " and " + high);
    }

    /** Grows with x and is 0 at the quantile; from the tail that p names, so that small tails keep their digits. */
    private static double excess(Law law, double x, double p) {
        return p <= 0.5 ? law.lower(x) - p : 1 - p - law.upper(x);
    }

    /** The gamma distribution of scale 1. */
    private record Gamma(double a) implements Law {
        @Override
        public double lower(double x) {
            return x < a + 1 ? series(x) : 1 - fraction(x);
        }

        @Override
        public double upper(double x) {
            return x < a + 1 ? 1 - series(x) : fraction(x);
        }

        @Override
        public double density(double x) {
            return power(x) * a / x;
        }

        /** x^a e^−x / Γ(a + 1). */
        private double power(double x) {
            return Math.exp(-deviance(a, x) - stirlingError(a)) / Math.sqrt(2 * Math.PI * a);
        }

        private double series(double x) {
            double term = 1;
            double sum = 1;
            for (double n = a + 1; term > TERM_TOLERANCE * sum; n++) {
                term *= x / n;
                sum += term;
            }
            return power(x) * sum;
        }

        private double fraction(double x) {
            double b = x + 1 - a;
            double c = 1 / TINY;
            double d = 1 / b;
            double h = d;
            double factor = 0;
            for (int i = 1; Math.abs(factor - 1) > TERM_TOLERANCE; i++) {
                double an = -i * (i - a);
                b += 2;
                d = 1 / nonZero(an * d + b);
                c = nonZero(b + an / c);
                factor = d * c;
                h *= factor;
            }
            return power(x) * a * h;
        }
    }

    /** The odds x / (1 − x) of a variable with a beta distribution: both x and y = 1 − x keep their digits. */
    private record BetaOdds(double a, double b) implements Law {
        @Override
        public double lower(double odds) {
            double x = odds / (1 + odds);
            double y = 1 / (1 + odds);
            return isLeft(x) ? power(x, y) / fraction(a, b, x, y) : 1 - power(x, y) / fraction(b, a, y, x);
        }

        @Override
        public double upper(double odds) {
            double x = odds / (1 + odds);
            double y = 1 / (1 + odds);
            return isLeft(x) ? 1 - power(x, y) / fraction(a, b, x, y) : power(x, y) / fraction(b, a, y, x);
        }

        @Override
        public double density(double odds) {
            return power(odds / (1 + odds), 1 / (1 + odds)) / odds;
        }

        private boolean isLeft(double x) {
            return x < (a + 1) / (a + b + 2);
        }

        /** x^a y^b / B(a, b). */
        private double power(double x, double y) {
            double n = a + b;
            double errors = stirlingError(n) - stirlingError(a) - stirlingError(b);
            double exponent = errors - deviance(a, n * x) - deviance(b, n * y);
            return Math.exp(exponent) * Math.sqrt(a / n * b / (2 * Math.PI));
        }

        /** Its differences are of x and y, never of one and nearly one (DiDonato, Morris 1992). */
        private static double fraction(double a, double b, double x, double y) {
            double drift = a * y - b * x + 1;
            double f = nonZero(a * drift / (a + 1));
            double c = f;
            double d = 0;
            double factor = 0;
            for (int m = 1; Math.abs(factor - 1) > TERM_TOLERANCE; m++) {
                double odd = a + 2.0 * m - 1;
                double an = (a + m - 1) / odd * ((a + b + m - 1) / odd) * m * (b - m) * x * x;
                double bn = m + m * (b - m) * x / odd + (a + m) * (drift + m * (2 - x)) / (odd + 2);
                d = 1 / nonZero(bn + an * d);
                c = nonZero(bn + an / c);
                factor = d * c;
                f *= factor;
            }
            return f;
        }
    }

    /** m ln(m / x) + x − m, without cancellation where x is near m. */
    private static double deviance(double m, double x) {
        double v = (m - x) / (m + x);
        if (Math.abs(v) >= NEAR) {
            return m * Math.log(m / x) + x - m;
        }
        double sum = (m - x) * v;
        double power = 2 * m * v;
        double previous = Double.NaN;
        for (int j = 3; sum != previous; j += 2) {
            previous = sum;
            power *= v * v;
            sum += power / j;
        }
        return sum;
    }

    /** ln Γ(z + 1) − ((z + ½) ln z − z + ½ ln 2π). */
    private static double stirlingError(double z) {
        double shift = 0;
        double at = z;
        for (; at < STIRLING_FROM; at++) {
            shift += (at + 0.5) * Math.log1p(1 / at) - 1;
        }
        double s = 1 / (at * at);
        double series = (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s / 1188)))) / at;
        return shift + series;
    }

    /** Lentz's method must not divide by 0. */
    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }
}
