package io.ft4j.commit.replicated;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.CommitNode;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.ManualClock;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.Tolerance;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.core.runtime.local.MemoryLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A replicated coordinator, process 0, and three participants, on the thread and the clock of the test. */
final class ReplicatedWorld implements CoordinatorHandler, AutoCloseable {
    static final int PARTICIPANTS = 3;
    static final long ALL = ProcessSet.remove(ProcessSet.firstN(PARTICIPANTS + 1), 0);

    private static final long STEP_NS = 50_000;
    private static final long GROUP_ID = 5;
    private static final int LOG_BYTES = 1 << 20;
    private static final int LINK_BYTES = 1 << 16;
    private static final int MAX_STEPS = 400_000;

    final ManualClock clock = new ManualClock();
    final ReplicatedCoordinator coordinator;
    final Map<Long, Long> answers = new HashMap<>();
    final Map<Long, Outcome> outcomes = new TreeMap<>();
    final List<String> done = new ArrayList<>();
    final Vote[] votes = {Vote.ABORT, Vote.COMMIT, Vote.COMMIT, Vote.COMMIT};
    private final CommitNode[] nodes = new CommitNode[PARTICIPANTS + 1];
    private final EffectDriver[] drivers = new EffectDriver[PARTICIPANTS + 1];

    ReplicatedWorld() {
        CommitConfig config = CommitConfig.builder()
                .maxTransactions(64)
                .rememberedOutcomes(1024)
                .maxBatchItems(16)
                .build();
        long members = ProcessSet.firstN(PARTICIPANTS + 1);
        InProcessNetwork network =
                new InProcessNetwork(PARTICIPANTS + 1, LINK_BYTES, CommitNode.maxMessageBytes(config));
        coordinator = new ReplicatedCoordinator(
                config,
                GROUP_ID,
                0,
                members,
                network.transport(0),
                ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .log(id -> new MemoryLog(LOG_BYTES))
                        .seed(7),
                Threading.INVOKER,
                clock,
                this);
        for (int id = 1; id <= PARTICIPANTS; id++) {
            MemoryLog log = new MemoryLog(LOG_BYTES);
            nodes[id] = new CommitNode(
                    config, id, members, log.incarnation(), new Part(id), (tx, outcome, causes) -> {}, cause -> {
                        throw new AssertionError(cause);
                    });
            ProtocolStack stack = new ProtocolStack(GROUP_ID, id, members, nodes[id]);
            drivers[id] = new EffectDriver(new NodeWiring(GROUP_ID, id, log, network.transport(id)), stack);
            drivers[id].start(clock.nanoTime());
        }
    }

    void step() {
        clock.advance(STEP_NS);
        coordinator.doWork();
        for (int id = 1; id <= PARTICIPANTS; id++) {
            drivers[id].cycle(clock.nanoTime());
            nodes[id].checkInvariants();
        }
    }

    void until(BooleanSupplier condition, String what) {
        for (int i = 0; i < MAX_STEPS; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            step();
        }
        throw new AssertionError("never: " + what + "; outcomes=" + outcomes + ", done=" + done);
    }

    /** The result of a call that the group takes. */
    long answer(java.util.function.LongSupplier call) {
        long[] number = {-1};
        until(() -> (number[0] = call.getAsLong()) > 0, "taken");
        until(() -> answers.containsKey(number[0]), "answered");
        return answers.get(number[0]);
    }

    /** Whether no participant has anything to do for any transaction. */
    boolean isOver() {
        int open = 0;
        for (int id = 1; id <= PARTICIPANTS; id++) {
            open += nodes[id].participatedCount();
        }
        return open == 0;
    }

    @Override
    public void onAnswer(long call, long result) {
        answers.put(call, result);
    }

    @Override
    public void onOutcome(long transactionId, Outcome outcome, long causes) {
        if (outcomes.put(transactionId, outcome) != null) {
            throw new AssertionError("outcome of " + transactionId + " twice");
        }
    }

    @Override
    public void close() {
        coordinator.close();
    }

    private final class Part implements TransactionParticipant {
        private final int id;

        private Part(int id) {
            this.id = id;
        }

        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            return votes[id];
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            done.add(transactionId + " commit " + id);
            return true;
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            done.add(transactionId + " abort " + id);
            return true;
        }

        @Override
        public void inDoubt(int coordinatorId, long transactionId) {}
    }
}
