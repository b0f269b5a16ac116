package io.ft4j.detect;

import static io.ft4j.detect.DetectorHands.MS;
import static io.ft4j.detect.TestDetector.HEARTBEAT_LENGTH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.detect.codec.HeartbeatDecoder;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import org.junit.jupiter.api.Test;

final class HeartbeatDetectorTest {
    private final TestDetector test = new TestDetector(TestDetector.config().build(), 3);

    @Test
    void suspectsWhoIsSilentForLongerThanTheTimeout() {
        test.advance(200 * MS);
        test.hear(1, 1);
        assertEquals(ProcessSet.EMPTY, test.advance(50 * MS));
        assertEquals(ProcessSet.of(2), test.advance(1));
        assertEquals(ProcessSet.EMPTY, test.advance(200 * MS - 1));
        assertEquals(ProcessSet.of(1), test.advance(1));
        assertTrue(test.detector.isSuspected(1));
    }

    @Test
    void restoresWhoIsHeardAndWaitsLongerFromThenOn() {
        test.advance(250 * MS + 1);
        test.hear(1, 1);
        assertEquals(ProcessSet.of(1), test.outbox.takeRestores());
        assertFalse(test.detector.isSuspected(1));
        assertEquals(350 * MS, test.detector.timeoutNs(1));
        assertEquals(250 * MS, test.detector.timeoutNs(2), "only of the one that was wronged");
        assertEquals(ProcessSet.EMPTY, test.advance(350 * MS));
        assertEquals(ProcessSet.of(1), test.advance(1));
    }

    @Test
    void aCrashedProcessStaysSuspectedAndIsSuspectedOnce() {
        assertEquals(ProcessSet.of(1) | ProcessSet.of(2), test.advance(250 * MS + 1));
        assertEquals(ProcessSet.EMPTY, test.advance(3_600_000 * MS));
        assertEquals(ProcessSet.of(1) | ProcessSet.of(2), test.detector.suspects());
        assertEquals(2, test.count(DetectorCounter.SUSPECTED));
    }

    @Test
    void theTimeoutStopsGrowingAtItsCap() {
        TestDetector capped =
                new TestDetector(TestDetector.config().maxTimeoutNs(300 * MS).build(), 2);
        for (int mistakes = 0; mistakes < 3; mistakes++) {
            capped.advance(300 * MS + 1);
            capped.hear(1, mistakes + 1);
            assertEquals(ProcessSet.of(1), capped.outbox.takeRestores());
        }
        assertEquals(300 * MS, capped.detector.timeoutNs(1));
        assertEquals(3, capped.count(DetectorCounter.RESTORED));
        assertEquals(2, capped.count(DetectorCounter.TIMEOUT_AT_CAP));
    }

    @Test
    void onlyTheNewestHeartbeatIsNews() {
        test.hear(1, 5);
        test.advance(200 * MS);
        test.hear(1, 5);
        test.hear(1, 4);
        assertEquals(ProcessSet.of(1) | ProcessSet.of(2), test.advance(50 * MS + 1));
        test.hear(1, 3);
        assertTrue(test.detector.isSuspected(1));
        assertEquals(1, test.count(DetectorCounter.HEARTBEAT_REPEATED));
        assertEquals(2, test.count(DetectorCounter.HEARTBEAT_OVERTAKEN));
    }

    @Test
    void lostHeartbeatsLeaveAGapThatDoesNoHarm() {
        test.hear(1, 1);
        test.hear(1, 1_000_000);
        test.hear(1, 1_000_001);
        assertEquals(0, test.count(DetectorCounter.SEQUENCE_IMPLAUSIBLE));
    }

    /** Would one from the future be believed, all true ones would be old from then on. */
    @Test
    void sequencesThatNobodyCanHaveReachedAreIgnored() {
        test.advance(250 * MS + 1);
        test.hear(1, Long.MAX_VALUE);
        test.hear(1, (1L << 40) + 1);
        test.hear(1, 0);
        test.hear(1, -1);
        test.hear(1, Long.MIN_VALUE);
        assertTrue(test.detector.isSuspected(1));
        assertEquals(5, test.count(DetectorCounter.SEQUENCE_IMPLAUSIBLE));
        test.hear(1, 1);
        assertFalse(test.detector.isSuspected(1));
    }

