package io.ft4j.commit.manager;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.Outcome;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.ReplicaGroupBuilder;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.Tolerance;
import io.ft4j.core.runtime.local.MemoryLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A manager that the test drives, with logs that outlive it and a clock that the test moves. With a replicated coordinator the
 * clock goes on by itself as well, since an election takes time.
 */
final class ManagerWorld implements AutoCloseable {
    static final int REPLICAS = 3;

    private static final long TICK_NS = 200;
    /** At a start, which waits for a leader and is not at the clock all the time. */
    private static final long START_TICK_NS = 500_000;

    private static final long STEP_NS = 1_000_000;
    private static final int MAX_STEPS = 100_000;

    record Ended(long transactionId, Outcome outcome, List<String> causes) {}

    final List<String> names = new ArrayList<>(List.of("left", "right"));
    final List<TestParticipant> participants = new ArrayList<>();
    final List<MemoryLog> disks = new ArrayList<>();
    final List<TestLog> logs = new ArrayList<>();
    final MemoryLog[] replicaDisks = new MemoryLog[REPLICAS];
    final List<Throwable> errors = new ArrayList<>();
    final List<Ended> ended = new ArrayList<>();
    private final boolean replicated;
    private final boolean sharesLog;
    private long tickNs;
    long groupId = 7;
    long nowNs = 1_000_000_000;
    TransactionManager manager;
    TransactionClient client;

    ManagerWorld() {
        this(false);
    }

    /** @param replicated the coordinator is a group of {@link #REPLICAS}. */
    ManagerWorld(boolean replicated) {
        this(replicated, false);
    }

    static ManagerWorld withSharedLog() {
        return new ManagerWorld(false, true);
    }

    /** Of the participants; the coordinator is a group. */
    static ManagerWorld replicatedWithSharedLog() {
        return new ManagerWorld(true, true);
    }

    private ManagerWorld(boolean replicated, boolean sharesLog) {
        this.replicated = replicated;
        this.sharesLog = sharesLog;
        names.forEach(name -> participants.add(new TestParticipant()));
        start();
    }

    TestParticipant left() {
        return participants.get(0);
    }

    TestParticipant right() {
        return participants.get(1);
    }

    TransactionManagerBuilder builder() {
        TransactionManagerBuilder builder = TransactionManager.builder();
        for (int i = 0; i < names.size(); i++) {
            builder.participant(names.get(i), participants.get(i));
        }
        if (replicated) {
            builder.coordinator(replicas());
        }
        if (sharesLog) {
            builder.sharedLog(() -> open(0));
        }
        return builder.groupId(groupId)
                .threading(Threading.INVOKER)
                .clock(() -> replicated ? nowNs += tickNs : nowNs)
                .errorHandler(errors::add)
                .commandCapacity(16)
                .commit(CommitConfig.builder()
                        .maxTransactions(8)
                        .compactionInterval(64)
                        .maxBatchItems(16)
                        // Time goes on in small steps there, and who is asked for its vote must not be asked for ABORT
                        // before.
                        .readyTimeoutNs(replicated ? 2_000_000_000 : 500_000_000)
                        .build())
                .log(this::open);
    }

    private ReplicaGroupBuilder replicas() {
        return ReplicaGroup.tolerating(Tolerance.crashes(1))
                .log(this::openReplica)
                .errorHandler(errors::add)
                .ingressCapacity(64)
                .seed(7);
    }

    private MemoryLog openReplica(int id) {
        if (replicaDisks[id] == null) {
            replicaDisks[id] = new MemoryLog(1 << 18);
        } else {
            replicaDisks[id].reopen();
        }
        return replicaDisks[id];
    }

    TestLog reopen(int id) {
        return open(id);
    }

    private TestLog open(int id) {
        while (disks.size() <= id) {
            disks.add(new MemoryLog(1 << 16));
            logs.add(null);
        }
        if (logs.get(id) != null) {
            disks.get(id).reopen();
        }
        logs.set(id, new TestLog(disks.get(id)));
        return logs.get(id);
    }

    void start() {
        start(builder());
    }

    void start(TransactionManagerBuilder builder) {
        tickNs = START_TICK_NS;
        manager = builder.start();
        tickNs = TICK_NS;
        client = manager.connect(4);
    }

    /** As a kill does. */
    void restart() {
        close();
        start();
    }

    long begin() {
        long id = client.begin();
        for (int node = 1; node <= participants.size(); node++) {
            client.enlist(id, node);
        }
        return id;
    }

    long requestCommit() {
        long id = begin();
        client.requestCommit(id);
        return id;
    }

    /** Until nothing more happens at this time. */
    void settle() {
        while (step() > 0) {
            // it goes on
        }
    }

    void advance(long ns) {
        // What the coordinator has to be told takes a little longer there.
        long endNs = nowNs + ns + (replicated ? 10 * STEP_NS : 0);
        while (replicated && nowNs + STEP_NS < endNs) {
            nowNs += STEP_NS;
            settle();
        }
        nowNs = Math.max(nowNs, endNs);
        settle();
    }

    void until(BooleanSupplier condition, String what) {
        for (int i = 0; i < MAX_STEPS; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            nowNs += STEP_NS / 20;
            step();
        }
        throw new AssertionError("never: " + what + "; ended=" + ended);
    }

    /** One duty cycle, and what the client hears. Returns how much was done. */
    int step() {
        client.poll(
                (id, outcome, causes) -> ended.add(new Ended(id, outcome, manager.names(causes))), Integer.MAX_VALUE);
        return manager.doWork();
    }

    @Override
    public void close() {
        manager.close();
    }
}
