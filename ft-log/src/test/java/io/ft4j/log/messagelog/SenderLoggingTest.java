package io.ft4j.log.messagelog;

import static io.ft4j.log.messagelog.RouteProcess.OUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sender-based message logging, step by step. */
final class SenderLoggingTest {
    private final RouteGroup group = new RouteGroup(RouteGroup.config().build(), 3);

    /** Johnson, Zwaenepoel 1987: the receiver may execute at once, but sends nothing before its messages are fully logged. */
    @Test
    void tellsAtOnceAndSaysNothingBeforeItsReceiptsAreConfirmed() {
        inputOf0(1, 2, OUT, 7);
        group.cycle(1, 0);
        assertEquals(
                List.of("0:2 100 7"), group.processes[1].told, "told in the cycle in which it came, without a force");
        group.drop(1, 2);
        group.cycle(0, 1);
        group.cycle(1, 0);
        assertEquals(0, group.dataUnderWay(1, 2), "receipts are with their sender, but not on stable storage");
        group.force(0);
        group.cycle(1, 0);
        assertEquals(1, group.dataUnderWay(1, 2), "confirmed");
    }

    @Test
    void waitsForReceiptsOfEarlierEventsToo() {
        inputOf0(1, 7);
        group.cycle(1, 0);
        group.drop(1, 0);
        group.input(1, 2, 7);
        group.cycle(1);
        group.force(1);
        group.drop(1, 0);
        group.drop(1, 2);
        group.cycle(1);
        assertEquals(List.of("0:7", "64:2 7"), group.processes[1].told);
        assertEquals(
                0,
                group.dataUnderWay(1, 2),
                "the input is on stable storage, but the message before it is not confirmed");
        group.settle();
        assertEquals(List.of("1:7"), group.processes[2].told);
    }

    @Test
    void tellsInputsWhenTheyAreOnStableStorage() {
        group.input(0, 7);
        group.cycle(0);
        assertEquals(List.of(), group.processes[0].told);
        group.force(0);
        assertEquals(List.of("64:7"), group.processes[0].told);
    }

    @Test
    void takesAnewWhatWasNotConfirmedBeforeACrash() {
        inputOf0(1, 2, 7);
        group.cycle(1, 0);
        group.input(1, 2, 8);
        group.cycle(1);
        group.force(1);
        assertEquals(List.of("0:2 7", "64:2 8"), group.processes[1].told);
        group.drop(1, 0);
        group.crash(1);
        group.start(1);
        assertTrue(group.nodes[1].isReplaying());
        group.settle();
        assertFalse(group.nodes[1].isReplaying());
        assertEquals(
                2, group.processes[1].told.size(), "the message and the input come again: " + group.processes[1].told);
        assertEquals(2, group.processes[2].told.size(), "and lead to one message each: " + group.processes[2].told);
        assertEquals(1, group.nodes[1].counters().count(MessageLogCounter.INPUT_TAKEN_ANEW));
    }

    @Test
    void replaysInTheSameOrderWhatWasConfirmed() {
        for (int i = 0; i < 20; i++) {
            group.input(0, 1, i + 1);
            group.input(2, 1, i + 51);
            group.input(1, i + 101 - OUT);
            group.settle();
        }
        List<String> before = List.copyOf(group.processes[1].told);
        group.crash(1);
        group.start(1);
        group.settle();
        assertEquals(before, group.processes[1].told);
    }

    @Test
    void comesBackWhenAllCrashAtOnce() {
        for (int i = 0; i < 30; i++) {
            group.input(i % 3, (i + 1) % 3, (i + 2) % 3, i % 3, OUT, i + 1);
            group.settle();
        }
        List<List<String>> before = allTold();
        for (int id = 0; id < 3; id++) {
            group.crash(id);
        }
        for (int id = 0; id < 3; id++) {
            group.start(id);
        }
        group.settle();
        assertEquals(before, allTold());
    }

    private List<List<String>> allTold() {
        return List.of(
                List.copyOf(group.processes[0].told),
                List.copyOf(group.processes[1].told),
                List.copyOf(group.processes[2].told));
    }

