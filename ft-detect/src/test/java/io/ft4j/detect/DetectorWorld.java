package io.ft4j.detect;

import static io.ft4j.detect.DetectorHands.MS;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import java.util.Arrays;
import java.util.PriorityQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A group of detectors with a leader detector each, in one thread and in virtual time. A frame is lost or takes a random
 * time, and is dropped where a later life of its sender is known; the group counts who is suspected although it is up.
 */
final class DetectorWorld {
    static final long START_NS = DetectorHands.START_NS;
    private static final long STALL_PERIOD_NS = 3_000 * MS;

    /** Makes the detector of one life of a process. */
    interface Factory {
        FailureDetector create(int processId, long memberSet, long incarnation);
    }

    final int processCount;
    final FailureDetector[] detectors;
    final LeaderDetector[] leaders;
    private final Factory factory;
    private final DetectorOutbox[] outboxes;
    /** Whom each one suspects by what it told so far. */
    private final long[] told;

    private final long[] incarnations;
    /** The newest life of each process that each one heard of. */
    private final long[][] known;
    /** Whom the frames of each one never reach. */
    private final long[] unreachable;

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

    private record Frame(long arrivalNs, long number, int sourceId, long incarnation, int destinationId, byte[] bytes)
            implements Comparable<Frame> {
        @Override
        public int compareTo(Frame other) {
            int byTime = Long.compare(arrivalNs, other.arrivalNs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    DetectorWorld(Factory factory, int processCount, long seed) {
        this.factory = factory;
        this.processCount = processCount;
        prng = new Prng(seed);
        detectors = new FailureDetector[processCount];
        leaders = new LeaderDetector[processCount];
        outboxes = new DetectorOutbox[processCount];
        told = new long[processCount];
        incarnations = new long[processCount];
        known = new long[processCount][processCount];
        unreachable = new long[processCount];
    }

    /** Of heartbeat detectors. */
    DetectorWorld(HeartbeatConfig config, int processCount, long seed) {
        this((id, members, incarnation) -> new HeartbeatDetector(config, id, members), processCount, seed);
    }

    /** Of probe detectors. */
    DetectorWorld(ProbeConfig config, int processCount, long seed) {
        this((id, members, incarnation) -> new ProbeDetector(config, id, members, incarnation), processCount, seed);
    }

    void start() {
        for (int id = 0; id < processCount; id++) {
            start(id);
        }
    }

    void crash(int id) {
        crashed = ProcessSet.add(crashed, id);
    }

    /** In a new life, that remembers nothing. */
    void restart(int id) {
        crashed = ProcessSet.remove(crashed, id);
        start(id);
    }

    private void start(int id) {
        long members = ProcessSet.firstN(processCount);
        incarnations[id]++;
        detectors[id] = factory.create(id, members, incarnations[id]);
        leaders[id] = new LeaderDetector(LeaderRule.SMALLEST_ID, id, members, incarnations[id]);
        outboxes[id] = new DetectorOutbox();
        told[id] = ProcessSet.EMPTY;
        Arrays.fill(known[id], 0);
        detectors[id].onStart(nowNs, outboxes[id]);
        drain(id);
    }

    /** No frame passes between the two from now on, in either direction. */
    void cut(int one, int other) {
        unreachable[one] = ProcessSet.add(unreachable[one], other);
        unreachable[other] = ProcessSet.add(unreachable[other], one);
    }

    long suspects(int id) {
        return DetectorSubject.suspects(detectors[id]);
    }

    void runUntil(long untilNs) {
        while (nextEventNs() <= untilNs) {
            nowNs = Math.max(nowNs, nextEventNs());
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
                next = Math.min(next, detectors[id].nextDeadlineNs());
            }
        }
        return next;
    }

    private void arrive(Frame frame) {
        int id = frame.destinationId;
        if (isUp(id)) {
            if (frame.incarnation < known[id][frame.sourceId]) {
                return;
            }
            if (frame.incarnation > known[id][frame.sourceId]) {
                known[id][frame.sourceId] = frame.incarnation;
                detectors[id].onIncarnation(nowNs, frame.sourceId, frame.incarnation, outboxes[id]);
                leaders[id].onIncarnation(nowNs, frame.sourceId, frame.incarnation, outboxes[id]);
            }
            UnsafeBuffer message = new UnsafeBuffer(frame.bytes);
            detectors[id].onMessage(nowNs, frame.sourceId, message, 0, message.capacity(), outboxes[id]);
            indicate(id);
            drain(id);
        }
    }

    private void cycle(int id) {
        if (detectors[id].nextDeadlineNs() <= nowNs) {
            detectors[id].onDeadline(nowNs, outboxes[id]);
            indicate(id);
        }
        detectors[id].onBatchEnd(nowNs, outboxes[id]);
        detectors[id].checkInvariants();
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
            boolean isReachable = !ProcessSet.contains(unreachable[id], ProcessSet.first(rest));
            if (prng.nextInt(100) >= lossPercent && isReachable) {
                byte[] bytes = new byte[outboxes[id].frameLength()];
                outboxes[id].buffer().getBytes(0, bytes);
                frames.add(new Frame(arrivalNs(), nextFrame++, id, incarnations[id], ProcessSet.first(rest), bytes));
            }
        }
    }

    private long arrivalNs() {
        long delayNs = prng.nextLong(maxDelayNs / MS + 1) * MS;
        long intoPeriodNs = (nowNs - START_NS) % STALL_PERIOD_NS;
        return nowNs + Math.max(delayNs, stallNs - intoPeriodNs);
    }
}
