package io.ft4j.core.runtime;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import io.ft4j.core.runtime.client.ClientLink;
import io.ft4j.core.runtime.client.Doors;
import io.ft4j.core.runtime.client.LeaderBoard;
import io.ft4j.core.runtime.client.RemoteReplicas;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;

/**
 * A group as a process sees it that has clients but none of the replicas. Made by {@link ReplicaGroupBuilder#remote}. Its
 * clients are those of {@link ReplicaGroup}: every command that one takes is executed once, in order, whatever replica
 * leads and wherever it is.
 *
 * <p><b>Threads.</b> One, or none with {@link Threading#INVOKER}. <b>Errors.</b> A transport that fails closes the doors,
 * and is reported to the error handler.
 */
public final class RemoteGroup implements AutoCloseable {
    private static final long AWAIT_PARK_NS = 50_000;
    private static final int FRAMES_PER_CYCLE = 64;

    private final GroupConfig config;
    private final Transport transport;
    private final ErrorHandler errorHandler;
    private final NanoClock clock;
    private final Doors doors;
    private final ClientLink link;
    private final RemoteReplicas replicas;
    private final SessionNames names;
    private final Duty duty;
    private final FrameHandler frameHandler = this::onFrame;
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean failed;
    private long foreignFrames;

    RemoteGroup(ReplicaGroupBuilder builder, GroupConfig config, int processId, Transport transport) {
        this.config = config;
        this.transport = transport;
        errorHandler = builder.errorHandler();
        clock = builder.clock();
        int lastId = ProcessSet.MAX_PROCESSES + builder.clientProcessCount() - 1;
        if (processId < ProcessSet.MAX_PROCESSES || processId > lastId) {
            throw new IllegalArgumentException(
                    "processId=" + processId + " is outside " + ProcessSet.MAX_PROCESSES + ".." + lastId);
        }
        long startNs = clock.nanoTime();
        doors = new Doors(
                config.processCount(), config.ingressCapacity(), config.maxCommandBytes(), config.maxReplyBytes());
        // The only processes that send it anything are members.
        link = new ClientLink(transport, config.groupId(), processId, startNs, config.processCount(), 0);
        replicas = new RemoteReplicas(doors, link);
        names = new SessionNames(processId, startNs);
        duty = new Duty("ft4j-clients-" + config.groupId() + "-" + processId, this::cycle);
    }

    RemoteGroup start(ReplicaGroupBuilder builder) {
        if (!isInvoked()) {
            duty.startThread(builder.idleStrategies().get(), errorHandler);
        }
        return this;
    }

    /** The replica that leads, as far as this process has heard, or −1. */
    public int leaderId() {
        return LeaderBoard.leaderId(doors.board().current());
    }

    /**
     * Waits until a replica leads.
     *
     * @return its id.
     * @throws IllegalStateException when none is heard of within {@code timeoutNs}.
     */
    public int awaitLeader(long timeoutNs) {
        long deadlineNs = clock.nanoTime() + timeoutNs;
        int leaderId = leaderId();
        while (leaderId < 0) {
            if (clock.nanoTime() >= deadlineNs) {
                throw new IllegalStateException("no leader within " + timeoutNs + " ns");
            }
            if (isInvoked()) {
                doWork();
            } else {
                LockSupport.parkNanos(AWAIT_PARK_NS);
            }
            leaderId = leaderId();
        }
        return leaderId;
    }

    /**
     * A client with a session of its own. Any thread.
     *
     * @throws IllegalArgumentException when the client wants more outstanding than the group keeps.
     */
    public synchronized Client connect(ClientConfig clientConfig) {
        if (closed.get()) {
            throw new IllegalStateException("the group is closed");
        }
        if (clientConfig.maxOutstanding() > config.maxOutstanding()) {
            throw new IllegalArgumentException("maxOutstanding=" + clientConfig.maxOutstanding()
                    + " of the client exceeds maxOutstanding=" + config.maxOutstanding() + " of the group");
        }
        return doors.connect(names.name(clientConfig), clock.nanoTime(), clock, isInvoked() ? this::doWork : () -> 0);
    }

    /** How many frames were dropped for this reason. */
    public long dropped(ClientLink.Drop reason) {
        return duty.call(() -> link.dropped(reason));
    }

    /** Frames that were not meant for clients. */
    public long foreignFrames() {
        return duty.call(() -> foreignFrames);
    }

    /** One duty cycle, for {@link Threading#INVOKER}. Returns how much was done. */
    public int doWork() {
        if (!isInvoked()) {
            throw new IllegalStateException("threading=" + config.threading() + ": the group has its own thread");
        }
        return duty.doWork();
    }

    private boolean isInvoked() {
        return config.threading() == Threading.INVOKER;
    }

    private int cycle() {
        if (failed) {
            return 0;
        }
        try {
            return transport.poll(frameHandler, FRAMES_PER_CYCLE) + replicas.doWork(clock.nanoTime());
        } catch (RuntimeException | Error cause) {
            failed = true;
            doors.board().close();
            errorHandler.onError(new IllegalStateException("clients are cut off: " + cause.getMessage(), cause));
            return 1;
        }
    }

    private void onFrame(DirectBuffer buffer, int offset, int length) {
        if (ClientLink.isOurs(buffer, offset, length)) {
            link.onFrame(buffer, offset, length, null, replicas);
        } else {
            foreignFrames++;
        }
    }

    /** Ends the thread and closes the transport. Sessions that were not closed stay until the group needs their room. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            duty.close();
            cycle();
            doors.board().close();
            transport.close();
        }
    }
}
