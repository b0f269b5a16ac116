package io.ft4j.detect;

import static io.ft4j.detect.TestDetector.HEARTBEAT_LENGTH;
import static io.ft4j.detect.TestDetector.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.detect.codec.HeartbeatDecoder;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class PhiAccrualDetectorTest {
    private static final int PROCESSES = 3;
    private static final long BOTH = ProcessSet.of(1) | ProcessSet.of(2);

    /** Interval, pause and 5.612 least deviations. */
    private static final long LEAST_NS = 205_612_001;

    private final TestPhi test = new TestPhi(TestPhi.config().build(), PROCESSES);

    @Test
    void suspectsOnceTheSilenceIsLongerThanTheThresholdAllows() {
        assertEquals(ProcessSet.EMPTY, test.hearAll(PROCESSES, 1, 20));
        test.hear(2, 21);
        assertEquals(LEAST_NS, test.detector.longestSilenceNs(1));
        assertEquals(ProcessSet.EMPTY, test.advance(LEAST_NS - 100 * MS), "exactly so long is not longer");
        assertTrue(test.phi(1) <= 8);
        assertEquals(ProcessSet.of(1), test.advance(1));
        assertTrue(test.phi(1) > 8 - 1e-5 && test.detector.isSuspected(1));
        assertEquals(ProcessSet.EMPTY, test.advance(100 * MS - 1));
        assertEquals(ProcessSet.of(2), test.advance(1));
    }

    @Test
    void beforeThereAreSamplesTheDeviationIsAQuarterOfTheInterval() {
        long firstNs = test.detector.longestSilenceNs(1);
        assertEquals(200 * MS + (long) (5.612_001_244 * 25 * MS), firstNs, 1);
        assertEquals(ProcessSet.EMPTY, test.advance(firstNs));
        assertEquals(BOTH, test.advance(1), "two that were never heard");
    }

    @Test
    void phiGrowsWithTheSilenceWhileItIsSuspectedToo() {
        test.hearAll(PROCESSES, 1, 20);
        double before = -1;
        for (int i = 0; i < 2_000; i++) {
            double phi = test.phi(1);
            assertTrue(phi > before || phi < 1e-15, "phi=" + phi + " before=" + before);
            before = phi;
            test.advance(i < 200 ? MS : 3_600_000 * MS);
        }
        assertTrue(before > 1e10 && before < Double.POSITIVE_INFINITY, "80 days: phi=" + before);
        test.hear(1, 21);
        assertEquals(0, test.phi(1), 1e-300);
    }

    @Test
    void readsPhiOfAnyTimeAndOfPeersOnly() {
        test.hearAll(PROCESSES, 1, 20);
        assertTrue(test.detector.phi(1, test.nowNs + LEAST_NS - 100 * MS + 2) > 8);
        assertFalse(test.detector.isSuspected(1), "asking raises no suspicion");
        assertEquals(0, test.detector.phi(0, Long.MAX_VALUE));
        assertEquals(0, test.detector.phi(64, Long.MAX_VALUE));
        assertEquals(0, test.detector.phi(-1, Long.MAX_VALUE));
        assertTrue(test.detector.phi(1, Long.MAX_VALUE) < Double.POSITIVE_INFINITY);
        assertEquals(0, test.detector.phi(1, 0));
        assertThrows(IllegalArgumentException.class, () -> test.detector.longestSilenceNs(0));
        assertThrows(IllegalArgumentException.class, () -> test.detector.acceptablePauseNs(64));
    }

    @Test
    void irregularHeartbeatsAreWaitedForLonger() {
        for (int sequence = 1; sequence <= 40; sequence++) {
            test.hear(1, sequence);
            test.hear(2, sequence);
            test.advance(sequence % 2 == 0 ? 60 * MS : 140 * MS);
        }
        assertEquals(200 * MS + (long) (5.612_001_244 * 40 * MS), test.detector.longestSilenceNs(1), 1);
    }

    // Mistakes and what the window learns

    @Test
    void restoresWhoIsHeardAndAcceptsALongerPauseFromThenOn() {
        test.hearAll(PROCESSES, 1, 20);
        assertEquals(BOTH, test.advance(200 * MS));
        test.hear(1, 21);
        assertEquals(ProcessSet.of(1), test.outbox.takeRestores());
        assertFalse(test.detector.isSuspected(1));
        assertEquals(200 * MS, test.detector.acceptablePauseNs(1));
        assertEquals(100 * MS, test.detector.acceptablePauseNs(2), "only of the one that was wronged");
        assertEquals(LEAST_NS + 100 * MS, test.detector.longestSilenceNs(1));
        assertEquals(1, test.count(DetectorCounter.RESTORED));
    }

    @Test
    void theSilenceThatWasSuspectedIsNoSample() {
        test.hearAll(PROCESSES, 1, 20);
        test.advance(3_600_000 * MS);
        test.hearAll(PROCESSES, 21, 2);
        assertEquals(LEAST_NS + 100 * MS, test.detector.longestSilenceNs(1), "an hour did not poison the window");
        assertEquals(4, test.count(DetectorCounter.SILENCE_LEFT_OUT), "and the two before the first heartbeats");
    }

    @Test
    void theSilenceThatANewLifeEndsIsNoSample() {
        test.hearAll(PROCESSES, 1, 20);
        test.advance(50 * MS);
        test.detector.onIncarnation(test.nowNs, 1, 2, test.outbox);
        test.hear(1, 1);
        assertEquals(LEAST_NS, test.detector.longestSilenceNs(1));
        assertEquals(0, test.phi(1), 1e-300);
    }

    @Test
    void aSilenceThatIsBorneIsASampleUpToTheCap() {
        TestPhi patient =
                new TestPhi(TestPhi.config().acceptablePauseNs(3_000 * MS).build(), 2);
        patient.hearAll(2, 1, 20);
        patient.advance(2_900 * MS);
        patient.hear(1, 21);
        assertEquals(1, patient.count(DetectorCounter.SILENCE_CLAMPED));
        assertEquals(0, patient.count(DetectorCounter.SUSPECTED));
        assertEquals(3_190 * MS + (long) (5.612_001_244 * 270 * MS), patient.detector.longestSilenceNs(1), 1);
    }

    @Test
    void anOwnPauseIsNoSampleOfAnybody() {
        test.hearAll(PROCESSES, 1, 20);
        test.nowNs += 5_000 * MS;
        test.cycle();
        test.hear(1, 21);
        test.hear(2, 21);
        assertEquals(LEAST_NS, test.detector.longestSilenceNs(1));
        assertEquals(LEAST_NS, test.detector.longestSilenceNs(2));
        assertEquals(4, test.count(DetectorCounter.SILENCE_LEFT_OUT), "two at the start, two with the pause in them");
    }

    /** What queued up in an outage comes in at once when it is over: as little a sample as the outage. */
    @Test
    void theBacklogOfAnOutageIsNoSample() {
        test.hearAll(PROCESSES, 1, 20);
        test.advance(5_000 * MS);
        for (int sequence = 21; sequence <= 70; sequence++) {
            test.hear(1, sequence);
            test.advance(MS / 10);
        }
        assertEquals(LEAST_NS + 100 * MS, test.detector.longestSilenceNs(1));
        test.advance(95 * MS);
        test.hear(1, 71);
        assertEquals(52, test.count(DetectorCounter.SILENCE_LEFT_OUT), "two at the start, the outage, its backlog");
        test.advance(10 * MS);
        test.hear(1, 72);
        assertEquals(52, test.count(DetectorCounter.SILENCE_LEFT_OUT), "the network is well: this one counts");
        assertTrue(test.detector.longestSilenceNs(1) > LEAST_NS + 200 * MS);
    }

    @Test
    void theBacklogOfAnOwnPauseIsNoSample() {
        test.hearAll(PROCESSES, 1, 20);
        test.nowNs += 5_000 * MS;
        for (int sequence = 21; sequence <= 70; sequence++) {
            test.hear(1, sequence);
            test.hear(2, sequence);
            test.nowNs += MS / 100;
            test.cycle();
        }
        assertEquals(LEAST_NS, test.detector.longestSilenceNs(1));
        assertEquals(LEAST_NS, test.detector.longestSilenceNs(2));
    }

    @Test
    void aCrashedProcessStaysSuspectedAndIsSuspectedOnce() {
        test.hearAll(PROCESSES, 1, 5);
        assertEquals(BOTH, test.advance(500 * MS));
        assertEquals(ProcessSet.EMPTY, test.advance(3_600_000 * MS));
        assertEquals(BOTH, test.detector.suspects());
        assertEquals(2, test.count(DetectorCounter.SUSPECTED));
    }

    @Test
    void thePauseStopsGrowingAtThirteenDays() {
        TestPhi test =
                new TestPhi(TestPhi.config().incrementNs(PhiConfig.MAX_PAUSE_NS).build(), 2);
        for (int mistakes = 1; mistakes <= 2; mistakes++) {
            test.advance(2 * PhiConfig.MAX_PAUSE_NS);
            test.hear(1, mistakes);
            test.outbox.takeRestores();
        }
        assertEquals(PhiConfig.MAX_PAUSE_NS, test.detector.acceptablePauseNs(1));
        assertEquals(1, test.count(DetectorCounter.TIMEOUT_AT_CAP));
    }

    @Test
    void aNewLifeCountsFromOneAgainAndIsUpWhenItsFirstHeartbeatComes() {
        test.hear(1, 1_000);
        test.advance(500 * MS);
        test.detector.onIncarnation(test.nowNs, 1, 2, test.outbox);
        assertTrue(test.detector.isSuspected(1));
        test.hear(1, 1);
        assertFalse(test.detector.isSuspected(1));
        assertEquals(100 * MS, test.detector.acceptablePauseNs(1), "it may have been down: no mistake");
        assertEquals(1, test.count(DetectorCounter.RESTORED_AFTER_RESTART));
        assertEquals(0, test.count(DetectorCounter.RESTORED));
    }

    // Bad input

    @Test
    void onlyTheNewestHeartbeatIsNews() {
        test.hearAll(PROCESSES, 1, 20);
        test.advance(50 * MS);
        test.hear(1, 20);
        test.hear(1, 19);
        assertEquals(1, test.count(DetectorCounter.HEARTBEAT_REPEATED));
        assertEquals(1, test.count(DetectorCounter.HEARTBEAT_OVERTAKEN));
        assertEquals(BOTH, test.advance(LEAST_NS - 150 * MS + 1), "it refreshed nothing");
        test.hear(1, 18);
        assertTrue(test.detector.isSuspected(1));
    }

    /** Sequences of the future, wrapped ones and zero. Would one be believed, all true ones would be old from then on. */
    @Test
    void sequencesThatNobodyCanHaveReachedAreIgnored() {
        test.advance(500 * MS);
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
    void strangersAreCountedAndKeepNothing() {
        test.hearAll(PROCESSES, 1, 20);
        for (int sourceId : new int[] {0, 3, 63, 64, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            test.hear(sourceId, 21);
        }
        test.detector.onIncarnation(test.nowNs, 64, 1, test.outbox);
        assertEquals(8, test.count(DetectorCounter.SENDER_UNKNOWN));
        assertEquals(BOTH, test.advance(LEAST_NS - 100 * MS + 1));
    }

    @Test
    void garbageOfEveryLengthChangesNothing() {
        test.hearAll(PROCESSES, 1, 20);
        long longestNs = test.detector.longestSilenceNs(1);
        long seed = 89;
        Prng prng = new Prng(seed);
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[80]);
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < bytes.capacity(); i++) {
                bytes.putByte(i, (byte) prng.nextInt(256));
            }
            for (int length = 0; length <= 64; length++) {
                test.hearBytes(1, bytes, round % 16, length);
            }
        }
        long ignored =
                test.count(DetectorCounter.MESSAGE_UNREADABLE) + test.count(DetectorCounter.SEQUENCE_IMPLAUSIBLE);
        assertEquals(200 * 65, ignored, "seed=" + seed);
        assertEquals(longestNs, test.detector.longestSilenceNs(1));
        assertEquals(BOTH, test.advance(LEAST_NS - 100 * MS + 1));
    }

    /** A hundred times as many as agreed: they shorten the wait to the least one, not below, and nothing breaks. */
    @Test
    void aFloodShortensTheWaitToTheLeastOnly() {
        test.hearAll(PROCESSES, 1, 2);
        long sequence = 2;
        for (int i = 0; i < 10_000; i++) {
            test.hear(1, ++sequence);
            test.advance(MS);
        }
        assertEquals(LEAST_NS, test.detector.longestSilenceNs(1));
        test.hear(1, ++sequence);
        test.hear(1, sequence + 1);
        test.hear(1, sequence + 2);
        assertEquals(ProcessSet.EMPTY, test.advance(LEAST_NS), "several in one instant");
        assertEquals(ProcessSet.of(1), test.advance(1));
    }

    @Test
    void messagesInTheSameInstantAreSilencesOfNoTime() {
        test.hearAll(PROCESSES, 1, 2);
        for (int sequence = 3; sequence <= 1_000; sequence++) {
            test.hear(1, sequence);
        }
        assertEquals(LEAST_NS, test.detector.longestSilenceNs(1));
        assertEquals(0, test.phi(1), 1e-300);
    }

    // Own time

    @Test
    void afterAPauseNobodyIsBlamedForItHoweverLong() {
        test.hearAll(PROCESSES, 1, 20);
        test.advance(10 * MS);
        double phi = test.phi(1);
        test.nowNs += 86_400_000 * MS;
        assertEquals(ProcessSet.EMPTY, test.cycle());
        assertEquals(1, test.count(DetectorCounter.OWN_PAUSE));
        assertEquals(phi, test.phi(1), "the pause is no part of the silence");
        assertEquals(ProcessSet.EMPTY, test.advance(LEAST_NS - 110 * MS), "110 ms had gone before the pause");
        assertEquals(BOTH, test.advance(1));
    }

    @Test
    void aPauseThatAMessageEndsIsLeftOutToo() {
        test.hearAll(PROCESSES, 1, 20);
        test.nowNs += 5_000 * MS;
        test.hear(1, 21);
        assertEquals(ProcessSet.EMPTY, test.cycle());
        assertEquals(ProcessSet.of(2), test.advance(LEAST_NS - 100 * MS + 1));
        assertEquals(ProcessSet.of(1), test.advance(100 * MS));
    }

    @Test
    void manyPausesDoNotHideACrash() {
        test.hearAll(PROCESSES, 1, 20);
        long runNs = 100 * MS;
        while (!test.detector.isSuspected(1)) {
            test.nowNs += 1_000 * MS;
            test.cycle();
            test.advance(30 * MS);
            runNs += 30 * MS;
            assertTrue(runNs <= 250 * MS, "only the time that it runs counts, and all of it");
        }
        assertTrue(runNs >= LEAST_NS);
    }

    @Test
    void aClockThatWentBackCostsNoTimeAndSilencesNobody() {
        test.hearAll(PROCESSES, 1, 20);
        test.advance(10 * MS);
        double phi = test.phi(1);
        long ownDueNs = test.detector.nextDeadlineNs() - test.nowNs;
        test.nowNs -= 3_600_000 * MS;
        test.cycle();
        assertEquals(1, test.count(DetectorCounter.CLOCK_WENT_BACK));
        assertEquals(phi, test.phi(1));
        assertEquals(ownDueNs, test.detector.nextDeadlineNs() - test.nowNs, "its own next heartbeat");
        assertEquals(ProcessSet.EMPTY, test.advance(LEAST_NS - 110 * MS));
        assertEquals(BOTH, test.advance(1));
    }

    @Test
    void inAClockThatStandsStillNobodyIsSilent() {
        test.hearAll(PROCESSES, 1, 3);
        double phi = test.phi(1);
        for (int i = 0; i < 1_000; i++) {
            assertEquals(ProcessSet.EMPTY, test.cycle());
        }
        assertEquals(phi, test.phi(1));
    }

    // Sending, and the rest

    @Test
    void sendsNumberedHeartbeatsToAllPeersOnAGrid() {
        HeartbeatDecoder heartbeat = new HeartbeatDecoder();
        long dueNs = test.detector.nextDeadlineNs();
        assertEquals(TestPhi.START_NS + 100 * MS, dueNs);
        test.detector.onDeadline(dueNs + 5 * MS, test.outbox);
        assertEquals(BOTH, test.outbox.takeFrame());
        heartbeat.wrapAndApplyHeader(test.outbox.buffer(), 0, new MessageHeaderDecoder());
        assertEquals(2, heartbeat.sequence(), "the first one left at the start");
        assertEquals(dueNs + 100 * MS, test.detector.nextDeadlineNs(), "late once, not for ever");
        assertEquals(HEARTBEAT_LENGTH, test.outbox.frameLength());
    }

    /** Between two scans nothing but the own heartbeat is due, however many are heard. */
    @Test
    void aDutyCycleThatIsNotDueDoesNotLookAtThePeers() {
        TestPhi large = new TestPhi(TestPhi.config().build(), 64);
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
        TestPhi alone = new TestPhi(TestPhi.config().build(), 1);
        assertEquals(Long.MAX_VALUE, alone.detector.nextDeadlineNs());
        assertEquals(ProcessSet.EMPTY, alone.advance(3_600_000 * MS));
    }

    @Test
    void isEventuallyPerfect() {
        assertEquals(DetectorClass.EVENTUALLY_PERFECT, test.detector.detectorClass());
    }

    @Test
    void refusesAGroupWithoutItself() {
        assertEquals(
                "selfId=3 is not in memberSet={0, 1, 2}",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new PhiAccrualDetector(TestPhi.config().build(), 3, ProcessSet.firstN(3)))
                        .getMessage());
    }
}
