package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.core.AllocationMeter;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.testing.TestOutbox;
import org.junit.jupiter.api.Test;

/** Thousands of transactions in flight between three processes, of every kind, allocate nothing. */
final class AllocationTest {
    private static final int PROCESSES = 3;
    private static final int IN_FLIGHT = 2_000;
    private static final int ROUNDS = 20;

    /** Votes by the number of the transaction and of the process; fails now and then. */
    private static final class Part implements TransactionParticipant {
        private final int processId;

        private Part(int processId) {
            this.processId = processId;
        }

        @Override
        public Vote prepare(int coordinatorId, long id) {
            int draw = (int) (id % 8) + processId;
            return draw == 0 ? Vote.READ_ONLY : draw == 9 ? Vote.ABORT : Vote.COMMIT;
        }

        @Override
        public boolean commit(int coordinatorId, long id) {
            return true;
        }

        @Override
        public boolean abort(int coordinatorId, long id) {
            return true;
        }

        @Override
        public void inDoubt(int coordinatorId, long id) {}
    }

    private final CommitConfig config = CommitConfig.builder().build();
    private final CommitNode[] nodes = new CommitNode[PROCESSES];
    private final ProtocolStack[] stacks = new ProtocolStack[PROCESSES];
    private final TestOutbox[] outboxes = new TestOutbox[PROCESSES];
    private final TestOutbox[] arriving = new TestOutbox[PROCESSES];
    private final long[] outcomes = new long[Outcome.values().length];
    private long nowNs = 1;
    private long transactions;

    AllocationTest() {
        for (int id = 0; id < PROCESSES; id++) {
            nodes[id] = new CommitNode(
                    config,
                    id,
                    0b111,
                    1,
                    new Part(id),
                    (tx, outcome, causes) -> outcomes[outcome.ordinal()]++,
                    error -> {});
            stacks[id] = new ProtocolStack(CommitWorld.GROUP_ID, id, 0b111, nodes[id]);
            outboxes[id] = new TestOutbox(1 << 20);
            arriving[id] = new TestOutbox(1 << 20);
            stacks[id].onStart(nowNs, outboxes[id]);
        }
    }

    @Test
    void allocatesNothing() {
        assertEquals(0, AllocationMeter.leastBytesPerRound(this::round), "bytes in " + transactions + " transactions");
        assertTrue(transactions > 100_000, "transactions=" + transactions);
        for (Outcome outcome : new Outcome[] {Outcome.COMMITTED, Outcome.ABORTED_BY_VOTE, Outcome.ABORTED_BY_TIMEOUT}) {
            assertTrue(outcomes[outcome.ordinal()] > 0, outcome + " was never reached");
        }
        assertTrue(nodes[1].counters().count(CommitCounter.COMPACTION) > 0, "no compaction");
        assertTrue(nodes[1].counters().count(CommitCounter.ONE_PHASE_COMMIT) > 0, "no one-phase commit");
    }

    private void round() {
        for (int i = 0; i < ROUNDS; i++) {
            for (int id = 0; id < PROCESSES; id++) {
                for (int n = 0; n < IN_FLIGHT / PROCESSES; n++) {
                    long tx = nodes[id].begin(nowNs);
                    if (tx > 0 && n % 500 != 499) {
                        nodes[id].requestCommit(nowNs, tx, 1 + (n % 7));
                        transactions++;
                    }
                }
            }
            for (int cycle = 0; cycle < 60; cycle++) {
                cycle();
            }
            nowNs += 11_000_000_000L;
        }
    }

    private void cycle() {
        nowNs += 1_000;
        for (int id = 0; id < PROCESSES; id++) {
            TestOutbox swapped = arriving[id];
            arriving[id] = outboxes[id];
            outboxes[id] = swapped;
            swapped.clear();
            swapped.follow(arriving[id]);
        }
        for (int id = 0; id < PROCESSES; id++) {
            for (int from = 0; from < PROCESSES; from++) {
                receive(from, id);
            }
            stacks[id].onDurable(nowNs, arriving[id].position(), outboxes[id]);
            if (stacks[id].nextDeadlineNs() <= nowNs) {
                stacks[id].onDeadline(nowNs, outboxes[id]);
            }
            stacks[id].onBatchEnd(nowNs, outboxes[id]);
        }
    }

    private void receive(int from, int to) {
        TestOutbox sent = arriving[from];
        for (int row = 0; row < sent.count(); row++) {
            if (sent.isFrame(row) && sent.destinationId(row) == to) {
                sent.seal(row, CommitWorld.GROUP_ID, 1, from);
                stacks[to].onFrame(nowNs, sent.buffer(), sent.offset(row), sent.length(row), outboxes[to]);
            }
        }
    }
}
