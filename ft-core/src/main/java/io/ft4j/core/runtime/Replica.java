package io.ft4j.core.runtime;

import io.ft4j.core.consensus.raft.RaftNode;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.runtime.client.Doors;
import io.ft4j.core.runtime.client.Ingress;
import io.ft4j.core.runtime.client.LeaderBoard;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.core.runtime.driver.OutboxBuffer;
import io.ft4j.core.runtime.observe.RoleChangeEvent;
import io.ft4j.core.session.Sessions;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One replica from its log to its state machine, from {@link Replicas#open} on. Whoever drives it calls {@link #doWork}
 * whenever something may have happened: a frame, a command, a force, a deadline.
 *
 * <p>One thread. No allocation after it was launched.
 */
public final class Replica {
    private static final int TAIL_BYTES_PER_ENTRY = 64;

    private final GroupConfig config;
    private final int id;
    private final DurableLog log;
    private final Transport transport;
    private final Consensus consensus;
    private final ProtocolStack stack;
    private final EffectDriver driver;
    private final Ingress ingress;
    private final LeaderBoard board;
    private final Applier applier;
    private final ApplyRing applyRing;
    private final GroupIdentity identity;
    private final RoleChangeEvent roleChanges = new RoleChangeEvent();
    private long announcedTerm = -1;
    private String toldRole;
    private long toldTerm;

    Replica(GroupConfig config, NodeWiring wiring, StateMachine stateMachine, Doors doors) {
        this.config = config;
        id = wiring.processId();
        log = wiring.log();
        transport = wiring.transport();
        ingress = doors.ingress(id);
        board = doors.board();
        identity = new GroupIdentity(config, id);
        HotTail tail = new HotTail(config.tailBytes(), config.tailBytes() / TAIL_BYTES_PER_ENTRY);
        Prng prng = new Prng(config.seed()).fork("replica " + id + " life " + log.incarnation());
        consensus = new RaftNode(config.raft(), id, config.processCount(), tail, log, prng);
        stack = new ProtocolStack(config.groupId(), id, ProcessSet.firstN(config.processCount()), consensus);
        Sessions sessions =
                new Sessions(stateMachine, config.maxSessions(), config.maxOutstanding(), config.maxReplyBytes());
        applier = new Applier(sessions, doors.egress());
        applyRing = config.threading() == Threading.SPLIT
                ? new ApplyRing(applier, Records.ENTRY_HEADER_LENGTH + config.maxCommandBytes())
                : null;
        driver = new EffectDriver(wiring, stack, consensus, tail, applyRing != null ? applyRing : applier);
    }

    /** Reads the whole log. */
    void replay() {
        log.replay((position, index, recordType, buffer, offset, length) -> {
            identity.onRecord(recordType, buffer, offset, length);
            if (recordType != GroupIdentity.RECORD_TYPE) {
                stack.onRecord(position, index, recordType, buffer, offset, length);
            }
        });
    }

    /** After {@link #replay}, before {@link #start}: writes down who is in the group, and in which life. */
    void writeIdentity(long[] incarnations) {
        UnsafeBuffer record = new UnsafeBuffer(new byte[GroupIdentity.length(incarnations.length)]);
        GroupIdentity.encode(config, id, incarnations, record, 0);
        log.appendState(GroupIdentity.RECORD_TYPE, record, 0, record.capacity());
        log.requestForce();
    }

    /** As {@link #writeIdentity}, while running. */
    void recordIdentity(long[] incarnations) {
        OutboxBuffer outbox = driver.outbox();
        int offset = outbox.claimState(GroupIdentity.RECORD_TYPE, GroupIdentity.length(incarnations.length));
        GroupIdentity.encode(config, id, incarnations, outbox.buffer(), offset);
        outbox.publish(offset);
    }

    void start(long nowNs) {
        driver.start(nowNs);
    }

    /**
     * One duty cycle.
     *
     * @return how much was done; above 0 another one may have more to do at once.
     */
    public int doWork(long nowNs) {
        int work = driver.hasRoomForStep() ? ingress.poll(nowNs, consensus, driver.outbox()) : 0;
        work += driver.cycle(nowNs);
        publishLeadership();
        publishRole();
        return work;
    }

    /** Application thread, in a split group. */
    int pollApply() {
        return applyRing.poll();
    }

    /** Before {@link #start}: frames of lives before these are those of a process that has forgotten something. */
    void expect(long[] incarnations) {
        for (int i = 0; i < incarnations.length; i++) {
            stack.expect(i, incarnations[i]);
        }
    }

    /** The newest life of another replica that was heard of; 0 before. */
    long heardIncarnation(int processId) {
        return stack.incarnation(processId);
    }

    GroupIdentity identity() {
        return identity;
    }

    public int id() {
        return id;
    }

    /** When the next duty cycle is due even if nothing happens; in ns of the clock that {@link #doWork} is told. */
    public long nextDeadlineNs() {
        return stack.nextDeadlineNs();
    }

    /** What orders the commands, to look at. */
    public Consensus consensus() {
        return consensus;
    }

    public DurableLog log() {
        return log;
    }

    public boolean isLeading() {
        return consensus.leaderId() == id;
    }

    /** The newest entry that this replica knows to be committed. */
    public long commitIndex() {
        return driver.outbox().commitIndex();
    }

    /** Up to where the state machine has executed the log; on the thread that runs it. */
    public long appliedIndex() {
        return applier.appliedIndex();
    }

    /** What the sessions of this replica met; on the thread that runs the state machine. */
    public Sessions sessions() {
        return applier.sessions();
    }

    /** Frames that nobody took: the ring of their destination was full, or nobody was there. */
    public long droppedFrames() {
        return driver.droppedFrames();
    }

    /** Commands that found no leader here. */
    public long strayCommands() {
        return ingress.strayCommands();
    }

    /** How many frames were dropped for this reason. */
    public long dropped(ProtocolStack.Drop reason) {
        return stack.dropped(reason);
    }

    /** @throws io.ft4j.core.model.Invariant.Violation when one does not hold. */
    public void checkInvariants() {
        stack.checkInvariants();
    }

    /** Whether everything appended so far has reached the level of its log. */
    public boolean isDurable() {
        return log.durablePosition() >= log.position();
    }

    ReplicaStatus status(Applied applied) {
        return new ReplicaStatus(
                id,
                true,
                isLeading(),
                consensus.term(),
                log.lastIndex(),
                driver.outbox().commitIndex(),
                applied.index(),
                applied.digest(),
                applied.sessionsDigest(),
                applied.duplicates(),
                log.incarnation(),
                null);
    }

    /** On the thread that runs the state machine, so that index and digests belong together. */
    Applied applied() {
        Sessions sessions = applier.sessions();
        return new Applied(
                applier.appliedIndex(),
                sessions.stateMachineDigest(),
                sessions.sessionsDigest(),
                sessions.duplicates());
    }

    /** Releases what the operating system holds for it; flushes nothing, tells nobody. */
    public void close() {
        withdraw();
        transport.close();
        log.close();
    }

    private void publishRole() {
        if (consensus.roleName() != toldRole || consensus.term() != toldTerm) {
            toldRole = consensus.roleName();
            toldTerm = consensus.term();
            roleChanges.tell(config.groupId(), id, toldRole, toldTerm);
        }
    }

    private void publishLeadership() {
        boolean leading = isLeading();
        if (leading && announcedTerm != consensus.term()) {
            announcedTerm = consensus.term();
            board.announce(announcedTerm, id);
        } else if (!leading) {
            withdraw();
        }
    }

    private void withdraw() {
        if (announcedTerm >= 0) {
            board.withdraw(announcedTerm, id);
            announcedTerm = -1;
        }
    }
}
