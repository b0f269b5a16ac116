package io.ft4j.commit;

import io.ft4j.commit.codec.CommitRecordDecoder;
import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.testing.TestDisk;
import java.util.HashMap;
import java.util.Map;

/**
 * What is said rests on a record that is durable; and what was decided is done: once somebody commits, or is told so, every
 * participant that voted for it has committed in the end.
 */
final class DurabilityCheck implements CommitCheck {
    /** Whether records are still on the disk when what rests on them is said: only where none are released. */
    private final boolean looksAtDisks;

    private final Map<TransactionName, Long> decided = new HashMap<>();
    private final Map<TransactionName, Long> voted = new HashMap<>();
    private final Map<TransactionName, Long> done = new HashMap<>();

    DurabilityCheck() {
        this(true);
    }

    DurabilityCheck(boolean looksAtDisks) {
        this.looksAtDisks = looksAtDisks;
    }

    @Override
    public void onSent(TestProcess source, int destinationId, MessageKind kind, int coordinatorId, long id) {
        if (!looksAtDisks) {
            return;
        }
        if (kind == MessageKind.VOTE_COMMIT) {
            require(source, RecordKind.READY, kind, coordinatorId, id);
        } else if (kind == MessageKind.GLOBAL_COMMIT && source.id == coordinatorId) {
            require(source, RecordKind.GLOBAL_COMMIT, kind, coordinatorId, id);
        } else if (kind == MessageKind.ONE_PHASE_COMMITTED) {
            require(source, RecordKind.ONE_PHASE_COMMITTED, kind, coordinatorId, id);
        }
    }

    private static void require(TestProcess source, RecordKind record, MessageKind kind, int coordinatorId, long id) {
        TestDisk disk = source.disk;
        for (long position = disk.firstPosition(); position <= disk.durablePosition(); position++) {
            CommitRecordDecoder stored = CommitText.decode(disk.body(position), 0);
            if (stored.kind() == record && stored.transactionId() == id && stored.coordinatorId() == coordinatorId) {
                return;
            }
        }
        throw new Broken("durability: " + source.id + " says " + kind + " of "
                + CommitText.transaction(coordinatorId, id) + " without a durable record " + record);
    }

    @Override
    public void onPrepare(int processId, int coordinatorId, long id, Vote vote) {
        add(voted, coordinatorId, id, ProcessSet.of(processId));
        if (vote != Vote.COMMIT) {
            voted.computeIfPresent(
                    new TransactionName(coordinatorId, id), (name, set) -> ProcessSet.remove(set, processId));
        }
    }

    @Override
    public void onCommit(int processId, int coordinatorId, long id) {
        add(decided, coordinatorId, id, ProcessSet.EMPTY);
        add(done, coordinatorId, id, ProcessSet.of(processId));
    }

    @Override
    public void onOutcome(int coordinatorId, long id, Outcome outcome) {
        if (outcome == Outcome.COMMITTED) {
            add(decided, coordinatorId, id, ProcessSet.EMPTY);
        }
    }

    private static void add(Map<TransactionName, Long> sets, int coordinatorId, long id, long set) {
        sets.merge(new TransactionName(coordinatorId, id), set, (one, other) -> one | other);
    }

    @Override
    public void atEnd(CommitWorld world) {
        for (TransactionName transaction : decided.keySet()) {
            long missing = voted.getOrDefault(transaction, 0L) & ~done.getOrDefault(transaction, 0L);
            if (missing != 0) {
                throw new Broken(
                        "durability: " + transaction + " was committed, but not by " + ProcessSet.toString(missing));
            }
        }
    }
}