    @Test
    void aNewLifeCountsFromOneAgainAndIsUpWhenItsFirstHeartbeatComes() {
        test.hear(1, 1_000);
        test.advance(250 * MS + 1);
        test.detector.onIncarnation(test.nowNs, 1, 2, test.outbox);
        assertTrue(test.detector.isSuspected(1));
        test.hear(1, 1);
        assertFalse(test.detector.isSuspected(1));
        assertEquals(250 * MS, test.detector.timeoutNs(1), "it may have been down: no mistake");
        assertEquals(1, test.count(DetectorCounter.RESTORED_AFTER_RESTART));
        assertEquals(0, test.count(DetectorCounter.RESTORED));
    }

    @Test
    void strangersAreCountedAndKeepNothing() {
        test.hear(0, 1);
        test.hear(3, 1);
        test.hear(63, 1);
        test.hear(64, 1);
        test.hear(-1, 1);
        test.detector.onIncarnation(test.nowNs, 64, 1, test.outbox);
        assertEquals(6, test.count(DetectorCounter.SENDER_UNKNOWN));
        assertFalse(test.detector.isSuspected(64));
        assertFalse(test.detector.isSuspected(-1));
        assertEquals(ProcessSet.of(1) | ProcessSet.of(2), test.advance(250 * MS + 1));
    }

    @Test
    void messagesThatCannotBeReadAreCounted() {
        test.advance(250 * MS + 1);
        test.hearForged(1, HEARTBEAT_LENGTH - 1, header -> {});
        test.hearForged(1, 0, header -> {});
        test.hearForged(1, HEARTBEAT_LENGTH, header -> header.schemaId(21));
        test.hearForged(1, HEARTBEAT_LENGTH, header -> header.templateId(2));
        test.hearForged(1, HEARTBEAT_LENGTH, header -> header.blockLength(7));
        test.hearForged(1, HEARTBEAT_LENGTH, header -> header.blockLength(9));
        assertEquals(6, test.count(DetectorCounter.MESSAGE_UNREADABLE));
        assertTrue(test.detector.isSuspected(1));
        test.hearForged(
                1, HEARTBEAT_LENGTH + 8, header -> header.blockLength(16).version(1));
        assertFalse(test.detector.isSuspected(1), "a later version may append fields");
    }

    @Test
    void aFloodOfHeartbeatsRefreshesAndChangesNothingElse() {
        long deadlineNs = test.detector.nextDeadlineNs();
        for (int sequence = 1; sequence <= 10_000; sequence++) {
            test.hear(1, sequence);
        }
        assertEquals(deadlineNs, test.detector.nextDeadlineNs());
        assertEquals(250 * MS, test.detector.timeoutNs(1));
        assertEquals(ProcessSet.of(1) | ProcessSet.of(2), test.advance(250 * MS + 1));
    }

    @Test
    void sendsNumberedHeartbeatsToAllPeersOnAGrid() {
        HeartbeatDecoder heartbeat = new HeartbeatDecoder();
        long dueNs = test.detector.nextDeadlineNs();
        assertEquals(TestDetector.START_NS + 100 * MS, dueNs);
        test.detector.onDeadline(dueNs + 5 * MS, test.outbox);
        assertEquals(ProcessSet.of(1) | ProcessSet.of(2), test.outbox.takeFrame());
        heartbeat.wrapAndApplyHeader(test.outbox.buffer(), 0, new MessageHeaderDecoder());
        assertEquals(2, heartbeat.sequence(), "the first one left at the start");
        assertEquals(dueNs + 100 * MS, test.detector.nextDeadlineNs(), "late once, not for ever");
        assertEquals(HEARTBEAT_LENGTH, test.outbox.frameLength());
    }

