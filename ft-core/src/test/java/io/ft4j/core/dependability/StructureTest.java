package io.ft4j.core.dependability;

import static io.ft4j.core.dependability.Structure.kOfN;
import static io.ft4j.core.dependability.Structure.parallel;
import static io.ft4j.core.dependability.Structure.replicas;
import static io.ft4j.core.dependability.Structure.series;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.dependability.Structure.Component;
import io.ft4j.core.dependability.Structure.KOfN;
import io.ft4j.core.model.Prng;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StructureTest {
    private static final Component A = new Component("a", 9, 1);
    private static final Component B = new Component("b", 4, 1);
    private static final Component C = new Component("c", 1, 1);
    private static final Component D = new Component("d", 30, 2);
    private static final Component E = new Component("e", 7, 0.5);

    /** Availabilities 0.9, 0.8, 0.5. */
    @Test
    void handComputedAvailabilities() {
        assertEquals(0.36, series(A, B, C).availability(), 1e-15);
        assertEquals(0.99, parallel(A, B, C).availability(), 1e-15);
        assertEquals(
                0.9 * 0.8 * 0.5 + 0.9 * 0.8 * 0.5 + 0.9 * 0.2 * 0.5 + 0.1 * 0.8 * 0.5, //
                kOfN(2, A, B, C).availability(),
                1e-15);
        assertEquals(0.9 * (1 - 0.2 * 0.5), series(A, parallel(B, C)).availability(), 1e-15);
        assertEquals(0.9, A.availability(), 1e-15);
    }

    @Test
    void handComputedReliabilityAndMttf() {
        double t = 3;
        assertEquals(Math.exp(-t * (1.0 / 9 + 1.0 / 4 + 1)), series(A, B, C).reliability(t), 1e-16);
        assertEquals(1 / (1.0 / 9 + 1.0 / 4 + 1), series(A, B, C).mttfWithoutRepairNs(), 1e-13);
        assertEquals(9 + 4 - 1 / (1.0 / 9 + 1.0 / 4), parallel(A, B).mttfWithoutRepairNs(), 1e-12);
        assertEquals(9, A.mttfWithoutRepairNs(), 1e-13);
        assertEquals(9, A.mttfNs(), 1e-13);
        assertEquals(1, A.mttrNs(), 1e-14);
    }

    /** 1 − A(t) of one component, to the power of two. */
    @Test
    void availabilityAtATime() {
        double down = 1 - Availability.at(2, 9, 1);
        assertEquals(1 - down * down, replicas(1, 2, A).availabilityAt(2), 1e-15);
        assertEquals(1, kOfN(2, A, B, C).availabilityAt(0));
        assertEquals(kOfN(2, A, B, C).availability(), kOfN(2, A, B, C).availabilityAt(1e9), 1e-15);
    }

    @Test
    void extremesKeepTheirDigits() {
        Component good = new Component("good", 1e6, 1);
        double down = 1 / (1 + 1e6);
        assertEquals(Math.pow(down, 4), replicas(1, 4, good).unavailability(), Math.pow(down, 4) * 1e-13);
        assertEquals(Math.exp(-600), replicas(3, 3, C).reliability(200), Math.exp(-600) * 1e-12);
    }

    /** A bridge as its four shortest paths: every component stands in two of them (Barlow, Proschan 1975, ch. 1). */
    @Test
    void aComponentInSeveralPlacesIsOne() {
        Structure bridge = parallel(series(A, D), series(B, E), series(A, C, E), series(B, C, D));
        for (double p = 0; p <= 1; p += 0.125) {
            double q = p;
            double expected = 2 * p * p + 2 * p * p * p - 5 * Math.pow(p, 4) + 2 * Math.pow(p, 5);
            assertEquals(expected, bridge.probability(component -> q), 1e-15);
        }
        assertEquals(List.of(A, D, B, E, C), bridge.components());
        assertEquals(0.9, parallel(A, A).availability(), 1e-15);
        assertEquals(0.9 * 0.9, series(A, parallel(series(A, B), series(A, C))).availability(), 1e-15);
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103})
    void equalsTheSumOverAllStatesOfTheComponents(long seed) {
        Prng prng = new Prng(seed);
        for (int run = 0; run < 60; run++) {
            List<Component> pool = pool(prng);
            Structure structure = draw(prng, pool, 3);
            String at = "seed=" + seed + " run=" + run + " " + structure;
            List<Component> components = structure.components();
            double availability = 0;
            double reliability = 0;
            for (int states = 0; states < 1 << components.size(); states++) {
                if (works(structure, upIn(components, states))) {
                    availability += weight(components, states, c -> c.mttfNs() / (c.mttfNs() + c.mttrNs()));
                    reliability += weight(components, states, c -> Math.exp(-2 / c.mttfNs()));
                }
            }
            assertEquals(availability, structure.availability(), 1e-13, at);
            assertEquals(1 - availability, structure.unavailability(), 1e-13, at);
            assertEquals(reliability, structure.reliability(2), 1e-13, at);
            assertEquals(
                    structure.availability(), structure.mttfNs() / (structure.mttfNs() + structure.mttrNs()), 1e-12);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "2,3", "3,5", "1,7", "32,64", "1,64", "64,64", "200,256"})
    void theIntegralEqualsTheHarmonicSum(int needed, int count) {
        double expected = Reliability.kOfNMttfNs(needed, count, 1e15);
        double actual = replicas(needed, count, new Component("x", 1e15, 1)).mttfWithoutRepairNs();
        assertEquals(expected, actual, expected * 1e-12);
    }

    /** 1/λ + 1/μ − 1/(λ + μ), and series of a nanosecond and of centuries. */
    @Test
    void theIntegralHoldsOverManyScales() {
        Component brief = new Component("brief", 1, 0);
        Component lasting = new Component("lasting", Long.MAX_VALUE, 0);
        double both = 1 / (1 + 1.0 / Long.MAX_VALUE);
        assertEquals(both, series(brief, lasting).mttfWithoutRepairNs(), 1e-12);
        assertEquals(Long.MAX_VALUE, parallel(brief, lasting).mttfWithoutRepairNs(), Long.MAX_VALUE * 1e-12);
        assertEquals(1e30, new Component("x", 1e30, 0).mttfWithoutRepairNs(), 1e18);
        assertEquals(1e-9, new Component("x", 1e-9, 0).mttfWithoutRepairNs(), 1e-21);
    }

    /** A pair is up for (2λ + μ) / 2λ² on average and down for 1/2μ. */
    @Test
    void aRepairedPairInTheLongRun() {
        double lambda = 1.0 / 9;
        assertEquals((2 * lambda + 1) / (2 * lambda * lambda), replicas(1, 2, A).mttfNs(), 1e-11);
        assertEquals(0.5, replicas(1, 2, A).mttrNs(), 1e-14);
    }

    @ParameterizedTest
    @ValueSource(longs = {111, 112, 113})
    void longRunAsSimulated(long seed) {
        Structure structure = series(E, kOfN(2, A, B, series(C, D), parallel(C, B)));
        Simulated run = simulate(structure, new Prng(seed), 100_000);
        assertEquals(structure.availability(), run.availability(), 0.005, "seed=" + seed);
        assertEquals(structure.mttfNs(), run.mttf(), structure.mttfNs() * 0.02, "seed=" + seed);
        assertEquals(structure.mttrNs(), run.mttr(), structure.mttrNs() * 0.02, "seed=" + seed);
    }

    @Test
    void whatNeverFailsHasNoMttf() {
        Component instant = new Component("instant", 5, 0);
        assertEquals(1, replicas(1, 2, instant).availability());
        assertThrows(ArithmeticException.class, replicas(1, 2, instant)::mttfNs);
        assertThrows(ArithmeticException.class, replicas(1, 2, instant)::mttrNs);
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> kOfN(3, A, B));
        assertThrows(IllegalArgumentException.class, () -> kOfN(0, A, B));
        assertThrows(IllegalArgumentException.class, Structure::series);
        assertThrows(IllegalArgumentException.class, Structure::parallel);
        assertThrows(IllegalArgumentException.class, () -> replicas(1, 257, A));
        assertThrows(IllegalArgumentException.class, () -> replicas(5, 4, A));
        assertThrows(IllegalArgumentException.class, () -> new Component("", 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Component("x", 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Component("x", 1, -1));
        assertThrows(IllegalArgumentException.class, () -> A.reliability(-1));
        assertThrows(IllegalArgumentException.class, () -> A.availabilityAt(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> A.probability(c -> 1.5));
        assertThrows(IllegalArgumentException.class, () -> series(A, B).probability(c -> Double.NaN));
    }

    @Test
    void twoComponentsOfOneNameAreRefused() {
        Component other = new Component("a", 8, 1);
        assertThrows(IllegalArgumentException.class, () -> series(A, parallel(B, other)));
    }

    @Test
    void tooManyPlacesAndTooManySharedComponentsAreRefused() {
        Structure half = replicas(1, 128, A);
        assertEquals(128, half.components().size());
        assertThrows(IllegalArgumentException.class, () -> series(half, replicas(1, 129, B)));
        Structure ten = replicas(1, 10, A);
        assertTrue(series(ten, ten).availability() > 0.999);
        Structure eleven = replicas(1, 11, A);
        assertThrows(IllegalArgumentException.class, () -> series(eleven, eleven));
    }

    private record Simulated(double upNs, double downNs, long failures) {
        double availability() {
            return upNs / (upNs + downNs);
        }

        double mttf() {
            return upNs / failures;
        }

        double mttr() {
            return downNs / failures;
        }
    }

    private static Simulated simulate(Structure structure, Prng prng, int events) {
        List<Component> components = structure.components();
        Map<String, Boolean> up = new TreeMap<>();
        double[] next = new double[components.size()];
        for (int i = 0; i < next.length; i++) {
            up.put(components.get(i).name(), true);
            next[i] = Draws.exponential(prng, components.get(i).mttfNs());
        }
        double now = 0;
        double upNs = 0;
        double downNs = 0;
        long failures = 0;
        boolean working = true;
        for (int event = 0; event < events; event++) {
            int first = 0;
            for (int i = 1; i < next.length; i++) {
                first = next[i] < next[first] ? i : first;
            }
            upNs += working ? next[first] - now : 0;
            downNs += working ? 0 : next[first] - now;
            now = next[first];
            Component component = components.get(first);
            boolean nowUp = !up.get(component.name());
            up.put(component.name(), nowUp);
            next[first] += Draws.exponential(prng, nowUp ? component.mttfNs() : component.mttrNs());
            boolean works = works(structure, up);
            failures += working && !works ? 1 : 0;
            working = works;
        }
        return new Simulated(upNs, downNs, failures);
    }

    private static boolean works(Structure structure, Map<String, Boolean> up) {
        if (structure instanceof KOfN inner) {
            long working =
                    inner.parts().stream().filter(part -> works(part, up)).count();
            return working >= inner.neededCount();
        }
        return up.get(((Component) structure).name());
    }

    private static Map<String, Boolean> upIn(List<Component> components, int states) {
        Map<String, Boolean> up = new TreeMap<>();
        for (int i = 0; i < components.size(); i++) {
            up.put(components.get(i).name(), (states >> i & 1) == 1);
        }
        return up;
    }

    private static double weight(List<Component> components, int states, ToDoubleFunction<Component> works) {
        double weight = 1;
        for (int i = 0; i < components.size(); i++) {
            double p = works.applyAsDouble(components.get(i));
            weight *= (states >> i & 1) == 1 ? p : 1 - p;
        }
        return weight;
    }

    private static List<Component> pool(Prng prng) {
        List<Component> pool = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pool.add(new Component("c" + i, 0.1 + 10 * prng.nextDouble(), 0.1 + 5 * prng.nextDouble()));
        }
        return pool;
    }

    private static Structure draw(Prng prng, List<Component> pool, int depth) {
        if (depth == 0 || prng.chance(0.3)) {
            return pool.get(prng.nextInt(pool.size()));
        }
        Structure[] parts = new Structure[1 + prng.nextInt(4)];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = draw(prng, pool, depth - 1);
        }
        return kOfN(1 + prng.nextInt(parts.length), parts);
    }
}
