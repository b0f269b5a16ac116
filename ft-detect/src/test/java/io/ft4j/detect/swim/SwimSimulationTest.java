package io.ft4j.detect.swim;

import static io.ft4j.detect.swim.SwimWorld.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the paper promises, for 10, 100 and 1,000 members. Prints the figures of docs/swim.md. */
final class SwimSimulationTest {
    private static final long SEED = 7;

    /** Section 3.1: a ping and an answer per member and period, however many there are. */
    @ParameterizedTest
    @ValueSource(ints = {10, 100, 1_000})
    void theLoadOfAMemberDoesNotDependOnTheirNumber(int n) {
        SwimWorld world = world(n).startIntroduced();
        // No frame is under way where the count begins and ends.
        world.minDelayNs = 1;
        world.maxDelayNs = 1;
        world.runPeriods(2);
        long frames = world.framesSent;
        long bytes = world.bytesSent;
        world.runPeriods(5);
        print(
                "load n=%d: %.2f frames, %.0f bytes sent per member and period",
                n, (world.framesSent - frames) / 5.0 / n, (world.bytesSent - bytes) / 5.0 / n);
        assertEquals(2L * n * 5, world.framesSent - frames);
        assertTrue(world.largestFrame <= 40 + 8 + 33 + 3 + 520, "largest " + world.largestFrame);
    }

    /** A probe is at most 2 frames and k times 4, a reminder 2: also when everybody is silent. */
    @ParameterizedTest
    @ValueSource(ints = {10, 100, 1_000})
    void theLoadIsBoundedWhateverIsLost(int n) {
        SwimWorld world = world(n).startIntroduced();
        world.loss = 0.5;
        world.runPeriods(8);
        double load = world.framesSent / 8.0 / n;
        print("load n=%d at 50 %% loss: %.2f frames per member and period", n, load);
        assertTrue(load <= 2 + 4 * 3 + 2, "load " + load);
    }

    /** Section 4.1: news reaches all within 2 ln n periods; ten times as many members take a constant more. */
    @ParameterizedTest
    @ValueSource(ints = {10, 100, 1_000})
    void newsReachesAllInLogarithmicTime(int n) {
        SwimWorld world = world(n).startIntroduced();
        world.runPeriods(1);
        double longest = 0;
        for (int id = 1; id <= 3; id++) {
            int restarted = id;
            world.start(restarted, 0);
            long incarnation = world.detector(restarted).incarnation(restarted);
            double periods = world.periodsUntil(
                    () -> world.allKnow(restarted, incarnation), Bounds.infectionPeriods(n, 0), "infection");
            longest = Math.max(longest, periods);
        }
        print("infection n=%d: %.2f periods, bound %.2f", n, longest, Bounds.infectionPeriods(n, 0));
    }

    /** Every member that crashed is declared failed by all others within the bound, and nobody else is. */
    @ParameterizedTest
    @CsvSource({"10, 0", "100, 0", "1000, 0", "10, 0.05", "100, 0.05", "1000, 0.05"})
    void everyCrashIsKnownToAllWithinTheBound(int n, double loss) {
        SwimWorld world = world(n).startIntroduced();
        world.loss = loss;
        world.duplication = loss / 2;
        world.runPeriods(2);
        int crashes = Math.max(1, n / 100);
        for (int id = 0; id < crashes; id++) {
            world.crash(id);
        }
        double bound = Bounds.detectionPeriods(world.config(), n, loss);
        double first = world.periodsUntil(() -> world.countHolding(0, MemberState.ALIVE) < n - crashes, bound, "first");
        double all = first;
        for (int id = 0; id < crashes; id++) {
            int crashed = id;
            all += world.periodsUntil(() -> world.allHold(crashed, MemberState.FAILED), bound - all, "completeness");
        }
        print(
                "detection n=%d loss=%.0f %%: first suspicion %.2f, declared by all %.2f periods, bound %.2f",
                n, 100 * loss, first, all, bound);
        world.requireAccuracy();
        world.checkInvariants();
    }

    /** Section 3.1: a period on average until somebody probes it, and one more until that probe ends; however many they are. */
    @ParameterizedTest
    @ValueSource(ints = {10, 40, 160})
    void aCrashIsSuspectedInConstantTimeOnAverage(int n) {
        SwimWorld world = world(n).startIntroduced();
        int crashes = 60;
        double sum = 0;
        for (int i = 0; i < crashes; i++) {
            int id = i % n;
            world.runPeriods(1 + i / (double) crashes);
            world.crash(id);
            sum += world.periodsUntil(
                    () -> world.countHolding(id, MemberState.ALIVE) < n - 1, Bounds.firstProbePeriods(n) + 1, "first");
            world.start(id, (id + 1) % n);
        }
        print("first suspicion n=%d: %.2f periods on average of %d", n, sum / crashes, crashes);
        assertTrue(sum / crashes > 1.5 && sum / crashes < 2.6, "mean " + sum / crashes);
    }

