package io.ft4j.commit.replicated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.CommitNode;
import io.ft4j.commit.replicated.codec.BeginEncoder;
import io.ft4j.commit.replicated.codec.MessageHeaderEncoder;
import io.ft4j.commit.replicated.codec.RequestCommitEncoder;
import io.ft4j.commit.replicated.codec.RollbackEncoder;
import io.ft4j.commit.replicated.codec.TickEncoder;
import io.ft4j.core.AllocationMeter;
import io.ft4j.core.port.Effects;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class CoordinatorMachineTest implements Effects {
    private static final int HEADER_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int PER_ROUND = 5_000;
    private static final long MEMBERS = 0b111;
    private static final long PARTICIPANTS = 0b110;

    private final CommitConfig config =
            CommitConfig.builder().maxTransactions(64).rememberedOutcomes(64).build();
    private final Outputs outputs = new Outputs(CommitNode.maxMessageBytes(config), 64);
    private final CoordinatorMachine machine = new CoordinatorMachine(config, 0, MEMBERS, outputs);
    private final UnsafeBuffer reply = new UnsafeBuffer(new byte[Long.BYTES]);
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BeginEncoder begin = new BeginEncoder();
    private final RequestCommitEncoder requestCommit = new RequestCommitEncoder();
    private final RollbackEncoder rollback = new RollbackEncoder();
    private final TickEncoder tick = new TickEncoder();
    private final MessageHandler taken = this::take;
    private long said;
    private long index;

    private void take(int type, MutableDirectBuffer buffer, int offset, int length) {
        said++;
    }

    private long apply(int length) {
        index++;
        machine.apply(index, index * 1_000, command, 0, HEADER_LENGTH + length, this);
        while (outputs.pollFrame(taken) > 0) {}
        outputs.pollOutcomes(taken);
        return reply.getLong(0);
    }

    private void transaction() {
        begin.wrapAndApplyHeader(command, 0, header);
        long id = apply(BeginEncoder.BLOCK_LENGTH);
        requestCommit.wrapAndApplyHeader(command, 0, header).transactionId(id).participantSet(PARTICIPANTS);
        assertEquals(id, apply(RequestCommitEncoder.BLOCK_LENGTH));
        rollback.wrapAndApplyHeader(command, 0, header).transactionId(id).participantSet(PARTICIPANTS);
        assertEquals(id, apply(RollbackEncoder.BLOCK_LENGTH));
        tick.wrapAndApplyHeader(command, 0, header);
        apply(TickEncoder.BLOCK_LENGTH);
    }

    @Test
    void allocatesNothing() {
        assertEquals(0, AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < PER_ROUND; i++) {
                transaction();
            }
        }));
        assertTrue(said >= 5L * PER_ROUND, "two questions, two aborts and an outcome each; said=" + said);
    }

    @Test
    void whatIsNoCommandStopsTheReplica() {
        header.wrap(command, 0).blockLength(0).templateId(99).schemaId(31).version(0);
        String reason =
                assertThrows(IllegalStateException.class, () -> apply(0)).getMessage();
        assertEquals("template 99 is no command of a coordinator", reason);
    }

    @Override
    public MutableDirectBuffer buffer() {
        return reply;
    }

    @Override
    public int maxReplyBytes() {
        return Long.BYTES;
    }

    @Override
    public int claimReply(int length) {
        return 0;
    }

    @Override
    public void publish(int claimOffset) {}
}
