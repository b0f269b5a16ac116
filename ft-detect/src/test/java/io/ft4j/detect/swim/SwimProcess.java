package io.ft4j.detect.swim;

import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.redundancy.Checksum;
import java.util.ArrayDeque;
import org.agrona.concurrent.UnsafeBuffer;

/** One process over all its lives: a detector in a stack, stepped by the world. */
final class SwimProcess implements SwimListener {
    static final long GROUP_ID = 7;

    final int id;
    private final SwimWorld world;
    private final Checksum checksum = new Checksum();
    private final UnsafeBuffer arrived = new UnsafeBuffer(0, 0);
    /** What came while this process was stopped. */
    private final ArrayDeque<byte[]> backlog = new ArrayDeque<>();

    long life;
    SwimDetector detector;
    private ProtocolStack stack;
    private SwimOutbox outbox;
    private boolean up;
    private long stoppedUntilNs;

    SwimProcess(int id, SwimWorld world) {
        this.id = id;
        this.world = world;
    }

    void start(SwimConfig config, int[] seedIds, Prng prng, long nowNs) {
        life++;
        up = true;
        stoppedUntilNs = 0;
        backlog.clear();
        detector = new SwimDetector(config, id, life, seedIds, this, prng);
        stack = ProtocolStack.ofProcesses(GROUP_ID, id, config.memberCount(), detector);
        outbox = new SwimOutbox(this::send);
        outbox.beginStep(stack.maxStepBytes());
        stack.onStart(nowNs, outbox);
    }

    void crash() {
        up = false;
    }

    boolean isUp() {
        return up;
    }

    /** Neither down nor stopped. */
    boolean runs(long nowNs) {
        return up && nowNs >= stoppedUntilNs;
    }

    /** It gets no time, and what comes waits for it. */
    void stop(long untilNs) {
        stoppedUntilNs = untilNs;
    }

    long stoppedUntilNs() {
        return stoppedUntilNs;
    }

    long nextDeadlineNs() {
        return up ? Math.max(stack.nextDeadlineNs(), stoppedUntilNs) : Long.MAX_VALUE;
    }

    long count(SwimCounter counter) {
        return detector.counters().count(counter);
    }

    /** Frames of this life that the stack refused, but for late ones of an earlier life of another. */
    long dropped() {
        if (!up) {
            return 0;
        }
        long sum = -stack.dropped(ProtocolStack.Drop.OLD_INCARNATION);
        for (ProtocolStack.Drop reason : ProtocolStack.Drop.values()) {
            sum += stack.dropped(reason);
        }
        return sum;
    }

    void arrive(long nowNs, byte[] frame) {
        if (!up) {
            return;
        }
        if (!runs(nowNs)) {
            if (backlog.size() < world.maxBacklog) {
                backlog.add(frame);
            }
            return;
        }
        take(nowNs, frame);
        endCycle(nowNs);
    }

    /** A duty cycle that something was due for. */
    void cycle(long nowNs) {
        if (!runs(nowNs)) {
            return;
        }
        while (!backlog.isEmpty()) {
            take(nowNs, backlog.poll());
        }
        outbox.beginStep(stack.maxStepBytes());
        stack.onDeadline(nowNs, outbox);
        endCycle(nowNs);
    }

    private void take(long nowNs, byte[] frame) {
        arrived.wrap(frame);
        outbox.beginStep(stack.maxStepBytes());
        stack.onFrame(nowNs, arrived, 0, frame.length, outbox);
    }

    private void endCycle(long nowNs) {
        outbox.beginStep(stack.maxStepBytes());
        stack.onBatchEnd(nowNs, outbox);
    }

    /** A message behind the checks of the stack, as a member that lies would send it. */
    void lie(long nowNs, int sourceId, SwimMessage message) {
        outbox.beginStep(stack.maxStepBytes());
        detector.onMessage(nowNs, sourceId, message.bytes, 0, message.length, outbox);
    }

    void checkInvariants() {
        stack.checkInvariants();
        for (int other = 0; other < Math.min(64, world.processCount()); other++) {
            world.require(
                    detector.isSuspected(other) == ((outbox.suspects() >>> other & 1) == 1),
                    "told",
                    () -> "the stack of " + id + " was told something else");
        }
    }

    private void send(int destinationId, UnsafeBuffer frame, int length) {
        Frames.putHeader(frame, 0, length, GROUP_ID, life, id);
        Frames.seal(frame, 0, length, checksum);
        byte[] bytes = new byte[length];
        frame.getBytes(0, bytes);
        world.send(id, destinationId, bytes);
    }

    @Override
    public void onFailed(int otherId) {
        world.onFailed(id, otherId);
    }
}
