package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.ft4j.core.consensus.raft.codec.AppendEntriesEncoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyDecoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyEncoder;
import io.ft4j.core.consensus.raft.codec.MessageHeaderDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteRequestDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteRequestEncoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyEncoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestEncoder;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.scenario.ClusterProcess;
import io.ft4j.core.scenario.LogDecorator;
import io.ft4j.core.scenario.Packet;
import io.ft4j.core.scenario.Sabotage;
import io.ft4j.core.scenario.TestLog;
import io.ft4j.core.scenario.Trace;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * The checks bite: each test breaks one promise and demands that a check of outcomes, not of words, names it within so
 * many seeds.
 */
final class RaftMutantTest {
    private static final int STEPS_PER_SEED = 2_000;
    private static final MessageHeaderDecoder HEADER = new MessageHeaderDecoder();

    @Test
    void noticesVotesThatAreNotWritten() {
        demandNoticed("election safety", 300, new Sabotage() {
            @Override
            public DurableLog log(TestLog log) {
                return new VotelessLog(log);
            }
        });
    }

    @Test
    void noticesAcknowledgementsBeforeTheForce() {
        demandNoticed("committed entries", 5, new Sabotage() {
            @Override
            public DurableLog log(TestLog log) {
                return new LogDecorator(log) {
                    @Override
                    public long durablePosition() {
                        return log.position();
                    }
                };
            }
        });
    }

    @Test
    void noticesOldVotesThatCount() {
        demandNoticed("election safety", 300, new Sabotage() {
            @Override
            public Packet arriving(Packet packet, ClusterProcess destination) {
                return isOlder(packet, VoteReplyDecoder.TEMPLATE_ID, destination)
                        ? packet.forged((frame, at) -> new VoteReplyEncoder()
                                .wrap(frame, bodyOffset(at))
                                .term(destination.term()))
                        : packet;
            }
        });
    }

    @Test
    void noticesOldAcknowledgementsThatCount() {
        demandNoticed("committed entries", 300, new Sabotage() {
            @Override
            public Packet arriving(Packet packet, ClusterProcess destination) {
                return isOlder(packet, AppendReplyDecoder.TEMPLATE_ID, destination)
                        ? packet.forged((frame, at) -> new AppendReplyEncoder()
                                .wrap(frame, bodyOffset(at))
                                .term(destination.term()))
                        : packet;
            }
        });
    }

    @Test
    void noticesAcknowledgementsOfWhatIsNotDurable() {
        demandNoticed("committed entries", 5, new Sabotage() {
            @Override
            public Packet arriving(Packet packet, ClusterProcess destination) {
                return isOf(packet, AppendReplyDecoder.TEMPLATE_ID)
                        ? packet.forged(RaftMutantTest::raiseMatch)
                        : packet;
            }
        });
    }

    @Test
    void noticesFollowersThatCommitWhatTheyHave() {
        demandNoticed("committed entries", 5, new Sabotage() {
            @Override
            public Packet arriving(Packet packet, ClusterProcess destination) {
                return isOf(packet, AppendEntriesEncoder.TEMPLATE_ID)
                        ? packet.forged((frame, at) -> new AppendEntriesEncoder()
                                .wrap(frame, bodyOffset(at))
                                .commitIndex(Integer.MAX_VALUE))
                        : packet;
            }
        });
    }

    @Test
    void noticesLeadersThatLackWhatIsCommitted() {
        demandNoticed("committed entries", 100, new Sabotage() {
            @Override
            public Packet arriving(Packet packet, ClusterProcess destination) {
                if (isOf(packet, VoteRequestDecoder.TEMPLATE_ID)) {
                    return packet.forged(RaftMutantTest::boast);
                }
                return isOf(packet, PreVoteRequestDecoder.TEMPLATE_ID)
                        ? packet.forged(RaftMutantTest::boastBefore)
                        : packet;
            }
        });
    }

    @Test
    void noticesEntriesThatRot() {
        demandNoticed("", 20, new Sabotage() {
            @Override
            public void crashed(TestLog log) {
                if (log.lastIndex() > 10) {
                    log.flipBit(log.lastIndex() / 2);
                }
            }
        });
    }

    private static void demandNoticed(String property, int seedLimit, Sabotage sabotage) {
        for (long seed = 1; seed <= seedLimit; seed++) {
            try {
                RaftChaos.run(
                        seed, STEPS_PER_SEED, new Trace(false), new RaftTally(), RaftCluster.Watch.OUTCOMES, sabotage);
            } catch (RuntimeException e) {
                System.out.println("seed " + seed + ": " + e.getMessage());
                assertTrue(String.valueOf(e.getMessage()).startsWith(property), "seed " + seed + ": " + e);
                return;
            }
        }
        fail("not noticed within " + seedLimit + " seeds");
    }

    private static boolean isOf(Packet packet, int templateId) {
        return HEADER.wrap(packet.frame(), packet.messageOffset()).templateId() == templateId;
    }

    /** The term comes first in all messages. */
    private static boolean isOlder(Packet packet, int templateId, ClusterProcess destination) {
        return isOf(packet, templateId)
                && packet.frame().getLong(bodyOffset(packet.messageOffset())) < destination.term();
    }

    private static int bodyOffset(int messageOffset) {
        return messageOffset + MessageHeaderDecoder.ENCODED_LENGTH;
    }

    private static void raiseMatch(UnsafeBuffer frame, int at) {
        AppendReplyDecoder reply = new AppendReplyDecoder().wrapAndApplyHeader(frame, at, HEADER);
        new AppendReplyEncoder().wrap(frame, bodyOffset(at)).matchIndex(reply.verifiedIndex());
    }

    /** The log of the candidate ends in the term before the one that it wants, or so it says. */
    private static void boast(UnsafeBuffer frame, int at) {
        VoteRequestDecoder request = new VoteRequestDecoder().wrapAndApplyHeader(frame, at, HEADER);
        new VoteRequestEncoder()
                .wrap(frame, bodyOffset(at))
                .lastTerm(request.term())
                .lastIndex(Integer.MAX_VALUE);
    }

    private static void boastBefore(UnsafeBuffer frame, int at) {
        PreVoteRequestDecoder request = new PreVoteRequestDecoder().wrapAndApplyHeader(frame, at, HEADER);
        if (request.term() > 0) {
            new PreVoteRequestEncoder()
                    .wrap(frame, bodyOffset(at))
                    .lastTerm(request.term())
                    .lastIndex(Integer.MAX_VALUE);
        }
    }

    /** Writes the term, but nobody for the vote. */
    private static final class VotelessLog extends LogDecorator {
        private final UnsafeBuffer record = new UnsafeBuffer(new byte[PersistentState.RECORD_LENGTH]);
        private final RaftSubject subject = new RaftSubject(RaftConfig.builder().build(), 1);

        private VotelessLog(DurableLog log) {
            super(log);
        }

        @Override
        public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
            long term = subject.recordedTerm(recordType, buffer, offset, length);
            return super.appendState(recordType, record, 0, subject.putState(record, term, PersistentState.NOBODY));
        }
    }
}
