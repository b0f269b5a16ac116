package io.ft4j.core.runtime;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import io.ft4j.core.runtime.client.Doors;
import io.ft4j.core.runtime.client.LeaderBoard;
import io.ft4j.core.runtime.driver.DriverMemory;
import io.ft4j.core.runtime.driver.NodeWiring;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;

/**
 * The replicas of one group, without threads, network or clock: whoever has it drives them. It decides who takes part: a
 * log that is empty, older than the group has seen, or of somebody else is refused, since a voter that forgot its vote
 * or its acknowledgements must not vote.
 *
 * <p><b>Order of use.</b> At the start of the group: {@link #open} for all, {@link #boot}, then {@link #launch} for each
 * whose log is durable. For one that was removed: {@link #reopen}, then {@link #launch} as soon as its log is durable.
 *
 * <p><b>Threads.</b> One at a time; {@link #connect} any.
 */
public final class Replicas {
    private final GroupConfig config;
    private final Doors doors;
    private final Replica[] running;
    private final long[] incarnations;
    /** The newest lives that took part. */
    private final long[] launched;

    private final DriverMemory[] memories;
    private long connections;

    Replicas(GroupConfig config) {
        this.config = config;
        doors = new Doors(
                config.processCount(), config.ingressCapacity(), config.maxCommandBytes(), config.maxReplyBytes());
        running = new Replica[config.processCount()];
        incarnations = new long[config.processCount()];
        launched = new long[config.processCount()];
        memories = new DriverMemory[config.processCount()];
        Arrays.setAll(memories, id -> new DriverMemory());
    }

    public int size() {
        return running.length;
    }

    /** The replica, or null when it is down or was not launched yet. */
    public Replica get(int id) {
        return running[id];
    }

    /** The replica that leads, as far as the replicas of this process say, or −1. */
    public int leaderId() {
        return LeaderBoard.leaderId(doors.board().current());
    }

    /** The newest life of a replica. */
    public long incarnation(int id) {
        return incarnations[id];
    }

    /**
     * Makes a replica from its log, which it replays into this new state machine. Closes the log when it fails.
     *
     * @throws LogException when the log is of another replica, group or configuration, or is damaged.
     */
    public Replica open(int id, DurableLog log, Transport transport, StateMachine stateMachine) {
        try {
            NodeWiring wiring = new NodeWiring(config.groupId(), id, log, transport, memories[id]);
            Replica replica = new Replica(config, wiring, stateMachine, doors);
            replica.replay();
            incarnations[id] = log.incarnation();
            return replica;
        } catch (RuntimeException | Error cause) {
            log.close();
            throw cause;
        }
    }

    /**
     * All replicas at once, each opened before.
     *
     * @throws LogException when some are empty where others have been used, or older than others know.
     */
    public void boot(Replica[] opened) {
        boolean used = false;
        for (Replica replica : opened) {
            used |= replica.identity().isUsed();
        }
        for (Replica replica : opened) {
            int id = replica.id();
            launched[id] = newestKnown(opened, id);
            replica.identity().requireKnown(used);
            replica.identity().requireNewest(incarnations[id], launched[id]);
        }
        // Nobody votes before everybody's first boot is on record: an empty log is then known to have lost something.
        for (Replica replica : opened) {
            writeIdentity(replica);
        }
    }

    /**
     * One replica, opened before, whose peers are in other processes: they are asked by {@link Admission}, and an empty log
     * needs somebody's word.
     *
     * @param firstBoot whether this replica has never run.
     * @throws LogException when its log is empty and should not be, or the other way round.
     */
    void bootAlone(Replica replica, boolean firstBoot) {
        GroupIdentity identity = replica.identity();
        identity.requireBoot(firstBoot);
        for (int id = 0; id < launched.length; id++) {
            launched[id] = identity.knownIncarnation(id);
        }
        long[] peers = launched.clone();
        peers[replica.id()] = 0;
        replica.expect(peers);
    }

    /** Writes down what new lives of its peers this replica has heard of; between two of its duty cycles. */
    void recordLives(Replica replica) {
        boolean news = false;
        for (int id = 0; id < launched.length; id++) {
            if (id != replica.id() && replica.heardIncarnation(id) > launched[id]) {
                launched[id] = replica.heardIncarnation(id);
                incarnations[id] = launched[id];
                news = true;
            }
        }
        if (news) {
            replica.recordIdentity(launched);
        }
    }

