package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import java.util.ArrayList;
import java.util.List;

/** Replicas in the situations where sentences of the paper begin. */
final class Scenes {
    static final RaftConfig CONFIG = RaftConfig.builder().build();
    /** The shortest election time-out. */
    static final long T = CONFIG.electionTimeoutNs();

    static final long HEARTBEAT = CONFIG.heartbeatIntervalNs();

    private Scenes() {}

    static TestReplica follower(int id, int processCount) {
        return new TestReplica(CONFIG, id, processCount, 1).start();
    }

    /** In term 1, its own vote durable, its requests under way. */
    static TestReplica candidate(int id, int processCount) {
        return makeCandidate(follower(id, processCount));
    }

    static TestReplica makeCandidate(TestReplica replica) {
        replica.fireDeadline();
        for (int other = 0, needed = replica.processCount / 2; other < replica.processCount && needed > 0; other++) {
            if (other != replica.id) {
                long term = replica.node.term();
                replica.deliver(Messages.preVoteReply(other, replica.id, term, term, true));
                needed--;
            }
        }
        replica.endCycle();
        replica.endCycle();
        assertEquals(Role.CANDIDATE, replica.node.role());
        replica.takeSent();
        return replica;
    }

    /** In term 1, with its no-op at index 1, probes under way. */
    static TestReplica leader(int id, int processCount) {
        return makeLeader(follower(id, processCount));
    }

    static TestReplica makeLeader(TestReplica replica) {
        makeCandidate(replica);
        for (int other = 0, needed = replica.processCount / 2; other < replica.processCount && needed > 0; other++) {
            if (other != replica.id) {
                replica.deliver(Messages.voteReply(other, replica.id, replica.node.term(), true));
                needed--;
            }
        }
        assertEquals(Role.LEADER, replica.node.role());
        replica.endCycle();
        replica.takeSent();
        return replica;
    }

    /** All followers answer that they agree up to the end of what the leader had when its term began. */
    static TestReplica agreed(TestReplica leader) {
        long before = leader.node.lastIndex() - 1;
        for (int other = 0; other < leader.processCount; other++) {
            if (other != leader.id) {
                leader.deliver(Messages.appendReply(other, leader.id, leader.node.term(), before, before));
            }
        }
        leader.endCycle();
        leader.takeSent();
        return leader;
    }

    static TestMessage only(List<TestMessage> messages) {
        assertEquals(1, messages.size(), messages.toString());
        return messages.get(0);
    }

    static List<Integer> destinations(List<TestMessage> messages, int templateId) {
        List<Integer> ids = new ArrayList<>();
        for (TestMessage message : messages) {
            assertEquals(templateId, message.templateId(), message.toString());
            ids.add(message.to);
        }
        return ids;
    }

    static List<String> texts(List<TestMessage> messages) {
        return messages.stream().map(TestMessage::toString).toList();
    }

    static boolean asksForVote(TestMessage message) {
        return message.is(VoteRequestDecoder.TEMPLATE_ID);
    }
}