    /** Between two scans nothing but the own heartbeat is due, however many are heard. */
    @Test
    void aDutyCycleThatIsNotDueDoesNotLookAtThePeers() {
        TestDetector large = new TestDetector(TestDetector.config().build(), 64);
        int scans = 0;
        for (int sequence = 1; sequence <= 100; sequence++) {
            for (int peer = 1; peer < 64; peer++) {
                large.hear(peer, sequence);
            }
            long heartbeatNs = large.nowNs + 100 * MS;
            while (large.detector.nextDeadlineNs() < heartbeatNs) {
                large.nowNs = large.detector.nextDeadlineNs();
                large.cycle();
                scans++;
            }
            large.advance(heartbeatNs - large.nowNs);
        }
        assertEquals(0, large.count(DetectorCounter.SUSPECTED));
        assertTrue(scans <= 100, "scans=" + scans);
    }

    @Test
    void aProcessAloneSendsNothingAndSuspectsNobody() {
        TestDetector alone = new TestDetector(TestDetector.config().build(), 1);
        assertEquals(Long.MAX_VALUE, alone.detector.nextDeadlineNs());
        assertEquals(ProcessSet.EMPTY, alone.advance(3_600_000 * MS));
    }

    @Test
    void itsClassIsThatOfItsSettings() {
        assertEquals(DetectorClass.EVENTUALLY_PERFECT, test.detector.detectorClass());
        HeartbeatConfig synchronous = HeartbeatConfig.synchronous(100 * MS, 50 * MS);
        assertEquals(
                DetectorClass.PERFECT, new HeartbeatDetector(synchronous, 0, ProcessSet.firstN(3)).detectorClass());
    }

    @Test
    void refusesAGroupWithoutItself() {
        assertEquals(
                "selfId=3 is not in memberSet={0, 1, 2}",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new HeartbeatDetector(
                                        TestDetector.config().build(), 3, ProcessSet.firstN(3)))
                        .getMessage());
    }

    // Own time

    @Test
    void afterAPauseNobodyIsBlamedForItHoweverLong() {
        test.hear(1, 1);
        test.advance(10 * MS);
        test.nowNs += 86_400_000 * MS;
        assertEquals(ProcessSet.EMPTY, test.cycle());
        assertEquals(1, test.count(DetectorCounter.OWN_PAUSE));
        assertEquals(ProcessSet.EMPTY, test.advance(240 * MS), "10 ms had gone before the pause");
        assertEquals(ProcessSet.of(1) | ProcessSet.of(2), test.advance(1));
    }

    @Test
    void aPauseThatAMessageEndsIsLeftOutToo() {
        test.advance(10 * MS);
        test.nowNs += 5_000 * MS;
        test.hear(1, 1);
        assertEquals(ProcessSet.EMPTY, test.cycle());
        assertEquals(ProcessSet.of(2), test.advance(240 * MS + 1));
        assertEquals(ProcessSet.EMPTY, test.advance(10 * MS - 1));
        assertEquals(ProcessSet.of(1), test.advance(1), "heard after the pause, so the whole time-out counts");
        assertEquals(1, test.count(DetectorCounter.OWN_PAUSE));
    }

    @Test
    void manyPausesDoNotHideACrash() {
        long runNs = 0;
        while (!test.detector.isSuspected(1)) {
            test.nowNs += 1_000 * MS;
            test.cycle();
            test.advance(30 * MS);
            runNs += 30 * MS;
            assertTrue(runNs <= 300 * MS, "only the time that it runs counts, and all of it");
        }
        assertTrue(runNs >= 250 * MS);
    }

    @Test
    void aClockThatWentBackCostsNoTimeAndSilencesNobody() {
        test.hear(1, 1);
        test.advance(10 * MS);
        test.nowNs -= 3_600_000 * MS;
        test.cycle();
        assertEquals(1, test.count(DetectorCounter.CLOCK_WENT_BACK));
        assertEquals(test.nowNs + 90 * MS, test.detector.nextDeadlineNs(), "its own next heartbeat");
        assertEquals(ProcessSet.EMPTY, test.advance(240 * MS));
        assertEquals(ProcessSet.of(1) | ProcessSet.of(2), test.advance(1));
    }

    @Test
    void inAClockThatStandsStillNobodyIsSilent() {
        for (int i = 0; i < 1_000; i++) {
            assertEquals(ProcessSet.EMPTY, test.cycle());
        }
        assertEquals(ProcessSet.EMPTY, test.detector.suspects());
    }
}
