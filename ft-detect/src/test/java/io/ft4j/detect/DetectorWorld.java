package io.ft4j.detect;

import static io.ft4j.detect.TestDetector.MS;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import java.util.PriorityQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A group of detectors with a leader detector each, in one thread and in virtual time. A frame is lost or takes a random
 * time; the group counts who is suspected although it is up.
 */
final class DetectorWorld {
    static final long START_NS = TestDetector.START_NS;
    private static final long STALL_PERIOD_NS = 3_000 * MS;

    final int processCount;
    final HeartbeatDetector[] heartbeats;
    final LeaderDetector[] leaders;
    private final DetectorOutbox[] outboxes;
    /** Whom each one suspects by what it told so far. */
    private final long[] told;

    private final PriorityQueue<Frame> frames = new PriorityQueue<>();
    private final Prng prng;

    long nowNs = START_NS;
    long crashed;
    long maxDelayNs;
    int lossPercent;
    /** The network stands still at the beginning of each period; what is sent meanwhile arrives together. */
    long stallNs;

    long mistakes;
    long lastMistakeNs;
    private long nextFrame;

    private record Frame(long arrivalNs, long number, int sourceId, int destinationId, byte[] bytes)
            implements Comparable<Frame> {
        @Override
        public int compareTo(Frame other) {
            int byTime = Long.compare(arrivalNs, other.arrivalNs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    DetectorWorld(HeartbeatConfig config, int processCount, long seed) {
        this.processCount = processCount;
        prng = new Prng(seed);
        heartbeats = new HeartbeatDetector[processCount];
        leaders = new LeaderDetector[processCount];
        outboxes = new DetectorOutbox[processCount];
        told = new long[processCount];
        long members = ProcessSet.firstN(processCount);
        for (int id = 0; id < processCount; id++) {
            heartbeats[id] = new HeartbeatDetector(config, id, members);
            leaders[id] = new LeaderDetector(LeaderRule.SMALLEST_ID, id, members, 1);
            outboxes[id] = new DetectorOutbox();
        }
    }

    void start() {
        for (int id = 0; id < processCount; id++) {
            heartbeats[id].onStart(nowNs, outboxes[id]);
            drain(id);
        }
    }

    void runUntil(long untilNs) {
        while (nextEventNs() <= untilNs) {
            nowNs = nextEventNs();
            while (!frames.isEmpty() && frames.peek().arrivalNs <= nowNs) {
                arrive(frames.poll());
            }
            for (int id = 0; id < processCount; id++) {
                if (isUp(id)) {
                    cycle(id);
                }
            }
        }
        nowNs = untilNs;
    }

    boolean isUp(int id) {
        return !ProcessSet.contains(crashed, id);
    }

    private long nextEventNs() {
        long next = frames.isEmpty() ? Long.MAX_VALUE : frames.peek().arrivalNs;
        for (int id = 0; id < processCount; id++) {
            if (isUp(id)) {
                next = Math.min(next, heartbeats[id].nextDeadlineNs());
            }
        }
        return next;
    }

    private void arrive(Frame frame) {
        int id = frame.destinationId;
        if (isUp(id)) {
            UnsafeBuffer message = new UnsafeBuffer(frame.bytes);
            heartbeats[id].onMessage(nowNs, frame.sourceId, message, 0, message.capacity(), outboxes[id]);
            indicate(id);
        }
    }

    private void cycle(int id) {
        if (heartbeats[id].nextDeadlineNs() <= nowNs) {
            heartbeats[id].onDeadline(nowNs, outboxes[id]);
            indicate(id);
        }
        heartbeats[id].onBatchEnd(nowNs, outboxes[id]);
        heartbeats[id].checkInvariants();
        leaders[id].checkInvariants();
        drain(id);
    }

    private void indicate(int id) {
        for (long rest = outboxes[id].takeSuspects(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int suspectId = ProcessSet.first(rest);
            Invariant.check(!ProcessSet.contains(told[id], suspectId), "D1 suspected once", id, suspectId);
            told[id] = ProcessSet.add(told[id], suspectId);
            leaders[id].onSuspect(nowNs, suspectId, outboxes[id]);
            if (isUp(suspectId)) {
                mistakes++;
                lastMistakeNs = nowNs;
            }
        }
        for (long rest = outboxes[id].takeRestores(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int restoredId = ProcessSet.first(rest);
            Invariant.check(ProcessSet.contains(told[id], restoredId), "D1 restored once", id, restoredId);
            told[id] = ProcessSet.remove(told[id], restoredId);
            leaders[id].onRestore(nowNs, restoredId, outboxes[id]);
        }
    }

    private void drain(int id) {
        long destinations = outboxes[id].takeFrame();
        for (long rest = destinations; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            if (prng.nextInt(100) >= lossPercent) {
                byte[] bytes = new byte[outboxes[id].frameLength()];
                outboxes[id].buffer().getBytes(0, bytes);
                frames.add(new Frame(arrivalNs(), nextFrame++, id, ProcessSet.first(rest), bytes));
            }
        }
    }

    private long arrivalNs() {
        long delayNs = prng.nextLong(maxDelayNs / MS + 1) * MS;
        long intoPeriodNs = (nowNs - START_NS) % STALL_PERIOD_NS;
        return nowNs + Math.max(delayNs, stallNs - intoPeriodNs);
    }
}
