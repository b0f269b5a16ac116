package io.ft4j.detect.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.detect.quality.DetectionPlan.Impossible;
import io.ft4j.detect.quality.DetectionPlan.Sufficient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DetectionPlanTest {
    private static final long MS = 1_000_000;
    private static final long S = 1_000 * MS;
    private static final long MONTH = 30 * 24 * 3_600 * S;

    /** As worked out in the design note: four heartbeats must fail in a row, the last of them perhaps only late. */
    @Test
    void withinTwoSecondsWithLessThanOneMistakeAMonth() {
        HeartbeatLink link = new HeartbeatLink(0.01, DelayDistribution.uniform(MS, 50 * MS));
        Sufficient plan = sufficient(new DetectionGoal(2 * S, 1, MONTH, MS), link);
        assertEquals(1_950 * MS, plan.timeoutNs());
        assertTrue(plan.intervalNs() > (1_950 - 49) * MS / 4 && plan.intervalNs() < 1_950 * MS / 4, plan.toString());
        assertTrue(plan.expected().mistakeRecurrenceNs() >= MONTH, plan.toString());
        assertTrue(plan.expected().detectionBoundNs() <= 2 * S, plan.toString());
    }

    @Test
    void aConstantDelayGivesAWholePartOfTheTimeout() {
        HeartbeatLink link = new HeartbeatLink(0.01, DelayDistribution.constant(20 * MS));
        Sufficient plan = sufficient(new DetectionGoal(2 * S, 1, MONTH, MS), link);
        assertEquals(1_980 * MS, plan.timeoutNs());
        assertEquals(495 * MS, plan.intervalNs(), 1_980 * MS * DetectionPlan.RESOLUTION);
        assertTrue(plan.intervalNs() <= 495 * MS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant 20", "uniform 1 300", "exponential 5 30", "empirical 1 1 1 2 3 80 600"})
    void thePlanMeetsTheGoalAndNoLongerIntervalDoes(String delay) {
        Prng prng = new Prng(43);
        int possible = 0;
        for (int i = 0; i < 25; i++) {
            HeartbeatLink link = new HeartbeatLink(prng.nextDouble() * 0.5, Delays.parse(delay));
            long detectionNs = (800 + prng.nextInt(5_000)) * MS;
            long recurrenceNs = (long) (S * Math.pow(10, 7 * prng.nextDouble()));
            DetectionGoal goal = new DetectionGoal(detectionNs, 0.999, recurrenceNs, 20 * MS);
            DetectionPlan plan = DetectionPlan.of(goal, link);
            if (plan instanceof Sufficient enough) {
                possible++;
                meets(goal, link, enough);
                noneLonger(goal, link, enough.intervalNs(), enough.timeoutNs());
            } else {
                long timeoutNs = detectionNs - (long) Math.ceil(link.delay().quantileNs(0.999));
                noneLonger(goal, link, goal.minIntervalNs() - 1, timeoutNs);
            }
        }
        assertTrue(possible >= 8, "possible=" + possible);
    }

    private static void meets(DetectionGoal goal, HeartbeatLink link, Sufficient plan) {
        DetectionFigures forward = SilenceDetector.expected(plan.intervalNs(), plan.timeoutNs(), link);
        assertEquals(forward, plan.expected());
        assertTrue(forward.mistakeRecurrenceNs() >= goal.mistakeRecurrenceNs(), goal + " " + plan);
        assertTrue(plan.intervalNs() >= goal.minIntervalNs() && plan.intervalNs() <= plan.timeoutNs(), plan.toString());
        assertTrue(
                link.delay().cdf(goal.detectionNs() - plan.timeoutNs()) >= goal.detectionProbability() - 1e-12,
                goal + " " + plan);
    }

    private static void noneLonger(DetectionGoal goal, HeartbeatLink link, long intervalNs, long timeoutNs) {
        long firstNs = intervalNs + (long) (timeoutNs * DetectionPlan.RESOLUTION) + 1;
        int steps = 150;
        for (int i = 0; i <= steps && firstNs < timeoutNs; i++) {
            long longerNs = firstNs + (timeoutNs - firstNs) * i / steps;
            double mistakes = SilenceDetector.mistakesPerHeartbeat(longerNs, timeoutNs, link);
            assertTrue(
                    longerNs / mistakes < goal.mistakeRecurrenceNs(),
                    goal + " " + link + " is met at " + longerNs + " too, not only at " + intervalNs);
        }
    }

    @Test
    void aSimulatedPlanDoesWhatItPromises() {
        HeartbeatLink link = new HeartbeatLink(0.2, DelayDistribution.uniform(5 * MS, 120 * MS));
        DetectionGoal goal = new DetectionGoal(S, 1, 20 * S, 10 * MS);
        Sufficient plan = sufficient(goal, link);
        DetectionFigures seen = new DetectionSimulation(
                        plan.intervalNs(), link, new SuspicionRule.Fixed(plan.timeoutNs()), new Prng(47))
                .run(2_000_000);
        assertEquals(20 * S, seen.mistakeRecurrenceNs(), 0.02 * 20 * S);
        assertTrue(seen.detectionBoundNs() <= goal.detectionNs(), seen.toString());
        assertTrue(seen.detectionBoundNs() > 0.97 * goal.detectionNs(), seen.toString());
    }

    @Test
    void delaysWithoutABoundForbidCertainty() {
        HeartbeatLink link = new HeartbeatLink(0.01, DelayDistribution.shiftedExponential(MS, 10 * MS));
        Impossible plan = impossible(new DetectionGoal(2 * S, 1, MONTH, MS), link);
        assertTrue(plan.reason().contains("detectionProbability=1.0: ask for less than 1"), plan.reason());
        sufficient(new DetectionGoal(2 * S, 0.999999, MONTH, MS), link);
    }

    @Test
    void aDelayAsLongAsTheDetectionTimeLeavesNoTimeout() {
        HeartbeatLink link = new HeartbeatLink(0.01, DelayDistribution.constant(3 * S));
        Impossible plan = impossible(new DetectionGoal(2 * S, 1, MONTH, MS), link);
        assertTrue(plan.reason().startsWith("detectionNs=2000000000 minus the delay of 3000000000 ns"), plan.reason());
        assertTrue(plan.reason().contains("shorter than the least interval of 1000000 ns"), plan.reason());
    }

    @Test
    void tooMuchLossForTheLeastIntervalIsImpossible() {
        HeartbeatLink link = new HeartbeatLink(0.5, DelayDistribution.constant(MS));
        Impossible plan = impossible(new DetectionGoal(2 * S, 1, MONTH, 500 * MS), link);
        assertTrue(plan.reason().startsWith("with lossProbability=0.5 and a time-out of 1999000000 ns"), plan.reason());
        assertTrue(plan.reason().contains("even at the least interval of 500000000 ns"), plan.reason());
        sufficient(new DetectionGoal(2 * S, 1, MONTH, 50 * MS), link);
    }

    @Test
    void withoutLossTheSpreadAloneSetsTheInterval() {
        HeartbeatLink link = new HeartbeatLink(0, DelayDistribution.uniform(MS, 101 * MS));
        Sufficient plan = sufficient(new DetectionGoal(S, 1, Long.MAX_VALUE, MS), link);
        assertEquals(899 * MS, plan.timeoutNs());
        assertEquals(799 * MS, plan.intervalNs(), 0.01 * 799 * MS);
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,1000,100",
        "-1,1,1000,100",
        "1000,0,1000,100",
        "1000,1.01,1000,100",
        "1000,NaN,1000,100",
        "1000,1,0,100",
        "1000,1,-5,100",
        "1000,1,1000,0",
        "9000000000000000,1,1000,100"
    })
    void nonsenseIsRefused(long detectionNs, double probability, long recurrenceNs, long minIntervalNs) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DetectionGoal(detectionNs, probability, recurrenceNs, minIntervalNs));
    }

    private static Sufficient sufficient(DetectionGoal goal, HeartbeatLink link) {
        return assertInstanceOf(Sufficient.class, DetectionPlan.of(goal, link));
    }

    private static Impossible impossible(DetectionGoal goal, HeartbeatLink link) {
        return assertInstanceOf(Impossible.class, DetectionPlan.of(goal, link));
    }
}