    /** Nobody that is up is declared failed; suspicions are as rare as 1 + k silent paths. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.03, 0.05})
    void whoIsUpIsNotDeclaredFailedUnderLoss(double loss) {
        int n = 1_000;
        int periods = 30;
        SwimWorld world = world(n).startIntroduced();
        world.loss = loss;
        world.duplication = 0.02;
        world.maxDelayNs = 90 * MS;
        world.runPeriods(periods);
        double silent = (1 - Math.pow(1 - loss, 2)) * Math.pow(1 - Math.pow(1 - loss, 4), 3);
        double expected = n * periods * silent;
        print(
                "accuracy loss=%.0f %%: %d suspicions, %.1f expected, %d declared failed, in %d probes",
                100 * loss,
                world.sum(SwimCounter.SUSPECTED),
                expected,
                world.sum(SwimCounter.DECLARED_FAILED),
                n * periods);
        assertTrue(world.sum(SwimCounter.SUSPECTED) <= 2 * expected + 5);
        world.requireAccuracy();
        assertEquals(0, world.sum(SwimCounter.DECLARED_FAILED));
        world.loss = 0;
        world.runPeriods(1);
        world.periodsUntil(world::isConverged, 2 * Bounds.infectionPeriods(n, 0), "convergence");
    }

    /** After a partition all hold each other alive again; nobody needs to be told by hand. */
    @ParameterizedTest
    @CsvSource({"10, 5", "100, 50", "400, 200", "1000, 50"})
    void viewsConvergeAfterAPartition(int n, int minority) {
        SwimWorld world = world(n).startIntroduced();
        world.partition(id -> id < minority);
        // The others know it of all that are cut off; a small side has many more to probe than it has periods.
        world.periodsUntil(
                () -> isGone(world, minority),
                Bounds.detectionPeriods(world.config(), n, 0) + Bounds.infectionPeriods(n, 0),
                "completeness");
        world.heal();
        // All n change at once, and a message carries so many.
        double bound = Bounds.infectionPeriods(n, 0) + 4.0 * n / world.config().maxUpdates();
        double periods = world.periodsUntil(world::isConverged, bound, "convergence");
        print("heal n=%d, %d of them cut off: %.2f periods, bound %.2f", n, minority, periods, bound);
        world.checkInvariants();
    }

    private static boolean isGone(SwimWorld world, int minority) {
        for (int id = 0; id < minority; id++) {
            if (world.countHolding(id, MemberState.FAILED) < world.processCount() - minority) {
                return false;
            }
        }
        return true;
    }

    /** A part stands still for ten periods: they blame nobody when they wake, and refute in time. */
    @Test
    void ownPausesBlameNobody() {
        int n = 1_000;
        SwimWorld world = world(n).startIntroduced();
        world.runPeriods(1);
        world.maxBacklog = 0;
        int stopped = 50;
        for (int id = 0; id < stopped; id++) {
            world.stop(id, 10_000 * MS);
        }
        world.runPeriods(13);
        for (int id = 0; id < stopped; id++) {
            assertEquals(0, world.process(id).count(SwimCounter.SUSPECTED), "suspicions of " + id);
        }
        assertTrue(world.sum(SwimCounter.SUSPECTED) >= stopped, "those that slept were suspected");
        double periods = world.periodsUntil(world::isConverged, 30, "convergence");
        assertEquals(0, world.sum(SwimCounter.DECLARED_FAILED));
        print(
                "pauses n=%d: %d suspicions of %d that slept, none declared failed, all alive %.2f periods later",
                n, world.sum(SwimCounter.SUSPECTED), stopped, 3 + periods);
    }

    /** All start at once and know one of them. */
    @Test
    void aSystemComesTogetherThroughOneSeed() {
        int n = 200;
        SwimWorld world = world(n);
        for (int id = 0; id < n; id++) {
            world.start(id, 0);
        }
        double periods = world.periodsUntil(world::isConverged, 2 * n, "join");
        print("join n=%d at once through one seed: %.2f periods, %d frames", n, periods, world.framesSent);
        world.checkInvariants();
    }

    private static SwimWorld world(int n) {
        return new SwimWorld(SwimConfig.builder(n).build(), n, SEED);
    }

    private static void print(String format, Object... values) {
        System.out.println("SWIM seed " + SEED + " " + String.format(Locale.ROOT, format, values));
    }
}
