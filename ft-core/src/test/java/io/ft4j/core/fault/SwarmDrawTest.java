package io.ft4j.core.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.FailureClass;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.model.Quorum;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SwarmDrawTest {
    private static final int SEED_COUNT = 2_000;
    private static final long DURATION_NS = 90_000_000_000L;
    private static final long TIMEOUT_NS = 300_000_000;

    @Test
    void everyKindIsAbsentFromManySeedsAndInMany() {
        Map<FaultKind, Integer> seeds = new EnumMap<>(FaultKind.class);
        for (long seed = 1; seed <= SEED_COUNT; seed++) {
            draw(seed).kinds().forEach(kind -> seeds.merge(kind, 1, Integer::sum));
        }
        for (FaultKind kind : FaultKind.values()) {
            double share = seeds.getOrDefault(kind, 0) / (double) SEED_COUNT;
            assertTrue(share >= 0.2 && share <= 0.8, kind + " is in " + share + " of the seeds");
        }
    }

    @Test
    void damageForGoodLeavesAMajorityWhole() {
        boolean damages = false;
        for (long seed = 1; seed <= SEED_COUNT; seed++) {
            FaultPlan plan = draw(seed);
            long damaged = plan.permanentlyDamaged();
            damages |= damaged != ProcessSet.EMPTY;
            int whole = plan.processCount() - ProcessSet.size(damaged);
            assertTrue(whole >= Quorum.majority(plan.processCount()), "seed " + seed);
        }
        assertTrue(damages);
    }

    @Test
    void nothingLastsLongerThanTheRun() {
        for (long seed = 1; seed <= SEED_COUNT; seed++) {
            for (Fault fault : draw(seed).faults()) {
                boolean lastsOn = fault.kind().isPermanent();
                assertTrue(lastsOn || fault.endNs() <= DURATION_NS, "seed " + seed + ": " + fault);
            }
        }
    }

    @Test
    void theSameSeedDrawsTheSame() {
        assertEquals(draw(7), draw(7));
    }

    /** The failure model is covered: every class has a kind that shows it. */
    @Test
    void everyClassOfFailureHasAKind() {
        Set<FailureClass> classes = EnumSet.noneOf(FailureClass.class);
        for (FaultKind kind : FaultKind.values()) {
            classes.add(kind.mode().failureClass());
        }
        assertEquals(EnumSet.allOf(FailureClass.class), classes);
    }

    private static FaultPlan draw(long seed) {
        return Swarm.draw(new Prng(seed), 3 + 2 * (int) (seed % 3), DURATION_NS, TIMEOUT_NS);
    }
}