    /** A checkpoint may hold events whose receipts nobody has: what they said does not leave because of it. */
    @Test
    void saysNothingOfUnconfirmedEventsThatACheckpointHolds() {
        inputOf0(1, 2, 7);
        group.cycle(1, 0);
        group.save(1);
        group.drop(1, 0);
        group.crash(1);
        group.start(1);
        group.cycle(1);
        assertEquals(0, group.dataUnderWay(1, 2));
        group.settle();
        assertEquals(List.of("1:7"), group.processes[2].told);
        group.crash(1);
        group.saved[1] = null;
        group.start(1);
        group.settle();
        assertEquals(List.of("0:2 7"), group.processes[1].told, "the checkpoint is damaged, but the receipt was told");
        assertEquals(List.of("1:7"), group.processes[2].told);
    }

    @Test
    void waitsVisiblyForAPeerThatIsDown() {
        inputOf0(1, 7);
        group.settle();
        group.crash(1);
        group.crash(0);
        group.start(1);
        group.settle();
        assertTrue(group.nodes[1].isReplaying());
        assertEquals(ProcessSet.add(ProcessSet.EMPTY, 0), group.nodes[1].replayPeers());
        group.start(0);
        group.settle();
        assertEquals(ProcessSet.EMPTY, group.nodes[1].replayPeers());
        assertEquals(List.of("0:7"), group.processes[1].told);
    }

    @Test
    void comesBackWithoutAPeerThatIsForgotten() {
        inputOf0(1, 7);
        group.settle();
        group.crash(0);
        group.crash(1);
        group.start(1);
        group.nodes[1].forget(0);
        group.settle();
        assertFalse(group.nodes[1].isReplaying());
    }

    @Test
    void isToldNothingWhileAReceiverHasNoCheckpointBehindWhatIsRetained() {
        RouteGroup small =
                new RouteGroup(RouteGroup.config().retainedMessages(16).build(), 2);
        for (int i = 0; i < 400; i++) {
            small.input(0, 1, 7);
            small.settle();
            if (small.nodes[0].stallingPeers() != ProcessSet.EMPTY) {
                break;
            }
        }
        assertEquals(ProcessSet.add(ProcessSet.EMPTY, 1), small.nodes[0].stallingPeers());
        assertTrue(small.nodes[0].counters().count(MessageLogCounter.RETENTION_REACHED) > 0);
        for (int i = 0; i < 40; i++) {
            small.save(1);
            small.nodes[1].release(small.marks[1]);
            small.settle();
        }
        assertEquals(ProcessSet.EMPTY, small.nodes[0].stallingPeers());
        assertEquals(small.nodes[0].toldRsn(), small.nodes[1].toldRsn());
    }

    @Test
    void forgetsWhatIsInCheckpoints() {
        long before = 0;
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 60; i++) {
                group.input(i % 3, (i + 1) % 3, (i + 2) % 3, 7);
                group.settle();
            }
            for (int id = 0; id < 3; id++) {
                group.save(id);
                group.nodes[id].release(group.marks[id]);
                group.settle();
            }
            for (int id = 0; id < 3; id++) {
                long entries = group.logs[id].lastIndex() - group.logs[id].firstIndex();
                assertTrue(entries < 400, "process " + id + " keeps " + entries + " entries");
            }
            assertTrue(group.logs[0].firstIndex() > before, "nothing was released");
            before = group.logs[0].firstIndex();
        }
    }

    /** All that was ever confirmed stays as it was, whatever is lost or late, with logs that are cut behind checkpoints. */
    @Test
    void comesBackOverLogsThatAreCutWithFramesOfEarlierLives() {
        SenderRuns runs = new SenderRuns();
        assertEquals("", runs.apply(60));
        assertTrue(runs.released() > 60 * 10, "the logs were hardly cut: " + runs.released());
        assertTrue(runs.late() > 60 * 20, "hardly any frame was late: " + runs.late());
    }

    private void inputOf0(int... route) {
        group.input(0, route);
        group.cycle(0);
        group.force(0);
        group.cycle(0);
    }
}
