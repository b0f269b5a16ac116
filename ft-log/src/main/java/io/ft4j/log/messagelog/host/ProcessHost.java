package io.ft4j.log.messagelog.host;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.log.checkpoint.CheckpointSink;
import io.ft4j.log.checkpoint.CheckpointSource;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.OutputHandler;
import io.ft4j.log.messagelog.node.CheckpointMark;
import io.ft4j.log.messagelog.node.MessageLogNode;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A process that comes back after a crash: its newest sound checkpoint is restored, what came behind it is told again, and it
 * goes on as if nothing had happened.
 *
 * <p>One thread, which calls {@link #doWork} again and again, by an Agrona runner or in a loop of its own; all other methods
 * belong to it as well. No allocation after start but per checkpoint. Starts no thread. An exception of {@link #doWork} has
 * stopped the process: close the host and build it anew.
 */
public final class ProcessHost implements Agent, AutoCloseable {
    private final String name;
    private final MessageLogNode node;
    private final EffectDriver driver;
    private final ProtocolStack stack;
    private final DurableLog log;
    private final CheckpointStore store;
    private final Transport transport;
    private final NanoClock clock;
    private final long checkpointInterval;
    /** Of the checkpoints of this life that are kept, the oldest first; the one it began with as well. */
    private final Deque<CheckpointMark> marks = new ArrayDeque<>();

    private final UnsafeBuffer noMetadata = new UnsafeBuffer(new byte[0]);
    private long checkpointedRsn;
    /** Written, and not counted yet; null: none. */
    private CheckpointMark pendingMark;

    private CheckpointSink pendingSink;
    private RuntimeException failure;
    private boolean closed;

    /** Recovers. Takes over log, store and transport, and closes them when it fails. */
    ProcessHost(ProcessHostBuilder builder) {
        log = builder.log;
        store = builder.checkpoints;
        transport = builder.transport;
        clock = builder.clock;
        checkpointInterval = builder.checkpointInterval;
        name = "ft4j-process-" + builder.processId;
        boolean recovered = false;
        try {
            node = new MessageLogNode(builder.config, builder.processId, builder.memberSet, builder.process, log);
            stack = new ProtocolStack(builder.groupId, builder.processId, builder.memberSet, node);
            driver = new EffectDriver(new NodeWiring(builder.groupId, builder.processId, log, transport), stack);
            restore();
            replay(builder);
            driver.start(clock.nanoTime());
            recovered = true;
        } finally {
            if (!recovered) {
                close();
            }
        }
    }

    public static ProcessHostBuilder builder() {
        return new ProcessHostBuilder();
    }

    private void restore() {
        try (CheckpointSource newest = store.newest()) {
            if (newest != null) {
                marks.add(node.restore(newest));
                checkpointedRsn = node.toldRsn();
            }
        }
    }

    private void replay(ProcessHostBuilder builder) {
        ProcessIdentity identity =
                new ProcessIdentity(builder.groupId, builder.memberSet, builder.processId, builder.config.style());
        log.replay((position, index, recordType, buffer, offset, length) -> {
            if (recordType == ProcessIdentity.RECORD_TYPE) {
                identity.onRecord(buffer, offset);
            } else {
                stack.onRecord(position, index, recordType, buffer, offset, length);
            }
        });
        if (store.lastNumber() > 0 && log.position() == 0) {
            throw new LogException("the log given to " + identity + " is empty, but the process has taken checkpoint "
                    + store.lastNumber() + ": the log is another one, or is lost");
        }
        identity.writeTo(log);
    }

    /** One duty cycle. Returns how much was done; 0: nothing. */
    @Override
    public int doWork() {
        requireRunning();
        try {
            int work = driver.cycle(clock.nanoTime());
            commitCheckpoint();
            if (checkpointInterval > 0
                    && node.toldRsn() - checkpointedRsn >= checkpointInterval
                    && !node.isReplaying()) {
                checkpoint();
            }
            return work;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private void requireRunning() {
        if (failure != null) {
            throw new IllegalStateException(name + " has failed: " + failure.getMessage(), failure);
        }
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    /**
     * A message of the outside.
     *
     * @param channelId from {@link io.ft4j.log.messagelog.MessageLogConfig#FIRST_OUTSIDE_CHANNEL} on.
     * @param number    of the message in its channel, one more than {@link MessageLogNode#takenInput}.
     * @return {@code number} when it was taken, or a negative code of {@link MessageLogNode#offer}.
     */
    public long offer(int channelId, long number, DirectBuffer buffer, int offset, int length) {
        requireRunning();
        return node.offer(clock.nanoTime(), channelId, number, buffer, offset, length);
    }

    /** Gives the outside what it may know. Returns how many outputs it took. */
    public int poll(OutputHandler handler, int limit) {
        requireRunning();
        return node.poll(handler, limit);
    }

    /**
     * Saves the state; the device is waited for. What is older than the oldest checkpoint that is kept may then be forgotten,
     * here and by those who sent it. With {@link io.ft4j.log.messagelog.LoggingStyle#OPTIMISTIC} and {@code CAUSAL} the checkpoint
     * counts, and the device is waited for, when no crash can undo what it holds any more; one that does not count yet is given
     * up for it.
     *
     * @throws LogException when it cannot be written; the earlier ones are as they were, and the process may go on. One that
     *                      {@link #doWork} takes by itself and cannot write stops the process, as every exception there.
     */
    public void checkpoint() {
        requireRunning();
        pendingSink = store.begin(store.lastNumber() + 1, node.toldRsn(), noMetadata, 0, 0);
        pendingMark = node.save(pendingSink);
        checkpointedRsn = pendingMark.rsn();
        commitCheckpoint();
    }

    private void commitCheckpoint() {
        if (pendingMark == null || !node.isStable(pendingMark)) {
            return;
        }
        CheckpointMark mark = pendingMark;
        pendingMark = null;
        pendingSink.commit();
        marks.addLast(mark);
        if (marks.size() > store.keptCount()) {
            marks.removeFirst();
        }
        if (marks.size() == store.keptCount()) {
            node.release(marks.peekFirst());
        }
    }

    /**
     * Another process has lost events that this one depends on ({@link io.ft4j.log.messagelog.LoggingStyle#OPTIMISTIC} only). It
     * does nothing more: close this host and build it anew with the same log; it then goes on before the first such event.
     */
    public boolean needsRestart() {
        return node.needsRestart();
    }

    /** For its doors and what it knows of itself; same thread. */
    public MessageLogNode node() {
        return node;
    }

    public MessageLogCounters counters() {
        return node.counters();
    }

    /** Frames that were dropped, and why. */
    public long dropped(ProtocolStack.Drop reason) {
        return stack.dropped(reason);
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void onClose() {
        close();
    }

    /** Releases handles; saves nothing, so that a close and a kill leave the same. Idempotent. */
    @Override
    public void close() {
        closed = true;
        transport.close();
        store.close();
        log.close();
    }
}
