package io.ft4j.commit;

import io.ft4j.commit.codec.MessageHeaderDecoder;
import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.table.TransactionTable;
import io.ft4j.commit.wire.BatchReader;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitCounters;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.commit.wire.DurableQueue;
import io.ft4j.commit.wire.Outgoing;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;

/**
 * One process of a group that commits transactions atomically by two-phase commit (Gray 1978), with presumed abort, read-only
 * votes and one phase for a single participant (Mohan, Lindsay, Obermarck 1986), and cooperative termination (Skeen 1981).
 * Every process coordinates the transactions that were begun at it, and takes part in those that name it; in its own too.
 *
 * <p>It reads messages and hands them to the role that they are for. What the roles have to say leaves at the end of the
 * batch, one frame for each destination; what rests on a record, when that is durable. What they have to say to this process
 * itself stays here.
 *
 * <p>One thread. Allocates nothing after construction. Owns the compaction; the other facts have the owners that the package
 * names.
 */
public final class CommitNode implements Protocol {
    /** No room now: nothing was begun. Try again when transactions have ended. */
    public static final long BACK_PRESSURED = -1;
    /** There is no such transaction here, or it is in another state: asked to commit already, or over. */
    public static final long NOT_OPEN = -2;
    /** It can not be taken back: it is decided, or its only participant decides. */
    public static final long TOO_LATE = -3;
    /** This life has given all ids that it has. Open the log anew. */
    public static final long IDS_EXHAUSTED = -4;

    private static final int NO_COMPACTION = -1;

    /** Those that several transactions share, at the end of a batch. */
    private static final int SHARED_RECORDS = 2;

    /** What a record takes of an outbox. */
    private static final int RECORD_BYTES = BitUtil.align(CommitRecords.RECORD_LENGTH, 64);

    private final CommitConfig config;
    private final int selfId;
    private final long members;
    private long life;
    private final CommitCounters counters = new CommitCounters();
    private final CommitRecords records;
    private final DurableQueue queue;
    private final Outgoing outgoing;
    private final BatchReader reader;
    private final Coordinator coordinator;
    private final Participant participant;
    private final Voter voter;
    private final Resolver resolver;
    private final Termination termination;

    /** The next slot or process to copy: the coordinator's slots, then the participant's, then the horizons. */
    private int compactionCursor = NO_COMPACTION;

    private long compactionPosition;
    private boolean compactionWanted;

    /**
     * @param selfId       this process.
     * @param memberSet    the group, this process included.
     * @param life         incarnation of the log of this process: never the same twice.
     * @param participant  this process's part in transactions.
     * @param listener     is told how transactions end that were begun here.
     * @param errorHandler is told what the participant throws.
     */
    public CommitNode(
            CommitConfig config,
            int selfId,
            long memberSet,
            long life,
            TransactionParticipant participant,
            OutcomeListener listener,
            ErrorHandler errorHandler) {
        if (!ProcessSet.contains(memberSet, selfId)) {
            throw new IllegalArgumentException(
                    "selfId=" + selfId + " is not in memberSet=" + ProcessSet.toString(memberSet));
        }
        if (life < 1 || life > TransactionIds.MAX_LIFE) {
            throw new IllegalArgumentException("life=" + life + " is outside 1.." + TransactionIds.MAX_LIFE);
        }
        this.config = config;
        this.selfId = selfId;
        this.life = life;
        members = memberSet;
        records = new CommitRecords(selfId, memberSet);
        queue = new DurableQueue(8 * config.maxTransactions(), counters);
        int outgoingItems = Math.max(8 * config.maxTransactions(), 2 * config.maxBatchItems());
        outgoing = new Outgoing(selfId, outgoingItems, config.maxBatchItems(), counters);
        reader = new BatchReader(memberSet, config.maxBatchItems(), counters);
        coordinator = new Coordinator(config, selfId, life, records, queue, outgoing, listener, counters);
        Application application = new Application(participant, errorHandler, counters);
        this.participant = new Participant(config, selfId, memberSet, records, queue, outgoing, application, counters);
        voter = this.participant.voter();
        resolver = this.participant.resolver();
        termination = this.participant.termination();
    }

    @Override
    public int schemaId() {
        return MessageHeaderDecoder.SCHEMA_ID;
    }

    /** A step writes a record for each item at most; the end of a batch a frame for each process as well. */
    @Override
    public int maxStepBytes() {
        return Math.addExact(
                Math.multiplyExact(ProcessSet.size(members), Outgoing.maxFrameBytes(config.maxBatchItems())),
                (3 * config.maxBatchItems() + SHARED_RECORDS) * RECORD_BYTES);
    }

