package io.ft4j.log.messagelog;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.redundancy.Checksum;
import io.ft4j.core.runtime.driver.DriverMemory;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.node.CheckpointMark;
import io.ft4j.log.messagelog.node.MessageLogNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Three processes that log causally, step by step under the hand of a test. Disks force now and then only, and take their time;
 * links may be slow, and what is under way survives the crash of its sender and of its receiver. It sees all events; in the end nobody depends
 * on one that its process does not know any more, and everything was told exactly once.
 */
final class CausalWorld implements RoutedProcess.Watcher {
    static final int SIZE = 3;

    private static final int CHANNEL = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
    private static final int SHORTEST = Frames.HEADER_LENGTH + MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int MAX_ROUNDS = 1_000;
    private static final int QUIET_ROUNDS = 12;
    private static final int FORCE_INTERVAL = 6;
    private static final int FORCE_ROUNDS = 2;
    private static final long ROUND_NS = 5_000_000;
    private static final long FIRST_NS = 1_000_000_000;
    private static final MessageLogConfig CONFIG = MessageLogConfig.builder()
            .style(LoggingStyle.CAUSAL)
            .maxMessageBytes(32)
            .maxMessagesPerEvent(1)
            .frameBytes(128)
            .channelBytes(1024)
            .journalBytes(2048)
            .maxDeterminants(8)
            .maxTimers(0)
            .guardInterval(1)
            .build();

    private record Event(int processId, long beforeName, long causeName) {}

    private record Saved(StateBytes bytes, CheckpointMark mark) {}

    private record Frame(int destinationId, long arrivalRound, byte[] bytes) {}

