package io.ft4j.commit.replicated;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.CommitNode;
import io.ft4j.commit.Outcome;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.ReplicaGroupBuilder;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ReplyHandler;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.core.session.ReplyCode;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.NanoClock;

/**
 * Coordinates transactions from within a replicated group: as long as a majority of its replicas is up, decisions are made
 * and delivered, and no participant stays in doubt because a replica was lost in the middle. To participants it is one process
 * of their group.
 *
 * <p>Calls are asynchronous, since the group orders them: they return a number, or a negative code of {@link Client}; {@link
 * CoordinatorHandler#onAnswer} has the result, {@link CoordinatorHandler#onOutcome} how the transaction ended.
 *
 * <p>One thread, that of {@link #doWork}; the group has the threads that its builder names, and {@link #group} may be used
 * as its threading allows.
 */
public final class ReplicatedCoordinator implements Agent, AutoCloseable {
    private static final int REPLIES_PER_CYCLE = 256;
    private static final Outcome[] OUTCOMES = Outcome.values();

    private final NanoClock clock;
    private final long members;
    private final CoordinatorHandler handler;
    private final HostLog log = new HostLog();
    private final ReplicaGroup group;
    private final boolean invoked;
    private final Client client;
    private final Commands commands;
    private final EffectDriver driver;
    /** Of the newest life of each replica; a replica is restarted by any thread. */
    private final AtomicReferenceArray<Outputs> outputs;

    private final ReplyHandler replyHandler = this::onReply;
    private final MessageHandler frameHandler = this::onFrame;
    private final MessageHandler outcomeHandler = this::onOutcome;

    private final HeardOutcomes heardOutcomes;

    private long newestFrame;
    private long tick;

    /**
     * Starts the group.
     *
     * @param config    of all processes of the transactions' group.
     * @param groupId   of that group.
     * @param selfId    the process that the coordinator is in it.
     * @param memberSet of that group.
     * @param transport of that process.
     * @param replicas  describes the group that replicates the coordinator, but for its state machine and command lengths.
     * @param threading as in {@code replicas}.
     * @param clock     as in {@code replicas}: epoch time in ns.
     */
    public ReplicatedCoordinator(
            CommitConfig config,
            long groupId,
            int selfId,
            long memberSet,
            Transport transport,
            ReplicaGroupBuilder replicas,
            Threading threading,
            NanoClock clock,
            CoordinatorHandler handler) {
        this.clock = clock;
        this.handler = handler;
        members = memberSet;
        heardOutcomes = new HeardOutcomes(config.maxTransactions());
        invoked = threading == Threading.INVOKER;
        int maxMessageBytes = CommitNode.maxMessageBytes(config);
        outputs = new AtomicReferenceArray<>(ProcessSet.MAX_PROCESSES);
        group = replicas.threading(threading)
                .clock(clock)
                .maxCommandBytes(Commands.maxLength(maxMessageBytes))
                .maxReplyBytes(Long.BYTES)
                .stateMachineOf(replicaId -> {
                    Outputs ofThisLife = new Outputs(maxMessageBytes, config.maxTransactions());
                    outputs.set(replicaId, ofThisLife);
                    return new CoordinatorMachine(config, selfId, memberSet, ofThisLife);
                })
                .start();
        client = group.connect();
        commands = new Commands(client, maxMessageBytes);
        Relay relay = new Relay(commands, maxMessageBytes);
        ProtocolStack stack = new ProtocolStack(groupId, selfId, memberSet, relay);
        driver = new EffectDriver(new NodeWiring(groupId, selfId, log, transport), stack);
        driver.start(clock.nanoTime());
    }

    /** To take replicas down and bring them back, and to look at them. */
    public ReplicaGroup group() {
        return group;
    }

    /** Messages of participants that were not taken; what is missed comes again. */
    public long refusedMessages() {
        return commands.refused();
    }

    /** Frames for participants that were not taken. */
    public long droppedFrames() {
        return driver.droppedFrames();
    }

    // For a host that gives the ids itself

    /**
     * Begins a life of the coordinator: ids are of this life from now on, and frames too. Waits for the group, and does not do
     * the duty cycle meanwhile; before the first call of another kind.
     *
     * @return the life.
     * @throws IllegalStateException when the group does not answer in time.
     */
    public long open(long timeoutNs) {
        long life = commands.open(timeoutNs);
        if (life < 0) {
            throw new IllegalStateException("the coordinator has had all lives that there are: " + life);
        }
        log.life(life);
        return life;
    }

    /** Of this host. */
    public long life() {
        return log.incarnation();
    }

