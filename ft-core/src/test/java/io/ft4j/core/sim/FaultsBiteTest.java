package io.ft4j.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.sim.world.SimCounter;
import io.ft4j.core.sim.world.TraceEvent;
import io.ft4j.core.sim.world.TraceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No kind of fault is a word without a deed: a run with this fault shows what the same run does not show without it. The
 * plan of a run has this fault only; where it needs another one to show, that is in both runs.
 */
class FaultsBiteTest {
    private static final long SEED = 7;
    private static final long SECOND_NS = Simulator.SECOND_NS;
    private static final long MS = 1_000_000;
    private static final long DURATION_NS = 20 * SECOND_NS;
    private static final long PERIOD_NS = 500 * MS;
    private static final int TIMES = 6;
    private static final long ALL = 0b111;
    private static final long ONE = 0b010;
    private static final Simulator BUSY =
            Simulator.keyValue().tolerating(1).withDurationNs(DURATION_NS).withClients(4, 100);
    private static final Simulator IDLE = BUSY.withClients(1, 1);

    private static SeenRun sound;

    @BeforeAll
    static void runWithoutFaults() {
        sound = run(BUSY);
    }

    @Test
    void aRunWithoutFaultsLosesNothing() {
        assertEquals(0, sound.count(SimCounter.FRAMES_LOST));
        assertEquals(0, sound.count(TraceKind.CRASH, 0, DURATION_NS));
        assertEquals(1, sound.count(SimCounter.LEADERS));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindBites(FaultKind kind) {
        assertTrue(bites(kind), kind + " changed nothing, seed " + SEED);
    }

    private static boolean bites(FaultKind kind) {
        if (kind.isOfNetwork()) {
            return kind.compareTo(FaultKind.PARTITION) < 0 ? bitesFrames(kind) : bitesLinks(kind);
        }
        return kind.compareTo(FaultKind.KEEP_PREFIX) < 0 ? bitesProcesses(kind) : bitesDisksOrClients(kind);
    }

    private static boolean bitesFrames(FaultKind kind) {
        if (kind == FaultKind.DELAY) {
            return run(BUSY, always(kind, ALL, 20 * MS)).meanDelayNs() > sound.meanDelayNs() + 15 * MS;
        }
        SeenRun run = run(BUSY, always(kind, ALL, 50_000));
        switch (kind) {
            case LOSS:
                return run.count(SimCounter.FRAMES_LOST) > 0;
            case DUPLICATION:
                return run.hasArrivedTwice() && !sound.hasArrivedTwice();
            case DELAY_SPIKE:
                return run.longestDelayNs() > sound.longestDelayNs() + SECOND_NS;
            case BIT_FLIP:
                return shows(run, SimCounter.FRAME_CHECKSUM_WRONG);
            case GARBAGE:
                return shows(run, SimCounter.FRAME_TOO_SHORT_OR_LONG);
            case FORGERY:
                return shows(run, SimCounter.FRAME_OF_A_STRANGER)
                        && shows(run, SimCounter.FRAME_OF_ANOTHER_GROUP)
                        && shows(run, SimCounter.FRAME_OF_ANOTHER_SCHEMA);
            default:
                assertEquals(FaultKind.OLD_FRAME, kind);
                return run.hasArrivedTwice() && run.longestDelayNs() > sound.longestDelayNs() + SECOND_NS;
        }
    }

    private static boolean bitesLinks(FaultKind kind) {
        Predicate<TraceEvent> fromOne = event -> event.process() == 1;
        Predicate<TraceEvent> toOne = event -> event.other() == 1;
        Predicate<TraceEvent> away = event -> event.atNs() / PERIOD_NS % 2 == 0;
        switch (kind) {
            case PARTITION:
                return run(BUSY, always(kind, ONE, 0)).losesExactly(fromOne.or(toOne));
            case MUTE:
                return run(BUSY, always(kind, ONE, 0)).losesExactly(fromOne);
            case DEAF:
                return run(BUSY, always(kind, ONE, 0)).losesExactly(toOne);
            case BRIDGE:
                return run(BUSY, always(kind, ONE, 0))
                        .losesExactly(fromOne.or(toOne).negate());
            case FLAP:
                return run(BUSY, always(kind, ONE, PERIOD_NS))
                        .losesExactly(fromOne.or(toOne).and(away));
            case CLOG:
                SeenRun clogged = run(BUSY, once(kind, ALL));
                return clogged.count(TraceKind.SEND, 3 * SECOND_NS / 2, 3 * SECOND_NS) > 0
                        && clogged.count(TraceKind.ARRIVE, 3 * SECOND_NS / 2, 3 * SECOND_NS) == 0;
            default:
                assertEquals(FaultKind.NARROW_LINK, kind);
                return run(BUSY, always(kind, ALL, 1)).count(SimCounter.FRAMES_LOST) > 0;
        }
    }

    private static boolean bitesProcesses(FaultKind kind) {
        switch (kind) {
            case CRASH:
                return run(BUSY, often(kind, 0)).count(TraceKind.CRASH, 0, DURATION_NS) == TIMES;
            case CRASH_IN_STEP:
                return run(BUSY, often(kind, 3)).count(SimCounter.CRASHES_IN_STEP) == TIMES;
            case CRASH_TWICE:
                return run(BUSY, often(kind, 20 * MS)).count(TraceKind.CRASH, 0, DURATION_NS) == 2 * TIMES;
            case EMPTY_DISK:
                return run(BUSY, often(kind, 0)).count(SimCounter.EMPTY_DISK_REFUSED) == TIMES;
            case OLD_DISK:
                return run(BUSY, often(kind, 0)).count(SimCounter.OLD_DISK_REFUSED) == TIMES;
            case PAUSE:
                return run(BUSY, once(kind, ALL)).count(TraceKind.SEND, SECOND_NS, 3 * SECOND_NS) == 0;
            case SLOW:
                return run(BUSY, always(kind, ALL, 5 * MS)).shortestPauseNs(SECOND_NS) >= 5 * MS
                        && sound.shortestPauseNs(SECOND_NS) < 5 * MS;
            case NEW_LEADER_LOST:
                SeenRun lost = run(BUSY, always(kind, ALL, Fault.ALWAYS));
                return lost.count(TraceKind.CRASH, 0, DURATION_NS) > 0 && lost.count(SimCounter.FRAMES_LOST) > 0;
            case VOTER_LOST:
                return run(BUSY, always(kind, ALL, Fault.ALWAYS)).count(TraceKind.CRASH, 0, DURATION_NS) > 0;
            case CLOCK_DRIFT:
                return run(IDLE, always(kind, ALL, Fault.ALWAYS / 2)).count(SimCounter.FRAMES)
                        > 1.3 * run(IDLE).count(SimCounter.FRAMES);
            case CLOCK_JUMP:
                return run(BUSY, often(kind, 5 * SECOND_NS)).count(SimCounter.LEADERS) > 1;
            default:
                assertEquals(FaultKind.CLOCK_FREEZE, kind);
                return run(IDLE, once(kind, ALL)).count(TraceKind.SEND, SECOND_NS, 3 * SECOND_NS)
                        < run(IDLE).count(TraceKind.SEND, SECOND_NS, 3 * SECOND_NS) / 3;
        }
    }

    private static boolean bitesDisksOrClients(FaultKind kind) {
        switch (kind) {
            case KEEP_PREFIX:
            case KEEP_SUBSET:
            case TORN_WRITE:
                return run(BUSY, unforcedCrashes()).count(SimCounter.UNFORCED_KEPT) == 0
                        && run(BUSY, unforcedCrashes(), always(kind, ALL, Fault.ALWAYS))
                                        .count(SimCounter.UNFORCED_KEPT)
                                > 0;
            case FORCE_FAILS:
                return run(BUSY, often(kind, 0)).count(SimCounter.FORCE_FAILED) == TIMES;
            case SLOW_FORCE:
                return run(BUSY, always(kind, ALL, SECOND_NS)).count(SimCounter.FORCE_SLOWER_THAN_ELECTION) > 0;
            case STALLED_DISK:
                return run(BUSY, once(kind, ALL)).count(TraceKind.FORCE, SECOND_NS, 3 * SECOND_NS) == 0;
            case FORCE_LIES:
            case BIT_ROT:
            case MISDIRECTED_WRITE:
            case STALE_RECORD:
                return run(BUSY, once(kind, ONE)).count(SimCounter.DAMAGED_DISK_REFUSED) == 1;
            case READ_ERROR:
                return run(BUSY, often(FaultKind.CRASH, 0), always(kind, ALL, 10_000))
                                .count(SimCounter.READ_FAILED)
                        > 0;
            case DISK_FULL:
                return run(BUSY, often(kind, 0)).count(SimCounter.DISK_FULL) == TIMES;
            case CLIENT_LOST:
                return run(BUSY, always(kind, ALL, 20_000))
                                .count(SimCounter.CLIENT_LOST, SimCounter.CLIENT_LOST_WAITING)
                        > 0;
            default:
                assertEquals(FaultKind.OLD_COMMAND, kind);
                return shows(
                        run(BUSY, always(kind, ALL, 50_000)),
                        SimCounter.DUPLICATE_COMMAND,
                        SimCounter.COMMAND_EXPIRED,
                        SimCounter.COMMAND_OF_UNKNOWN_SESSION);
        }
    }

    private static boolean shows(SeenRun run, SimCounter... counters) {
        return run.count(counters) > sound.count(counters);
    }

    /** Crashes while a force is under way; a force lasts long and never for ever. */
    private static List<Fault> unforcedCrashes() {
        List<Fault> faults = new ArrayList<>(often(FaultKind.CRASH, 0));
        faults.addAll(always(FaultKind.SLOW_FORCE, ALL, 50 * MS));
        return faults;
    }

    private static List<Fault> always(FaultKind kind, long processes, long value) {
        return List.of(new Fault(kind, 0, DURATION_NS, processes, value));
    }

    /** From the first second to the third. */
    private static List<Fault> once(FaultKind kind, long processes) {
        return List.of(new Fault(kind, SECOND_NS, 2 * SECOND_NS, processes, 0));
    }

    /** Each process in turn, for a second each. */
    private static List<Fault> often(FaultKind kind, long value) {
        return LongStream.range(0, TIMES)
                .mapToObj(i -> new Fault(kind, (1 + 3 * i) * SECOND_NS, SECOND_NS, 1L << i % 3, value))
                .toList();
    }

    @SafeVarargs
    private static SeenRun run(Simulator simulator, List<Fault>... faults) {
        FaultPlan plan = FaultPlan.none(3);
        for (List<Fault> some : faults) {
            for (Fault fault : some) {
                plan = plan.plus(fault);
            }
        }
        return new SeenRun(simulator, SEED, plan);
    }
}
