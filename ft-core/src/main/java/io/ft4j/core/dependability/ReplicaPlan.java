package io.ft4j.core.dependability;

import java.util.Arrays;

/**
 * The answer to "how many replicas for this availability?". It counts on replicas that fail and are repaired
 * independently; what they share (power, a switch, a defect in their code) stands in series with the group, so the
 * target of the group is the target of the system divided by the availability of what is shared.
 *
 * <p>Immutable; pure functions.
 */
public sealed interface ReplicaPlan {
    /** Slots of a group. */
    int MAX_REPLICAS = 64;

    /**
     * A target counts as met when it is missed by this fraction of its unavailability: decimal fractions are not
     * exact.
     */
    double TOLERANCE = 1e-9;

    /**
     * The smallest group that reaches the target.
     *
     * @param replicaAvailability A(∞) of one replica.
     * @param targetAvailability  between 0 and 1, both excluded.
     */
    static ReplicaPlan of(ReplicaScheme scheme, double replicaAvailability, double targetAvailability) {
        Require.probability("replicaAvailability", replicaAvailability);
        Require.inside("targetAvailability", targetAvailability, 0, 1);
        double allowed = (1 - targetAvailability) * (1 + TOLERANCE);
        int best = 0;
        double bestDown = 1;
        for (int faults = 0; faults <= scheme.maxFaultCount(); faults++) {
            double down = unavailability(scheme, faults, 1 - replicaAvailability);
            if (down <= allowed) {
                return new Sufficient(scheme, scheme.replicaCount(faults), faults, 1 - down);
            }
            if (down < bestDown) {
                best = faults;
                bestDown = down;
            }
        }
        String reason = reason(scheme, replicaAvailability, targetAvailability);
        return new Impossible(scheme, reason, scheme.replicaCount(best), 1 - bestDown);
    }

    private static double unavailability(ReplicaScheme scheme, int faults, double replicaDown) {
        double[] down = new double[scheme.replicaCount(faults)];
        Arrays.fill(down, replicaDown);
        return StructureFunction.atLeast(faults + 1, down);
    }

    private static String reason(ReplicaScheme scheme, double replicaAvailability, double targetAvailability) {
        String what = "targetAvailability=" + targetAvailability + " with replicaAvailability=" + replicaAvailability;
        if (replicaAvailability <= scheme.uselessAvailability()) {
            return what + ": more replicas do not help unless one is up more than " + scheme.uselessAvailability()
                    + " of the time, since " + scheme + " needs that share of them at once";
        }
        return what + ": takes more than the limit of " + MAX_REPLICAS + " replicas";
    }

    /**
     * So many replicas reach the target.
     *
     * @param faultCount   how many of them may be down at once.
     * @param availability what the group then reaches.
     */
    record Sufficient(ReplicaScheme scheme, int replicaCount, int faultCount, double availability)
            implements ReplicaPlan {}

    /**
     * No group reaches the target.
     *
     * @param bestReplicaCount the size that comes closest.
     * @param bestAvailability what it reaches.
     */
    record Impossible(ReplicaScheme scheme, String reason, int bestReplicaCount, double bestAvailability)
            implements ReplicaPlan {}
}
