package io.ft4j.log.messagelog;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.redundancy.Checksum;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.log.messagelog.codec.DataDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.node.CheckpointMark;
import io.ft4j.log.messagelog.node.MessageLogNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A few processes whose frames, forces and crashes a test decides one by one. */
final class RouteGroup {
    static final int CHANNEL = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;

    private static final long MS = 1_000_000;
    private static final double LATE = 0.1;

    final RouteProcess[] processes;
    final MessageLogNode[] nodes;
    final TrimmedLog[] logs;
    /** By process and number, what the outside was told. */
    final Map<String, String> outputs = new HashMap<>();

    final StateBytes[] saved;
    final CheckpointMark[] marks;

    private final MessageLogConfig config;
    private final EffectDriver[] drivers;
    private final Deque<byte[]>[][] wires;
    /** Some frames come a second time, whatever life of their receiver is there by then; null: none. */
    private final Prng prng;

    private final List<byte[]>[][] late;
    private long lateCount;
    private long nowNs = 1_000 * MS;

    RouteGroup(MessageLogConfig config, int count) {
        this(config, count, null);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    RouteGroup(MessageLogConfig config, int count, Prng prng) {
        this.config = config;
        this.prng = prng;
        processes = new RouteProcess[count];
        nodes = new MessageLogNode[count];
        logs = new TrimmedLog[count];
        drivers = new EffectDriver[count];
        saved = new StateBytes[count];
        marks = new CheckpointMark[count];
        wires = new Deque[count][count];
        late = new List[count][count];
        for (int id = 0; id < count; id++) {
            logs[id] = new TrimmedLog(id);
            for (int other = 0; other < count; other++) {
                wires[id][other] = new ArrayDeque<>();
                late[id][other] = new ArrayList<>();
            }
        }
        for (int id = 0; id < count; id++) {
            start(id);
        }
    }

    static MessageLogConfig.Builder config() {
        return MessageLogConfig.builder()
                .style(LoggingStyle.SENDER)
                .maxMessageBytes(64)
                .maxMessagesPerEvent(2)
                .frameBytes(256)
                .channelBytes(4096)
                .journalBytes(8192)
                .guardInterval(1);
    }

    void start(int id) {
        TrimmedLog log = logs[id];
        log.open();
        processes[id] = new RouteProcess();
        nodes[id] = new MessageLogNode(config, id, ProcessSet.firstN(nodes.length), processes[id], log);
        if (saved[id] != null) {
            nodes[id].restore(saved[id].source());
        }
        ProtocolStack stack = new ProtocolStack(1, id, ProcessSet.firstN(nodes.length), nodes[id]);
        drivers[id] = new EffectDriver(new NodeWiring(1, id, log, new Wire(id)), stack);
        log.replay(stack::onRecord);
        drivers[id].start(nowNs);
    }

    /** It is gone with all that was not forced. Frames under way to it are lost. */
    void crash(int id) {
        logs[id].crash();
        drivers[id] = null;
        for (Deque<byte[]>[] from : wires) {
            from[id].clear();
        }
    }

    boolean isDown(int id) {
        return drivers[id] == null;
    }

    /** One duty cycle, with the frames that these sent. */
    void cycle(int id, int... sourceIds) {
        long sources = ProcessSet.EMPTY;
        for (int sourceId : sourceIds) {
            sources = ProcessSet.add(sources, sourceId);
        }
        polled = sources;
        drivers[id].cycle(nowNs);
        nodes[id].checkInvariants();
        poll(id);
    }

    private void poll(int id) {
        nodes[id].poll((number, buffer, offset, length) -> onOutput(id, number, buffer, offset, length), 100);
    }

    private boolean onOutput(int id, long number, DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        String text = Arrays.toString(bytes);
        String before = outputs.put(id + "#" + number, text);
        if (before != null && !before.equals(text)) {
            throw new AssertionError("output " + number + " of " + id + " was " + before + ", is " + text);
        }
        return true;
    }

    private long polled;

    void force(int id) {
        logs[id].force();
        cycle(id);
    }

    void advance(long ms) {
        nowNs += ms * MS;
    }

    /** Everything goes its way until nothing more happens. */
    void settle() {
        int quietRounds = 0;
        for (int round = 0; round < 400 && quietRounds < 3; round++) {
            quietRounds = isQuiet() ? quietRounds + 1 : 0;
            advance(5);
            for (int id = 0; id < nodes.length; id++) {
                if (!isDown(id)) {
                    polled = ProcessSet.firstN(nodes.length);
                    logs[id].force();
                    drivers[id].cycle(nowNs);
                    nodes[id].checkInvariants();
                    poll(id);
                }
            }
        }
    }

    /** Nobody waits for a frame, the disk or the time. Frames that may still come a second time are never over. */
    private boolean isQuiet() {
        boolean quiet = prng == null;
        for (int id = 0; quiet && id < nodes.length; id++) {
            for (Deque<byte[]>[] from : wires) {
                quiet &= from[id].isEmpty();
            }
            quiet &= isDown(id)
                    || nodes[id].nextDeadlineNs() == Long.MAX_VALUE
                            && logs[id].durablePosition() == logs[id].position();
        }
        return quiet;
    }

    long input(int id, int... route) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[route.length]);
        for (int i = 0; i < route.length; i++) {
            bytes.putByte(i, (byte) route[i]);
        }
        return nodes[id].offer(nowNs, CHANNEL, nodes[id].takenInput(CHANNEL) + 1, bytes, 0, route.length);
    }

    void save(int id) {
        StateBytes bytes = new StateBytes();
        marks[id] = nodes[id].save(bytes);
        saved[id] = bytes;
    }

    /** Frames under way with messages of the channel. */
    int dataUnderWay(int sourceId, int destinationId) {
        return (int) wires[sourceId][destinationId].stream()
                .filter(RouteGroup::isData)
                .count();
    }

    private static boolean isData(byte[] frame) {
        MessageHeaderDecoder header = new MessageHeaderDecoder();
        return header.wrap(new UnsafeBuffer(frame), Frames.HEADER_LENGTH).templateId() == DataDecoder.TEMPLATE_ID;
    }

    /** How many frames came a second time. */
    long lateCount() {
        return lateCount;
    }

    void drop(int sourceId, int destinationId) {
        wires[sourceId][destinationId].clear();
    }

    /** Only frames with messages. */
    void dropData(int sourceId, int destinationId) {
        wires[sourceId][destinationId].removeIf(RouteGroup::isData);
    }

    /** Frames under way, which {@link #arrive} can bring once more. */
    List<byte[]> copy(int sourceId, int destinationId) {
        return List.copyOf(wires[sourceId][destinationId]);
    }

    void arrive(int sourceId, int destinationId, List<byte[]> frames) {
        wires[sourceId][destinationId].addAll(frames);
    }

    /** A sound frame of a life of a process that this life never sent. */
    void forge(int sourceId, long life, int destinationId, DirectBuffer body, int length) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[Frames.HEADER_LENGTH + length]);
        Frames.putHeader(frame, 0, frame.capacity(), 1, life, sourceId);
        frame.putBytes(Frames.HEADER_LENGTH, body, 0, length);
        Frames.seal(frame, 0, frame.capacity(), new Checksum());
        wires[sourceId][destinationId].add(frame.byteArray());
    }

    /** The log is lost, and a new one was opened so often. */
    void loseLog(int id, int lives) {
        logs[id] = new TrimmedLog(id);
        for (int life = 1; life < lives; life++) {
            logs[id].open();
            logs[id].crash();
        }
    }

    private final class Wire implements Transport {
        private final int id;

        Wire(int id) {
            this.id = id;
        }

        @Override
        public int maxFrameBytes() {
            return 1 << 16;
        }

        @Override
        public long offer(
                int destinationId,
                DirectBuffer head,
                int headOffset,
                int headLength,
                DirectBuffer body,
                int bodyOffset,
                int bodyLength) {
            if (isDown(destinationId) && destinationId != id) {
                return NOT_CONNECTED;
            }
            byte[] frame = new byte[headLength + bodyLength];
            head.getBytes(headOffset, frame, 0, headLength);
            body.getBytes(bodyOffset, frame, headLength, bodyLength);
            wires[id][destinationId].add(frame);
            if (prng != null && prng.chance(LATE)) {
                late[id][destinationId].add(frame);
            }
            return 1;
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            int count = 0;
            for (long rest = polled; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                count += pollLate(late[ProcessSet.first(rest)][id], handler);
                Deque<byte[]> wire = wires[ProcessSet.first(rest)][id];
                while (!wire.isEmpty() && count < limit) {
                    byte[] frame = wire.poll();
                    handler.onFrame(new UnsafeBuffer(frame), 0, frame.length);
                    count++;
                }
            }
            return count;
        }

        private int pollLate(List<byte[]> frames, FrameHandler handler) {
            if (frames.isEmpty() || !prng.chance(LATE)) {
                return 0;
            }
            byte[] frame = frames.remove(prng.nextInt(frames.size()));
            handler.onFrame(new UnsafeBuffer(frame), 0, frame.length);
            lateCount++;
            return 1;
        }

        @Override
        public void close() {}
    }
}
