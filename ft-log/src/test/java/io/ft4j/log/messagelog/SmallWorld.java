package io.ft4j.log.messagelog;

import io.ft4j.core.fault.Fuse;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.redundancy.Checksum;
import io.ft4j.core.runtime.driver.DriverMemory;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.core.sim.world.CrashFate;
import io.ft4j.core.sim.world.SimLog;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.node.CheckpointMark;
import io.ft4j.log.messagelog.node.MessageLogNode;
import io.ft4j.log.messagelog.record.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Three processes that log optimistically, step by step under the hand of a test. It sees all events, computes by brute force
 * which of them depend on a lost one, and compares: who begins again is an orphan, and is left exactly the events before the
 * first that depends on a lost one; what the outside was told depends on no lost event.
 */
final class SmallWorld implements RoutedProcess.Watcher {
    static final int SIZE = 3;
    /** The round in which the outside begins; the processes have met by then. */
    static final int FIRST_INPUT = 12;

    private static final int CHANNEL = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
    private static final int SHORTEST = Frames.HEADER_LENGTH + MessageHeaderDecoder.ENCODED_LENGTH;
    private static final long ROUND_NS = 5_000_000;
    private static final long FIRST_NS = 1_000_000_000;
    private static final MessageLogConfig CONFIG = MessageLogConfig.builder()
            .style(LoggingStyle.OPTIMISTIC)
            .maxMessageBytes(32)
            .maxMessagesPerEvent(1)
            .frameBytes(128)
            .channelBytes(1024)
            .journalBytes(2048)
            .maxTimers(0)
            .guardInterval(1)
            .build();

    private record Event(int processId, long beforeName, long causeName) {}

    private record Saved(StateBytes bytes, CheckpointMark mark) {}

    private final SimLog[] logs = new SimLog[SIZE];
    private final MessageLogNode[] nodes = new MessageLogNode[SIZE];
    private final EffectDriver[] drivers = new EffectDriver[SIZE];
    private final DriverMemory[] memories = new DriverMemory[SIZE];
    private final List<Deque<byte[]>> wires = new ArrayList<>();
    /** Positions at which the disk of a process may end. */
    private final List<NavigableSet<Long>> blockEnds = new ArrayList<>();

