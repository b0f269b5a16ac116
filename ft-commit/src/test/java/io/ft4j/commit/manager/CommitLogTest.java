package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Vote;
import io.ft4j.commit.codec.CommitRecordEncoder;
import io.ft4j.commit.codec.MessageHeaderEncoder;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.local.MemoryLog;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitLogTest {
    private final ManagerWorld world = new ManagerWorld();

    @AfterEach
    void close() {
        world.close();
    }

    /** Left has voted, right has not, and the coordinator has decided nothing. */
    private long leaveInDoubt() {
        world.right().vote = Vote.LATER;
        long id = world.requestCommit();
        world.settle();
        world.close();
        return id;
    }

    private CommitLog read(int nodeId) {
        world.disks.get(nodeId).reopen();
        return CommitLog.read(world.disks.get(nodeId)).get(0);
    }

    @Test
    void tellsWhoIsInDoubtSinceWhenAndWhatTheOthersKnow() {
        long id = leaveInDoubt();
        CommitLog left = read(1);
        assertEquals("left", left.name());
        assertEquals(7, left.groupId());
        assertEquals(List.of(new CommitLog.Promise(0, id, 0b110, world.nowNs)), List.copyOf(left.promises()));
        assertEquals(CommitLog.Fate.READY, left.fate(id));
        CommitLog right = read(2);
        assertEquals(List.of(), List.copyOf(right.promises()));
        assertEquals(CommitLog.Fate.UNKNOWN, right.fate(id));
        CommitLog coordinator = read(0);
        assertTrue(coordinator.isCoordinator());
        assertFalse(coordinator.isCommitted(id));
    }

    @Test
    void tellsWhatIsDecided() {
        world.left().unfinished = Integer.MAX_VALUE;
        long id = world.requestCommit();
        world.settle();
        world.close();
        assertTrue(read(0).isCommitted(id));
        assertEquals(CommitLog.Fate.READY, read(1).fate(id));
        assertEquals(CommitLog.Fate.COMMITTED, read(2).fate(id));
    }

    /** What a checkpoint has released may have been anything: it must not look like a promise that was never made. */
    @Test
    void whatWasReleasedIsForgotten() {
        world.left().stuck = TransactionIds.of(1, 1);
        long id = world.requestCommit();
        for (int i = 0; i < 256; i++) {
            world.settle();
            world.requestCommit();
        }
        world.close();
        assertTrue(world.right().committed.contains(id));
        assertEquals(CommitLog.Fate.READY, read(1).fate(id));
        CommitLog right = read(2);
        assertEquals(CommitLog.Fate.FORGOTTEN, right.fate(id));
        assertEquals(CommitLog.Fate.UNKNOWN, right.fate(TransactionIds.of(2, 1)));
        assertTrue(read(0).isCommitted(id));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNextStartDoesWhatWasDecidedByHand(boolean commit) {
        long id = leaveInDoubt();
        CommitLog left = read(1);
        left.resolve(id, commit);
        assertEquals(List.of(), List.copyOf(left.promises()));
        world.disks.get(1).close();
        world.left().unfinished = commit ? 1 : 0;
        world.start();
        assertEquals(List.of(id), world.left().inDoubt);
        world.settle();
        world.advance(1_000_000_000);
        assertEquals(commit ? List.of(id) : List.of(), world.left().committed);
        assertEquals(commit ? List.of() : List.of(id), world.left().aborted);
        // It is over: another start has nothing to do.
        world.restart();
        world.settle();
        assertEquals(List.of(id), world.left().inDoubt);
    }

    @Test
    void aDecisionByHandOutlivesCheckpoints() {
        long id = leaveInDoubt();
        read(1).resolve(id, true);
        world.disks.get(1).close();
        world.right().vote = Vote.COMMIT;
        world.left().stuck = id;
        world.start();
        for (int i = 0; i < 256; i++) {
            world.requestCommit();
            world.settle();
        }
        assertEquals(256, world.left().committed.size());
        world.left().stuck = 0;
        world.restart();
        world.settle();
        assertFalse(world.left().aborted.contains(id));
        assertTrue(world.left().committed.contains(id));
    }

    @Test
    void refusesWhatIsNotInDoubt() {
        long id = leaveInDoubt();
        CommitLog left = read(1);
        assertThrows(IllegalArgumentException.class, () -> left.resolve(id + 1, true));
        left.resolve(id, true);
        assertThrows(IllegalArgumentException.class, () -> left.resolve(id, false));
    }

    /** A checkpoint writes promises again, and the log its newest identity, in any order. */
    @Test
    void tellsTheLifeOfAPromiseThatWasWrittenAgain() {
        byte[] ready = recordOf(RecordKind.READY.value());
        assertEquals(9, lifeStartNs(NodeIdentity.RECORD_TYPE, identity(1, 9), CommitRecords.RECORD_TYPE, ready));
        assertEquals(9, lifeStartNs(CommitRecords.RECORD_TYPE, ready, NodeIdentity.RECORD_TYPE, identity(1, 9)));
        assertEquals(
                CommitLog.UNKNOWN_NS,
                lifeStartNs(NodeIdentity.RECORD_TYPE, identity(2, 9), CommitRecords.RECORD_TYPE, ready));
        assertEquals(
                CommitLog.UNKNOWN_NS,
                lifeStartNs(CommitRecords.RECORD_TYPE, ready, NodeIdentity.RECORD_TYPE, identity(2, 9)));
    }

    private static long lifeStartNs(Object... typesAndBodies) {
        return CommitLog.read(with(typesAndBodies))
                .get(0)
                .promises()
                .iterator()
                .next()
                .lifeStartNs();
    }

    private static byte[] identity(long coordinatorLife, long startNs) {
        NodeIdentity identity = new NodeIdentity(7, 1, "left", 2);
        UnsafeBuffer record = new UnsafeBuffer(new byte[identity.length()]);
        identity.encode(new long[] {coordinatorLife, 1}, startNs, record, 0);
        return record.byteArray();
    }

    @Test
    void refusesWhatIsNoLogOfANode() {
        notOfANode("it has no identity", new MemoryLog(4096));
        notOfANode("the record at position 1 has type 4 and 8 bytes", with(NodeIdentity.RECORD_TYPE, new byte[8]));
        notOfANode("the record at position 1 has type 4 and 64 bytes", with(NodeIdentity.RECORD_TYPE, new byte[64]));
        notOfANode("the record at position 1 has type 30 and 64 bytes", with(CommitRecords.RECORD_TYPE, new byte[64]));
        notOfANode("it has no identity", with(1 << 8 | CommitRecords.RECORD_TYPE, recordOf(RecordKind.READY.value())));
        notOfANode(
                "has type 5 and 8 bytes",
                with(5, new byte[8], 1 << 8 | CommitRecords.RECORD_TYPE, recordOf(RecordKind.READY.value())));
    }

    private static void notOfANode(String reason, MemoryLog log) {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> CommitLog.read(log));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    /** To pass over what a later version has written could make a promise of it. */
    @Test
    void refusesARecordOfALaterVersion() {
        LogException refused =
                assertThrows(LogException.class, () -> CommitLog.read(with(CommitRecords.RECORD_TYPE, recordOf(77))));
        assertEquals("record at position 1 has kind 77, which this version does not know", refused.getMessage());
    }

    private static byte[] recordOf(int kind) {
        UnsafeBuffer record = new UnsafeBuffer(new byte[CommitRecords.RECORD_LENGTH]);
        new CommitRecordEncoder()
                .wrapAndApplyHeader(record, 0, new MessageHeaderEncoder())
                .transactionId(TransactionIds.of(1, 1));
        record.putByte(MessageHeaderEncoder.ENCODED_LENGTH + CommitRecordEncoder.kindEncodingOffset(), (byte) kind);
        return record.byteArray();
    }

    private static MemoryLog with(Object... typesAndBodies) {
        MemoryLog log = new MemoryLog(4096);
        for (int i = 0; i < typesAndBodies.length; i += 2) {
            byte[] body = (byte[]) typesAndBodies[i + 1];
            log.appendState((int) typesAndBodies[i], new UnsafeBuffer(body), 0, body.length);
        }
        return log;
    }
}
