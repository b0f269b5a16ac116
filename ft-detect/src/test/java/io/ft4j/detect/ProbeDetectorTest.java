package io.ft4j.detect;

import static io.ft4j.detect.DetectorHands.MS;
import static io.ft4j.detect.TestProber.LIFE;
import static io.ft4j.detect.TestProber.PEER_LIFE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.ProcessSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProbeDetectorTest {
    private final TestProber test = new TestProber(TestProber.config().build(), 4);

    ProbeDetectorTest() {
        test.recording = true;
    }

    // Probes

    @Test
    void probesEachPeerOncePerIntervalOneAfterTheOther() {
        test.answering = ProcessSet.firstN(4);
        test.ack(1, 1);
        long slotNs = 100 * MS / 3;
        test.advance(slotNs);
        assertEquals(List.of("{2} Probe 1 of 0"), test.takeFrames());
        test.advance(slotNs);
        assertEquals(List.of("{3} Probe 1 of 0"), test.takeFrames());
        test.advance(slotNs - 1);
        assertEquals(List.of(), test.takeFrames());
        test.advance(1);
        assertEquals(List.of("{1} Probe 2 of 0"), test.takeFrames());
    }

    /** So those that start together do not all probe the same one. */
    @Test
    void beginsWithTheProcessBehindItself() {
        DetectorOutbox outbox = new DetectorOutbox();
        for (int id = 0; id < 3; id++) {
            new ProbeDetector(TestProber.config().build(), id, ProcessSet.firstN(3), LIFE).onStart(0, outbox);
            assertEquals(ProcessSet.of((id + 1) % 3), outbox.takeFrame());
        }
        new ProbeDetector(TestProber.config().build(), 63, ProcessSet.firstN(64), LIFE).onStart(0, outbox);
        assertEquals(ProcessSet.of(0), outbox.takeFrame());
    }

    @Test
    void lateProbesAreCaughtUpWithOneAStep() {
        test.answering = ProcessSet.firstN(4);
        test.advance(64 * MS);
        test.takeFrames();
        long dueNs = test.detector.nextDeadlineNs();
        test.nowNs = dueNs + 19 * MS;
        test.cycle();
        assertEquals(List.of("{3} Probe 1 of 0"), test.takeFrames());
        assertEquals(dueNs + 100 * MS / 3, test.detector.nextDeadlineNs(), "late once, not for ever");
    }

    /** An outbox without room holds the deadlines up while the process runs. */
    @Test
    void moreThanOneRoundOfLateProbesIsLeftOut() {
        for (int i = 0; i < 100; i++) {
            test.nowNs += 10 * MS;
            test.detector.onBatchEnd(test.nowNs, test.outbox);
        }
        test.advance(0);
        long probes = test.takeFrames().stream()
                .filter(frame -> frame.contains("} Probe "))
                .count();
        assertTrue(probes <= 4, "probes=" + probes);
    }

    @Test
    void acknowledgesAProbeToWhomItCameFrom() {
        test.give(1, test.message().probe(7, 9, 1));
        assertEquals(List.of("{1} Ack 7 of 1"), test.takeFrames());
        test.give(2, test.message().probe(8, 9, 3));
        assertEquals(List.of("{2} Ack 8 of 3"), test.takeFrames());
    }

    // Suspicions

    @Test
    void suspectsWhoDoesNotAcknowledgeForLongerThanTheTimeout() {
        test.answering = ProcessSet.of(2) | ProcessSet.of(3);
        test.advance(100 * MS);
        test.ack(1, 1);
        assertEquals(ProcessSet.EMPTY, test.advance(250 * MS));
        assertEquals(ProcessSet.of(1), test.advance(1));
        assertTrue(test.detector.isSuspected(1));
        assertEquals(ProcessSet.EMPTY, test.advance(3_600_000 * MS));
        assertEquals(1, test.count(DetectorCounter.SUSPECTED));
    }

    @Test
    void restoresWhoAcknowledgesAndWaitsLongerFromThenOn() {
        test.answering = ProcessSet.of(2) | ProcessSet.of(3);
        test.advance(250 * MS + 1);
        assertTrue(test.detector.isSuspected(1));
        test.ack(1, 2);
        assertEquals(ProcessSet.of(1), test.outbox.takeRestores());
        assertEquals(350 * MS, test.detector.timeoutNs(1));
        assertEquals(250 * MS, test.detector.timeoutNs(2), "only of the one that was wronged");
        assertEquals(ProcessSet.EMPTY, test.advance(350 * MS));
        assertEquals(ProcessSet.of(1), test.advance(1));
    }

    @Test
    void theTimeoutStopsGrowingAtItsCap() {
        TestProber capped =
                new TestProber(TestProber.config().maxTimeoutNs(300 * MS).build(), 2);
        for (int mistakes = 1; mistakes <= 3; mistakes++) {
            capped.advance(300 * MS + 1);
            capped.ack(1, mistakes * 3);
            assertEquals(ProcessSet.of(1), capped.outbox.takeRestores());
        }
        assertEquals(300 * MS, capped.detector.timeoutNs(1));
        assertEquals(2, capped.count(DetectorCounter.TIMEOUT_AT_CAP));
    }

    @Test
    void aNewLifeIsRestoredWithTheTimeoutThatItHad() {
        test.answering = ProcessSet.of(2) | ProcessSet.of(3);
        test.advance(250 * MS + 1);
        test.detector.onIncarnation(test.nowNs, 1, 2, test.outbox);
        assertTrue(test.detector.isSuspected(1), "it is up when it acknowledges, not before");
        test.give(1, test.message().ack(1, LIFE, 2, 0));
        assertFalse(test.detector.isSuspected(1));
        assertEquals(250 * MS, test.detector.timeoutNs(1));
        assertEquals(1, test.count(DetectorCounter.RESTORED_AFTER_RESTART));
    }

    // Helpers

    @Test
    void asksHelpersOnceTheAcknowledgementIsLate() {
        test.advance(30 * MS);
        assertEquals(List.of(), test.takeFrames());
        test.advance(1);
        assertEquals(List.of("{2, 3} ProbeRequest 1 to 1"), test.takeFrames());
        assertEquals(1, test.count(DetectorCounter.HELPERS_ASKED));
        test.advance(3 * MS);
        assertEquals(List.of(), test.takeFrames(), "once for each probe");
    }

    @Test
    void whoAcknowledgedInTimeIsLeftInPeace() {
        test.ack(1, 1);
        test.advance(33 * MS);
        assertEquals(List.of(), test.takeFrames());
    }

    @Test
    void eachTimeTheNextOnesAreAsked() {
        TestProber six = new TestProber(TestProber.config().build(), 6);
        six.recording = true;
        six.answering = ProcessSet.firstN(6) & ~ProcessSet.of(1);
        six.advance(240 * MS);
        assertEquals(
                List.of("{2, 3} ProbeRequest 1 to 1", "{4, 5} ProbeRequest 2 to 1", "{2, 3} ProbeRequest 3 to 1"),
                six.takeFrames().stream().filter(f -> f.contains("Request")).toList());
    }

    /** Each step sends one frame. */
    @Test
    void whereSeveralAcknowledgementsAreLateAtOnceHelpersAreAskedForAll() {
        TestProber many = new TestProber(TestProber.config().build(), 13);
        many.advance(29 * MS);
        many.recording = true;
        many.nowNs += 16 * MS;
        many.advance(0);
        assertEquals(
                List.of("{2, 3} ProbeRequest 1 to 1", "{4, 5} ProbeRequest 1 to 2"),
                many.takeFrames().stream().filter(f -> f.contains("Request")).toList());
    }

    @Test
    void aSuspectIsNoHelper() {
        test.answering = ProcessSet.of(3);
        test.advance(300 * MS + 1);
        assertEquals(ProcessSet.of(1) | ProcessSet.of(2), test.detector.suspects());
        test.takeFrames();
        test.advance(100 * MS);
        assertTrue(test.takeFrames().stream()
                .filter(frame -> frame.contains("ProbeRequest"))
                .allMatch(frame -> frame.startsWith("{3} ")));
    }

    @Test
    void countsWhenNobodyIsLeftToAsk() {
        TestProber two = new TestProber(TestProber.config().build(), 2);
        two.advance(30 * MS + 1);
        assertEquals(1, two.count(DetectorCounter.NO_HELPER));
    }

    @Test
    void aRelayedAcknowledgementIsAsGoodAsADirectOne() {
        test.answering = ProcessSet.of(2) | ProcessSet.of(3);
        test.advance(249 * MS);
        test.relayedAck(3, 1, 3);
        assertEquals(ProcessSet.EMPTY, test.advance(250 * MS));
        assertEquals(ProcessSet.of(1), test.advance(1));
        test.relayedAck(2, 1, 4);
        assertEquals(ProcessSet.of(1), test.outbox.takeRestores());
        assertEquals(2, test.count(DetectorCounter.HEARD_THROUGH_HELPER));
    }

    @Test
    void forwardsAProbeAndItsAcknowledgementAndKeepsNothing() {
        test.give(1, test.message().probeRequest(41, 9, 2));
        assertEquals(List.of("{2} Probe 41 of 1"), test.takeFrames());
        test.give(2, test.message().ack(41, 9, 3, 1));
        assertEquals(List.of("{1} RelayedAck 41 from 2, life 3"), test.takeFrames());
        assertEquals(250 * MS, test.detector.timeoutNs(2));
        assertTrue((test.advance(250 * MS + 1) & ProcessSet.of(2)) != 0, "what is for others is no news here");
    }

    @Test
    void forwardsAsManyOfEachAsAllowedInAnInterval() {
        for (int i = 1; i <= 100; i++) {
            test.give(1, test.message().probeRequest(i, 9, 2));
            test.give(2, test.message().ack(i, 9, 3, 1));
        }
        assertEquals(32, test.takeFrames().size());
        assertEquals(2 * 84, test.count(DetectorCounter.RELAY_REFUSED));
        test.give(3, test.message().probeRequest(1, 9, 1));
        assertEquals(List.of("{1} Probe 1 of 3"), test.takeFrames(), "others are helped as before");
        test.nowNs += 100 * MS;
        test.give(1, test.message().probeRequest(101, 9, 2));
        assertEquals(List.of("{2} Probe 101 of 1"), test.takeFrames());
    }

    // What is no news

    @Test
    void onlyTheNewestAcknowledgementIsNews() {
        test.advance(200 * MS);
        test.ack(1, 2);
        test.advance(200 * MS);
        test.ack(1, 2);
        test.ack(1, 1);
        test.relayedAck(2, 1, 2);
        assertTrue((test.advance(50 * MS + 1) & ProcessSet.of(1)) != 0, "250 ms after the only news");
        test.ack(1, 1);
        assertTrue(test.detector.isSuspected(1));
        assertEquals(2, test.count(DetectorCounter.ACK_REPEATED));
        assertEquals(2, test.count(DetectorCounter.ACK_OVERTAKEN));
    }

    @Test
    void whatWasNeverAskedIsNoAnswer() {
        test.advance(250 * MS + 1);
        for (long sequence : new long[] {4, 1L << 40, Long.MAX_VALUE, 0, -1, Long.MIN_VALUE}) {
            test.ack(1, sequence);
            test.relayedAck(2, 1, sequence);
        }
        assertTrue(test.detector.isSuspected(1));
        assertEquals(12, test.count(DetectorCounter.ACK_NEVER_ASKED));
        test.ack(1, 3);
        assertFalse(test.detector.isSuspected(1));
    }

    @Test
    void acknowledgementsOfOtherLivesAreNoNews() {
        test.detector.onIncarnation(test.nowNs, 1, 8, test.outbox);
        test.advance(250 * MS + 1);
        test.give(2, test.message().relayedAck(3, LIFE, 7, 1));
        test.give(2, test.message().relayedAck(3, LIFE - 1, 8, 1));
        test.give(1, test.message().ack(3, LIFE + 1, 8, 0));
        test.give(1, test.message().ack(3, LIFE, 7, 0));
        test.give(1, test.message().ack(3, LIFE, Long.MIN_VALUE + 100, 0));
        assertTrue(test.detector.isSuspected(1));
        assertEquals(5, test.count(DetectorCounter.ACK_OF_ANOTHER_LIFE));
        test.give(2, test.message().relayedAck(3, LIFE, 8, 1));
        assertFalse(test.detector.isSuspected(1));
    }

    /** The helper heard the new life before this process did; what was under way of the former one comes too late. */
    @Test
    void aLifeThatAHelperToldOfMakesTheFormerOneOld() {
        test.advance(250 * MS + 1);
        long lives = test.count(DetectorCounter.INCARNATION_HEARD);
        test.give(2, test.message().relayedAck(2, LIFE, 2, 1));
        assertFalse(test.detector.isSuspected(1));
        test.give(3, test.message().relayedAck(3, LIFE, 1, 1));
        test.detector.onIncarnation(test.nowNs, 1, 1, test.outbox);
        test.give(3, test.message().relayedAck(3, LIFE, 1, 1));
        test.detector.onIncarnation(test.nowNs, 1, 2, test.outbox);
        assertEquals(2, test.count(DetectorCounter.ACK_OF_ANOTHER_LIFE));
        assertEquals(lives + 1, test.count(DetectorCounter.INCARNATION_HEARD), "the stack told what was known");
    }

    /** The target crashed, and its new life acknowledged an old probe before the newest word of its former life came in. */
    @Test
    void anOvertakenAcknowledgementOfANewLifeMakesTheFormerOneOld() {
        test.advance(200 * MS);
        test.ack(1, 2);
        test.advance(250 * MS + 1);
        assertTrue(test.detector.isSuspected(1));
        test.give(2, test.message().relayedAck(1, LIFE, 2, 1));
        test.ack(1, 3);
        assertTrue(test.detector.isSuspected(1));
        assertEquals(1, test.count(DetectorCounter.ACK_OVERTAKEN));
        assertEquals(1, test.count(DetectorCounter.ACK_OF_ANOTHER_LIFE));
        test.give(1, test.message().ack(4, LIFE, 2, 0));
        assertFalse(test.detector.isSuspected(1));
        assertEquals(1, test.count(DetectorCounter.RESTORED_AFTER_RESTART));
    }

    /** Would one from the future be believed, all true lives would be former ones from then on. */
    @Test
    void livesThatNobodyCanHaveReachedAreIgnored() {
        test.advance(250 * MS + 1);
        test.give(2, test.message().relayedAck(3, LIFE, Long.MAX_VALUE, 1));
        test.give(2, test.message().relayedAck(3, LIFE, PEER_LIFE + (1L << 40) + 1, 1));
        assertEquals(2, test.count(DetectorCounter.SEQUENCE_IMPLAUSIBLE));
        assertTrue(test.detector.isSuspected(1));
        test.give(2, test.message().relayedAck(3, LIFE, PEER_LIFE, 1));
        assertFalse(test.detector.isSuspected(1));
    }

    // Own time

    @Test
    void afterAPauseNobodyIsBlamedForItHoweverLong() {
        test.answering = ProcessSet.firstN(4);
        test.advance(100 * MS);
        test.answering = ProcessSet.EMPTY;
        test.advance(10 * MS);
        test.takeFrames();
        test.nowNs += 86_400_000 * MS;
        assertEquals(ProcessSet.EMPTY, test.cycle());
        assertEquals(1, test.count(DetectorCounter.OWN_PAUSE));
        assertEquals(List.of(), test.takeFrames(), "neither late probes nor late acknowledgements");
        assertEquals(ProcessSet.EMPTY, test.advance(170 * MS));
        assertEquals(ProcessSet.firstN(4) & ~1L, test.advance(80 * MS));
    }

    @Test
    void aPauseThatAnAcknowledgementEndsIsLeftOutToo() {
        test.advance(10 * MS);
        test.nowNs += 5_000 * MS;
        test.ack(1, 1);
        assertEquals(ProcessSet.EMPTY, test.cycle());
        assertEquals(1, test.count(DetectorCounter.OWN_PAUSE));
        assertEquals(ProcessSet.of(2) | ProcessSet.of(3), test.advance(240 * MS + 1));
        assertEquals(ProcessSet.of(1), test.advance(10 * MS));
    }

    @Test
    void aClockThatWentBackCostsNoTimeAndSilencesNobody() {
        test.advance(40 * MS);
        test.takeFrames();
        long restNs = test.detector.nextDeadlineNs() - test.nowNs;
        test.nowNs -= 3_600_000 * MS;
        test.cycle();
        assertEquals(1, test.count(DetectorCounter.CLOCK_WENT_BACK));
        assertEquals(restNs, test.detector.nextDeadlineNs() - test.nowNs);
        assertEquals(ProcessSet.EMPTY, test.advance(210 * MS));
        assertEquals(ProcessSet.firstN(4) & ~1L, test.advance(1));
    }

    // The group

    @Test
    void aProcessAloneProbesAndSuspectsNobody() {
        TestProber alone = new TestProber(TestProber.config().build(), 1);
        assertEquals(Long.MAX_VALUE, alone.detector.nextDeadlineNs());
        assertEquals(ProcessSet.EMPTY, alone.advance(3_600_000 * MS));
    }

    @Test
    void itsClassIsEventuallyPerfect() {
        assertEquals(DetectorClass.EVENTUALLY_PERFECT, test.detector.detectorClass());
    }

    @Test
    void refusesAGroupWithoutItself() {
        assertEquals(
                "selfId=3 is not in memberSet={0, 1, 2}",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new ProbeDetector(TestProber.config().build(), 3, ProcessSet.firstN(3), 1))
                        .getMessage());
    }
}
