package io.ft4j.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import io.ft4j.core.runtime.client.ReplyHandler;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.core.runtime.local.MemoryLog;
import io.ft4j.core.session.ReplyCode;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients whose leader is in another process: their commands and replies, there and back, allocate nothing. */
final class RemoteAllocationTest {
    private static final int MEMBERS = 3;
    private static final int OUTSTANDING = 32;
    private static final int STEPS_PER_ROUND = 15_000;
    private static final int MAX_STEPS_TO_A_LEADER = 100_000;
    private static final long STEP_NS = 100_000;

    private final InProcessNetwork network = new InProcessNetwork(MEMBERS, 1 << 20, 1 << 17);
    private final ManualClock clock = new ManualClock();
    private final GroupMember[] members = new GroupMember[MEMBERS];
    private final Client[] clients = new Client[MEMBERS - 1];
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[Long.BYTES]);
    private long replies;
    private long failures;
    private final ReplyHandler onReply = (sequence, code, index, buffer, offset, length) -> {
        if (code == ReplyCode.OK) {
            replies++;
        } else {
            failures++;
        }
    };

    @AfterEach
    void close() {
        CloseHelper.quietCloseAll(members);
    }

    @Test
    void allocatesNothing() {
        for (int id = 0; id < MEMBERS; id++) {
            members[id] = builder().member(id, network.transport(id));
        }
        int leader = awaitLeader();
        for (int i = 0; i < clients.length; i++) {
            GroupMember follower = members[(leader + 1 + i) % MEMBERS];
            clients[i] = follower.connect(ClientConfig.DEFAULT.withMaxOutstanding(OUTSTANDING));
        }
        assertEquals(0, AllocationMeter.leastBytesPerRound(this::round), "bytes for " + replies + " replies");
        assertTrue(replies > 1_000_000, "replies=" + replies);
        assertTrue(members[leader].status().leading());
        assertEquals(0, failures);
    }

    private ReplicaGroupBuilder builder() {
        return ReplicaGroup.tolerating(Tolerance.crashes(1))
                .groupId(9)
                .maxOutstanding(OUTSTANDING)
                .stateMachine(SumMachine::new)
                .log(id -> new MemoryLog(1 << 22))
                .threading(Threading.INVOKER)
                .clock(clock)
                .seed(42)
                .firstBoot()
                .errorHandler(failure -> failures++);
    }

    private int awaitLeader() {
        for (int steps = 0; steps < MAX_STEPS_TO_A_LEADER; steps++) {
            step();
            for (GroupMember member : members) {
                if (member.status().leading()) {
                    return member.id();
                }
            }
        }
        throw new AssertionError("nobody leads; " + failures + " failures");
    }

    private void step() {
        clock.advance(STEP_NS);
        for (GroupMember member : members) {
            member.doWork();
        }
    }

    private void round() {
        for (int i = 0; i < STEPS_PER_ROUND; i++) {
            for (Client client : clients) {
                client.poll(onReply, OUTSTANDING);
                while (client.offer(command, 0, Long.BYTES) > 0) {
                    // As many as it may.
                }
            }
            step();
        }
    }
}
