package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.fail;

import io.ft4j.core.consensus.raft.codec.AppendEntriesEncoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyDecoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyEncoder;
import io.ft4j.core.consensus.raft.codec.BooleanType;
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
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * The checks bite: each test breaks one promise and demands that a check of outcomes, not of words, names it: under the
 * seed that is known to show it, or else within so many others.
 */
final class RaftMutantTest {
    private static final int STEPS_PER_SEED = 2_000;
    private static final int MAX_PROCESSES = 5;
    private static final MessageHeaderDecoder HEADER = new MessageHeaderDecoder();

    @Test
    void noticesVotesThatAreNotWritten() {
        demandNoticed("election safety", 1827, 3000, () -> new Sabotage() {
            @Override
            public DurableLog log(TestLog log) {
                return new VotelessLog(log);
            }
        });
    }

    @Test
    void noticesAcknowledgementsBeforeTheForce() {
        demandNoticed("committed entries", 2, 5, () -> new Sabotage() {
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
        demandNoticed("election safety", 6, 100, () -> new Sabotage() {
            private final boolean[][] hasGranted = new boolean[MAX_PROCESSES][MAX_PROCESSES];

            @Override
            public Packet arriving(Packet packet, ClusterProcess destination) {
                if (!isOf(packet, VoteReplyDecoder.TEMPLATE_ID)) {
                    return packet;
                }
                boolean[] granted = hasGranted[packet.sourceId()];
                granted[packet.destinationId()] |= isGranted(packet);
                return granted[packet.destinationId()] ? packet.forged(RaftMutantTest::grant) : packet;
            }
        });
    }

    @Test
    void noticesOldAcknowledgementsThatCount() {
        demandNoticed("committed entries", 49, 200, () -> new Sabotage() {
            private final long[][] acknowledged = new long[MAX_PROCESSES][MAX_PROCESSES];

            @Override
            public Packet arriving(Packet packet, ClusterProcess destination) {
                if (!isOf(packet, AppendReplyDecoder.TEMPLATE_ID)) {
                    return packet;
                }
                long[] highest = acknowledged[packet.sourceId()];
                int to = packet.destinationId();
                highest[to] = Math.max(highest[to], matchIndex(packet));
                long index = Math.min(highest[to], destination.log().lastIndex());
                return packet.forged((frame, at) -> acknowledge(frame, at, index));
            }
        });
    }

    @Test
    void noticesAcknowledgementsOfWhatIsNotDurable() {
        demandNoticed("committed entries", 2, 5, () -> new Sabotage() {
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
        demandNoticed("committed entries", 1, 5, () -> new Sabotage() {
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
        demandNoticed("committed entries", 2, 100, () -> new Sabotage() {
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
        demandNoticed("committed entries", 1, 20, () -> new Sabotage() {
            @Override
            public void crashed(TestLog log) {
                if (log.lastIndex() > 10) {
                    log.flipBit(log.lastIndex() / 2);
                }
            }
        });
    }

    private static void demandNoticed(String property, long knownSeed, int seedLimit, Supplier<Sabotage> sabotage) {
        if (isNoticed(property, knownSeed, sabotage.get())) {
            return;
        }
        for (long seed = 1; seed <= seedLimit; seed++) {
            if (isNoticed(property, seed, sabotage.get())) {
                System.out.println(property + " is noticed under seed " + seed + ", no longer under " + knownSeed
                        + " of " + seedLimit);
                return;
            }
        }
        fail("not noticed within " + seedLimit + " seeds");
    }

    private static boolean isNoticed(String property, long seed, Sabotage sabotage) {
        try {
            RaftChaos.run(
                    seed, STEPS_PER_SEED, new Trace(false), new RaftTally(), RaftCluster.Watch.OUTCOMES, sabotage);
            return false;
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage()).startsWith(property);
        }
    }

    private static boolean isOf(Packet packet, int templateId) {
        return HEADER.wrap(packet.frame(), packet.messageOffset()).templateId() == templateId;
    }

    private static boolean isGranted(Packet packet) {
        return new VoteReplyDecoder()
                        .wrapAndApplyHeader(packet.frame(), packet.messageOffset(), HEADER)
                        .granted()
                == BooleanType.YES;
    }

    private static void grant(UnsafeBuffer frame, int at) {
        new VoteReplyEncoder().wrap(frame, bodyOffset(at)).granted(BooleanType.YES);
    }

    private static long matchIndex(Packet packet) {
        return new AppendReplyDecoder()
                .wrapAndApplyHeader(packet.frame(), packet.messageOffset(), HEADER)
                .matchIndex();
    }

    private static void acknowledge(UnsafeBuffer frame, int at, long index) {
        AppendReplyDecoder reply = new AppendReplyDecoder().wrapAndApplyHeader(frame, at, HEADER);
        long verifiedIndex = Math.max(index, reply.verifiedIndex());
        new AppendReplyEncoder().wrap(frame, bodyOffset(at)).matchIndex(index).verifiedIndex(verifiedIndex);
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