    private final List<List<Long>> inputs = new ArrayList<>();
    private final List<List<Long>> told = new ArrayList<>();
    private final Saved[] stable = new Saved[SIZE];
    private final Saved[] unstable = new Saved[SIZE];
    private final int[] rollbacks = new int[SIZE];
    private final Map<Long, Event> events = new HashMap<>();
    private final Set<Long> lost = new HashSet<>();
    private final Map<Long, Long> answers = new HashMap<>();
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[RoutedProcess.LENGTH]);
    private long round;
    private long inputCount;
    private int crashCount;
    private boolean cutsFrames;

    SmallWorld() {
        for (int id = 0; id < SIZE; id++) {
            wires.add(new ArrayDeque<>());
            blockEnds.add(new TreeSet<>());
            inputs.add(new ArrayList<>());
            told.add(new ArrayList<>());
            memories[id] = new DriverMemory();
        }
        for (int id = 0; id < SIZE; id++) {
            logs[id] = new SimLog(id, new BlockEnds(id));
            start(id);
        }
    }

    /** The outside says something to a process, which passes it on along this route; said again while it may be lost. */
    void input(int id, int... route) {
        long packed = 0;
        for (int i = route.length - 1; i >= 0; i--) {
            packed = packed << 4 | (route[i] + 1);
        }
        inputs.get(id).add(packed);
        inputCount++;
    }

    /** From now on each frame comes in pieces too, cut off at every length and sealed, before it comes as a whole. */
    void cutFrames() {
        cutsFrames = true;
    }

    // Lives

    private void start(int id) {
        logs[id].open(new Fuse());
        unstable[id] = null;
        nodes[id] = new MessageLogNode(CONFIG, id, ProcessSet.firstN(SIZE), new RoutedProcess(id, this), logs[id]);
        int kept = 0;
        if (stable[id] != null) {
            nodes[id].restore(stable[id].bytes.source());
            kept = (int) stable[id].mark.rsn();
        }
        told.set(id, new ArrayList<>(told.get(id).subList(0, kept)));
        ProtocolStack stack = new ProtocolStack(1, id, ProcessSet.firstN(SIZE), nodes[id]);
        logs[id].replay(stack::onRecord);
        drivers[id] = new EffectDriver(new NodeWiring(1, id, logs[id], new Wire(id), memories[id]), stack);
        drivers[id].start(nowNs());
    }

    private long nowNs() {
        return FIRST_NS + round * ROUND_NS;
    }

    /** Everything on its disk is forced. */
    void force(int id) {
        logs[id].forced(logs[id].requestedPosition(), true);
    }

    /** How many blocks of a process are not forced. */
    int unforced(int id) {
        return blockEnds.get(id).tailSet(logs[id].durablePosition(), false).size();
    }

    /** The process crashes, comes back, and of what was not forced finds so many blocks. Returns who is an orphan now. */
    long crash(int id, int kept) {
        for (int i = 0; i < kept; i++) {
            logs[id].forced(blockEnds.get(id).higher(logs[id].durablePosition()), true);
        }
        blockEnds.get(id).tailSet(logs[id].durablePosition(), false).clear();
        List<Long> before = told.get(id);
        restart(id);
        int left = (int) Math.min(before.size(), logs[id].lastIndex());
        crashCount++;
        lost.addAll(before.subList(left, before.size()));
        long orphans = ProcessSet.EMPTY;
        for (int other = 0; other < SIZE; other++) {
            if (other != id && firstOrphan(told.get(other)) < told.get(other).size()) {
                orphans = ProcessSet.add(orphans, other);
            }
        }
        return orphans;
    }

    private void restart(int id) {
        logs[id].crash(new Prng(1), CrashFate.LOSE_ALL);
        start(id);
    }

    private void rollBack(int id) {
        List<Long> before = told.get(id);
        int first = firstOrphan(before);
        // What makes it an orphan may have come in this very duty cycle: taken, and not told.
        require(first < nodes[id].takenRsn(), "process " + id + " rolls back and is no orphan");
        // After a second crash it may know of the first one only, and begins again once more.
        require(
                crashCount == 1 ? logs[id].lastIndex() == first : logs[id].lastIndex() >= first,
                "process " + id + " keeps " + logs[id].lastIndex() + " events, but " + first + " are no orphans");
        rollbacks[id]++;
        restart(id);
    }

    /** How many events there are before the first one that depends on a lost one. */
    private int firstOrphan(List<Long> names) {
        int count = 0;
        while (count < names.size() && !dependsOnLost(names.get(count))) {
            count++;
        }
        return count;
    }

    private boolean dependsOnLost(long name) {
        Event event = events.get(name);
        return event != null
                && (lost.contains(name) || dependsOnLost(event.beforeName) || dependsOnLost(event.causeName));
    }

    // Steps

    /** One duty cycle of each process. */
    void round() {
        for (int id = 0; id < SIZE; id++) {
            cycle(id);
        }
        round++;
    }

    /** As {@link #round()}; every sixth time each disk has forced. */
    void roundWithForces() {
        int due = (int) (round % 6);
        if (due < SIZE) {
            force(due);
        }
        round();
    }

    private void cycle(int id) {
        MessageLogNode node = nodes[id];
        node.poll((number, buffer, offset, length) -> onOutput(buffer, offset), 4);
        offer(id, node);
        checkpoint(id, node);
        do {
            drivers[id].cycle(nowNs());
        } while (cutsFrames && !wires.get(id).isEmpty());
        node.checkInvariants();
        if (node.needsRestart()) {
            rollBack(id);
        }
    }

    private void offer(int id, MessageLogNode node) {
        long number = node.takenInput(CHANNEL) + 1;
        if (round >= FIRST_INPUT && number <= inputs.get(id).size()) {
            RoutedProcess.putInput(input, number * SIZE + id, inputs.get(id).get((int) number - 1));
            node.offer(nowNs(), CHANNEL, number, input, 0, RoutedProcess.LENGTH);
        }
    }

    private void checkpoint(int id, MessageLogNode node) {
        if (unstable[id] == null && round % 3 == 0) {
            StateBytes bytes = new StateBytes();
            unstable[id] = new Saved(bytes, node.save(bytes));
        }
        if (unstable[id] != null && node.isStable(unstable[id].mark)) {
            stable[id] = unstable[id];
            unstable[id] = null;
            node.release(stable[id].mark);
        }
    }

    private boolean onOutput(DirectBuffer buffer, int offset) {
        Long before = answers.put(RoutedProcess.inputId(buffer, offset), RoutedProcess.name(buffer, offset));
        require(
                before == null || before == RoutedProcess.name(buffer, offset),
                "input " + RoutedProcess.inputId(buffer, offset) + " is answered twice");
        return true;
    }

    @Override
    public void onTold(int id, long name, long causeName) {
        List<Long> names = told.get(id);
        events.put(name, new Event(id, names.isEmpty() ? 0 : names.get(names.size() - 1), causeName));
        names.add(name);
    }

    // Results

    int rollbacks(int id) {
        return rollbacks[id];
    }

    /** Of all processes. */
    int rollbackCount() {
        int count = 0;
        for (int each : rollbacks) {
            count += each;
        }
        return count;
    }

    long roundNumber() {
        return round;
    }

    long count(MessageLogCounter counter) {
        long count = 0;
        for (MessageLogNode node : nodes) {
            count += node.counters().count(counter);
        }
        return count;
    }

    int toldCount(int id) {
        return told.get(id).size();
    }

    int answerCount() {
        return answers.size();
    }

    /** All inputs are answered, and nothing is on its way. */
    boolean isDone() {
        for (int id = 0; id < SIZE; id++) {
            MessageLogNode node = nodes[id];
            if (node.isReplaying()
                    || node.toldRsn() < node.takenRsn()
                    || node.settledInput(CHANNEL) < inputs.get(id).size()) {
                return false;
            }
        }
        return answers.size() == inputCount;
    }

    /** Runs until everything is done. */
    void finish() {
        for (int i = 0; i < 1000 && !isDone(); i++) {
            roundWithForces();
        }
        require(isDone(), "not done: " + nodes[0] + "; " + nodes[1] + "; " + nodes[2]);
        for (int id = 0; id < SIZE; id++) {
            require(firstOrphan(told.get(id)) == told.get(id).size(), "process " + id + " is an orphan in the end");
        }
        for (long name : answers.values()) {
            require(!dependsOnLost(name), "the outside was told what depends on a lost event");
        }
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new AssertionError(broken);
        }
    }

    /** A state record is a block of its own, and so are entries that are appended together. */
    private final class BlockEnds implements SimLog.Listener {
        private final int id;

        BlockEnds(int id) {
            this.id = id;
        }

        @Override
        public void onState(SimLog log, int recordType, DirectBuffer buffer, int offset, int length) {
            blockEnds.get(id).add(log.position() - 1);
            blockEnds.get(id).add(log.position());
        }

        @Override
        public void onForceRequested(SimLog log) {
            blockEnds.get(id).add(log.position());
        }
    }

    /** Frames arrive in the order in which they were sent, each in the next duty cycle of its destination. */
    private final class Wire implements Transport {
        private final int id;

        Wire(int id) {
            this.id = id;
            wires.get(id).clear();
        }

        @Override
        public int maxFrameBytes() {
            return 1 << 16;
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
            byte[] frame = new byte[headerLength + bodyLength];
            header.getBytes(headerOffset, frame, 0, headerLength);
            body.getBytes(bodyOffset, frame, headerLength, bodyLength);
            for (int length = SHORTEST; cutsFrames && length < frame.length; length++) {
                wires.get(destinationId).add(cutOff(frame, length));
            }
            wires.get(destinationId).add(frame);
            return 1;
        }

        private byte[] cutOff(byte[] frame, int length) {
            byte[] part = Arrays.copyOf(frame, length);
            UnsafeBuffer buffer = new UnsafeBuffer(part);
            Frames.putHeader(buffer, 0, length, 1, logs[id].incarnation(), id);
            Frames.seal(buffer, 0, length, new Checksum());
            return part;
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            Deque<byte[]> frames = wires.get(id);
            int count = 0;
            for (; count < limit && !frames.isEmpty(); count++) {
                byte[] frame = frames.remove();
                handler.onFrame(new UnsafeBuffer(frame), 0, frame.length);
            }
            return count;
        }

        @Override
        public void close() {
            // Nothing to release.
        }
    }
}
