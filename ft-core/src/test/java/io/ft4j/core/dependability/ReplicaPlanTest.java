package io.ft4j.core.dependability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.dependability.ReplicaPlan.Impossible;
import io.ft4j.core.dependability.ReplicaPlan.Sufficient;
import io.ft4j.core.dependability.Structure.Component;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplicaPlanTest {
    /** Five nines from machines of 99.5 %, as worked out in the design note. */
    @ParameterizedTest
    @CsvSource({"MASKING,3,2,1.25e-7", "MAJORITY,5,2,1.24064375e-6", "BYZANTINE,7,2,4.30976766e-6"})
    void fiveNinesFromMachinesOfNinetyNineAndAHalfPercent(
            ReplicaScheme scheme, int replicaCount, int faultCount, double down) {
        Sufficient plan = assertInstanceOf(Sufficient.class, ReplicaPlan.of(scheme, 0.995, 0.99999));
        assertEquals(replicaCount, plan.replicaCount());
        assertEquals(faultCount, plan.faultCount());
        assertEquals(1 - down, plan.availability(), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({
        "MASKING,0.9,0.99999,5",
        "MASKING,0.99,0.9999,2",
        "MASKING,0.99,0.99,1",
        "MASKING,0.1,0.99,44",
        "MASKING,1,0.9999999,1",
        "MAJORITY,0.9,0.972,3",
        "MAJORITY,0.9,0.973,5",
        "MAJORITY,0.3,0.2,1",
        "BYZANTINE,0.9,0.9477,4",
        "BYZANTINE,0.9,0.95,7"
    })
    void theSmallestGroupThatReachesTheTarget(ReplicaScheme scheme, double replica, double target, int expected) {
        assertEquals(
                expected,
                assertInstanceOf(Sufficient.class, ReplicaPlan.of(scheme, replica, target))
                        .replicaCount());
    }

    @ParameterizedTest
    @EnumSource(ReplicaScheme.class)
    void aPlanAgreesWithTheStructureAndNothingSmallerDoes(ReplicaScheme scheme) {
        for (double mttr = 0.01; mttr < 0.4; mttr *= 1.7) {
            Component replica = new Component("replica", 1, mttr);
            for (double nines = 1; nines < 9; nines += 0.7) {
                double target = Availability.ofNines(nines);
                ReplicaPlan plan = ReplicaPlan.of(scheme, replica.availability(), target);
                int faults = plan instanceof Sufficient enough ? enough.faultCount() : scheme.maxFaultCount() + 1;
                for (int k = 0; k < faults; k++) {
                    assertTrue(of(scheme, k, replica) < target, plan + " k=" + k);
                }
                if (plan instanceof Sufficient enough) {
                    assertEquals(of(scheme, faults, replica), enough.availability(), 1e-14, plan.toString());
                    assertTrue(enough.availability() >= target - 1e-15, plan.toString());
                }
            }
        }
    }

    @Test
    void sizesAreThoseOfTheSchemes() {
        for (int k = 0; k <= ReplicaScheme.BYZANTINE.maxFaultCount(); k++) {
            assertEquals(k + 1, ReplicaScheme.MASKING.replicaCount(k));
            assertEquals(1, ReplicaScheme.MASKING.neededCount(k));
            assertEquals(2 * k + 1, ReplicaScheme.MAJORITY.replicaCount(k));
            assertEquals(k + 1, ReplicaScheme.MAJORITY.neededCount(k));
            assertEquals(3 * k + 1, ReplicaScheme.BYZANTINE.replicaCount(k));
            assertEquals(2 * k + 1, ReplicaScheme.BYZANTINE.neededCount(k));
        }
        assertThrows(IllegalArgumentException.class, () -> ReplicaScheme.MASKING.replicaCount(64));
        assertThrows(IllegalArgumentException.class, () -> ReplicaScheme.MAJORITY.replicaCount(32));
        assertThrows(IllegalArgumentException.class, () -> ReplicaScheme.BYZANTINE.replicaCount(22));
        assertThrows(IllegalArgumentException.class, () -> ReplicaScheme.BYZANTINE.neededCount(-1));
    }

    @ParameterizedTest
    @CsvSource({"MAJORITY,0.5", "MAJORITY,0.4", "BYZANTINE,0.6666", "BYZANTINE,0.5", "MASKING,0"})
    void whereTheNeededShareFailsTooOftenMoreReplicasDoNotHelp(ReplicaScheme scheme, double replica) {
        Impossible plan = assertInstanceOf(Impossible.class, ReplicaPlan.of(scheme, replica, 0.9));
        assertTrue(plan.reason().contains("more replicas do not help"), plan.reason());
        assertTrue(plan.reason().contains("replicaAvailability=" + replica), plan.reason());
        assertTrue(plan.bestAvailability() <= Math.max(replica, 0.5) + 1e-12, plan.toString());
        assertEquals(
                replica == 0.5 && scheme == ReplicaScheme.MAJORITY ? 0.5 : replica, plan.bestAvailability(), 1e-12);
    }

    @Test
    void aGroupHasALimit() {
        Impossible plan = assertInstanceOf(Impossible.class, ReplicaPlan.of(ReplicaScheme.MAJORITY, 0.6, 0.99999));
        assertTrue(plan.reason().contains("the limit of 64 replicas"), plan.reason());
        assertEquals(63, plan.bestReplicaCount());
        assertTrue(plan.bestAvailability() > 0.9 && plan.bestAvailability() < 0.99);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void nonsenseIsRefused(double value) {
        assertThrows(IllegalArgumentException.class, () -> ReplicaPlan.of(ReplicaScheme.MASKING, value, 0.9));
        assertThrows(IllegalArgumentException.class, () -> ReplicaPlan.of(ReplicaScheme.MASKING, 0.9, value));
    }

    @Test
    void aTargetOfZeroOrOneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ReplicaPlan.of(ReplicaScheme.MASKING, 0.9, 0));
        assertThrows(IllegalArgumentException.class, () -> ReplicaPlan.of(ReplicaScheme.MASKING, 0.9, 1));
    }

    private static double of(ReplicaScheme scheme, int faults, Component replica) {
        return Structure.replicas(scheme.neededCount(faults), scheme.replicaCount(faults), replica)
                .availability();
    }
}
