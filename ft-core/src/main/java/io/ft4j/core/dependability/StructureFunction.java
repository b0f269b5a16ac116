package io.ft4j.core.dependability;

import io.ft4j.core.dependability.Structure.Component;
import io.ft4j.core.dependability.Structure.KOfN;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Probabilities of structures. "Works" and "fails" are both computed from their own side, as sums of positive terms, so
 * that neither an unavailability of 10⁻¹² nor a reliability of 10⁻¹² is what is left of a subtraction from 1.
 */
final class StructureFunction {
    /** Each shared component doubles the work. */
    static final int MAX_SHARED = 10;

    /**
     * Step of the trapezoidal rule over x = ln t. A sum of exponentials is analytic up to |Im x| = π/2, so its error is
     * of the order e^−(π²/h).
     */
    private static final double STEP = 0.0625;

    /** e^45 is beyond the 16 digits of a double. */
    private static final double LOG_NEGLIGIBLE = 45;

    private StructureFunction() {}

    static double works(Structure structure, ToDoubleFunction<Component> worksProbability) {
        return conditioned(structure, shared(structure), 0, worksProbability, false);
    }

    static double fails(Structure structure, ToDoubleFunction<Component> failsProbability) {
        return conditioned(structure, shared(structure), 0, failsProbability, true);
    }

    /** P(at least {@code threshold} of the independent events happen), by dynamic programming over the events. */
    static double atLeast(int threshold, double... probabilities) {
        double[] exactly = new double[threshold + 1];
        exactly[0] = 1;
        for (double p : probabilities) {
            exactly[threshold] += exactly[threshold - 1] * p;
            for (int count = threshold - 1; count > 0; count--) {
                exactly[count] = exactly[count] * (1 - p) + exactly[count - 1] * p;
            }
            exactly[0] *= 1 - p;
        }
        return Math.min(1, exactly[threshold]);
    }

    /**
     * How often the structure fails in the long run: the sum over its components of how often each fails, 1/MTBF, times
     * the probability that it is the one that decides (Birnbaum's importance).
     */
    static double failuresPerNs(Structure structure) {
        double sum = 0;
        for (Component component : structure.components()) {
            double ifDown = fails(structure, fixed(component, 1, Component::downLongRun));
            double ifUp = fails(structure, fixed(component, 0, Component::downLongRun));
            sum += Math.max(0, ifDown - ifUp) / Availability.mtbfNs(component.mttfNs(), component.mttrNs());
        }
        return sum;
    }

    /** ∫ R(t) dt = ∫ R(e^x) e^x dx, from where R is still 1 to where the most durable component has failed. */
    static double mttfWithoutRepairNs(Structure structure) {
        double failuresPerNs = 0;
        double longestNs = 0;
        List<Component> components = structure.components();
        for (Component component : components) {
            failuresPerNs += 1 / component.mttfNs();
            longestNs = Math.max(longestNs, component.mttfNs());
        }
        double x = -Math.log(failuresPerNs) - LOG_NEGLIGIBLE;
        double last = Math.log(longestNs * (LOG_NEGLIGIBLE + Math.log(components.size())));
        double sum = 0;
        for (; x <= last; x += STEP) {
            double tNs = Math.exp(x);
            sum += tNs * works(structure, c -> Math.exp(-tNs / c.mttfNs()));
        }
        return sum * STEP;
    }

    /** Refuses two different components of one name, and more than the limits. */
    static void requireConsistent(List<Structure> parts) {
        List<Component> places = places(parts);
        Require.range("componentCount", places.size(), 1, Reliability.MAX_COMPONENTS);
        Map<String, Component> byName = new HashMap<>();
        for (Component component : places) {
            Component other = byName.putIfAbsent(component.name(), component);
            if (other != null && !other.equals(component)) {
                throw new IllegalArgumentException(
                        "name=" + component.name() + " is given to " + component + " and to " + other);
            }
        }
        Require.range("sharedCount", repeated(places).size(), 0, MAX_SHARED);
    }

    /** The components of all parts, one as often as it stands there. */
    static List<Component> places(List<Structure> parts) {
        List<Component> places = new ArrayList<>();
        parts.forEach(part -> addPlaces(part, places));
        return places;
    }

    static List<Component> distinct(List<Component> places) {
        return List.copyOf(new LinkedHashSet<>(places));
    }

    private static void addPlaces(Structure structure, List<Component> places) {
        if (structure instanceof KOfN inner) {
            inner.parts().forEach(part -> addPlaces(part, places));
        } else {
            places.add((Component) structure);
        }
    }

    private static List<Component> shared(Structure structure) {
        return structure instanceof KOfN inner ? repeated(places(inner.parts())) : List.of();
    }

    private static List<Component> repeated(List<Component> places) {
        Set<Component> seen = new LinkedHashSet<>();
        Set<Component> repeated = new LinkedHashSet<>();
        for (Component component : places) {
            if (!seen.add(component)) {
                repeated.add(component);
            }
        }
        return List.copyOf(repeated);
    }

    /**
     * Total probability over the states of the shared components. Without it, the two ways over one switch would
     * count as independent, and the structure as better than the switch.
     */
    private static double conditioned(
            Structure structure,
            List<Component> shared,
            int from,
            ToDoubleFunction<Component> probability,
            boolean failing) {
        if (from == shared.size()) {
            return independent(structure, probability, failing);
        }
        Component component = shared.get(from);
        double p = probabilityOf(component, probability);
        double ifTrue = conditioned(structure, shared, from + 1, fixed(component, 1, probability), failing);
        double ifFalse = conditioned(structure, shared, from + 1, fixed(component, 0, probability), failing);
        return p * ifTrue + (1 - p) * ifFalse;
    }

    private static double independent(Structure structure, ToDoubleFunction<Component> probability, boolean failing) {
        if (structure instanceof KOfN inner) {
            List<Structure> parts = inner.parts();
            double[] probabilities = new double[parts.size()];
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] = independent(parts.get(i), probability, failing);
            }
            int threshold = failing ? parts.size() - inner.neededCount() + 1 : inner.neededCount();
            return atLeast(threshold, probabilities);
        }
        return probabilityOf((Component) structure, probability);
    }

    private static ToDoubleFunction<Component> fixed(
            Component component, double value, ToDoubleFunction<Component> others) {
        return c -> c.equals(component) ? value : others.applyAsDouble(c);
    }

    private static double probabilityOf(Component component, ToDoubleFunction<Component> probability) {
        return Require.probability("probability of " + component.name(), probability.applyAsDouble(component));
    }
}
