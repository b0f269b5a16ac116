package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.Halting;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.ProtocolStack;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class PerfectDetectorTest {
    private static final long MEMBERS = ProcessSet.firstN(3);
    private static final long NOW_NS = 1;

    private final ProcessBoard board = new ProcessBoard();
    private final PerfectDetector detector = new PerfectDetector(board, 0, MEMBERS);
    private final DetectorOutbox outbox = new DetectorOutbox();

    PerfectDetectorTest() {
        detector.onStart(NOW_NS, outbox);
    }

    @Test
    void suspectsWhoIsDownAndRestoresWhoIsUpAgain() {
        board.down(1);
        look();
        assertEquals(ProcessSet.of(1), outbox.takeSuspects());
        assertTrue(detector.isSuspected(1));
        board.up(1);
        look();
        assertEquals(ProcessSet.of(1), outbox.takeRestores());
        assertFalse(detector.isSuspected(1));
        assertEquals(1, detector.counters().count(DetectorCounter.RESTORED_AFTER_RESTART));
        assertEquals(0, detector.counters().count(DetectorCounter.RESTORED), "it makes no mistakes");
    }

    @Test
    void isDueOnlyWhenTheBoardChanged() {
        assertEquals(Long.MAX_VALUE, detector.nextDeadlineNs());
        board.up(1);
        assertEquals(Long.MAX_VALUE, detector.nextDeadlineNs(), "it was up");
        board.down(1);
        assertTrue(detector.nextDeadlineNs() <= NOW_NS);
        look();
        assertEquals(Long.MAX_VALUE, detector.nextDeadlineNs());
    }

    @Test
    void aRestartBetweenTwoLooksEndsTheFormerLife() {
        board.down(1);
        board.up(1);
        look();
        assertEquals(ProcessSet.of(1), outbox.takeSuspects());
        assertEquals(ProcessSet.of(1), outbox.takeRestores());
        assertEquals(ProcessSet.EMPTY, detector.suspects());
    }

    @Test
    void whoCameUpAndWentDownBetweenTwoLooksStaysSuspected() {
        board.down(1);
        look();
        outbox.takeSuspects();
        board.up(1);
        board.down(1);
        look();
        assertEquals(ProcessSet.EMPTY, outbox.takeSuspects() | outbox.takeRestores());
        assertTrue(detector.isSuspected(1));
    }

    @Test
    void sayingItTwiceChangesNothing() {
        board.down(1);
        board.down(1);
        look();
        assertTrue(detector.isSuspected(1));
        board.up(1);
        board.up(1);
        look();
        assertFalse(detector.isSuspected(1));
    }

    @Test
    void itselfAndStrangersDoNotConcernIt() {
        board.down(0);
        board.down(3);
        board.down(63);
        look();
        assertEquals(ProcessSet.EMPTY, outbox.takeSuspects());
        assertFalse(detector.isSuspected(0));
        assertFalse(detector.isSuspected(64));
        assertFalse(detector.isSuspected(-1));
    }

    @Test
    void atItsStartItTellsWhoIsDownAndNothingOfWhatWasBefore() {
        board.down(1);
        board.down(2);
        board.up(2);
        PerfectDetector late = new PerfectDetector(board, 0, MEMBERS);
        late.onStart(NOW_NS, outbox);
        assertEquals(ProcessSet.of(1), outbox.takeSuspects());
        assertEquals(ProcessSet.EMPTY, outbox.takeRestores());
        assertEquals(Long.MAX_VALUE, late.nextDeadlineNs());
    }

    @Test
    void theBoardRefusesIdsThatAreNoSlots() {
        for (int id : new int[] {-1, 64}) {
            assertEquals(
                    "processId=" + id + " is outside 0..63",
                    assertThrows(IllegalArgumentException.class, () -> board.down(id))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> board.up(id));
            assertThrows(IllegalArgumentException.class, () -> board.isUp(id));
        }
    }

    @Test
    void aMessageToItIsCounted() {
        detector.onMessage(NOW_NS, 1, new UnsafeBuffer(new byte[64]), 0, 64, outbox);
        assertEquals(1, detector.counters().count(DetectorCounter.MESSAGE_UNREADABLE));
    }

    @Test
    void isPerfectSoAStackMayRestOnIt() {
        assertEquals(DetectorClass.PERFECT, detector.detectorClass());
        assertEquals(Halting.FAIL_STOP, detector.detectorClass().halting());
        LeaderDetector leader = new LeaderDetector(LeaderRule.SMALLEST_ID, 0, MEMBERS, 1);
        assertDoesNotThrow(() -> new ProtocolStack(7, 0, MEMBERS, detector, leader));
    }

    @Test
    void refusesAGroupWithoutItself() {
        assertEquals(
                "selfId=3 is not in memberSet={0, 1, 2}",
                assertThrows(IllegalArgumentException.class, () -> new PerfectDetector(board, 3, MEMBERS))
                        .getMessage());
    }

    @Test
    void allocatesNothing() {
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 1_000_000; i++) {
                if (i % 3 == 0) {
                    board.down(1);
                    board.up(i % 2 == 0 ? 1 : 2);
                    board.down(2);
                }
                look();
                outbox.takeSuspects();
                outbox.takeRestores();
            }
        });
        assertEquals(0, bytes);
        assertTrue(detector.counters().count(DetectorCounter.RESTORED_AFTER_RESTART) > 0);
    }

    @Test
    @Timeout(60)
    void endsAtTheLastWordOfAHostOnAnotherThread() throws InterruptedException {
        Thread host = new Thread(() -> {
            for (int i = 0; i < 200_000; i++) {
                board.down(1);
                board.up(1);
            }
            board.down(1);
            board.down(2);
        });
        host.start();
        long told = ProcessSet.EMPTY;
        boolean isLast = false;
        while (!isLast) {
            isLast = !host.isAlive();
            look();
            told |= outbox.takeSuspects();
            told &= ~outbox.takeRestores();
            assertEquals(detector.suspects(), told);
        }
        host.join();
        assertEquals(ProcessSet.of(1) | ProcessSet.of(2), told);
        assertEquals(Long.MAX_VALUE, detector.nextDeadlineNs());
    }

    private void look() {
        if (detector.nextDeadlineNs() <= NOW_NS) {
            detector.onDeadline(NOW_NS, outbox);
        }
        detector.onBatchEnd(NOW_NS, outbox);
        detector.checkInvariants();
    }
}
