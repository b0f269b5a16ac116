package io.ft4j.detect.swim;

import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.Frames;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** One detector and the hands that feed it. Process 0; all others are seeds. A period is 1 s, a time-out 200 ms. */
final class TestSwim implements SwimListener {
    static final long LIFE = Claim.firstIncarnation(1);

    final SwimConfig config;
    final SwimDetector detector;
    final SwimOutbox outbox = new SwimOutbox(this::sent);
    /** As {@code "destination text"}, since they were taken. */
    private final List<String> frames = new ArrayList<>();

    private final List<String> told = new ArrayList<>();
    long nowNs = SwimWorld.START_NS;

    TestSwim(SwimConfig config, int... seedIds) {
        this.config = config;
        detector = new SwimDetector(config, 0, 1, seedIds, this, new Prng(1));
        outbox.beginStep(detector.maxStepBytes());
        detector.onStart(nowNs, outbox);
    }

    static TestSwim of(int memberCount) {
        int[] seeds = new int[memberCount - 1];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = i + 1;
        }
        TestSwim test = new TestSwim(SwimConfig.builder(memberCount).build(), seeds);
        test.take();
        return test;
    }

    void hear(int sourceId, SwimMessage message) {
        hear(sourceId, message, message.length);
    }

    void hear(int sourceId, SwimMessage message, int length) {
        outbox.beginStep(detector.maxStepBytes());
        detector.onMessage(nowNs, sourceId, message.bytes, 0, length, outbox);
        detector.checkInvariants();
    }

    /** A ping of a process in its first life, in which it tells this. Returns the answer. */
    String hearOf(int sourceId, int processId, long incarnation, MemberState state) {
        take();
        hear(sourceId, SwimMessage.ping(0, LIFE, -1, -1).tells(processId, incarnation, state));
        return take().get(0);
    }

    /** Time goes on; duty cycles come when they are due. */
    void advance(long durationNs) {
        long untilNs = nowNs + durationNs;
        while (detector.nextDeadlineNs() <= untilNs) {
            nowNs = Math.max(nowNs, detector.nextDeadlineNs());
            cycle();
        }
        nowNs = untilNs;
        cycle();
    }

    /** So far that the next ping of a probe leaves. Returns {target, sequence}. */
    long[] untilProbe() {
        long before = detector.counters().count(SwimCounter.PROBES);
        take();
        while (detector.counters().count(SwimCounter.PROBES) == before) {
            nowNs = Math.max(nowNs, detector.nextDeadlineNs());
            cycle();
        }
        for (String frame : frames) {
            String[] words = frame.split(" ");
            if (words[1].equals("Ping") && !words[2].equals("0")) {
                return new long[] {Long.parseLong(words[0]), Long.parseLong(words[2])};
            }
        }
        throw new AssertionError("no probe in " + frames);
    }

    void cycle() {
        outbox.beginStep(detector.maxStepBytes());
        if (detector.nextDeadlineNs() <= nowNs) {
            detector.onDeadline(nowNs, outbox);
        }
        outbox.beginStep(detector.maxStepBytes());
        detector.onBatchEnd(nowNs, outbox);
        detector.checkInvariants();
    }

    /** What was sent since the last time. */
    List<String> take() {
        List<String> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    /** What the listener was told since the last time, in order. */
    List<String> takeTold() {
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    long count(SwimCounter counter) {
        return detector.counters().count(counter);
    }

    private void sent(int destinationId, UnsafeBuffer frame, int length) {
        frames.add(destinationId + " "
                + SwimMessage.text(frame, Frames.HEADER_LENGTH, length - Frames.HEADER_LENGTH, config.memberCount()));
    }

    @Override
    public void onAlive(int processId) {
        told.add("alive " + processId);
    }

    @Override
    public void onSuspect(int processId) {
        told.add("suspect " + processId);
    }

    @Override
    public void onFailed(int processId) {
        told.add("failed " + processId);
    }

    @Override
    public void onLeft(int processId) {
        told.add("left " + processId);
    }
}
