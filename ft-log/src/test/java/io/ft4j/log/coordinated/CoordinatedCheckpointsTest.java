package io.ft4j.log.coordinated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.testing.TestOutbox;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Coordinated checkpoints, sentence by sentence (Koo, Toueg 1987), and what must be refused. */
final class CoordinatedCheckpointsTest {
    private final CoordinatedWorld world = new CoordinatedWorld(CoordinatedWorld.config(), 3);

    CoordinatedCheckpointsTest() {
        world.startAll();
    }

    private TestProcess process(int id) {
        return world.processes[id];
    }

    private long count(int id, CoordinatedCounter counter) {
        return process(id).node.counters().count(counter);
    }

    private void run(long ns) {
        world.runUntil(world.nowNs + ns);
    }

    /** Section 3: "the process … cannot send any messages … until" it hears the decision. */
    @Test
    void nothingIsSentBetweenTheTentativeCheckpointAndTheDecision() {
        world.checkpoint(0, true);
        assertTrue(process(0).host.sendsHeld);
        assertFalse(world.transfer(0, 1, 1));
        assertFalse(process(0).host.deliveriesHeld);
        run(30);
        assertTrue(world.transfer(0, 1, 1));
        assertEquals(AttemptOutcome.PERMANENT, world.lastOutcome);
    }

    /** Section 3: "all or none of the processes that take tentative checkpoints make them permanent". */
    @Test
    void allTentativeCheckpointsArePermanentOrNone() {
        process(2).storage.failsNext = true;
        world.checkpoint(0, true);
        run(60);
        assertEquals(AttemptOutcome.REFUSED, world.lastOutcome);
        for (TestProcess process : world.processes) {
            assertEquals(0, process.storage.permanent.number());
            assertEquals(null, process.storage.tentative);
        }
    }

    /** Section 4: a request is inherited only where the last message received was sent after the last checkpoint of its sender. */
    @Test
    void whoseCheckpointHoldsTheSendingIsNotNeeded() {
        world.transfer(0, 1, 1);
        world.checkpoint(0, false);
        run(30);
        world.checkpoint(1, false);
        run(30);
        assertEquals(1, count(0, CoordinatedCounter.NOT_NEEDED));
        assertEquals(1, process(0).storage.permanent.number());
        assertEquals(1, process(1).storage.permanent.number());
    }

    /** Section 4: processes that depend on each other do not wait for each other. */
    @Test
    void aCycleOfDependenciesEnds() {
        world.transfer(0, 1, 1);
        world.transfer(1, 2, 1);
        world.transfer(2, 0, 1);
        world.transfer(0, 2, 1);
        run(0);
        world.checkpoint(0, false);
        run(60);
        assertEquals(AttemptOutcome.PERMANENT, world.lastOutcome);
        for (TestProcess process : world.processes) {
            assertEquals(1, process.storage.permanent.number());
        }
    }

    /** Section 4.4: who was lost in the first phase is not waited for. */
    @Test
    void whoDoesNotAnswerEndsTheAttempt() {
        world.crash(process(2), false);
        world.checkpoint(0, true);
        run(150);
        assertEquals(AttemptOutcome.TIMED_OUT, world.lastOutcome);
        assertFalse(process(0).host.sendsHeld);
        assertFalse(process(1).host.sendsHeld);
    }

    /** Section 4.4: who has agreed must wait; it is said for whom, and since when. */
    @Test
    void whoHasAgreedIsBlockedVisibly() {
        process(0).storage.polls = 1_000;
        world.checkpoint(0, true);
        run(15);
        world.crash(process(0), false);
        run(1_000);
        assertEquals(0, process(1).node.blockedOnId());
        assertTrue(process(1).node.blockedSinceNs() <= CoordinatedWorld.START_NS + 15);
        assertTrue(process(1).host.sendsHeld);
        world.start(process(0));
        run(200);
        assertEquals(CoordinatedCheckpoints.NOBODY, process(1).node.blockedOnId());
        assertEquals(Long.MAX_VALUE, process(1).node.blockedSinceNs());
        world.checkAtRest();
    }

    /** Section 5: a process that need not roll back keeps its state. */
    @Test
    void onlyWhoDependsOnALostStateGoesBack() {
        world.transfer(0, 1, 1);
        run(0);
        world.crash(process(0), false);
        world.start(process(0));
        run(60);
        assertEquals(1, process(0).host.rollbacks);
        assertEquals(1, process(1).host.rollbacks);
        assertEquals(0, process(2).host.rollbacks);
        for (TestProcess process : world.processes) {
            assertEquals(1, process.node.epoch());
        }
    }

