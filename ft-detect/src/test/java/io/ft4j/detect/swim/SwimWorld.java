package io.ft4j.detect.swim;

import io.ft4j.core.model.Prng;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * A system of detectors in one thread and in virtual time, under a network that loses, doubles, delays and reorders real
 * frames, and in which processes crash, come back, stop for a while and are cut off. A broken property is an error whose
 * text begins with its name.
 */
final class SwimWorld {
    static final long MS = 1_000_000;
    static final long START_NS = 1_700_000_000_000_000_000L;

    private final SwimConfig config;
    private final SwimProcess[] processes;
    private final long[] scheduledNs;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Prng prng;
    private final Prng network;
    /** Frames pass between processes of one side only. */
    private final int[] sides;
    /** Pairs that do not hear each other: first · n + second. */
    private final java.util.Set<Long> cutLinks = new java.util.HashSet<>();
    /** Of processes that stood still or were cut off, nobody is asked for accuracy until then. */
    private final long[] excusedUntilNs;

    long nowNs = START_NS;
    double loss;
    double duplication;
    long minDelayNs = MS;
    long maxDelayNs = 20 * MS;
    /** So many frames wait for a process that is stopped; the others are lost. */
    int maxBacklog = 1_000;
    /** Of frames in the order in which they are sent; those with these numbers are lost. */
    long lostFrame = -1;

    long otherLostFrame = -1;
    /** Called before each event with its number. */
    java.util.function.LongConsumer beforeEvent = number -> {};

    long framesSent;
    long bytesSent;
    long largestFrame;
    long wrongFailures;
    private long nextEvent;