    private final Member[] members = new Member[SIZE];
    private final List<Frame> frames = new ArrayList<>();
    private final int[][] latencies = new int[SIZE][SIZE];
    private final Map<Long, Event> events = new HashMap<>();
    private final Map<Long, Long> answers = new HashMap<>();
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[RoutedProcess.LENGTH]);
    private long round;
    private int inputCount;
    private int eventCount;
    private boolean cutsFrames;

    /** @param memories of the drivers of its processes, from one world to the next. */
    CausalWorld(DriverMemory[] memories) {
        for (int id = 0; id < SIZE; id++) {
            members[id] = new Member(id, memories[id]);
        }
        for (Member member : members) {
            member.start();
        }
    }

    /** The outside says something to a process, which passes it on along this route; said again while it may be lost. */
    void input(int id, int... route) {
        long packed = 0;
        for (int i = route.length - 1; i >= 0; i--) {
            packed = packed << 4 | (route[i] + 1);
        }
        members[id].inputs.add(packed);
        inputCount++;
        eventCount += route.length + 1;
    }

    /** What one says to another from now on arrives so many rounds later. */
    void slowDown(int sourceId, int destinationId, int rounds) {
        latencies[sourceId][destinationId] = rounds;
    }

    /** Its disk forces nothing before this round. */
    void slowDisk(int id, int firstForce) {
        members[id].firstForce = firstForce;
    }

    /** From now on each frame comes in pieces too, cut off at every length and sealed, before it comes as a whole. */
    void cutFrames() {
        cutsFrames = true;
    }

    MessageLogNode node(int id) {
        return members[id].node;
    }

    /** How many records of a process are not forced. */
    int unforced(int id) {
        return members[id].log.unforced();
    }

    boolean isUp(int id) {
        return members[id].driver != null;
    }

    /** Of what was not forced so many records are left; it comes back in so many rounds. */
    void crash(int id, int kept, int away) {
        Member member = members[id];
        member.log.crash(kept);
        member.forcing = 0;
        member.driver = null;
        member.backRound = round + away;
        if (away == 0) {
            member.start();
        }
    }

    long roundNumber() {
        return round;
    }

    void runUntil(long nextRound) {
        while (round < nextRound) {
            round();
        }
    }

    /** One duty cycle of each process. */
    void round() {
        for (Member member : members) {
            member.force();
            if (member.driver == null && round >= member.backRound) {
                member.start();
            }
            member.cycle();
        }
        round++;
    }

    long count(MessageLogCounter counter) {
        long count = 0;
        for (Member member : members) {
            count += member.node.counters().count(counter);
        }
        return count;
    }

    /** Runs until all inputs are answered and nothing is under way. */
    void finish() {
        int quiet = 0;
        for (int i = 0; i < MAX_ROUNDS && quiet < QUIET_ROUNDS; i++) {
            round();
            quiet = isDone() ? quiet + 1 : 0;
        }
        require(isDone(), "not done: " + members[0].node + "; " + members[1].node + "; " + members[2].node);
        int toldCount = 0;
        Set<Long> names = new HashSet<>();
        for (Member member : members) {
            names.addAll(member.told);
            toldCount += member.told.size();
        }
        require(toldCount == eventCount, "exactly once: " + toldCount + " events instead of " + eventCount);
        for (long name : names) {
            requireKnown(name, names);
        }
        for (long name : answers.values()) {
            require(names.contains(name), "the outside was told what depends on a lost event");
        }
    }

    private boolean isDone() {
        for (Member member : members) {
            if (member.driver == null
                    || member.node.isReplaying()
                    || member.node.toldRsn() < member.node.takenRsn()
                    || member.node.settledInput(CHANNEL) < member.inputs.size()) {
                return false;
            }
        }
        return answers.size() == inputCount;
    }

    private void requireKnown(long name, Set<Long> names) {
        Event event = events.get(name);
        for (long before : new long[] {event.beforeName, event.causeName}) {
            require(before == 0 || names.contains(before), "process " + event.processId + " is an orphan in the end");
        }
    }

    @Override
    public void onTold(int id, long name, long causeName) {
        List<Long> told = members[id].told;
        events.put(name, new Event(id, told.isEmpty() ? 0 : told.get(told.size() - 1), causeName));
        told.add(name);
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new IllegalStateException(broken);
        }
    }

    private final class Member implements Transport {
        private final int id;
        private final DriverMemory memory;
        private final CrashLog log = new CrashLog();
        private final List<Long> inputs = new ArrayList<>();
        private List<Long> told = new ArrayList<>();
        private Saved stable;
        private Saved unstable;
        private MessageLogNode node;
        private EffectDriver driver;
        private long backRound;
        private long firstForce;
        private long forcing;

        private Member(int id, DriverMemory memory) {
            this.id = id;
            this.memory = memory;
        }

        private void start() {
            log.open();
            unstable = null;
            RoutedProcess process = new RoutedProcess(id, CausalWorld.this);
            node = new MessageLogNode(CONFIG, id, ProcessSet.firstN(SIZE), process, log);
            told = new ArrayList<>(told.subList(0, stable == null ? 0 : (int) stable.mark.rsn()));
            if (stable != null) {
                node.restore(stable.bytes.source());
            }
            ProtocolStack stack = new ProtocolStack(1, id, ProcessSet.firstN(SIZE), node);
            log.replay(stack::onRecord);
            driver = new EffectDriver(new NodeWiring(1, id, log, this, memory), stack);
            driver.start(nowNs());
        }

        private void force() {
            if (driver == null || round < firstForce) {
                return;
            }
            if (round % FORCE_INTERVAL == id) {
                forcing = log.requestedPosition();
            } else if (round % FORCE_INTERVAL == id + FORCE_ROUNDS) {
                log.forced(forcing);
            }
        }

        private long nowNs() {
            return FIRST_NS + round * ROUND_NS;
        }

        private void cycle() {
            if (driver == null) {
                frames.removeIf(this::isHere);
                return;
            }
            node.poll((number, buffer, offset, length) -> onOutput(buffer, offset), 4);
            long number = node.takenInput(CHANNEL) + 1;
            if (number <= inputs.size()) {
                RoutedProcess.putInput(input, number * SIZE + id, inputs.get((int) number - 1));
                node.offer(nowNs(), CHANNEL, number, input, 0, RoutedProcess.LENGTH);
            }
            checkpoint();
            do {
                driver.cycle(nowNs());
            } while (cutsFrames && frames.stream().anyMatch(this::isHere));
            node.checkInvariants();
        }

        private void checkpoint() {
            if (unstable == null && round % 3 == 0) {
                StateBytes bytes = new StateBytes();
                unstable = new Saved(bytes, node.save(bytes));
            }
            if (unstable != null && node.isStable(unstable.mark)) {
                stable = unstable;
                unstable = null;
                node.release(stable.mark);
            }
        }

        private boolean onOutput(DirectBuffer buffer, int offset) {
            long inputId = RoutedProcess.inputId(buffer, offset);
            long name = RoutedProcess.name(buffer, offset);
            Long before = answers.put(inputId, name);
            require(before == null || before == name, "input " + inputId + " is answered twice");
            return true;
        }

        private boolean isHere(Frame frame) {
            return frame.destinationId == id && frame.arrivalRound <= round;
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
            long arrivalRound = round + latencies[id][destinationId];
            for (int length = SHORTEST; cutsFrames && length < frame.length; length++) {
                frames.add(new Frame(destinationId, arrivalRound, cutOff(frame, length)));
            }
            frames.add(new Frame(destinationId, arrivalRound, frame));
            return 1;
        }

        private byte[] cutOff(byte[] frame, int length) {
            byte[] part = Arrays.copyOf(frame, length);
            UnsafeBuffer buffer = new UnsafeBuffer(part);
            Frames.putHeader(buffer, 0, length, 1, log.incarnation(), id);
            Frames.seal(buffer, 0, length, new Checksum());
            return part;
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            List<Frame> here = frames.stream().filter(this::isHere).limit(limit).toList();
            frames.removeAll(here);
            for (Frame frame : here) {
                handler.onFrame(new UnsafeBuffer(frame.bytes), 0, frame.bytes.length);
            }
            return here.size();
        }

        @Override
        public void close() {}
    }
}
