package io.ft4j.core.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.DurableLogContract;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.local.MemoryLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** With an empty plan it is a log as any other; with a fault, the fault shows in what it reports. */
final class FaultyLogTest extends DurableLogContract {
    private static final long MS = 1_000_000;

    private final MemoryLog sound = new MemoryLog(4 * 1024 * 1024);
    private FaultInjector injector = injector("");

    @Override
    protected DurableLog open() {
        return takePart(sound);
    }

    @Override
    protected DurableLog reopen(DurableLog closed) {
        sound.reopen();
        return takePart(sound);
    }

    private DurableLog takePart(DurableLog below) {
        DurableLog faulty = injector.log(1, below);
        injector.takesPart(1);
        return faulty;
    }

    private static FaultInjector injector(String plan) {
        return new FaultInjector(FaultPlan.parse("test", "processes 3\n" + plan), 1, 0, 300 * MS);
    }

    private void begin(String plan) {
        injector = injector(plan);
        log = takePart(sound);
        at(0);
    }

    private void at(long nowNs) {
        injector.poll(nowNs, new NoHost());
    }

    @Test
    void aSlowForceIsSeenLateAndForcesEndInTheirOrder() {
        begin("at 0s for 1s SLOW_FORCE {1} 20ms");
        long last = 0;
        int late = 0;
        for (int i = 1; i <= 200; i++) {
            append(i, 10);
            log.requestForce();
            at(i * MS);
            assertTrue(log.durablePosition() >= last);
            last = log.durablePosition();
            late += last < log.position() ? 1 : 0;
        }
        assertTrue(late > 180, late + " were late");
        assertTrue(last > 20, "and yet they end, up to position " + last);
        assertEquals(200, injector.count(FaultKind.SLOW_FORCE));
        at(1000 * MS);
        assertEquals(200, log.durablePosition());
    }

    @Test
    void whatNoForceCoversIsNotDurableWhileForcesAreSlow() {
        begin("at 0s for 10s SLOW_FORCE {1} 20ms");
        append(1, 10);
        log.requestForce();
        append(2, 10);
        at(5000 * MS);
        assertEquals(1, log.durablePosition());
    }

    @Test
    void aStalledDiskForcesNothingBeforeItIsOver() {
        begin("at 100ms for 1s STALLED_DISK {1}");
        append(1, 10);
        log.requestForce();
        assertEquals(1, log.durablePosition());
        at(100 * MS);
        append(2, 10, 10);
        log.requestForce();
        at(1099 * MS);
        assertEquals(1, log.durablePosition());
        at(1100 * MS);
        assertEquals(3, log.durablePosition());
        assertEquals(1, injector.count(FaultKind.STALLED_DISK));
    }

    @Test
    void moreForcesThanItRemembersAreMerged() {
        begin("at 0s for 1s STALLED_DISK {1}");
        for (int i = 1; i <= 1000; i++) {
            append(i, 10);
            log.requestForce();
        }
        at(1000 * MS);
        assertEquals(1000, log.durablePosition());
    }

    @Test
    void aForceThatFailsBreaksTheLogForThisLife() {
        begin("at 0s for 1s FORCE_FAILS {1}");
        append(1, 10);
        log.requestForce();
        assertBroken("the force failed");
        reopened();
        append(2, 10);
        log.requestForce();
        assertEquals(2, log.durablePosition(), "one force fails, not all of them");
    }

    @Test
    void aFullDiskTakesNothing() {
        begin("at 0s for 1s DISK_FULL {1}");
        LogException full = assertThrows(LogException.class, () -> append(1, 10));
        assertTrue(full.getMessage().contains("no space left"), full.getMessage());
        assertEquals(0, log.position());
        assertBroken("no space left");
        at(1000 * MS);
        assertBroken("no space left");
        reopened();
        assertEquals(1, append(1, 10));
    }

    @Test
    void aReadErrorBreaksTheLog() {
        begin("at 0s for 1s READ_ERROR {1} 50%");
        append(1, 10);
        EntrySlice out = new EntrySlice();
        assertThrows(LogException.class, () -> {
            for (int i = 0; i < 100; i++) {
                assertEquals(1, log.read(1, 100, out));
            }
        });
        assertBroken("checksum");
        assertEquals(1, injector.count(FaultKind.READ_ERROR));
        assertTrue(injector.hasBrokenLog(1));
    }

    @Test
    void whatIsWrittenBeforeAProcessTakesPartIsWrittenInPeace() {
        injector = injector("at 0s for 1s DISK_FULL {1}\nat 0s for 1s FORCE_FAILS {1}\nat 0s for 1s STALLED_DISK {1}");
        at(0);
        log = injector.log(1, sound);
        append(1, 10);
        log.requestForce();
        assertEquals(1, log.durablePosition());
        injector.takesPart(1);
        assertThrows(LogException.class, () -> append(2, 10));
    }

    @Test
    void theLogOfAnotherProcessIsSound() {
        begin("at 0s for 1s DISK_FULL {0}\nat 0s for 1s STALLED_DISK {2}");
        append(1, 10);
        log.requestForce();
        assertEquals(1, log.durablePosition());
        assertFalse(injector.hasBrokenLog(1));
    }

    @Test
    void anOlderLogIsOfALifeThatTheGroupHasSeen() {
        long seen = log.incarnation();
        log.close();
        sound.reopen();
        log = injector.olderLog(1, sound);
        assertEquals(seen, log.incarnation());
    }

    private void reopened() {
        log.close();
        log = reopen(log);
    }

    private void assertBroken(String reason) {
        EntrySlice out = new EntrySlice();
        assertBroken(reason, () -> append(log.lastIndex() + 1, 10));
        assertBroken(reason, () -> log.requestForce());
        assertBroken(reason, () -> log.durablePosition());
        assertBroken(reason, () -> log.read(1, 100, out));
        assertBroken(reason, () -> log.truncateFrom(1));
        assertBroken(reason, () -> log.releaseBefore(1));
    }

    private static void assertBroken(String reason, Executable call) {
        String message = assertThrows(LogException.class, call).getMessage();
        assertTrue(message.contains("process 1") && message.contains(reason), message);
    }
}
