package io.ft4j.log.coordinated;

import java.util.function.Function;

/** Walks through small worlds with whatever classes its own loader has; says what failed first, or nothing. */
public final class MutantRun implements Function<String, String> {
    /** What is walked through. */
    enum Walk {
        CRASHES,
        FRAMES,
        SNAPSHOTS,
        INDEPENDENT,
        MISSED_EPOCH
    }

    @Override
    public String apply(String walk) {
        try {
            if (Walk.valueOf(walk) == Walk.SNAPSHOTS) {
                SnapshotWorlds.all().forEach(SnapshotWorlds::walk);
            } else if (Walk.valueOf(walk) == Walk.MISSED_EPOCH) {
                MissedEpoch.run();
            } else if (Walk.valueOf(walk) == Walk.INDEPENDENT) {
                new IndependentWorlds().walk(IndependentWorlds.Family.CRASHES);
            } else {
                new SmallWorlds().walk(SmallWorlds.Family.valueOf(walk));
            }
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