    @Test
    void whoHasLostItsStateRefuses() {
        world.transfer(0, 1, 1);
        run(0);
        world.crash(process(0), false);
        world.crash(process(2), false);
        world.start(process(0));
        assertEquals(CoordinatedCheckpoints.RECOVERING, world.checkpoint(0, true));
        while (count(0, CoordinatedCounter.TIMED_OUT) == 0) {
            run(1);
        }
        run(1);
        assertTrue(process(0).node.isRecovering());
        world.checkpoint(1, false);
        run(5);
        assertEquals(1, count(0, CoordinatedCounter.REFUSED_RECOVERING));
        assertEquals(AttemptOutcome.REFUSED, world.lastOutcome);
    }

    @Test
    void oneAttemptAtATime() {
        world.checkpoint(0, true);
        assertEquals(CoordinatedCheckpoints.BUSY, world.checkpoint(0, false));
        run(60);
        assertTrue(world.checkpoint(0, false) > 0);
    }

    @Test
    void messagesThatMakeNoSenseAreCountedAndDropped() {
        CoordinatedCheckpoints node = process(1).node;
        TestOutbox outbox = new TestOutbox(1 << 10);
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[128]);
        for (int length = 0; length <= 128; length++) {
            node.onMessage(world.nowNs, 0, bytes, 0, length, outbox);
        }
        assertEquals(129, node.counters().count(CoordinatedCounter.MESSAGE_UNREADABLE));
        world.checkpoint(0, true);
        Packet packet = world.wire.peek();
        for (int at = packet.messageOffset(); at < packet.frame().length; at++) {
            for (int value : new int[] {0x7F, 0xFF}) {
                byte[] frame = packet.frame().clone();
                frame[at] = (byte) value;
                CoordinatedCheckpoints fresh = fresh(1);
                fresh.onMessage(
                        world.nowNs,
                        0,
                        new UnsafeBuffer(frame),
                        packet.messageOffset(),
                        packet.messageLength(),
                        outbox);
                fresh.checkInvariants();
                outbox.clear();
            }
        }
        node.onMessage(world.nowNs, 1, packet.buffer(), packet.messageOffset(), packet.messageLength(), outbox);
        node.onMessage(world.nowNs, 9, packet.buffer(), packet.messageOffset(), packet.messageLength(), outbox);
        assertEquals(2, node.counters().count(CoordinatedCounter.SENDER_UNKNOWN));
        assertEquals(0, outbox.count());
    }

    private static CoordinatedCheckpoints fresh(int id) {
        TestHost host = new TestHost(id, 3, new TestStorage(Saved.initial(3, 1)), TestHost.RESEND_NS);
        return new CoordinatedCheckpoints(
                CoordinatedWorld.config(), id, 0b111, 1, host, (attempt, outcome, causes) -> {});
    }

    @Test
    void recordsOfAnotherProcessAreRefused() {
        world.checkpoint(0, true);
        run(60);
        TestOutbox outbox = new TestOutbox(1 << 10);
        PersistentState state = new PersistentState(0, 0b111);
        state.enterEpoch(3, outbox);
        IllegalStateException other = assertThrows(IllegalStateException.class, () -> fresh(1).onRecord(
                        1, -1, PersistentState.RECORD_TYPE, outbox.buffer(), outbox.offset(0), outbox.length(0)));
        assertEquals("record at position 1 belongs to process 0, not to 1", other.getMessage());
        assertThrows(IllegalStateException.class, () -> fresh(0).onRecord(
                        1, -1, PersistentState.RECORD_TYPE, outbox.buffer(), outbox.offset(0), 20));
        CoordinatedCheckpoints same = fresh(0);
        same.onRecord(1, -1, PersistentState.RECORD_TYPE, outbox.buffer(), outbox.offset(0), outbox.length(0));
        assertEquals(3, same.epoch());
    }

    @Test
    void settingsThatDoNotFitAreRefused() {
        assertRefused(
                () -> new CoordinatedConfig(100, 100, 1, true),
                "attemptTimeoutNs=100 must be above resendIntervalNs = 100");
        assertRefused(
                () -> new CoordinatedConfig(100, 10, 100, true),
                "attemptTimeoutNs=100 must be above pollIntervalNs = 100");
        assertRefused(() -> new CoordinatedConfig(100, 0, 10, true), "resendIntervalNs=0 must be at least 1");
        assertRefused(() -> new CoordinatedConfig(100, 10, 0, true), "pollIntervalNs=0 must be at least 1");
        assertRefused(() -> fresh(3), "selfId=3 is not in memberSet={0, 1, 2}");
        assertTrue(CoordinatedConfig.defaults().incrementalRollback());
    }

    private static void assertRefused(org.junit.jupiter.api.function.Executable action, String message) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }
}
