package io.ft4j.log.messagelog;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.driver.DriverMemory;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.log.messagelog.node.CheckpointMark;
import io.ft4j.log.messagelog.node.MessageLogNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Runs a {@link Script} with one crash or one lost frame. A run is repeated by its description: nothing in it is drawn. A force
 * is done before the next duty cycle of its process; a crash comes behind a duty cycle, and takes what is not forced with it,
 * or leaves it.
 */
final class ScriptedWorld {
    private static final int CHANNEL = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
    private static final int MAX_ROUNDS = 400;
    private static final int QUIET_ROUNDS = 16;
    /** Long enough for others to say again what it does not acknowledge. */
    private static final int AWAY_ROUNDS = 20;

    private static final long ROUND_NS = 1_000_000;
    private static final long GROUP_ID = 3;

    /**
     * What goes wrong.
     *
     * @param processId who crashes; −1: nobody.
     * @param cycle     behind which of its duty cycles.
     * @param keeps     what was not forced.
     * @param waits     before it comes back, and begins at the checkpoint before the newest.
     * @param frame     which is lost; −1: none.
     */
    record Trouble(int processId, int cycle, boolean keeps, boolean waits, int frame) {
        static final Trouble NONE = new Trouble(-1, 0, false, false, -1);
    }

    private final LoggingStyle style;
    private final Script script;
    private final Trouble trouble;
    private final boolean takesCheckpoints;
    private final DriverMemory[] memories;
    private final Member[] members = new Member[Script.PROCESS_COUNT];
    private final boolean[] answered;
    private long nowNs = ROUND_NS;
    private int frames;
    private int quietRounds;
    private boolean happened;

    /** @param memories of the drivers of its processes, from one world to the next. */
    ScriptedWorld(
            LoggingStyle style, Script script, Trouble trouble, boolean takesCheckpoints, DriverMemory[] memories) {
        this.style = style;
        this.script = script;
        this.trouble = trouble;
        this.takesCheckpoints = takesCheckpoints;
        this.memories = memories;
        answered = new boolean[script.count()];
        for (int id = 0; id < members.length; id++) {
            members[id] = new Member(id);
        }
        for (Member member : members) {
            member.start();
        }
    }

    /** Returns whether the trouble came before all was quiet: else there is no later one of its kind. */
    boolean run() {
        for (int round = 0; round < MAX_ROUNDS && quietRounds < QUIET_ROUNDS; round++) {
            nowNs += ROUND_NS;
            boolean work = false;
            for (Member member : members) {
                work |= member.cycle();
            }
            quietRounds = work ? 0 : quietRounds + 1;
        }
        require(quietRounds == QUIET_ROUNDS, "ends: it goes on for ever");
        for (int message = 0; message < script.count(); message++) {
            Member receiver = members[script.destinations()[message]];
            require(receiver.process.hasHeard(message), "no-orphan, no loss: m" + message + " is not heard in the end");
            require(answered[message], "output: m" + message + " was not told to the outside");
        }
        return happened;
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new IllegalStateException(broken);
        }
    }

    private final class Member implements Transport {
        private final int id;
        private final CrashLog log = new CrashLog();
        private final Deque<UnsafeBuffer> arriving = new ArrayDeque<>();
        private final List<StateBytes> checkpoints = new ArrayList<>();
        private final List<CheckpointMark> marks = new ArrayList<>();
        private final List<Integer> outputs = new ArrayList<>();
        /** Does not count yet; null: none. */
        private StateBytes pending;

        private CheckpointMark pendingMark;
        private ScriptedProcess process;
        private MessageLogNode node;
        private EffectDriver driver;
        private int cycles;
        private int awayRounds;

        private Member(int id) {
            this.id = id;
        }

        private void start() {
            MessageLogConfig config = MessageLogConfig.builder()
                    .style(style)
                    .maxMessageBytes(8)
                    .maxMessagesPerEvent(4)
                    .frameBytes(64)
                    .channelBytes(1024)
                    .journalBytes(2048)
                    .maxTimers(1)
                    .resendIntervalNs(4 * ROUND_NS)
                    .retainedMessages(64)
                    .guardInterval(1)
                    .build();
            long all = ProcessSet.firstN(Script.PROCESS_COUNT);
            log.open();
            process = new ScriptedProcess(id, script);
            node = new MessageLogNode(config, id, all, process, log);
            ProtocolStack stack = new ProtocolStack(GROUP_ID, id, all, node);
            driver = new EffectDriver(new NodeWiring(GROUP_ID, id, log, this, memories[id]), stack);
            marks.clear();
            pending = null;
            if (trouble.waits && checkpoints.size() > 1) {
                // The newest is damaged, say: the one before, and a longer replay.
                checkpoints.remove(checkpoints.size() - 1);
            }
            if (!checkpoints.isEmpty()) {
                marks.add(node.restore(checkpoints.get(checkpoints.size() - 1).source()));
            }
            log.replay(stack::onRecord);
            driver.start(nowNs);
        }

        private boolean cycle() {
            if (driver == null) {
                arriving.clear();
                comeBack();
                return true;
            }
            log.forceRequested();
            UnsafeBuffer input = new UnsafeBuffer(new byte[] {Script.INPUT});
            boolean offered = id == 0 && node.offer(nowNs, CHANNEL, 1, input, 0, 1) > 0;
            boolean work = driver.cycle(nowNs) > 0 || offered || !arriving.isEmpty();
            node.checkInvariants();
            work |= node.poll(this::onOutput, 1) > 0;
            if (takesCheckpoints && pending == null && node.toldRsn() > checkpointedRsn()) {
                pending = new StateBytes();
                pendingMark = node.save(pending);
            }
            if (pending != null && node.isStable(pendingMark)) {
                checkpoint();
            }
            if (trouble.processId == id && trouble.cycle == cycles++) {
                crash();
                work = true;
            }
            return work;
        }

        private void comeBack() {
            awayRounds++;
            if (awayRounds > AWAY_ROUNDS) {
                start();
            }
        }

        private long checkpointedRsn() {
            return marks.isEmpty() ? 0 : marks.get(marks.size() - 1).rsn();
        }

        private void checkpoint() {
            marks.add(pendingMark);
            checkpoints.add(pending);
            pending = null;
            if (marks.size() > 1) {
                node.release(marks.get(marks.size() - 2));
            }
        }

        private void crash() {
            happened = quietRounds <= 1;
            driver = null;
            arriving.clear();
            log.crash(trouble.keeps);
            if (!trouble.waits) {
                start();
            }
        }

        private boolean onOutput(long number, DirectBuffer buffer, int offset, int length) {
            int message = buffer.getByte(offset);
            if (number <= outputs.size()) {
                require(outputs.get((int) number - 1) == message, "output: another one under number " + number);
                return true;
            }
            require(number == outputs.size() + 1, "output: a gap before " + number);
            require(!answered[message], "output: m" + message + " is told to the outside twice");
            answered[message] = true;
            outputs.add(message);
            return true;
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
            if (frames++ == trouble.frame) {
                happened = true;
                return 1;
            }
            UnsafeBuffer frame = new UnsafeBuffer(new byte[headerLength + bodyLength]);
            frame.putBytes(0, header, headerOffset, headerLength);
            frame.putBytes(headerLength, body, bodyOffset, bodyLength);
            members[destinationId].arriving.add(frame);
            return 1;
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            int count = arriving.size();
            for (int i = 0; i < count; i++) {
                UnsafeBuffer frame = arriving.remove();
                handler.onFrame(frame, 0, frame.capacity());
            }
            return count;
        }

        @Override
        public void close() {}
    }
}
