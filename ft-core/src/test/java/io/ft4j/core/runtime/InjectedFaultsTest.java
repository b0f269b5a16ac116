package io.ft4j.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.consensus.raft.RaftConfig;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.local.MemoryLog;
import io.ft4j.core.session.ReplyCode;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.Simulator;
import io.ft4j.core.sim.world.SimCounter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Live groups under plans of faults: each fault shows, and when all is over nothing is lost and nothing done twice. */
class InjectedFaultsTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long STEP_NS = 200_000;
    private static final int STEPS_PER_COMMAND = 5;
    private static final int LOG_BYTES = 4 * 1024 * 1024;

    private static final String PLAN = """
            processes 3
            at 0s   for 9s LOSS       {0,1,2} 5%
            at 0s   for 9s DELAY      {0,1,2} 5ms
            at 1s   for 1s PARTITION  {0}
            at 2.5s for 1s CRASH      {1}
            at 4s   for 2s SLOW_FORCE {0,2} 20ms
            at 5s   for 0s CLOCK_JUMP {2} 1s
            at 6.5s for 1s PARTITION  {2}
            at 8s   for 1s CRASH      {0}
            """;

    @Test
    void onePlanRunsInBothWorlds() {
        FaultPlan plan = FaultPlan.parse("PLAN", PLAN);
        try (InvokedGroup run = new InvokedGroup(builder -> builder.injectFaults(plan))) {
            long sent = serve(run, 10 * SECOND_NS);
            assertAnsweredOnce(run, sent);
            assertTrue(run.errors.isEmpty(), () -> run.errors.toString());
            for (FaultKind kind : plan.kinds()) {
                assertTrue(run.group.injectedCount(kind) > 0, kind + " hit nothing");
            }
            assertEquals(2, run.group.injectedCount(FaultKind.CRASH));
        }
        SimReport report = Simulator.keyValue()
                .tolerating(1)
                .withDurationNs(10 * SECOND_NS)
                .run(42, plan)
                .requireSuccess();
        assertEquals(2, report.tally().count(SimCounter.CRASHES));
        assertTrue(report.tally().count(SimCounter.FRAMES_LOST) > 0);
    }

    @Test
    void equalRunsAreEqual() {
        assertEquals(describe(PLAN), describe(PLAN));
    }

    private static String describe(String plan) {
        try (InvokedGroup run = group(plan, UnaryOperator.identity())) {
            long sent = serve(run, 10 * SECOND_NS);
            return sent + " " + run.clock.nanoTime() + " " + run.group.injectedCount(FaultKind.LOSS) + " "
                    + run.group.injectedCount(FaultKind.DELAY) + " " + run.group.status(0);
        }
    }

    private static Stream<FaultKind> liveKinds() {
        return Arrays.stream(FaultKind.values()).filter(kind -> kind.simulatedOnly() == null);
    }

    @ParameterizedTest
    @MethodSource("liveKinds")
    void everyKindBites(FaultKind kind) {
        RaftConfig raft = RaftConfig.builder().maxFrameBytes(2048).build();
        // A short tail, so that who is behind is brought up from the log.
        try (InvokedGroup run = group(plan(kind), builder -> builder.raft(raft).tailBytes(8192))) {
            long sent = serve(run, 6 * SECOND_NS);
            assertTrue(run.group.injectedCount(kind) > 0, kind + " hit nothing");
            assertAnsweredOnce(run, sent);
            for (Throwable error : run.errors) {
                assertTrue(error.getMessage().contains("by an injected fault"), error.toString());
            }
        }
    }

    private static String plan(FaultKind kind) {
        if (kind == FaultKind.NARROW_LINK) {
            return "at 0s for 4s NARROW_LINK {0,1,2} 4\nat 0s for 4s DELAY {0,1,2} 20ms";
        }
        switch (kind.measure()) {
            case NONE:
                return oneAfterTheOther(kind + " {%d}");
            case RATE:
                boolean rare = kind == FaultKind.NEW_LEADER_LOST || kind == FaultKind.VOTER_LOST;
                return "at 0s for 4s " + kind + " {0,1,2} " + (rare ? "100%" : "10%") + "\nat 1s for 2s PARTITION {1}";
            case SIGNED_RATE:
                return oneAfterTheOther(kind + " {%d} -40%%");
            case COUNT:
                return oneAfterTheOther(kind + " {%d} 1");
            case DURATION:
                return oneAfterTheOther(kind + " {%d} 20ms");
            default:
                return oneAfterTheOther(kind + " {%d} 1s");
        }
    }

    private static String oneAfterTheOther(String fault) {
        return String.format(Locale.ROOT, "at 0.5s for 1s " + fault + "\n", 0)
                + String.format(Locale.ROOT, "at 2s for 1s " + fault + "\n", 1)
                + String.format(Locale.ROOT, "at 3.5s for 1s " + fault + "\n", 2);
    }

    @Test
    void whatCrashesIsDownAndComesBack() {
        try (InvokedGroup run = group("at 1s for 2s CRASH {1}", UnaryOperator.identity())) {
            serveUntil(run, 2 * SECOND_NS, 0);
            assertFalse(run.group.status(1).running());
            serveUntil(run, 2 * SECOND_NS, 0);
            assertTrue(run.group.status(1).running());
            assertEquals(2, run.group.status(1).incarnation());
        }
    }

    @Test
    void whatCrashesTwiceComesBackTwice() {
        try (InvokedGroup run = group("at 1s for 500ms CRASH_TWICE {1} 50ms", UnaryOperator.identity())) {
            serveUntil(run, 2 * SECOND_NS, 0);
            assertEquals(3, run.group.status(1).incarnation());
        }
    }

    @Test
    void whatAnotherHasRestartedIsNotRestartedAgain() {
        try (InvokedGroup run = group("at 1s for 2s CRASH {1}", UnaryOperator.identity())) {
            serveUntil(run, 2 * SECOND_NS, 0);
            run.group.restart(1);
            assertThrows(IllegalStateException.class, () -> run.group.restart(1));
            serveUntil(run, 3 * SECOND_NS, 0);
            assertEquals(2, run.group.status(1).incarnation());
            assertTrue(run.errors.isEmpty(), () -> run.errors.toString());
        }
    }

    @Test
    void whatAnotherHasKilledStaysDown() {
        try (InvokedGroup run = group("at 1s for 1s CRASH {1}", UnaryOperator.identity())) {
            run.group.kill(1);
            serveUntil(run, 4 * SECOND_NS, 0);
            assertFalse(run.group.status(1).running());
            assertEquals(0, run.group.injectedCount(FaultKind.CRASH));
        }
    }

    @Test
    void whatIsPausedDoesNothing() {
        try (InvokedGroup run = group("at 1s for 2s PAUSE {0,1,2}", UnaryOperator.identity())) {
            long sent = serveUntil(run, SECOND_NS + STEP_NS, 0);
            int answered = run.answered.size();
            sent = serveUntil(run, SECOND_NS, sent);
            assertEquals(answered, run.answered.size());
            assertAnsweredOnce(run, sent);
        }
    }

    @Test
    void nothingIsAnsweredThatNoMajorityHasForced() {
        try (InvokedGroup run = group("at 1s for 2s STALLED_DISK {0,1,2}", UnaryOperator.identity())) {
            long sent = serveUntil(run, SECOND_NS + 100 * STEP_NS, 0);
            int answered = run.answered.size();
            sent = serveUntil(run, SECOND_NS, sent);
            assertEquals(answered, run.answered.size());
            assertAnsweredOnce(run, sent);
        }
    }

    @Test
    void timeIsWhatTheClockOfTheLeaderShows() {
        assertEquals(0, aheadNs("at 9s for 1s CRASH {0}"), 0.01 * SECOND_NS);
        assertEquals(2 * SECOND_NS, aheadNs("at 1s for 0s CLOCK_JUMP {0,1,2} 2s"), 0.01 * SECOND_NS);
        assertEquals(SECOND_NS, aheadNs("at 1s for 2s CLOCK_DRIFT {0,1,2} 50%"), 0.01 * SECOND_NS);
        assertEquals(-SECOND_NS, aheadNs("at 1s for 1s CLOCK_FREEZE {0,1,2}"), 0.01 * SECOND_NS);
    }

    /** How far the last command's time is ahead of the clock of the group. */
    private static long aheadNs(String plan) {
        TimeMachine machine = new TimeMachine();
        try (InvokedGroup run = group(plan, builder -> builder.stateMachine(() -> machine))) {
            serveUntil(run, 6 * SECOND_NS, 0);
            return machine.timestampNs - run.clock.nanoTime();
        }
    }

    private static final class TimeMachine implements StateMachine {
        private long timestampNs;

        @Override
        public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
            this.timestampNs = timestampNs;
            int reply = effects.claimReply(Long.BYTES);
            effects.publish(reply);
        }

        @Override
        public long digest() {
            return 0;
        }
    }

    @Test
    void whatAFaultBreaksIsReportedAndComesBack() {
        try (InvokedGroup run = group("at 1s for 1s DISK_FULL {1}", UnaryOperator.identity())) {
            serveUntil(run, 3 * SECOND_NS / 2, 0);
            assertFalse(run.group.status(1).running());
            String reason = run.group.status(1).failure().getMessage();
            assertTrue(reason.contains("no space left"), reason);
            assertEquals(1, run.errors.size());
            serveUntil(run, 2 * SECOND_NS, 0);
            assertTrue(run.group.status(1).running());
        }
    }

    @Test
    void whatBreaksByItselfStaysDown() {
        try (InvokedGroup run = group("at 9s for 1s CRASH {1}", UnaryOperator.identity())) {
            run.send(SumMachine.POISON);
            serveUntil(run, SECOND_NS, 0);
            long stopped = IntStream.range(0, 3)
                    .filter(id -> run.group.status(id).failure() != null)
                    .peek(id -> assertFalse(run.group.status(id).running()))
                    .count();
            assertEquals(stopped, run.errors.size());
            assertTrue(stopped >= 2, "the leader, and the one that follows it");
        }
    }

    @Test
    void refusesAPlanThatTheGroupCannotSuffer() {
        assertRefused("processes 5\nat 1s for 1s CRASH {4}", "processes=5");
        assertRefused("processes 3\nat 1s for 1s BIT_ROT {1}", FaultKind.BIT_ROT.simulatedOnly());
        assertRefused("processes 3\nat 1s for 1s CLIENT_LOST {1} 5%", "CLIENT_LOST");
        assertThrows(IllegalArgumentException.class, () -> ReplicaGroup.tolerating(Tolerance.crashes(1))
                .injectFaults(FaultPlan.none(3))
                .replicas());
    }

    private static void assertRefused(String plan, String reason) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new InvokedGroup(builder -> builder.injectFaults(FaultPlan.parse("test", plan))))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void withoutAPlanNothingIsCounted() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            serveUntil(run, SECOND_NS, 0);
            assertEquals(0, run.group.injectedCount(FaultKind.LOSS));
        }
    }

    /** Real time; the time-out is there for deadlocks only. */
    @ParameterizedTest
    @EnumSource(names = {"SHARED", "SPLIT"})
    @Timeout(60)
    void groupsWithThreadsOfTheirOwnSufferToo(Threading threading) {
        String plan = """
                processes 3
                at 0s    for 100s  LOSS       {0,1,2} 1%
                at 100ms for 200ms CRASH      {0}
                at 200ms for 200ms PAUSE      {1}
                at 400ms for 200ms CRASH      {2}
                at 600ms for 100s  SLOW_FORCE {0,1,2} 100us
                """;
        try (ReplicaGroup group = ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .stateMachine(SumMachine::new)
                        .threading(threading)
                        .injectFaults(FaultPlan.parse("test", plan))
                        .start();
                Client client = group.connect()) {
            UnsafeBuffer buffer = new UnsafeBuffer(new byte[16]);
            buffer.putLong(0, 1);
            long sum = 0;
            while (group.injectedCount(FaultKind.SLOW_FORCE) < 100
                    || group.injectedCount(FaultKind.LOSS) == 0
                    || Stream.of(0, 1, 2).anyMatch(id -> !group.status(id).running())) {
                assertEquals(Long.BYTES, client.call(buffer, 0, 8, buffer, 8, TimeUnit.SECONDS.toNanos(30)));
                assertEquals(++sum, buffer.getLong(8));
            }
            assertEquals(2, group.injectedCount(FaultKind.CRASH));
            assertEquals(1, group.injectedCount(FaultKind.PAUSE));
        }
    }

    @Test
    void stopWaitsUntilAStalledDiskIsBack() {
        AtomicLong nowNs = new AtomicLong();
        NanoClock ticking = () -> nowNs.addAndGet(SECOND_NS / 1000);
        try (InvokedGroup run = group("at 0s for 3s STALLED_DISK {2}", builder -> builder.clock(ticking))) {
            run.until(() -> run.group.injectedCount(FaultKind.STALLED_DISK) > 0, "a force");
            assertTrue(nowNs.get() < 3 * SECOND_NS);
            run.group.stop(2);
            assertTrue(nowNs.get() >= 3 * SECOND_NS && nowNs.get() < 4 * SECOND_NS);
            assertFalse(run.group.status(2).running());
        }
    }

    private static InvokedGroup group(String plan, UnaryOperator<ReplicaGroupBuilder> settings) {
        FaultPlan faults = FaultPlan.parse("test", plan.startsWith("processes") ? plan : "processes 3\n" + plan);
        return new InvokedGroup(builder ->
                settings.apply(builder.log(id -> new MemoryLog(LOG_BYTES))).injectFaults(faults));
    }

    /** Sends for so long, then until all is answered; returns how many. */
    private static long serve(InvokedGroup run, long durationNs) {
        long sent = serveUntil(run, durationNs, 0);
        run.awaitAllAnswered();
        return sent;
    }

    private static long serveUntil(InvokedGroup run, long durationNs, long sentBefore) {
        long sent = sentBefore;
        long endNs = run.clock.nanoTime() + durationNs;
        for (int i = 0; run.clock.nanoTime() < endNs; i++) {
            run.clock.advance(STEP_NS - InvokedGroup.STEP_NS);
            run.step();
            if (i % STEPS_PER_COMMAND == 0 && run.offer(sent + 1) > 0) {
                sent++;
            }
        }
        return sent;
    }

    private static void assertAnsweredOnce(InvokedGroup run, long sent) {
        run.awaitAllAnswered();
        assertTrue(sent > 1000, sent + " commands");
        assertEquals(LongStream.rangeClosed(1, sent).boxed().toList(), run.answered);
        assertTrue(run.codes.stream().allMatch(code -> code == ReplyCode.OK));
        assertEquals(sent * (sent + 1) / 2, run.sums.get(run.sums.size() - 1));
        run.until(() -> allRun(run.group), "all are back");
        run.awaitAllApplied();
        for (int id = 1; id < run.group.size(); id++) {
            assertEquals(run.group.status(0).digest(), run.group.status(id).digest(), "replica " + id);
            assertEquals(
                    run.group.status(0).sessionsDigest(), run.group.status(id).sessionsDigest(), "replica " + id);
        }
    }

    private static boolean allRun(ReplicaGroup group) {
        for (int id = 0; id < group.size(); id++) {
            if (!group.status(id).running()) {
                return false;
            }
        }
        return true;
    }
}
