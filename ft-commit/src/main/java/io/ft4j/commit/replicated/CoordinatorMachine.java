package io.ft4j.commit.replicated;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.CommitNode;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.commit.replicated.codec.AbandonDecoder;
import io.ft4j.commit.replicated.codec.BeginDecoder;
import io.ft4j.commit.replicated.codec.CommitDecoder;
import io.ft4j.commit.replicated.codec.KeepDecoder;
import io.ft4j.commit.replicated.codec.MessageDecoder;
import io.ft4j.commit.replicated.codec.MessageHeaderDecoder;
import io.ft4j.commit.replicated.codec.OpenDecoder;
import io.ft4j.commit.replicated.codec.ReadDecoder;
import io.ft4j.commit.replicated.codec.RequestCommitDecoder;
import io.ft4j.commit.replicated.codec.RollbackDecoder;
import io.ft4j.commit.replicated.codec.TickDecoder;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The coordinator of one replica: a {@link CommitNode} that hears everything as commands and is never restarted, only
 * replayed. It takes part in no transaction itself.
 *
 * <p>One thread, that of the state machines. Allocates nothing after construction.
 */
final class CoordinatorMachine implements StateMachine {
    /** Longest record of a host. */
    static final int MAX_RECORD_BYTES = 4096;

    /** In place of an offset in the record: its length is asked for. */
    static final int LENGTH_OF_RECORD = -1;

    /**
     * A replica that comes back hears everything once more: for the transactions it is one life. A host that gives the ids
     * opens a further one at each of its starts.
     */
    private static final long FIRST_LIFE = 1;

