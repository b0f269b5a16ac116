package io.ft4j.detect.swim;

import static io.ft4j.detect.swim.SwimWorld.MS;
import static io.ft4j.detect.swim.TestSwim.LIFE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules of the paper, one by one. Sections are those of Das, Gupta, Motivala 2002. */
final class SwimDetectorTest {
    private static final long PERIOD_NS = 1_000 * MS;

    // 3.1 probes

    /** 4.3: a random order, each member once a round. */
    @Test
    void probesEachMemberOnceARound() {
        TestSwim test = TestSwim.of(9);
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        // The first of the first round was pinged to join.
        for (int i = 1; i < 24; i++) {
            long[] probe = test.untilProbe();
            (i < 8 ? new ArrayList<Long>() : i < 16 ? first : second).add(probe[0]);
            test.hear((int) probe[0], SwimMessage.ack(probe[1], LIFE, -1, (int) probe[0], -1));
        }
        assertEquals(8, new HashSet<>(first).size());
        assertEquals(8, new HashSet<>(second).size());
        assertFalse(first.equals(second));
    }

    @Test
    void anAnswerInTimeAsksNobody() {
        TestSwim test = TestSwim.of(6);
        long[] probe = test.untilProbe();
        test.take();
        test.advance(199 * MS);
        test.hear((int) probe[0], SwimMessage.ack(probe[1], LIFE, -1, (int) probe[0], -1));
        test.advance(600 * MS);
        assertEquals(List.of(), test.take());
        test.untilProbe();
        assertEquals(MemberState.ALIVE, test.detector.state((int) probe[0]));
    }

    @Test
    void asksOthersAboutASilentTarget() {
        TestSwim test = TestSwim.of(6);
        long[] probe = test.untilProbe();
        test.take();
        test.advance(200 * MS);
        Set<String> helpers = new HashSet<>();
        for (String frame : test.take()) {
            String[] words = frame.split(" ", 2);
            assertTrue(words[1].startsWith("PingRequest " + probe[1] + " to " + probe[0]), frame);
            assertFalse(words[0].equals(Long.toString(probe[0])), frame);
            helpers.add(words[0]);
        }
        assertEquals(3, helpers.size());
    }

    @Test
    void asksAllOthersWhereThereAreFewerThanK() {
        TestSwim test = TestSwim.of(3);
        long[] probe = test.untilProbe();
        test.take();
        test.advance(200 * MS);
        assertEquals(1, test.take().size());
        TestSwim pair = TestSwim.of(2);
        pair.untilProbe();
        pair.take();
        pair.advance(200 * MS);
        assertEquals(List.of(), pair.take());
        assertEquals(1, probe[1]);
    }

    @Test
    void anAnswerThroughAnotherSavesTheTarget() {
        TestSwim test = TestSwim.of(6);
        long[] probe = test.untilProbe();
        int target = (int) probe[0];
        int helper = target == 1 ? 2 : 1;
        test.advance(500 * MS);
        test.hear(helper, SwimMessage.ack(probe[1], LIFE, -1, target, -1));
        test.untilProbe();
        assertEquals(MemberState.ALIVE, test.detector.state(target));
        assertEquals(1, test.count(SwimCounter.SAVED_BY_OTHERS));
    }

    @Test
    void answersOfOtherProbesAndOfOtherTargetsDoNotCount() {
        TestSwim test = TestSwim.of(6);
        for (int id = 1; id < 6; id++) {
            test.hear(id, SwimMessage.ping(0, LIFE, -1, -1));
        }
        long[] probe = test.untilProbe();
        int target = (int) probe[0];
        int other = target == 1 ? 2 : 1;
        test.hear(target, SwimMessage.ack(probe[1] + 1, LIFE, -1, target, -1));
        test.hear(target, SwimMessage.ack(0, LIFE, -1, target, -1));
        test.hear(other, SwimMessage.ack(probe[1], LIFE, -1, other, -1));
        test.untilProbe();
        assertEquals(MemberState.SUSPECT, test.detector.state(target));
        assertEquals(2, test.count(SwimCounter.ACK_LATE));
    }

