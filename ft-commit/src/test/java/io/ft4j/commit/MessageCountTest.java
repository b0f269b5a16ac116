package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.core.model.ProcessSet;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the failure-free case costs: messages, records, and how many of them somebody waits for. */
final class MessageCountTest {
    private final Map<MessageKind, Integer> messages = new EnumMap<>(MessageKind.class);
    private CommitWorld world;

    private void run(int participantCount, Vote... votes) {
        create(participantCount);
        for (int i = 0; i < participantCount; i++) {
            world.processes[i + 1].part.vote = votes[i % votes.length];
        }
        world.commit(0, ProcessSet.firstN(participantCount) << 1);
        world.runToEnd();
    }

    private void create(int participantCount) {
        world = new CommitWorld(CommitWorld.config().build(), participantCount + 1);
        world.checks.add(new CommitCheck() {
            @Override
            public void onSent(TestProcess source, int destinationId, MessageKind kind, int coordinatorId, long id) {
                messages.merge(kind, 1, Integer::sum);
            }
        });
        world.startAll();
    }

    private void assertMessages(Object... kindsAndCounts) {
        Map<MessageKind, Integer> expected = new EnumMap<>(MessageKind.class);
        for (int i = 0; i < kindsAndCounts.length; i += 2) {
            expected.put((MessageKind) kindsAndCounts[i], (Integer) kindsAndCounts[i + 1]);
        }
        assertEquals(expected, messages);
    }

    private int records(int processId) {
        return world.processes[processId].disk.recordCount();
    }

    /** 4n messages; the coordinator waits for one record, each participant for two; END is waited for by nobody. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 63})
    void commitOfN(int n) {
        run(n, Vote.COMMIT);
        assertMessages(
                MessageKind.VOTE_REQUEST, n,
                MessageKind.VOTE_COMMIT, n,
                MessageKind.GLOBAL_COMMIT, n,
                MessageKind.ACKNOWLEDGEMENT, n);
        assertEquals(2, records(0), "GLOBAL_COMMIT, END");
        for (int id = 1; id <= n; id++) {
            assertEquals(2, records(id), "READY, COMMITTED");
        }
    }

    /** 2n votes and n − 1 decisions, and no record of the coordinator; ABORTED is waited for by nobody. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void abortByTheLastOfN(int n) {
        create(n);
        world.processes[n].part.vote = Vote.LATER;
        long id = world.commit(0, ProcessSet.firstN(n) << 1);
        world.runUntil(world.nowNs);
        TestProcess last = world.processes[n];
        world.step(last, () -> last.node.vote(world.nowNs, 0, id, Vote.ABORT, last.outbox));
        world.runToEnd();
        assertMessages(
                MessageKind.VOTE_REQUEST,
                n,
                MessageKind.VOTE_COMMIT,
                n - 1,
                MessageKind.VOTE_ABORT,
                1,
                MessageKind.GLOBAL_ABORT,
                n - 1);
        assertEquals(0, records(0));
        assertEquals(0, records(n));
        for (int processId = 1; processId < n; processId++) {
            assertEquals(2, records(processId), "READY, ABORTED");
        }
    }

    /** A vote against needs no record, so it comes first, and the decision may overtake the votes for. */
    @Test
    void abortBeforeTheOthersHaveVoted() {
        run(3, Vote.ABORT, Vote.COMMIT, Vote.COMMIT);
        assertMessages(MessageKind.VOTE_REQUEST, 3, MessageKind.VOTE_ABORT, 1, MessageKind.GLOBAL_ABORT, 2);
    }

    /** 2n messages; one record of each participant in a thousand of them. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void readOnlyOfN(int n) {
        run(n, Vote.READ_ONLY);
        assertMessages(MessageKind.VOTE_REQUEST, n, MessageKind.VOTE_READ_ONLY, n);
        assertEquals(0, records(0));
        assertEquals(1, records(1), "HORIZON");
        for (int i = 1; i < 1_000; i++) {
            world.commit(0, ProcessSet.firstN(n) << 1);
            world.runUntil(world.nowNs);
        }
        assertEquals(1_000 * n, messages.get(MessageKind.VOTE_READ_ONLY));
        assertEquals(1, records(1), "HORIZON");
    }

    /** 3 messages; the only participant waits for one record, the coordinator for none. */
    @Test
    void onePhase() {
        run(1, Vote.COMMIT);
        assertMessages(
                MessageKind.ONE_PHASE_COMMIT, 1,
                MessageKind.ONE_PHASE_COMMITTED, 1,
                MessageKind.FORGET, 1);
        assertEquals(0, records(0));
        assertEquals(2, records(1), "ONE_PHASE_COMMITTED, FORGOTTEN");
    }

    /** Many transactions at once: their messages share frames, their records forces. */
    @Test
    void framesAndForcesAreShared() {
        int inFlight = 4;
        world = new CommitWorld(CommitWorld.config().build(), 3);
        world.startAll();
        TestProcess coordinator = world.processes[0];
        world.step(coordinator, () -> {
            for (int i = 0; i < inFlight; i++) {
                coordinator.node.requestCommit(world.nowNs, coordinator.node.begin(world.nowNs), 0b110);
            }
        });
        world.runToEnd();
        assertEquals(4 * 2 * inFlight, world.items);
        assertEquals(4 * 2, world.frames);
        assertEquals(2, world.processes[1].forces);
        assertEquals(inFlight + 1, records(0), "GLOBAL_COMMIT of each, one END");
        assertEquals(inFlight + 1, records(1), "READY of each, one COMMITTED");
    }
}