    private static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final long HASH_FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private final CommitNode node;
    private final Outputs outputs;
    private final MachineOutbox outbox;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final RequestCommitDecoder requestCommit = new RequestCommitDecoder();
    private final RollbackDecoder rollback = new RollbackDecoder();
    private final MessageDecoder message = new MessageDecoder();
    private final KeepDecoder keep = new KeepDecoder();
    private final ReadDecoder read = new ReadDecoder();
    private final CommitDecoder commit = new CommitDecoder();
    private final AbandonDecoder abandon = new AbandonDecoder();
    /** Of the host: whose coordinator this is. A multiple of eight bytes, zeros at the end. */
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[MAX_RECORD_BYTES]);

    private int recordLength;
    private long life = FIRST_LIFE;
    private long hash = 1;

    CoordinatorMachine(CommitConfig config, int selfId, long memberSet, Outputs outputs) {
        this.outputs = outputs;
        node = new CommitNode(
                config, selfId, memberSet, FIRST_LIFE, new NoPart(), this::onOutcome, CoordinatorMachine::fail);
        outbox = new MachineOutbox(node.maxStepBytes(), outputs);
    }

    private void onOutcome(long transactionId, Outcome outcome, long causes) {
        mix(transactionId);
        mix(outcome.ordinal());
        outputs.outcome(transactionId, outcome, causes);
    }

    private static void fail(Throwable cause) {
        throw new IllegalStateException(cause);
    }

    @Override
    public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
        header.wrap(command, offset);
        int body = offset + HEADER_LENGTH;
        mix(index);
        switch (header.templateId()) {
            case BeginDecoder.TEMPLATE_ID:
                reply(node.begin(timestampNs), effects);
                break;
            case RequestCommitDecoder.TEMPLATE_ID:
                requestCommit.wrap(command, body, header.blockLength(), header.version());
                reply(
                        node.requestCommit(timestampNs, requestCommit.transactionId(), requestCommit.participantSet()),
                        effects);
                break;
            case RollbackDecoder.TEMPLATE_ID:
                rollback.wrap(command, body, header.blockLength(), header.version());
                reply(node.rollback(rollback.transactionId(), rollback.participantSet()), effects);
                break;
            case MessageDecoder.TEMPLATE_ID:
                message.wrap(command, body, header.blockLength(), header.version());
                int skipped = HEADER_LENGTH + header.blockLength();
                node.onMessage(timestampNs, message.sourceId(), command, offset + skipped, length - skipped, outbox);
                break;
            case TickDecoder.TEMPLATE_ID:
                break;
            default:
                applyOfHost(timestampNs, command, body, offset + length, effects);
                break;
        }
        finish(timestampNs);
    }

    /** What only a host says that gives the ids itself. */
    private void applyOfHost(long timestampNs, DirectBuffer command, int body, int end, Effects effects) {
        int blockLength = header.blockLength();
        switch (header.templateId()) {
            case OpenDecoder.TEMPLATE_ID:
                reply(open(), effects);
                break;
            case KeepDecoder.TEMPLATE_ID:
                keep.wrap(command, body, blockLength, header.version());
                reply(keep(keep.life(), command, body + blockLength, end - body - blockLength), effects);
                break;
            case ReadDecoder.TEMPLATE_ID:
                read.wrap(command, body, blockLength, header.version());
                reply(read(read.recordOffset()), effects);
                break;
            case CommitDecoder.TEMPLATE_ID:
                commit.wrap(command, body, blockLength, header.version());
                reply(commit(timestampNs, commit.transactionId(), commit.participantSet()), effects);
                break;
            case AbandonDecoder.TEMPLATE_ID:
                abandon.wrap(command, body, blockLength, header.version());
                reply(abandon(timestampNs, abandon.transactionId(), abandon.participantSet()), effects);
                break;
            default:
                throw new IllegalStateException("template " + header.templateId() + " is no command of a coordinator");
        }
    }

    private long open() {
        if (life == TransactionIds.MAX_LIFE) {
            return CommitNode.IDS_EXHAUSTED;
        }
        life++;
        node.beginLife(life);
        return life;
    }

    private long keep(long lifeOfHost, DirectBuffer source, int offset, int length) {
        if (lifeOfHost != life) {
            return CommitNode.NOT_OPEN;
        }
        record.setMemory(0, MAX_RECORD_BYTES, (byte) 0);
        record.putBytes(0, source, offset, length);
        recordLength = length;
        for (int i = 0; i < length; i += Long.BYTES) {
            mix(read(i));
        }
        return length;
    }

    private long read(int offset) {
        return offset == LENGTH_OF_RECORD ? recordLength : record.getLong(offset, ByteOrder.LITTLE_ENDIAN);
    }

    private long commit(long nowNs, long id, long participantSet) {
        long begun = begin(nowNs, id);
        return begun < 0 ? begun : node.requestCommit(nowNs, id, participantSet);
    }

    private long abandon(long nowNs, long id, long participantSet) {
        long begun = begin(nowNs, id);
        return begun < 0 ? begun : node.rollback(id, participantSet);
    }

    /** What a host of an earlier life has said comes too late: nobody waits for it. */
    private long begin(long nowNs, long id) {
        return TransactionIds.life(id) == life ? node.begin(nowNs, id) : CommitNode.NOT_OPEN;
    }

    private void reply(long result, Effects effects) {
        mix(result);
        int at = effects.claimReply(Long.BYTES);
        effects.buffer().putLong(at, result);
        effects.publish(at);
    }

    /** What is left of a duty cycle, until there is nothing more to do at this time. */
    private void finish(long nowNs) {
        do {
            node.onDurable(nowNs, outbox.position(), outbox);
            if (node.nextDeadlineNs() <= nowNs) {
                node.onDeadline(nowNs, outbox);
            }
            node.onBatchEnd(nowNs, outbox);
        } while (node.nextDeadlineNs() <= nowNs);
        outputs.nextDeadlineNs(node.nextDeadlineNs());
    }

    /** Of everything that was heard and answered, in its order: as good as one of the state. */
    @Override
    public long digest() {
        return hash * HASH_FACTOR ^ outbox.position();
    }

    private void mix(long value) {
        hash = (hash ^ value) * HASH_FACTOR;
        hash ^= hash >>> 32;
    }

    /** The coordinator has no work of its own. */
    private static final class NoPart implements TransactionParticipant {
        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            return Vote.ABORT;
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            return true;
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            return true;
        }

        @Override
        public void inDoubt(int coordinatorId, long transactionId) {}
    }
}
