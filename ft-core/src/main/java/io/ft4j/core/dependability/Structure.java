package io.ft4j.core.dependability;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How a system depends on its components: it works while enough of its parts work, which are components or structures
 * themselves. Components fail and are repaired independently of each other, in exponential times. One that stands in
 * several places (a switch, a power line) is the same component there; results are exact for it too.
 *
 * <p>Immutable. Source: Barlow, Proschan 1975 (coherent structures, importance); Trivedi 2002, ch. 3 and 8.
 */
public sealed interface Structure {
    /** Works while all parts work: it depends on each of them. */
    static Structure series(Structure... parts) {
        return new KOfN(parts.length, List.of(parts));
    }

    /** Works while any part works. */
    static Structure parallel(Structure... parts) {
        return new KOfN(1, List.of(parts));
    }

    /** Works while at least {@code neededCount} parts work. */
    static Structure kOfN(int neededCount, Structure... parts) {
        return new KOfN(neededCount, List.of(parts));
    }

    /** Like components, named after the given one: {@code name-1}, {@code name-2}, … */
    static Structure replicas(int neededCount, int count, Component like) {
        Reliability.requireCounts(neededCount, count);
        List<Structure> parts = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            parts.add(new Component(like.name() + "-" + i, like.mttfNs(), like.mttrNs()));
        }
        return new KOfN(neededCount, parts);
    }

    /** Each component once, in the order of its first place. */
    List<Component> components();

    /**
     * The probability that the structure works when each component works with the given probability: for what is known
     * of the components otherwise, such as a measured availability.
     */
    default double probability(ToDoubleFunction<Component> worksProbability) {
        return StructureFunction.works(this, worksProbability);
    }

    /** A(∞): the fraction of the time that it works in the long run. */
    default double availability() {
        return 1 - unavailability();
    }

    /** 1 − A(∞), exact also where that is tiny. */
    default double unavailability() {
        return StructureFunction.fails(this, Component::downLongRun);
    }

    /** A(t): the probability that it works at this time, when all components worked at time 0. */
    default double availabilityAt(double tNs) {
        return 1 - StructureFunction.fails(this, c -> Availability.downAt(tNs, c.mttfNs(), c.mttrNs()));
    }

    /** R(t): the probability that it works from 0 to t when nothing is repaired. */
    default double reliability(double tNs) {
        return StructureFunction.works(this, c -> Reliability.at(tNs, c.mttfNs()));
    }

    /** Mean time to the failure of the structure when nothing is repaired: ∫ R(t) dt. */
    default double mttfWithoutRepairNs() {
        return StructureFunction.mttfWithoutRepairNs(this);
    }

    /**
     * Mean time from a repair of the structure to its next failure in the long run, each component being repaired
     * independently: availability / frequency of failures. (Like components that all work at the beginning take longer
     * to the first failure: {@link Reliability#kOfNMttfNs(int, int, double, double)}.)
     *
     * @throws ArithmeticException when it never fails, or so rarely that a double does not hold the result.
     */
    default double mttfNs() {
        return Require.finite("mttfNs", availability() / StructureFunction.failuresPerNs(this));
    }

    /** Mean time from a failure of the structure to its repair in the long run; throws as {@link #mttfNs} does. */
    default double mttrNs() {
        return Require.finite("mttrNs", unavailability() / StructureFunction.failuresPerNs(this));
    }

    /**
     * What fails and is repaired as a whole. Components of one name are one component.
     *
     * @param mttrNs 0: it is back at once.
     */
    record Component(String name, double mttfNs, double mttrNs) implements Structure {
        public Component {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("name is empty: a component is known by it");
            }
            Require.meanNs("mttfNs", mttfNs);
            Require.durationNs("mttrNs", mttrNs);
        }

        @Override
        public List<Component> components() {
            return List.of(this);
        }

        double downLongRun() {
            return Availability.longRunDown(mttfNs, mttrNs);
        }
    }

    /** Works while at least {@code neededCount} of its parts work: all of a series, one of a parallel structure. */
    record KOfN(int neededCount, List<Structure> parts) implements Structure {
        public KOfN {
            parts = List.copyOf(parts);
            Reliability.requireCounts(neededCount, parts.size());
            StructureFunction.requireConsistent(parts);
        }

        @Override
        public List<Component> components() {
            return StructureFunction.distinct(StructureFunction.places(parts));
        }
    }
}
