package io.ft4j.core.runtime;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import io.ft4j.core.runtime.client.ClientLink;
import io.ft4j.core.runtime.client.RemoteClients;
import io.ft4j.core.runtime.client.RemoteReplicas;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;

/**
 * One replica of a group whose others run in other processes, and the door for clients, those of this process and of
 * others. Made by {@link ReplicaGroupBuilder#member}. A replica that stops, or whose process ends, comes back as a new
 * member with the same log. It takes part as soon as a majority has told that it knows of no newer log of it.
 *
 * <p><b>Threads.</b> One, or none with {@link Threading#INVOKER}; then all calls belong to the thread that runs the duty
 * cycle, except those of clients. <b>Errors.</b> A replica that fails stops by itself and is reported to the error handler;
 * {@link #status} keeps the cause.
 */
public final class GroupMember implements AutoCloseable {
    private static final int FRAMES_PER_CYCLE = 64;
    private static final FrameHandler DROP = (buffer, offset, length) -> {};

    private final GroupConfig config;
    private final int id;
    private final Transport transport;
    private final ErrorHandler errorHandler;
    private final NanoClock clock;
    private final Replicas replicas;
    private final Duty duty;
    private final Switch wire = new Switch();
    private final AtomicBoolean closed = new AtomicBoolean();
    private ClientLink link;
    private RemoteClients clients;
    private RemoteReplicas peers;
    private SessionNames names;
    private Admission admission;
    /** Before it takes part, else null. */
    private Replica candidate;

    private boolean admitted;

    private Throwable failure;

    /** What replicas send each other goes to the replica, what clients send and receive does not. */
    private final class Switch implements Transport {
        private final FrameHandler fork = this::onFrame;
        private FrameHandler stack;

        @Override
        public int maxFrameBytes() {
            return transport.maxFrameBytes();
        }

        @Override
        public long offer(
                int destinationId,
                DirectBuffer header,
                int headerOffset,
                int headerLength,
                DirectBuffer body,
                int bodyOffset,
                int bodyLength) {
            return transport.offer(destinationId, header, headerOffset, headerLength, body, bodyOffset, bodyLength);
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            stack = handler;
            return transport.poll(fork, limit);
        }

        private void onFrame(DirectBuffer buffer, int offset, int length) {
            if (ClientLink.isOurs(buffer, offset, length)) {
                link.onFrame(buffer, offset, length, clients, peers);
            } else {
                stack.onFrame(buffer, offset, length);
            }
        }

        @Override
        public void close() {
            transport.close();
        }
    }

    GroupMember(ReplicaGroupBuilder builder, GroupConfig config, int id, Transport transport) {
        this.config = config;
        this.id = id;
        this.transport = transport;
        errorHandler = builder.errorHandler();
        clock = builder.clock();
        if (id < 0 || id >= config.processCount()) {
            throw new IllegalArgumentException("replicaId=" + id + " is outside 0.." + (config.processCount() - 1));
        }
        if (transport.maxFrameBytes() < builder.maxFrameBytes()) {
            throw new IllegalArgumentException("maxFrameBytes=" + transport.maxFrameBytes()
                    + " of the transport is below maxFrameBytes=" + builder.maxFrameBytes() + " of the group");
        }
        replicas = new Replicas(config);
        duty = new Duty("ft4j-member-" + config.groupId() + "-" + id, this::cycle);
    }

    /** Opens and replays the log, then starts the thread. */
    GroupMember start(ReplicaGroupBuilder builder) {
        StateMachine stateMachine = builder.stateMachines().apply(id);
        DurableLog log = builder.logs().apply(id);
        Replica replica = replicas.open(id, log, wire, stateMachine);
        try {
            replicas.bootAlone(replica, builder.isFirstBoot());
            link = new ClientLink(
                    transport,
                    config.groupId(),
                    id,
                    log.incarnation(),
                    config.processCount(),
                    builder.clientProcessCount());
            clients = new RemoteClients(
                    replicas.doors(), link, replica.consensus(), config.maxSessions(), config.maxOutstanding());
            peers = new RemoteReplicas(replicas.doors(), link);
            names = new SessionNames(id, clock.nanoTime());
            admission = new Admission(replicas, id, link, replicas.launchedLife(id));
            link.lives(admission);
        } catch (RuntimeException | Error cause) {
            replica.close();
            throw cause;
        }
        candidate = replica;
        if (!isInvoked()) {
            duty.startThread(builder.idleStrategies().get(), errorHandler);
        }
        return this;
    }

    public int id() {
        return id;
    }

    /** The replica that leads, as far as this one knows, or −1. */
    public int leaderId() {
        return replicas.leaderId();
    }

    /** A client with a session of its own, wherever the leader is. Any thread. */
    public Client connect(ClientConfig clientConfig) {
        if (closed.get()) {
            throw new IllegalStateException("the member is closed");
        }
        return replicas.connect(names.name(clientConfig), clock, isInvoked() ? this::doWork : () -> 0);
    }

    /** What the replica knows of itself; down until it takes part, without a failure. Digests read the whole state: not for every day. */
    public ReplicaStatus status() {
        return duty.call(() -> {
            Replica replica = replicas.get(id);
            return replica == null
                    ? ReplicaStatus.down(id, replicas.incarnation(id), failure)
                    : replica.status(replica.applied());
        });
    }

    /** How many frames of clients, or of replicas to clients, were dropped for this reason. */
    public long dropped(ClientLink.Drop reason) {
        return duty.call(() -> link.dropped(reason));
    }

    /** One duty cycle, for {@link Threading#INVOKER}. Returns how much was done. */
    public int doWork() {
        if (!isInvoked()) {
            throw new IllegalStateException("threading=" + config.threading() + ": the member has its own thread");
        }
        return duty.doWork();
    }

    private boolean isInvoked() {
        return config.threading() == Threading.INVOKER;
    }

    private int cycle() {
        Replica replica = replicas.get(id);
        if (replica == null && candidate == null) {
            return 0;
        }
        try {
            return candidate != null ? admit(clock.nanoTime()) : cycle(replica, clock.nanoTime());
        } catch (RuntimeException | Error cause) {
            failure = cause;
            release();
            errorHandler.onError(new IllegalStateException("replica " + id + " stopped: " + cause.getMessage(), cause));
            return 1;
        }
    }

    private int admit(long nowNs) {
        int work = wire.poll(DROP, FRAMES_PER_CYCLE);
        if (!admitted && admission.poll(nowNs)) {
            admitted = true;
            replicas.writeIdentity(candidate);
        }
        if (admitted && candidate.isDurable()) {
            Replica launched = candidate;
            candidate = null;
            replicas.launch(launched, nowNs);
            work++;
        }
        return work;
    }

    private void release() {
        if (candidate != null) {
            candidate.close();
            candidate = null;
        }
        replicas.remove(id);
    }

    private int cycle(Replica replica, long nowNs) {
        int work = replica.doWork(nowNs);
        replicas.recordLives(replica);
        work += clients.flush();
        peers.onLeader(replica.consensus().term(), replica.consensus().leaderId());
        return work + peers.doWork(nowNs);
    }

    /** Ends the thread and closes log and transport; nothing is flushed, nobody is told. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            replicas.closeDoors();
            duty.close();
            release();
        }
    }
}