    @Test
    void relaysAPingAndItsAnswerWithoutKeepingAnything() {
        TestSwim test = TestSwim.of(6);
        test.hear(1, SwimMessage.pingRequest(77, LIFE, 2));
        String ping = test.take().get(0);
        assertTrue(ping.startsWith("2 Ping 77 of 1 as 1.0 | 2 alive"), ping);
        test.hear(2, SwimMessage.ack(77, LIFE + 5, 1, 2, -1));
        String ack = test.take().get(0);
        assertTrue(ack.startsWith("1 Ack 77 by 2 as 1.0 | 2 alive 1.5"), ack);
        test.hear(1, SwimMessage.ping(78, LIFE, 3, -1));
        assertTrue(test.take().get(0).startsWith("1 Ack 78 of 3 by 0 as 1.0"));
    }

    // 4.2 suspicion

    @Test
    void suspectsBeforeItDeclaresFailedAndTellsTheStackOnlyThen() {
        TestSwim test = TestSwim.of(6);
        int target = (int) test.untilProbe()[0];
        test.untilProbe();
        assertEquals("suspect " + target, test.takeTold().get(0));
        assertFalse(test.detector.isSuspected(target));
        assertEquals(ProcessSet.EMPTY, test.outbox.suspects());
        test.advance(test.config.suspicionTimeoutNs(6) - 1);
        assertEquals(MemberState.SUSPECT, test.detector.state(target));
        test.advance(1);
        assertEquals(MemberState.FAILED, test.detector.state(target));
        assertTrue(test.detector.isSuspected(target));
        assertEquals(ProcessSet.of(target), test.outbox.suspects() & ProcessSet.of(target));
    }

    @Test
    void aSuspectIsProbedAsBefore() {
        TestSwim test = TestSwim.of(3);
        test.hearOf(2, 1, 0, MemberState.SUSPECT);
        Set<Long> probed = new HashSet<>();
        probed.add(test.untilProbe()[0]);
        probed.add(test.untilProbe()[0]);
        assertEquals(Set.of(1L, 2L), probed);
    }

    @Test
    void anAnswerDoesNotEndASuspicionAHigherIncarnationDoes() {
        TestSwim test = TestSwim.of(3);
        test.hearOf(2, 1, LIFE, MemberState.SUSPECT);
        test.hear(1, SwimMessage.ack(1, LIFE, -1, 1, -1));
        assertEquals(MemberState.SUSPECT, test.detector.state(1));
        test.hear(1, SwimMessage.ack(1, LIFE + 1, -1, 1, -1));
        assertEquals(MemberState.ALIVE, test.detector.state(1));
        assertEquals(List.of("suspect 1", "alive 1"), test.takeTold());
        assertEquals(1, test.count(SwimCounter.REFUTED_BY_OTHER));
        test.advance(2 * test.config.suspicionTimeoutNs(3));
        assertEquals(Claim.firstIncarnation(1) + 1, test.detector.incarnation(1));
    }

    @Test
    void refutesWhatIsSaidOfItself() {
        TestSwim test = TestSwim.of(3);
        assertTrue(test.hearOf(1, 0, LIFE, MemberState.SUSPECT).startsWith("1 Ack 0 by 0 as 1.1"));
        assertTrue(test.hearOf(1, 0, LIFE, MemberState.SUSPECT).startsWith("1 Ack 0 by 0 as 1.1"), "already refuted");
        assertTrue(test.hearOf(1, 0, LIFE + 1, MemberState.FAILED).startsWith("1 Ack 0 by 0 as 1.2"));
        assertTrue(test.hearOf(1, 0, LIFE + 2, MemberState.LEFT).startsWith("1 Ack 0 by 0 as 1.3"));
        assertTrue(test.hearOf(1, 0, LIFE + 3, MemberState.ALIVE).startsWith("1 Ack 0 by 0 as 1.3"), "is true");
        assertTrue(test.hearOf(1, 0, LIFE + 9, MemberState.ALIVE).startsWith("1 Ack 0 by 0 as 1.10"), "not its word");
        assertEquals(4, test.count(SwimCounter.REFUTED));
        assertEquals(MemberState.ALIVE, test.detector.state(0));
    }

