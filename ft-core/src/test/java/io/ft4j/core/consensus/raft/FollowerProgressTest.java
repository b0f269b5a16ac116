package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Invariant;
import org.junit.jupiter.api.Test;

final class FollowerProgressTest {
    private static FollowerProgress replicating(int window) {
        FollowerProgress progress = new FollowerProgress(window);
        progress.reset(11, 5);
        progress.acknowledge(10, 10);
        return progress;
    }

    @Test
    void beginsWithOneProbe() {
        FollowerProgress progress = new FollowerProgress(4);
        progress.reset(11, 5);
        assertTrue(progress.needsProbe());
        assertFalse(progress.mayTakeEntries());
        progress.probeSent();
        assertFalse(progress.needsProbe());
        assertEquals(5, progress.lastHeardNs());
    }

    @Test
    void answerThatReachesTheProbeBeginsReplication() {
        FollowerProgress progress = new FollowerProgress(4);
        progress.reset(11, 5);
        progress.acknowledge(3, 9);
        assertEquals(FollowerProgress.Mode.PROBE, progress.mode());
        progress.acknowledge(3, 10);
        assertEquals(FollowerProgress.Mode.REPLICATE, progress.mode());
        assertEquals(3, progress.matchIndex());
        assertEquals(11, progress.nextIndex());
    }

    @Test
    void windowFillsAndEmptiesInOrderRoundAfterRound() {
        FollowerProgress progress = replicating(3);
        long last = 10;
        long acknowledged = 10;
        for (int round = 0; round < 50; round++) {
            while (progress.mayTakeEntries()) {
                last += 1 + round % 4;
                progress.entriesSent(last);
            }
            assertEquals(3, progress.inflightCount());
            assertEquals(last + 1, progress.nextIndex());
            acknowledged = last - (round % 2);
            progress.acknowledge(acknowledged, last);
            assertEquals(acknowledged == last ? 0 : 1, progress.inflightCount());
        }
    }

    @Test
    void refusesToOverfillTheWindow() {
        FollowerProgress progress = replicating(1);
        progress.entriesSent(12);
        assertThrows(Invariant.Violation.class, () -> progress.entriesSent(13));
    }

    @Test
    void neverFallsBehindWhatIsAcknowledged() {
        FollowerProgress progress = replicating(3);
        progress.entriesSent(20);
        progress.acknowledge(15, 15);
        assertFalse(progress.acknowledge(12, 12));
        assertEquals(15, progress.matchIndex());
        assertThrows(Invariant.Violation.class, () -> progress.probeFrom(15));
    }

    @Test
    void tellsNewsFromStaleRejections() {
        FollowerProgress progress = replicating(3);
        progress.entriesSent(20);
        assertFalse(progress.isNews(10), "acknowledged since");
        assertTrue(progress.isNews(11));
        assertTrue(progress.isNews(20));
        assertFalse(progress.isNews(21), "never sent");
        progress.probeFrom(15);
        assertTrue(progress.isNews(14));
        assertFalse(progress.isNews(13));
        assertFalse(progress.isNews(20));
    }

    @Test
    void newLifeOfAFollowerMustAcknowledgeAgain() {
        FollowerProgress progress = replicating(3);
        progress.entriesSent(20);
        progress.forgetMatch();
        assertEquals(0, progress.matchIndex());
        assertEquals(0, progress.inflightCount());
        assertEquals(21, progress.nextIndex());
        assertTrue(progress.needsProbe());
    }
}