    /**
     * Keeps a record of the host in the group, in place of the one before. Waits for the group.
     *
     * @throws IllegalStateException when the group does not answer in time, or another host has opened a newer life.
     */
    public void keep(DirectBuffer record, int offset, int length, long timeoutNs) {
        if (length > CoordinatorMachine.MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "length=" + length + " of a record is above " + CoordinatorMachine.MAX_RECORD_BYTES);
        }
        if (commands.keep(life(), record, offset, length, timeoutNs) != length) {
            throw new IllegalStateException(
                    "life=" + life() + " of the coordinator is over: another host has opened one");
        }
    }

    /**
     * The record that was kept last. Waits for the group. Allocates.
     *
     * @throws IllegalStateException when the group does not answer in time.
     */
    public byte[] kept(long timeoutNs) {
        byte[] record = new byte[(int) commands.read(CoordinatorMachine.LENGTH_OF_RECORD, timeoutNs)];
        for (int i = 0; i < record.length; i += Long.BYTES) {
            long word = commands.read(i, timeoutNs);
            for (int at = i; at < Math.min(record.length, i + Long.BYTES); at++) {
                record[at] = (byte) word;
                word >>>= Byte.SIZE;
            }
        }
        return record;
    }

    /** Begins the transaction of this id and commits it at all of its participants or at none. */
    public long commit(long transactionId, long participantSet) {
        requireParticipants(participantSet);
        return commands.commit(transactionId, participantSet);
    }

    /** Aborts what was never begun here. @param participantSet who has work of it; may be empty. */
    public long abandon(long transactionId, long participantSet) {
        requireMembers(participantSet);
        return commands.abandon(transactionId, participantSet);
    }

    // For one that does not

    /** Begins a transaction. */
    public long begin() {
        return commands.begin();
    }

    /** Commits a transaction at all of its participants or at none. */
    public long requestCommit(long transactionId, long participantSet) {
        requireParticipants(participantSet);
        return commands.requestCommit(transactionId, participantSet);
    }

    /** Aborts a transaction that is not decided. */
    public long rollback(long transactionId, long participantSet) {
        requireMembers(participantSet);
        return commands.rollback(transactionId, participantSet);
    }

    /** What the replicas would choke on does not reach them. */
    private void requireParticipants(long participantSet) {
        if (participantSet == ProcessSet.EMPTY) {
            throw new IllegalArgumentException("participantSet is empty");
        }
        requireMembers(participantSet);
    }

    private void requireMembers(long participantSet) {
        if ((participantSet & ~members) != 0) {
            throw new IllegalArgumentException("participantSet=" + ProcessSet.toString(participantSet)
                    + " must be some of " + ProcessSet.toString(members));
        }
    }

    /**
     * One duty cycle. Returns how much was done.
     *
     * @throws IllegalStateException when the group has given up the session of this host for newer ones: of what it was handed, it
     *     may have executed anything.
     */
    @Override
    public int doWork() {
        int work = invoked ? group.doWork() : 0;
        work += client.poll(replyHandler, REPLIES_PER_CYCLE);
        for (int replicaId = 0; replicaId < group.size(); replicaId++) {
            Outputs ofReplica = outputs.get(replicaId);
            work += ofReplica.pollOutcomes(outcomeHandler) + pollFrames(ofReplica);
        }
        long nowNs = clock.nanoTime();
        tellTime(nowNs);
        return work + driver.cycle(nowNs);
    }

    private int pollFrames(Outputs output) {
        int work = 0;
        while (driver.hasRoomForStep() && output.pollFrame(frameHandler) > 0) {
            work++;
        }
        return work;
    }

    /** EXPIRED can not be: no more calls wait for an answer than the session keeps answers. */
    private void onReply(long sequence, int code, long index, DirectBuffer buffer, int offset, int length) {
        if (code != ReplyCode.OK) {
            throw new IllegalStateException(
                    "the group has ended the session of its coordinator's host: " + ReplyCode.toString(code));
        }
        if (sequence == tick) {
            tick = 0;
        } else if (length == Long.BYTES) {
            handler.onAnswer(sequence, buffer.getLong(offset));
        }
    }

    /** What another replica has said before is not said again. */
    private void onFrame(int type, MutableDirectBuffer buffer, int offset, int length) {
        long number = buffer.getLong(offset + Outputs.NUMBER_OFFSET);
        if (number > newestFrame) {
            newestFrame = number;
            int frameLength = length - Outputs.FRAME_OFFSET;
            int claim = driver.outbox().claim(buffer.getInt(offset + Outputs.DESTINATION_OFFSET), frameLength);
            driver.outbox().buffer().putBytes(claim, buffer, offset + Outputs.FRAME_OFFSET, frameLength);
            driver.outbox().publish(claim);
        }
    }

    private void onOutcome(int type, MutableDirectBuffer buffer, int offset, int length) {
        if (heardOutcomes.add(buffer.getLong(offset + Outputs.NUMBER_OFFSET))) {
            handler.onOutcome(
                    buffer.getLong(offset + Outputs.ID_OFFSET),
                    OUTCOMES[buffer.getInt(offset + Outputs.OUTCOME_OFFSET)],
                    buffer.getLong(offset + Outputs.CAUSES_OFFSET));
        }
    }

    /** The coordinator has no clock of its own: its deadlines come as commands, one at a time. */
    private void tellTime(long nowNs) {
        int leaderId = group.leaderId();
        if (tick == 0 && leaderId >= 0 && outputs.get(leaderId).nextDeadlineNs() <= nowNs) {
            tick = Math.max(0, commands.tick());
        }
    }

    @Override
    public String roleName() {
        return "ft4j-coordinator";
    }

    @Override
    public void onClose() {
        close();
    }

    /** Closes the group as {@link ReplicaGroup#close} does. Idempotent. */
    @Override
    public void close() {
        client.close();
        group.close();
    }
}