    /** Every claim against every other: the later incarnation, then the graver state wins. */
    @Test
    void theGreaterOfTwoClaimsIsHeld() {
        MemberState[] states = {MemberState.ALIVE, MemberState.SUSPECT, MemberState.FAILED, MemberState.LEFT};
        for (int first = 0; first < 12; first++) {
            for (int second = 0; second < 12; second++) {
                TestSwim test = TestSwim.of(3);
                test.hearOf(2, 1, 5 + first / 4, states[first % 4]);
                test.hearOf(2, 1, 5 + second / 4, states[second % 4]);
                int held = Math.max(first, second);
                assertEquals(states[held % 4], test.detector.state(1), first + " then " + second);
                assertEquals(5 + held / 4, test.detector.incarnation(1), first + " then " + second);
                assertEquals(held % 4 >= 2, ProcessSet.contains(test.outbox.suspects(), 1));
            }
        }
    }

    @Test
    void aFailedProcessThatComesBackInALaterLifeIsAlive() {
        TestSwim test = TestSwim.of(3);
        test.hearOf(2, 1, LIFE + 3, MemberState.FAILED);
        assertTrue(test.detector.isSuspected(1));
        test.hear(1, SwimMessage.ping(0, LIFE + 3, -1, -1));
        assertTrue(test.detector.isSuspected(1), "the same incarnation");
        test.hear(1, SwimMessage.ping(0, Claim.firstIncarnation(2), -1, -1));
        assertFalse(test.detector.isSuspected(1));
        assertEquals(List.of("failed 1", "alive 1"), test.takeTold());
        assertEquals(ProcessSet.EMPTY, test.outbox.suspects());
    }

    @Test
    void aTargetThatComesBackWhileItIsProbedIsNotSuspected() {
        TestSwim test = TestSwim.of(3);
        int target = (int) test.untilProbe()[0];
        test.hear(3 - target, SwimMessage.ping(0, LIFE, -1, -1).tells(target, LIFE, MemberState.ALIVE));
        test.untilProbe();
        assertEquals(MemberState.ALIVE, test.detector.state(target));
    }

    // 4.1 dissemination

    @Test
    void newsIsSentSoOftenAndNoMore() {
        TestSwim test = TestSwim.of(3);
        test.hearOf(2, 1, LIFE, MemberState.SUSPECT);
        int told = 1;
        for (int i = 0; i < 20; i++) {
            test.hear(2, SwimMessage.ping(0, LIFE, -1, -1));
            told += test.take().get(0).contains(", 1 suspect") ? 1 : 0;
        }
        assertEquals(test.config.maxSends(3), told);
        assertEquals(6, told);
    }

