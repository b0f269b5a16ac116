package io.ft4j.bench.example.orderbook.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.bench.example.orderbook.CommandWriter;
import io.ft4j.bench.example.orderbook.OrderBook;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The run is equal only when every replica and every reply is. */
final class VerdictTest {
    private static final long DIGEST = 42;

    private final PlainRun.Result plain = new PlainRun.Result(2, new OrderBook(), DIGEST, replies(1, 2), 1);

    @Test
    void equalStatesAndRepliesAreEqual() {
        assertTrue(Verdict.of(plain, result(replies(1, 2), 0, DIGEST, DIGEST)).isEqual());
        assertTrue(Verdict.of(plain, result(replies(2, 1), 0, DIGEST, DIGEST)).isEqual(), "whatever comes first");
    }

    @Test
    void aReplicaThatDiffersIsNamed() {
        Verdict verdict = Verdict.of(plain, result(replies(1, 2), 0, DIGEST, DIGEST + 1));

        assertEquals(List.of("the state of replica 1 differs from the plain run's"), verdict.differences());
    }

    @Test
    void aReplyThatDiffersIsNoticed() {
        assertFalse(Verdict.of(plain, result(replies(1), 0, DIGEST)).isEqual(), "lost");
        assertFalse(Verdict.of(plain, result(replies(1, 2, 2), 0, DIGEST)).isEqual(), "twice");
        assertFalse(Verdict.of(plain, result(replies(1, 3), 0, DIGEST)).isEqual(), "of another command");
    }

    @Test
    void aCommandWithoutAnAnswerOfTheBookIsNoticed() {
        Verdict verdict = Verdict.of(plain, result(replies(1, 2), 1, DIGEST));

        assertEquals(List.of("1 commands were not answered by the book, the first: why"), verdict.differences());
    }

    @Test
    void aReplicaThatStoppedIsNamedWithItsReason() {
        ReplicatedRun.Result result =
                result(List.of(new ReplicaOutcome(2, false, 0, 0, 0, "disk full")), replies(1, 2), 0);

        assertEquals(
                List.of("replica 2 stopped: disk full"),
                Verdict.of(plain, result).differences());
    }

    @Test
    void duplicatesAreThoseOfTheReplicaThatHasAppliedMost() {
        assertEquals(2, result(replies(1, 2), 0, DIGEST, DIGEST, DIGEST).duplicateCommands());
    }

    private static ReplicatedRun.Result result(ReplyTally replies, long failureCount, long... digests) {
        List<ReplicaOutcome> replicas = new ArrayList<>();
        for (int id = 0; id < digests.length; id++) {
            replicas.add(new ReplicaOutcome(id, false, 2, digests[id], id, null));
        }
        return result(replicas, replies, failureCount);
    }

    private static ReplicatedRun.Result result(List<ReplicaOutcome> replicas, ReplyTally replies, long failureCount) {
        return new ReplicatedRun.Result(
                null, replies, null, 1, null, 1, 0, 0, 0, 0, failureCount, "why", replicas, List.of());
    }

    /** The replies to an addition, as the book gives them, to these commands. */
    private static ReplyTally replies(long... ordinals) {
        UnsafeBuffer command = new UnsafeBuffer(new byte[64]);
        PlainEffects effects = new PlainEffects();
        ReplyTally replies = new ReplyTally();
        for (long ordinal : ordinals) {
            int length = new CommandWriter().wrap(command, 0).add(1, ordinal, true, 100, 10);
            new OrderBook().apply(ordinal, 0, command, 0, length, effects);
            replies.add(ordinal, effects.buffer(), 0);
        }
        return replies;
    }
}