    /** A frame of a process, or a deadline of one (no bytes). */
    private record Event(long timeNs, long number, int processId, byte[] frame) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(timeNs, other.timeNs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    SwimWorld(SwimConfig config, int processCount, long seed) {
        this.config = config;
        prng = new Prng(seed);
        network = prng.fork("network");
        processes = new SwimProcess[processCount];
        scheduledNs = new long[processCount];
        sides = new int[processCount];
        excusedUntilNs = new long[processCount];
        for (int id = 0; id < processCount; id++) {
            processes[id] = new SwimProcess(id, this);
            scheduledNs[id] = Long.MAX_VALUE;
        }
    }

    int processCount() {
        return processes.length;
    }

    SwimProcess process(int id) {
        return processes[id];
    }

    SwimDetector detector(int id) {
        return processes[id].detector;
    }

    /** All at once, each a seed of all. */
    SwimWorld startAll() {
        int[] all = new int[processes.length];
        for (int id = 0; id < all.length; id++) {
            all[id] = id;
        }
        for (int id = 0; id < all.length; id++) {
            start(id, all);
        }
        return this;
    }

    /** All at once, each told of all already: what a system is long after it came together. */
    SwimWorld startIntroduced() {
        int n = processes.length;
        for (int id = 0; id < n; id++) {
            int seedId = (id + 1) % n;
            start(id, seedId);
            int next = 0;
            while (next < n) {
                int end = Math.min(n, next + 60);
                SwimMessage all = SwimMessage.ack(0, TestSwim.LIFE, -1, seedId, end == n ? config.memberCount() : -1);
                for (; next < end; next++) {
                    all.tells(next, TestSwim.LIFE, MemberState.ALIVE);
                }
                processes[id].lie(nowNs, seedId, all);
            }
        }
        return this;
    }

    void start(int id, int... seedIds) {
        SwimProcess process = processes[id];
        process.start(config, seedIds, prng.fork("process " + id + " life " + process.life), nowNs);
        scheduledNs[id] = Long.MAX_VALUE;
        schedule(id);
    }

    void crash(int id) {
        processes[id].crash();
    }

    /** Accuracy is not asked for until it had as long again to refute what was said meanwhile. */
    void stop(int id, long durationNs) {
        processes[id].stop(nowNs + durationNs);
        excusedUntilNs[id] = nowNs + 2 * durationNs;
    }

    void cutLink(int one, int other) {
        cutLinks.add((long) one * processes.length + other);
        cutLinks.add((long) other * processes.length + one);
    }

    void partition(IntPredicate other) {
        for (int id = 0; id < sides.length; id++) {
            sides[id] = other.test(id) ? 1 : 0;
        }
    }

    void heal() {
        partition(id -> false);
        cutLinks.clear();
    }

    void send(int sourceId, int destinationId, byte[] frame) {
        framesSent++;
        bytesSent += frame.length;
        largestFrame = Math.max(largestFrame, frame.length);
        if (sides[sourceId] != sides[destinationId]
                || cutLinks.contains((long) sourceId * processes.length + destinationId)
                || framesSent - 1 == lostFrame
                || framesSent - 1 == otherLostFrame) {
            return;
        }
        if (!network.chance(loss)) {
            post(destinationId, frame);
        }
        if (network.chance(duplication)) {
            post(destinationId, frame);
        }
    }

    private void post(int destinationId, byte[] frame) {
        long delayNs = minDelayNs + network.nextLong(maxDelayNs - minDelayNs + 1);
        events.add(new Event(nowNs + delayNs, nextEvent++, destinationId, frame));
    }

    private void schedule(int id) {
        long next = processes[id].nextDeadlineNs();
        if (next < scheduledNs[id]) {
            scheduledNs[id] = next;
            events.add(new Event(next, nextEvent++, id, null));
        }
    }

    void runPeriods(double periods) {
        runUntil(nowNs + (long) (periods * config.periodNs()));
    }

    void runUntil(long untilNs) {
        while (!events.isEmpty() && events.peek().timeNs <= untilNs) {
            Event event = events.poll();
            nowNs = event.timeNs;
            beforeEvent.accept(event.number);
            SwimProcess process = processes[event.processId];
            if (event.frame != null) {
                process.arrive(nowNs, event.frame);
            } else if (event.timeNs == scheduledNs[event.processId]) {
                scheduledNs[event.processId] = Long.MAX_VALUE;
                process.cycle(nowNs);
            }
            schedule(event.processId);
        }
        nowNs = untilNs;
    }

    /** Looks once a quarter of a period. Returns after how many periods it held. */
    double periodsUntil(java.util.function.BooleanSupplier condition, double limitPeriods, String property) {
        long fromNs = nowNs;
        while (!condition.getAsBoolean()) {
            double periods = (nowNs - fromNs) / (double) config.periodNs();
            require(periods < limitPeriods, property, () -> "not within " + limitPeriods + " periods: " + views());
            runPeriods(0.25);
        }
        return (nowNs - fromNs) / (double) config.periodNs();
    }

    SwimConfig config() {
        return config;
    }

    /** Whether every process that is up holds at least this incarnation of it. */
    boolean allKnow(int id, long incarnation) {
        for (SwimProcess process : processes) {
            if (process.isUp() && process.detector.incarnation(id) < incarnation) {
                return false;
            }
        }
        return true;
    }

    /** Whether every process that is up, but this one, holds it to be so. */
    boolean allHold(int id, MemberState state) {
        return countHolding(id, state) == countUpBeside(id);
    }

    int countHolding(int id, MemberState state) {
        int count = 0;
        for (SwimProcess process : processes) {
            if (process.isUp() && process.id != id && process.detector.state(id) == state) {
                count++;
            }
        }
        return count;
    }

    private int countUpBeside(int id) {
        int count = 0;
        for (SwimProcess process : processes) {
            if (process.isUp() && process.id != id) {
                count++;
            }
        }
        return count;
    }

    /** Whether everybody who is up holds those alive that are up, in their newest life, and the others gone or unknown. */
    boolean isConverged() {
        for (SwimProcess observer : processes) {
            for (SwimProcess other : processes) {
                if (observer.isUp() && observer != other && !holdsTruth(observer, other)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean holdsTruth(SwimProcess observer, SwimProcess other) {
        MemberState state = observer.detector.state(other.id);
        return other.isUp()
                ? state == MemberState.ALIVE
                        && observer.detector.incarnation(other.id) == other.detector.incarnation(other.id)
                : !state.isMember();
    }

    /** Who is not seen as is true, for an error. */
    private String views() {
        StringBuilder text = new StringBuilder();
        for (SwimProcess observer : processes) {
            for (SwimProcess other : processes) {
                if (text.length() < 400 && observer.isUp() && observer != other && !holdsTruth(observer, other)) {
                    text.append(observer.id).append(" holds ").append(other.id).append(' ');
                    text.append(observer.detector.state(other.id)).append("; ");
                }
            }
        }
        return text.toString();
    }

    long sum(SwimCounter counter) {
        long sum = 0;
        for (SwimProcess process : processes) {
            sum += process.detector == null ? 0 : process.count(counter);
        }
        return sum;
    }

    void onFailed(int observerId, int id) {
        boolean mistake = processes[id].isUp()
                && processes[id].detector.state(id) == MemberState.ALIVE
                && nowNs >= excusedUntilNs[id]
                && nowNs >= excusedUntilNs[observerId]
                && sides[id] == sides[observerId];
        wrongFailures += mistake ? 1 : 0;
    }

    /** From here on what a partition did is no mistake for so long. */
    void excuseAll(double periods) {
        for (int id = 0; id < processes.length; id++) {
            excusedUntilNs[id] = nowNs + (long) (periods * config.periodNs());
        }
    }

    void requireAccuracy() {
        require(wrongFailures == 0, "accuracy", () -> wrongFailures + " times one that is up was declared failed");
    }

    void checkInvariants() {
        for (SwimProcess process : processes) {
            if (process.isUp()) {
                process.checkInvariants();
            }
        }
    }

    void require(boolean holds, String property, Supplier<String> reason) {
        if (!holds) {
            throw new AssertionError(property + ": " + reason.get());
        }
    }
}
