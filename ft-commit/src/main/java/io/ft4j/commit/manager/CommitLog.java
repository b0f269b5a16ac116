package io.ft4j.commit.manager;

import io.ft4j.commit.codec.CommitRecordDecoder;
import io.ft4j.commit.codec.CommitRecordEncoder;
import io.ft4j.commit.codec.MessageHeaderDecoder;
import io.ft4j.commit.codec.MessageHeaderEncoder;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.commit.wire.SharedRecord;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The log of one node of a manager that is not running, for an operator: what its participant is in doubt about, and what its
 * coordinator has decided. {@link #resolve} decides in place of the coordinator, which the next start carries out.
 *
 * <p>One thread. Allocates.
 *
 * <p><b>Heuristic decisions.</b> A decision by hand may contradict that of the coordinator, and then some participants commit
 * what others abort. It is for a coordinator that never comes back.
 */
public final class CommitLog {
    /** In place of a time: before the newest start, and no more is on record. */
    public static final long UNKNOWN_NS = 0;

    private static final long AWAIT_PARK_NS = 50_000;

    /** What a participant says of a transaction. */
    public enum Fate {
        /** It has no record of it: it has not voted for it, and would abort. */
        UNKNOWN,
        /** It has no record of it any more, if it ever had one: it may have committed, aborted, or only read. */
        FORGOTTEN,
        READY,
        COMMITTED,
        ABORTED
    }

    /**
     * A transaction that this participant is in doubt about.
     *
     * @param participantSet ids of all its participants.
     * @param lifeStartNs    when the life of the manager began in which it was promised, in ns of its clock, or {@link #UNKNOWN_NS}.
     */
    public record Promise(int coordinatorId, long transactionId, long participantSet, long lifeStartNs) {}

    /**
     * A transaction that was decided here by hand, and by its coordinator otherwise.
     *
     * @param committed here; false: aborted here.
     */
    public record Mixed(int coordinatorId, long transactionId, long participantSet, boolean committed) {}

    private final DurableLog log;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CommitRecordDecoder record = new CommitRecordDecoder();
    private final TreeMap<Long, Promise> promises = new TreeMap<>();
    private final TreeMap<Long, Mixed> mixed = new TreeMap<>();
    private final TreeMap<Long, Fate> fates = new TreeMap<>();
    private final TreeMap<Long, Boolean> decided = new TreeMap<>();
    private long horizon;
    private String name;
    private long groupId;
    private int nodeId;
    private long startNs;
    private long coordinatorLife;

    /**
     * Reads the whole log: of one node, or of several that share it.
     *
     * @param log newly opened, and the caller's to close.
     * @throws IllegalArgumentException when it is none of a node.
     * @throws LogException when it is damaged, or written by a later version.
     */
    public static List<CommitLog> read(DurableLog log) {
        long nodes = SharedLog.nodes(log);
        if (nodes == ProcessSet.EMPTY) {
            return List.of(new CommitLog(log));
        }
        SharedLog shared = new SharedLog(log, Long.SIZE - Long.numberOfLeadingZeros(nodes));
        List<CommitLog> ofNodes = new ArrayList<>();
        for (long rest = nodes; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ofNodes.add(new CommitLog(shared.of(ProcessSet.first(rest))));
        }
        return ofNodes;
    }

    private CommitLog(DurableLog log) {
        this.log = log;
        log.replay(this::onRecord);
        if (name == null) {
            throw new IllegalArgumentException("this is no log of a transaction manager: it has no identity");
        }
        promises.replaceAll((id, promise) -> promise.lifeStartNs() != UNKNOWN_NS ? promise : promise(promise));
    }

    /** A log that has released its beginning has the identity of this life behind what it has kept. */
    private Promise promise(Promise found) {
        long id = found.transactionId();
        return new Promise(found.coordinatorId(), id, found.participantSet(), startOf(id));
    }

    /** Of the life in which this was promised. It may be written again in later ones, but is only asked for in its own. */
    private long startOf(long transactionId) {
        return TransactionIds.life(transactionId) == coordinatorLife ? startNs : UNKNOWN_NS;
    }

    private void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType == NodeIdentity.RECORD_TYPE && NodeIdentity.isReadable(buffer, offset, length)) {
            name = NodeIdentity.name(buffer, offset, length);
            groupId = NodeIdentity.groupId(buffer, offset);
            nodeId = NodeIdentity.nodeId(buffer, offset);
            startNs = NodeIdentity.startNs(buffer, offset);
            coordinatorLife = NodeIdentity.life(buffer, offset, TransactionManager.COORDINATOR_ID);
        } else if (recordType == ManagedNode.PROTOCOL_RECORD_TYPE
                && CommitRecords.isReadable(header, buffer, offset, length)) {
            record.wrapAndApplyHeader(buffer, offset, header);
            if (record.kindRaw() < 1 || record.kindRaw() > CommitRecords.MAX_KIND) {
                throw new LogException("record at position " + position + " has kind " + record.kindRaw()
                        + ", which this version does not know");
            }
            onRecord(record.kind(), record.transactionId());
        } else {
            throw new IllegalArgumentException("this is no log of a transaction manager: the record at position "
                    + position + " has type " + recordType + " and " + length + " bytes");
        }
    }

    private void onRecord(RecordKind kind, long id) {
        switch (kind) {
            case GLOBAL_COMMIT:
                decided.put(id, true);
                break;
            case READY:
                // Written again by a checkpoint, it keeps the time of the first.
                promises.putIfAbsent(id, new Promise(record.coordinatorId(), id, record.participantSet(), startOf(id)));
                fates.put(id, Fate.READY);
                break;
            case HEURISTIC_COMMIT:
            case COMMITTED:
            case ONE_PHASE_COMMITTED:
                end(id, Fate.COMMITTED);
                break;
            case SEVERAL_COMMITTED:
                for (long rest = record.participantSet(); rest != 0; rest = ProcessSet.withoutFirst(rest)) {
                    end(SharedRecord.id(id, ProcessSet.first(rest)), Fate.COMMITTED);
                }
                break;
            case HEURISTIC_ABORT:
            case ABORTED:
                end(id, Fate.ABORTED);
                break;
            case MIXED_COMMIT:
            case MIXED_ABORT:
                boolean committed = kind == RecordKind.MIXED_COMMIT;
                end(id, committed ? Fate.COMMITTED : Fate.ABORTED);
                mixed.put(id, new Mixed(record.coordinatorId(), id, record.participantSet(), committed));
                break;
            case HORIZON:
                horizon = Math.max(horizon, id);
                break;
            default:
                break;
        }
    }

    private void end(long id, Fate fate) {
        promises.remove(id);
        mixed.remove(id);
        fates.put(id, fate);
    }

    public String name() {
        return name;
    }

    public long groupId() {
        return groupId;
    }

    public int nodeId() {
        return nodeId;
    }

    /** When the newest life of the manager began, in ns of its clock. */
    public long startNs() {
        return startNs;
    }

    public boolean isCoordinator() {
        return nodeId == TransactionManager.COORDINATOR_ID;
    }

    /** In the order of their ids. */
    public Collection<Promise> promises() {
        return promises.values();
    }

    /** In the order of their ids. */
    public Collection<Mixed> mixed() {
        return mixed.values();
    }

    /** Of the participant. */
    public Fate fate(long transactionId) {
        return fates.getOrDefault(transactionId, transactionId <= horizon ? Fate.FORGOTTEN : Fate.UNKNOWN);
    }

    /** Of the coordinator: whether it decided to commit. What it has not decided to commit aborts (presumed abort). */
    public boolean isCommitted(long transactionId) {
        return decided.containsKey(transactionId);
    }

    /**
     * Decides by hand what this participant is in doubt about. Durable when this returns; the participant commits or aborts at
     * the next start of the manager.
     *
     * @throws IllegalArgumentException when it is in doubt about no such transaction.
     */
    public void resolve(long transactionId, boolean commit) {
        Promise promise = promises.get(transactionId);
        if (promise == null) {
            throw new IllegalArgumentException(
                    name + " is in no doubt about transaction " + TransactionIds.toString(transactionId));
        }
        RecordKind kind = commit ? RecordKind.HEURISTIC_COMMIT : RecordKind.HEURISTIC_ABORT;
        append(kind, promise.coordinatorId(), transactionId, promise.participantSet());
        end(transactionId, commit ? Fate.COMMITTED : Fate.ABORTED);
    }

    /**
     * An operator has taken note of what is torn, and mended it: it is kept no longer. Durable when this returns.
     *
     * @throws IllegalArgumentException when this participant knows of no such transaction.
     */
    public void forget(long transactionId) {
        Mixed torn = mixed.get(transactionId);
        if (torn == null) {
            throw new IllegalArgumentException(
                    "transaction " + TransactionIds.toString(transactionId) + " is not torn at " + name);
        }
        // What the coordinator has decided: it may have to hear an acknowledgement once more.
        RecordKind kind = torn.committed() ? RecordKind.ABORTED : RecordKind.COMMITTED;
        append(kind, torn.coordinatorId(), transactionId, torn.participantSet());
        end(transactionId, torn.committed() ? Fate.ABORTED : Fate.COMMITTED);
    }

    private void append(RecordKind kind, int coordinatorId, long transactionId, long participantSet) {
        int length = MessageHeaderEncoder.ENCODED_LENGTH + CommitRecordEncoder.BLOCK_LENGTH;
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[length]);
        new CommitRecordEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .transactionId(transactionId)
                .participantSet(participantSet)
                .ownerId((short) nodeId)
                .coordinatorId((short) coordinatorId)
                .kind(kind);
        long position = log.appendState(ManagedNode.PROTOCOL_RECORD_TYPE, buffer, 0, length);
        log.requestForce();
        while (log.durablePosition() < position) {
            LockSupport.parkNanos(AWAIT_PARK_NS);
        }
    }
}