    /** Longest message of a node with these settings, and what its frame takes beside it. */
    public static int maxMessageBytes(CommitConfig config) {
        return Outgoing.maxFrameBytes(config.maxBatchItems());
    }

    public CommitCounters counters() {
        return counters;
    }

    /** In flight, of those begun here. */
    public int coordinatedCount() {
        return coordinator.transactionCount();
    }

    /** In flight, of those that this process takes part in. */
    public int participatedCount() {
        return participant.branches().size();
    }

    /** Of a transaction begun here; null: it is not in flight. */
    public CoordinatorState coordinatorState(long transactionId) {
        return coordinator.state(transactionId);
    }

    /** Of a transaction that this process takes part in; null: it is not in flight here. */
    public ParticipantState participantState(int coordinatorId, long transactionId) {
        int slot = participant.branches().find(coordinatorId, transactionId);
        return slot == TransactionTable.NONE ? null : participant.branches().state(slot);
    }

    /** The transactions that this process has promised to commit or to abort, and of which the decision is late. */
    public void forEachInDoubt(InDoubtHandler handler) {
        termination.forEachInDoubt(handler);
    }

    /** What an operator has decided here otherwise than the coordinator, until somebody has taken note (see {@code CommitLog}). */
    public void forEachMixed(MixedHandler handler) {
        participant.heuristics().forEachMixed(handler);
    }