    /** The newest life of a replica that took part, as far as this process knows; 0: none. */
    long launchedLife(int id) {
        return launched[id];
    }

    Doors doors() {
        return doors;
    }

    /**
     * Its own new life, and of the others those that took part: a life that begins now may end before its record is
     * durable, and the log that has lost the record has lost nothing else. Not before the replica is admitted: one that was
     * refused must not look newer at its next try.
     */
    void writeIdentity(Replica replica) {
        long[] lives = launched.clone();
        lives[replica.id()] = incarnations[replica.id()];
        replica.writeIdentity(lives);
    }

    /**
     * As {@link #open}, into a group that is running.
     *
     * @throws LogException when the log is empty or older than the group has seen.
     */
    public Replica reopen(int id, DurableLog log, Transport transport, StateMachine stateMachine) {
        long before = incarnations[id];
        Replica replica = open(id, log, transport, stateMachine);
        try {
            replica.identity().requireKnown(true);
            replica.identity().requireNewest(incarnations[id], launched[id]);
            writeIdentity(replica);
            return replica;
        } catch (RuntimeException | Error refused) {
            incarnations[id] = before;
            replica.close();
            throw refused;
        }
    }

    /** The replica takes part from now on; its log is durable. */
    public void launch(Replica replica, long nowNs) {
        int id = replica.id();
        launched[id] = incarnations[id];
        for (Replica other : running) {
            if (other != null) {
                other.recordIdentity(launched);
            }
        }
        running[id] = replica;
        replica.start(nowNs);
        // Others may have been launched since it wrote its own.
        replica.recordIdentity(launched);
    }

    /**
     * The replica takes no part any more. Nothing is flushed, nobody is told; only handles are released.
     *
     * @return false when it was down already.
     */
    public boolean remove(int id) {
        Replica replica = running[id];
        running[id] = null;
        if (replica != null) {
            replica.close();
        }
        return replica != null;
    }

    /**
     * A client with a session of its own. Any thread.
     *
     * @param clock  of the client.
     * @param driver what a caller of {@link Client#call} has to run while it waits; says how much was done.
     * @throws IllegalStateException    when the session is open in this process already.
     * @throws IllegalArgumentException when the client wants more outstanding than the group keeps.
     */
    public synchronized Client connect(ClientConfig clientConfig, NanoClock clock, IntSupplier driver) {
        if (clientConfig.maxOutstanding() > config.maxOutstanding()) {
            throw new IllegalArgumentException("maxOutstanding=" + clientConfig.maxOutstanding()
                    + " of the client exceeds maxOutstanding=" + config.maxOutstanding() + " of the group");
        }
        connections++;
        ClientConfig named = clientConfig.sessionId() != 0
                ? clientConfig
                : clientConfig.withSessionId(firstSessionId() + connections);
        return doors.connect(named, clock.nanoTime() + connections, clock, driver);
    }

    /** Replies of this session go nowhere from now on, as if the process of its client had gone without a word. */
    public void disconnect(long sessionId) {
        doors.disconnect(sessionId);
    }

    /**
     * Hands a replica a command past its client: an old copy, as a network between clients and replicas may deliver it.
     *
     * @return false when the replica has no room.
     * @throws IllegalArgumentException  when it is longer than {@code maxCommandBytes}.
     * @throws IndexOutOfBoundsException when the buffer does not have this range.
     */
    public boolean offer(int id, long sessionId, long sequence, DirectBuffer command, int offset, int length) {
        return doors.ingress(id).offer(sessionId, sequence, command, offset, length);
    }

    /** Clients are told from now on that the group is closed. Any thread. */
    void closeDoors() {
        doors.board().close();
    }

    /** Sessions of one life of the group never meet those of another: each life has seen higher incarnations. */
    private long firstSessionId() {
        long newest = 0;
        for (long incarnation : incarnations) {
            newest = Math.max(newest, incarnation);
        }
        return newest << 32;
    }

    private static long newestKnown(Replica[] opened, int id) {
        long newest = 0;
        for (Replica replica : opened) {
            newest = Math.max(newest, replica.identity().knownIncarnation(id));
        }
        return newest;
    }
}
