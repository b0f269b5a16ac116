package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.ProtocolStack;
import org.junit.jupiter.api.Test;

final class LeaderDetectorTest {
    private static final long MEMBERS = ProcessSet.firstN(4);

    private final DetectorOutbox outbox = new DetectorOutbox();

    @Test
    void theSmallestIdThatIsNotSuspectedLeads() {
        LeaderDetector detector = new LeaderDetector(LeaderRule.SMALLEST_ID, 2, MEMBERS, 1);
        assertEquals(0, detector.leaderId());
        detector.onSuspect(0, 0, outbox);
        assertEquals(1, detector.leaderId());
        detector.onSuspect(0, 1, outbox);
        assertEquals(2, detector.leaderId());
        detector.onRestore(0, 0, outbox);
        assertEquals(0, detector.leaderId());
        assertEquals(3, detector.counters().count(DetectorCounter.LEADER_CHANGED));
        detector.checkInvariants();
    }

    @Test
    void whoSuspectsAllOthersLeads() {
        LeaderDetector detector = new LeaderDetector(LeaderRule.FEWEST_LIVES, 3, MEMBERS, 9);
        for (int id = 0; id < 3; id++) {
            detector.onSuspect(0, id, outbox);
        }
        assertEquals(3, detector.leaderId());
    }

    @Test
    void byFewestLivesWhoCameBackLeavesTheLeadershipWhereItIs() {
        LeaderDetector detector = new LeaderDetector(LeaderRule.FEWEST_LIVES, 2, MEMBERS, 1);
        for (int id : new int[] {0, 1, 3}) {
            detector.onIncarnation(0, id, 1, outbox);
        }
        assertEquals(0, detector.leaderId());
        detector.onSuspect(0, 0, outbox);
        detector.onIncarnation(0, 0, 2, outbox);
        detector.onRestore(0, 0, outbox);
        assertEquals(1, detector.leaderId());
        detector.onSuspect(0, 1, outbox);
        assertEquals(2, detector.leaderId());
        detector.checkInvariants();
    }

    /** As the detectors of different processes hear the same facts in any order, they end at the same leader. */
    @Test
    void equalFactsGiveEqualLeaders() {
        long[] incarnations = {3, 2, 2, 5};
        for (LeaderRule rule : LeaderRule.values()) {
            for (long suspects = 0; suspects < 8; suspects++) {
                LeaderDetector one = new LeaderDetector(rule, 3, MEMBERS, incarnations[3]);
                for (int id = 0; id < 3; id++) {
                    one.onIncarnation(0, id, incarnations[id], outbox);
                    tell(one, suspects, id);
                }
                LeaderDetector other = new LeaderDetector(rule, 3, MEMBERS, incarnations[3]);
                for (int id = 2; id >= 0; id--) {
                    other.onSuspect(0, id, outbox);
                    other.onIncarnation(0, id, incarnations[id], outbox);
                    other.onRestore(0, id, outbox);
                    tell(other, suspects, id);
                }
                assertEquals(one.leaderId(), other.leaderId(), rule + " suspects=" + suspects);
            }
        }
    }

    private void tell(LeaderDetector detector, long suspects, int id) {
        if (ProcessSet.contains(suspects, id)) {
            detector.onSuspect(0, id, outbox);
        }
    }

    @Test
    void vouchesForTheLeaderOnly() {
        LeaderDetector detector = new LeaderDetector(LeaderRule.SMALLEST_ID, 2, MEMBERS, 1);
        assertFalse(detector.isSuspected(0));
        assertTrue(detector.isSuspected(1));
        assertFalse(detector.isSuspected(2), "this process");
        assertFalse(detector.isSuspected(64));
    }

    @Test
    void indicationsOfStrangersAndOfItselfAreCounted() {
        LeaderDetector detector = new LeaderDetector(LeaderRule.SMALLEST_ID, 0, MEMBERS, 1);
        detector.onSuspect(0, 0, outbox);
        detector.onRestore(0, 4, outbox);
        detector.onIncarnation(0, 64, 1, outbox);
        assertEquals(3, detector.counters().count(DetectorCounter.SENDER_UNKNOWN));
        assertEquals(0, detector.leaderId());
    }

    @Test
    void standsAboveAnEventuallyPerfectDetector() {
        LeaderDetector leader = new LeaderDetector(LeaderRule.SMALLEST_ID, 0, MEMBERS, 1);
        assertEquals(DetectorClass.OMEGA, leader.detectorClass());
        assertThrows(IllegalArgumentException.class, () -> new ProtocolStack(7, 0, MEMBERS, leader));
        HeartbeatDetector heartbeats =
                new HeartbeatDetector(TestDetector.config().build(), 0, MEMBERS);
        assertDoesNotThrow(() -> new ProtocolStack(7, 0, MEMBERS, heartbeats, leader));
    }
}
