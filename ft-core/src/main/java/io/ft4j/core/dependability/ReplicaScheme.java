package io.ft4j.core.dependability;

/** How many replicas hide the failure of k of them, and how many must be up. */
public enum ReplicaScheme {
    /** k + 1, of which one must be up: replicas that halt, under a detector that is never wrong. */
    MASKING(1, 0),
    /** 2k + 1, of which k + 1 must be up: agreement among processes that crash, or a voter over wrong answers. */
    MAJORITY(2, 1.0 / 2),
    /** 3k + 1, of which 2k + 1 must be up: agreement among processes that may lie. */
    BYZANTINE(3, 2.0 / 3);

    private final int replicasPerFault;
    private final double uselessAvailability;

    ReplicaScheme(int replicasPerFault, double uselessAvailability) {
        this.replicasPerFault = replicasPerFault;
        this.uselessAvailability = uselessAvailability;
    }

    public int replicaCount(int faultCount) {
        Require.range("faultCount", faultCount, 0, maxFaultCount());
        return replicasPerFault * faultCount + 1;
    }

    public int neededCount(int faultCount) {
        return replicaCount(faultCount) - faultCount;
    }

    /** What a group of {@link ReplicaPlan#MAX_REPLICAS} survives. */
    public int maxFaultCount() {
        return (ReplicaPlan.MAX_REPLICAS - 1) / replicasPerFault;
    }

    /**
     * Up to this availability of one replica, more of them make the group no better: the needed share fails too
     * often.
     */
    public double uselessAvailability() {
        return uselessAvailability;
    }
}
