package io.ft4j.commit.manager;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.Outcome;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.local.MemoryLog;
import java.util.ArrayList;
import java.util.List;

/** A manager that the test drives, with logs that outlive it and a clock that the test moves. */
final class ManagerWorld implements AutoCloseable {
    static final long TIMEOUT_NS = 1_000_000;

    record Ended(long transactionId, Outcome outcome, List<String> causes) {}

    final List<String> names = new ArrayList<>(List.of("left", "right"));
    final List<TestParticipant> participants = new ArrayList<>();
    final List<MemoryLog> disks = new ArrayList<>();
    final List<TestLog> logs = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();
    final List<Ended> ended = new ArrayList<>();
    long groupId = 7;
    long nowNs = 1_000_000_000;
    TransactionManager manager;
    TransactionClient client;

    ManagerWorld() {
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
        return builder.groupId(groupId)
                .threading(Threading.INVOKER)
                .clock(() -> nowNs)
                .errorHandler(errors::add)
                .commandCapacity(16)
                .commit(CommitConfig.builder()
                        .maxTransactions(8)
                        .compactionInterval(64)
                        .build())
                .log(this::open);
    }

    private TestLog open(int id) {
        if (id == disks.size()) {
            disks.add(new MemoryLog(1 << 16));
            logs.add(null);
        } else {
            disks.get(id).reopen();
        }
        logs.set(id, new TestLog(disks.get(id)));
        return logs.get(id);
    }

    void start() {
        manager = builder().start();
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
        do {
            client.poll(
                    (id, outcome, causes) -> ended.add(new Ended(id, outcome, manager.names(causes))),
                    Integer.MAX_VALUE);
        } while (manager.doWork() > 0);
    }

    void advance(long ns) {
        nowNs += ns;
        settle();
    }

    @Override
    public void close() {
        manager.close();
    }
}