    // Start

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType != CommitRecords.RECORD_TYPE) {
            return;
        }
        records.read(position, buffer, offset, length);
        queue.durableUpTo(position);
        switch (records.kind()) {
            case GLOBAL_COMMIT:
            case END:
            case SEVERAL_ENDED:
                coordinator.replay(records, position);
                break;
            case COMPACTION:
                break;
            default:
                participant.replay(records, position);
                break;
        }
    }

    /**
     * These processes and this one crash together, and write to one log, which holds their records in the order in which they
     * were written. Votes for what one of them coordinates then need not be durable, since no decision is without them. Before
     * {@link #onStart}.
     */
    public void shareLog(long processSet) {
        participant.shareLog(processSet);
    }

    @Override
    public void onStart(long nowNs, Outbox outbox) {
        voter.onLife(selfId, life);
        participant.start(nowNs);
        coordinator.start(nowNs);
    }

    /**
     * For a host that is not restarted but replayed: ids are of this life from now on. What was begun in earlier ones goes on.
     *
     * @param newLife above all earlier ones.
     */
    public void beginLife(long newLife) {
        if (newLife <= life || newLife > TransactionIds.MAX_LIFE) {
            throw new IllegalArgumentException(
                    "newLife=" + newLife + " is outside " + (life + 1) + ".." + TransactionIds.MAX_LIFE);
        }
        life = newLife;
        coordinator.beginLife(newLife);
        voter.onLife(selfId, newLife);
    }

    // Doors

    /**
     * Begins a transaction. It is aborted when {@link #requestCommit} does not follow in time.
     *
     * @return its id, or {@link #BACK_PRESSURED}, or {@link #IDS_EXHAUSTED}.
     */
    public long begin(long nowNs) {
        return coordinator.begin(nowNs);
    }

    /**
     * As {@link #begin(long)}, for a host that gives the ids: of this life, rising, and none twice.
     *
     * @return the id, or {@link #BACK_PRESSURED}.
     */
    public long begin(long nowNs, long transactionId) {
        if (!TransactionIds.isPlausible(transactionId) || TransactionIds.life(transactionId) != life) {
            throw new IllegalArgumentException(
                    "transactionId=" + TransactionIds.toString(transactionId) + " is none of life=" + life);
        }
        return coordinator.begin(nowNs, transactionId);
    }

    /**
     * Commits a transaction at all of its participants or at none. The listener is told the outcome.
     *
     * @param participantSet not empty, members of the group; this process may be one.
     * @return the id, or {@link #NOT_OPEN}.
     */
    public long requestCommit(long nowNs, long transactionId, long participantSet) {
        if (participantSet == ProcessSet.EMPTY || (participantSet & ~members) != 0) {
            throw new IllegalArgumentException("participantSet=" + ProcessSet.toString(participantSet)
                    + " must be one or more of " + ProcessSet.toString(members));
        }
        return coordinator.requestCommit(nowNs, transactionId, participantSet);
    }

    /**
     * Aborts a transaction that is not decided. The listener is told as well.
     *
     * @param participantSet who has work of it, where they were not named yet.
     * @return the id, or {@link #NOT_OPEN}, or {@link #TOO_LATE}.
     */
    public long rollback(long transactionId, long participantSet) {
        if ((participantSet & ~members) != 0) {
            throw new IllegalArgumentException("participantSet=" + ProcessSet.toString(participantSet)
                    + " must be some of " + ProcessSet.toString(members));
        }
        return coordinator.rollback(transactionId, participantSet);
    }

    /**
     * This process works for a transaction: it aborts it when it is not asked for its vote in time. Not needed where the
     * work can wait for the question.
     *
     * @return the id, or {@link #BACK_PRESSURED}, or {@link #NOT_OPEN}.
     */
    public long enlist(long nowNs, int coordinatorId, long transactionId) {
        return enlist(nowNs, coordinatorId, transactionId, false);
    }

    /**
     * As {@link #enlist(long, int, long)}, for a host that knows that nothing of this transaction was here before in this life:
     * then it may be older than what is remembered.
     *
     * @return the id, or {@link #BACK_PRESSURED}, or {@link #NOT_OPEN}.
     */
    public long enlistNew(long nowNs, int coordinatorId, long transactionId) {
        return enlist(nowNs, coordinatorId, transactionId, true);
    }

    private long enlist(long nowNs, int coordinatorId, long transactionId, boolean isNew) {
        if (!ProcessSet.contains(members, coordinatorId) || !TransactionIds.isPlausible(transactionId)) {
            throw new IllegalArgumentException("transaction " + TransactionIds.toString(transactionId)
                    + " of coordinatorId=" + coordinatorId + " is none of " + ProcessSet.toString(members));
        }
        return voter.enlist(nowNs, coordinatorId, transactionId, isNew);
    }

    /**
     * The vote of this process, after {@link Vote#LATER}.
     *
     * @return the id, or {@link #NOT_OPEN}: the transaction was aborted meanwhile.
     */
    public long vote(long nowNs, int coordinatorId, long transactionId, Vote vote, Outbox outbox) {
        return voter.vote(nowNs, coordinatorId, transactionId, vote, outbox);
    }

    /**
     * The participant has finished what it had answered with false: it is asked once more now, and not only later.
     *
     * @return the id, or {@link #NOT_OPEN}: nothing waits for it.
     */
    public long resume(long nowNs, int coordinatorId, long transactionId, Outbox outbox) {
        return participant.resolver().resume(nowNs, coordinatorId, transactionId, outbox);
    }

    /** Writes again what is still needed of the log, soon, so that the records before may be released. */
    public void compact() {
        compactionWanted = true;
    }

    // Messages

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (!ProcessSet.contains(members, sourceId) || sourceId == selfId) {
            counters.increment(CommitCounter.SENDER_UNKNOWN);
        } else if (reader.read(buffer, offset, length)) {
            while (reader.next()) {
                onItem(nowNs, sourceId, reader.kind(), reader.coordinatorId(), reader.id(), reader.argument(), outbox);
            }
        }
    }

    private void onItem(
            long nowNs, int sourceId, MessageKind kind, int coordinatorId, long id, long argument, Outbox outbox) {
        switch (kind) {
            case VOTE_REQUEST:
            case ONE_PHASE_COMMIT:
            case FORGET:
                if (sourceId != coordinatorId) {
                    counters.increment(CommitCounter.REQUEST_FORGED);
                } else if (kind == MessageKind.FORGET) {
                    resolver.onForget(coordinatorId, id, outbox);
                } else {
                    voter.onVoteRequest(nowNs, coordinatorId, kind, id, argument, outbox);
                }
                break;
            case GLOBAL_COMMIT:
            case GLOBAL_ABORT:
                boolean commit = kind == MessageKind.GLOBAL_COMMIT;
                resolver.onDecision(nowNs, sourceId, coordinatorId, id, commit, outbox);
                break;
            case UNCERTAIN:
                termination.onUncertain(nowNs, sourceId, coordinatorId, id);
                break;
            case DECISION_REQUEST:
                if (coordinatorId == selfId) {
                    coordinator.onDecisionRequest(sourceId, id);
                } else {
                    termination.onDecisionRequest(nowNs, sourceId, coordinatorId, id, outbox);
                }
                break;
            default:
                onAnswer(sourceId, kind, coordinatorId, id, argument, outbox);
                break;
        }
    }

    private void onAnswer(int sourceId, MessageKind kind, int coordinatorId, long id, long argument, Outbox outbox) {
        if (coordinatorId != selfId) {
            counters.increment(CommitCounter.ANSWER_OF_STRANGER);
        } else if (kind == MessageKind.ACKNOWLEDGEMENT) {
            coordinator.onAcknowledgement(sourceId, id, outbox);
        } else if (kind == MessageKind.ONE_PHASE_COMMITTED) {
            coordinator.onOnePhaseCommitted(sourceId, id);
        } else {
            coordinator.onVote(sourceId, kind, id, argument, outbox);
        }
    }

    // Indications

    @Override
    public void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {
        voter.onLife(processId, incarnation);
        termination.onBack(nowNs, processId);
    }

    @Override
    public void onRestore(long nowNs, int processId, Outbox outbox) {
        termination.onBack(nowNs, processId);
    }

    @Override
    public void onDurable(long nowNs, long position, Outbox outbox) {
        queue.durableUpTo(position);
        sayWhatIsDurable(nowNs, outbox);
    }

    private void sayWhatIsDurable(long nowNs, Outbox outbox) {
        for (int i = 0; i < config.maxBatchItems() && queue.isReady(); i++) {
            MessageKind kind = queue.kind();
            int destinationId = queue.destinationId();
            int coordinatorId = queue.coordinatorId();
            long id = queue.id();
            queue.remove();
            switch (kind) {
                case GLOBAL_COMMIT:
                    coordinator.onDecisionDurable(nowNs, id);
                    break;
                case VOTE_COMMIT:
                    participant.onReadyDurable(coordinatorId, id);
                    break;
                case ACKNOWLEDGEMENT:
                    resolver.onCommittedDurable(coordinatorId, id);
                    break;
                case ONE_PHASE_COMMITTED:
                    resolver.onOnePhaseDurable(nowNs, coordinatorId, id);
                    break;
                case GLOBAL_ABORT:
                    termination.onAbortDurable(nowNs, destinationId, coordinatorId, id, outbox);
                    break;
                case VOTE_ABORT:
                    participant.onVoteAgainstDurable(nowNs, coordinatorId, id, outbox);
                    break;
                default:
                    outgoing.send(destinationId, kind, coordinatorId, id, CommitRecords.NONE);
                    break;
            }
        }
    }

    // Deadlines

    @Override
    public long nextDeadlineNs() {
        if (!outgoing.isEmpty() || queue.isReady() || compactionCursor != NO_COMPACTION) {
            return Long.MIN_VALUE;
        }
        return Math.min(coordinator.nextDeadlineNs(), participant.nextDeadlineNs());
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        int left = config.maxBatchItems();
        while (left-- > 0 && coordinator.nextDeadlineNs() <= nowNs) {
            coordinator.onDeadline(nowNs);
        }
        left = config.maxBatchItems();
        while (left-- > 0 && participant.nextDeadlineNs() <= nowNs) {
            participant.onDeadline(nowNs, outbox);
        }
    }

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {
        sayWhatIsDurable(nowNs, outbox);
        for (int i = 0; i < config.maxBatchItems() && outgoing.hasOwn(); i++) {
            int item = outgoing.takeOwn();
            onItem(
                    nowNs,
                    selfId,
                    outgoing.kind(item),
                    outgoing.coordinatorId(item),
                    outgoing.id(item),
                    outgoing.argument(item),
                    outbox);
        }
        coordinator.writeEnds(outbox);
        participant.endBatch(outbox);
        outgoing.flush(outbox);
        if (compactionCursor != NO_COMPACTION) {
            continueCompaction(outbox);
        } else if (compactionWanted || records.sinceCompaction() >= config.compactionInterval()) {
            compactionWanted = false;
            compactionPosition =
                    records.append(RecordKind.COMPACTION, selfId, CommitRecords.NONE, CommitRecords.NONE, outbox);
            compactionCursor = 0;
        }
    }

    // Compactions

    /** A batch at a time; what is begun meanwhile stands behind the beginning of the compaction anyway. */
    private void continueCompaction(Outbox outbox) {
        int left = config.maxBatchItems();
        int end = coordinator.slotCount() + participant.branches().capacity() + ProcessSet.MAX_PROCESSES;
        while (left > 0 && compactionCursor < end) {
            if (copyForward(compactionCursor++, outbox)) {
                left--;
            }
        }
        if (compactionCursor == end) {
            outbox.releaseBefore(compactionPosition);
            records.compactionDone();
            counters.increment(CommitCounter.COMPACTION);
            compactionCursor = NO_COMPACTION;
        }
    }

    private boolean copyForward(int cursor, Outbox outbox) {
        int at = cursor;
        if (at < coordinator.slotCount()) {
            return coordinator.copyForward(at, outbox);
        }
        at -= coordinator.slotCount();
        if (at < participant.branches().capacity()) {
            return participant.copyForward(at, outbox);
        }
        return participant.copyHorizonForward(at - participant.branches().capacity(), outbox);
    }

    @Override
    public void checkInvariants() {
        coordinator.checkInvariants();
        participant.branches().checkInvariants();
        queue.checkInvariants();
    }
}
