package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.local.MemoryLog;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is not the newest one of its node is refused. */
class ManagerLogsTest {
    private final ManagerWorld world = new ManagerWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private void runAndClose() {
        world.requestCommit();
        world.settle();
        world.close();
    }

    private void refused(String reason) {
        LogException refused = assertThrows(LogException.class, world::start);
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void ofAnotherGroup() {
        runAndClose();
        world.groupId = 8;
        refused("groupId=7, this manager has 8");
    }

    @Test
    void ofAnotherNode() {
        runAndClose();
        Collections.swap(world.disks, 1, 2);
        refused("nodeId=2, this manager has 1");
    }

    @Test
    void ofAnotherParticipant() {
        runAndClose();
        Collections.swap(world.names, 0, 1);
        refused("belongs to 'left'");
    }

    @Test
    void ofAManagerWithMoreParticipants() {
        runAndClose();
        world.names.remove(1);
        refused("2 participants, this manager has 1");
    }

    @Test
    void thatIsEmptyWhereItsNodeWasThere() {
        runAndClose();
        world.disks.set(1, closed(new MemoryLog(1 << 16)));
        refused("node 1 'left' has an empty log");
    }

    @Test
    void thatIsOlder() {
        runAndClose();
        MemoryLog old = new MemoryLog(1 << 16);
        old.appendState(NodeIdentity.RECORD_TYPE, identity(1), 0, identity(1).capacity());
        old.close();
        old.reopen();
        old.close();
        world.start();
        world.settle();
        world.close();
        world.disks.set(1, old);
        refused("node 1 'left' has an older copy of its log");
    }

    private static UnsafeBuffer identity(int nodeId) {
        NodeIdentity identity = new NodeIdentity(7, nodeId, "left", 3);
        UnsafeBuffer record = new UnsafeBuffer(new byte[identity.length()]);
        identity.encode(new long[] {1, 1, 1}, 0, record, 0);
        return record;
    }

    @Test
    void ofSomethingElse() {
        runAndClose();
        MemoryLog foreign = new MemoryLog(1 << 16);
        foreign.appendState(3, new UnsafeBuffer(new byte[8]), 0, 8);
        world.disks.set(2, closed(foreign));
        refused("is none of a transaction manager");
    }

    @Test
    void aParticipantMayBeAdded() {
        runAndClose();
        world.names.add("third");
        world.participants.add(new TestParticipant());
        world.start();
        long id = world.requestCommit();
        world.settle();
        assertEquals(List.of(id), world.participants.get(2).committed);
        world.restart();
    }

    /** What a checkpoint releases, a log in files may have to write again: identities are only written at the start. */
    @Test
    void checkpointsKeepTheIdentity(@TempDir Path dir) {
        SegmentConfig config = SegmentConfig.of(Durability.PROCESS).withSegmentBytes(64 * 1024);
        world.close();
        for (int life = 0; life < 3; life++) {
            world.manager = world.builder()
                    .log(id -> SegmentLog.open(dir.resolve("node-" + id), config))
                    .start();
            world.client = world.manager.connect(4);
            for (int i = 0; i < 500; i++) {
                world.requestCommit();
                world.settle();
            }
            world.close();
        }
        assertEquals(List.of(), world.errors);
        assertEquals(1500, world.left().committed.size());
    }

    private static MemoryLog closed(MemoryLog log) {
        log.close();
        return log;
    }
}