    @Test
    void whatWasSentLeastGoesFirst() {
        TestSwim test =
                new TestSwim(SwimConfig.builder(20).piggybackBytes(3 * 13 + 13).build(), 1, 2);
        test.take();
        // Introduced, so that it passes on.
        test.hear(1, SwimMessage.ack(0, LIFE, -1, 1, 20));
        for (int id = 3; id < 12; id++) {
            test.hear(1, SwimMessage.ping(0, LIFE, -1, -1).tells(id, LIFE, MemberState.ALIVE));
        }
        test.take();
        Set<String> told = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            test.hear(1, SwimMessage.ping(0, LIFE, -1, -1));
            String[] updates = test.take().get(0).split(" \\| ")[1].split(", ");
            for (int u = 1; u < updates.length; u++) {
                told.add(updates[u]);
            }
        }
        assertEquals(10, told.size(), "ten rumours, itself one of them, in twelve places: " + told);
    }

    /** The buddy system of Lifeguard: else who is suspected hears of it by luck. */
    @Test
    void everyMessageTellsItsDestinationFirstWhatIsHeldOfIt() {
        TestSwim test = TestSwim.of(4);
        test.hearOf(2, 1, LIFE, MemberState.SUSPECT);
        test.hear(1, SwimMessage.ping(5, LIFE, -1, -1));
        assertTrue(test.take().get(0).startsWith("1 Ack 5 by 0 as 1.0 | 1 suspect 1.0"));
        long[] probe = test.untilProbe();
        while (probe[0] != 1) {
            probe = test.untilProbe();
        }
        String ping = test.take().stream()
                .filter(frame -> frame.contains("Ping "))
                .findFirst()
                .orElseThrow();
        assertTrue(ping.contains("| 1 suspect 1.0"), ping);
        test.advance(200 * MS);
        for (String request : test.take()) {
            assertTrue(request.contains("PingRequest") && request.contains("| 1 suspect 1.0"), request);
        }
    }

    /** Nobody probes a process that failed; without this a partition would last after its end. */
    @Test
    void whoFailedIsRemindedOncePerPeriod() {
        TestSwim test = TestSwim.of(3);
        test.hearOf(2, 1, LIFE, MemberState.FAILED);
        test.take();
        test.untilProbe();
        List<String> frames = test.take();
        assertTrue(
                frames.stream().anyMatch(frame -> frame.startsWith("1 Ping 0 as 1.0 | 1 failed 1.0")),
                () -> frames.toString());
    }

    // Join and leave

    @Test
    void joinsThroughASeedPageByPage() {
        TestSwim test = new TestSwim(SwimConfig.builder(300).build(), 7);
        assertTrue(test.take().get(0).startsWith("7 Ping 0 page 0 as 1.0"));
        assertFalse(test.detector.isIntroduced());
        test.hear(
                7,
                SwimMessage.ack(0, LIFE, -1, 7, 120)
                        .tells(3, LIFE, MemberState.ALIVE)
                        .tells(110, LIFE, MemberState.FAILED));
        assertTrue(test.take().get(0).startsWith("7 Ping 0 page 120 as 1.0"));
        test.hear(7, SwimMessage.ack(0, LIFE, -1, 7, 120));
        assertEquals(List.of(), test.take(), "a copy turns no page");
        test.hear(7, SwimMessage.ack(0, LIFE, -1, 7, 300).tells(200, LIFE, MemberState.ALIVE));
        assertEquals(List.of(), test.take());
        assertTrue(test.detector.isIntroduced());
        assertEquals(4, test.detector.memberCount());
        assertEquals(List.of("alive 3", "failed 110", "alive 200"), test.takeTold());
        test.hear(7, SwimMessage.ping(0, LIFE, -1, -1));
        String ack = test.take().get(0);
        assertFalse(ack.contains("200 alive"), "old news is not passed on: " + ack);
    }

    @Test
    void tellsWhoAsksAPageOfAllThatItHolds() {
        TestSwim test = new TestSwim(SwimConfig.builder(5_000).build(), 1, 2, 900, 1_100, 4_999);
        test.take();
        test.hear(3_000, SwimMessage.ping(0, LIFE, -1, 2));
        assertTrue(test.take().get(0).contains("page 1026"), "looks at so many ids");
        test.hear(3_000, SwimMessage.ping(0, LIFE, -1, 4_998));
        String last = test.take().get(0);
        assertTrue(last.contains("page 5000") && last.contains("4999 alive 0.0"), last);
        test.hear(3_000, SwimMessage.ping(0, LIFE, -1, 5_000));
        assertTrue(test.take().get(0).contains("page 5000"));
    }

    /** It announces itself by its first ping. */
    @Test
    void aStrangerThatPingsIsAMember() {
        TestSwim test = new TestSwim(SwimConfig.builder(100).build());
        assertTrue(test.detector.isIntroduced(), "the first one has nobody to ask");
        test.hear(99, SwimMessage.ping(0, LIFE, -1, 0));
        assertEquals(MemberState.ALIVE, test.detector.state(99));
        assertEquals(2, test.detector.memberCount());
        assertEquals(99, test.untilProbe()[0]);
    }

    @Test
    void whoLeavesSaysSoAndProbesNobody() {
        TestSwim test = TestSwim.of(3);
        test.detector.leave();
        test.detector.leave();
        test.advance(20 * PERIOD_NS);
        List<String> frames = test.take();
        assertEquals(6, frames.size());
        for (String frame : frames) {
            assertTrue(frame.contains("Ping 0 as 1.0 left"), frame);
        }
        assertTrue(test.detector.isLeaveTold());
        assertFalse(test.detector.isSuspected(0), "nobody suspects itself");
        assertEquals(Long.MAX_VALUE, test.detector.nextDeadlineNs());
        assertTrue(test.hearOf(1, 0, LIFE, MemberState.FAILED).startsWith("1 Ack 0 by 0 as 1.0 left"), "is answered");
    }

    @Test
    void whoLeftIsNeitherProbedNorReminded() {
        TestSwim test = TestSwim.of(3);
        test.hear(1, SwimMessage.ping(0, LIFE, -1, -1).state(3));
        assertEquals(List.of("left 1"), test.takeTold());
        assertTrue(test.detector.isSuspected(1));
        test.take();
        test.advance(10 * PERIOD_NS);
        for (String frame : test.take()) {
            assertFalse(frame.startsWith("1 "), frame);
        }
    }

    // Own time

    @Test
    void anOwnPauseBlamesNobody() {
        TestSwim test = TestSwim.of(5);
        int suspect = 4;
        test.hearOf(1, suspect, 0, MemberState.SUSPECT);
        long[] probe = test.untilProbe();
        test.nowNs += 3_600_000 * MS;
        test.cycle();
        assertEquals(1, test.count(SwimCounter.OWN_PAUSE));
        assertEquals(0, test.count(SwimCounter.SUSPECTED));
        assertEquals(MemberState.SUSPECT, test.detector.state(suspect));
        test.take();
        test.advance(200 * MS);
        assertEquals(3, test.take().size(), "others are asked");
        test.hear(1 + (int) (probe[0] % 4), SwimMessage.ack(probe[1], LIFE, -1, (int) probe[0], -1));
        test.advance(700 * MS);
        assertEquals(0, test.count(SwimCounter.SUSPECTED));
    }

    @Test
    void aClockThatGoesBackDelaysNothing() {
        TestSwim test = TestSwim.of(3);
        test.untilProbe();
        test.nowNs -= 86_400_000 * MS;
        test.cycle();
        assertEquals(1, test.count(SwimCounter.CLOCK_WENT_BACK));
        assertTrue(test.detector.nextDeadlineNs() <= test.nowNs + PERIOD_NS);
    }

    // What others are told

    @Test
    void theStackIsToldOfSlotsOnlyTheListenerOfAll() {
        TestSwim test = TestSwim.of(100);
        test.hearOf(1, 63, LIFE, MemberState.FAILED);
        test.hearOf(1, 64, LIFE, MemberState.FAILED);
        assertEquals(ProcessSet.of(63), test.outbox.suspects());
        assertTrue(test.detector.isSuspected(64));
        assertEquals(List.of("failed 63", "failed 64"), test.takeTold());
    }

    @Test
    void servesTheLargestSystemWithTheGreatestFactors() {
        int n = 65_536;
        int[] seeds = new int[n];
        for (int id = 0; id < n; id++) {
            seeds[id] = id;
        }
        SwimConfig config = SwimConfig.builder(n)
                .disseminationFactor(7)
                .suspicionFactor(64)
                .piggybackBytes(3_302)
                .indirectProbes(16)
                .build();
        TestSwim test = new TestSwim(config, seeds);
        for (int i = 0; i < 130; i++) {
            test.hear(n - 1, SwimMessage.ping(1, LIFE, -1, n - 400));
        }
        assertEquals(n, test.detector.memberCount());
        long[] probe = test.untilProbe();
        test.take();
        test.advance(200 * MS);
        assertEquals(16, test.take().size());
        test.untilProbe();
        assertEquals(MemberState.SUSPECT, test.detector.state((int) probe[0]));
        test.advance(config.suspicionTimeoutNs(n) / 100);
        assertEquals(MemberState.SUSPECT, test.detector.state((int) probe[0]));
    }

    @Test
    void idsOutsideTheSystemAreUnknown() {
        TestSwim test = TestSwim.of(3);
        for (int id : new int[] {-1, 3, Integer.MAX_VALUE}) {
            assertEquals(MemberState.UNKNOWN, test.detector.state(id));
            assertFalse(test.detector.isSuspected(id));
        }
        assertEquals(DetectorClass.EVENTUALLY_PERFECT, test.detector.detectorClass());
    }
}
