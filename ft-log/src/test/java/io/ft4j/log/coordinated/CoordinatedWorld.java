package io.ft4j.log.coordinated;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.testing.Cut;
import io.ft4j.core.testing.TestOutbox;
import io.ft4j.log.independent.Settlement;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Processes of one group in one thread and in virtual time: real frames through real stacks, disks that forget, crashes in the
 * middle of duty cycles. Frames arrive in the order in which they were sent, then forces are done, then time goes on. After every
 * step the checkpoints of all processes are asked whether they are a line.
 */
final class CoordinatedWorld {
    static final long GROUP_ID = 7;
    static final long START_NS = 1_000_000;
    static final long BALANCE = 100;

    /** So long everything is given to come to rest. */
    static final long REST_NS = 1_000;

    private static final int MAX_INNER_CYCLES = 1_000;

    static final int ASKER_ID = 1;
    private static final long SETTLE_INTERVAL_NS = 30;

    final CoordinatedConfig config;
    /** Whether checkpoints are independent; else they are coordinated. */
    private final boolean isIndependent;

    final TestProcess[] processes;
    final ArrayDeque<Packet> wire = new ArrayDeque<>();
    final ArrayDeque<BooleanSupplier> script = new ArrayDeque<>();
    final ArrayDeque<Integer> scriptEvents = new ArrayDeque<>();
    Faults faults = Faults.NONE;
    long nowNs = START_NS;
    int frames;
    /** About rollbacks, compared with a search over all states. */
    int decisions;

    int events;
    /** Who was sent a message of the protocol. */
    long asked;

    AttemptOutcome lastOutcome;
    /** Null: nobody reads it. */
    List<String> trace;

    CoordinatedWorld(CoordinatedConfig config, int processCount) {
        this(config, processCount, false);
    }

    CoordinatedWorld(CoordinatedConfig config, int processCount, boolean isIndependent) {
        this.config = config;
        this.isIndependent = isIndependent;
        processes = new TestProcess[processCount];
        for (int id = 0; id < processCount; id++) {
            processes[id] = new TestProcess(id, new TestStorage(Saved.initial(processCount, BALANCE)));
        }
    }

    /** Time-outs in round numbers: attempt 100, again 20, poll 5. */
    static CoordinatedConfig config() {
        return new CoordinatedConfig(100, 20, 5, true);
    }

    void startAll() {
        for (TestProcess process : processes) {
            if (!process.isRunning()) {
                start(process);
            }
        }
    }

    void start(TestProcess process) {
        process.disk.open();
        process.outbox.startFrom(process.disk.position());
        process.host = new TestHost(process.id, processes.length, process.storage, TestHost.RESEND_NS);
        process.node = new CoordinatedCheckpoints(
                config,
                process.id,
                ProcessSet.firstN(processes.length),
                process.disk.incarnation(),
                process.host,
                (id, outcome, causes) -> onEnd(process.id, id, outcome, causes));
        process.stack = newStack(process);
        process.disk.replay(process.stack);
        say(process.id + " starts, life " + process.disk.incarnation());
        step(process, () -> process.stack.onStart(nowNs, process.outbox));
    }

    private ProtocolStack newStack(TestProcess process) {
        long members = ProcessSet.firstN(processes.length);
        if (!isIndependent) {
            return new ProtocolStack(GROUP_ID, process.id, members, process.host, process.node);
        }
        process.settlement = new Settlement(
                process.id, members, ASKER_ID, process.disk.incarnation(), SETTLE_INTERVAL_NS, process.host);
        return new ProtocolStack(GROUP_ID, process.id, members, process.host, process.node, process.settlement);
    }

    private void onEnd(int processId, long id, AttemptOutcome outcome, long causes) {
        lastOutcome = outcome;
        say(processId + " ends " + CoordinatedText.name(processId, id) + ": " + outcome
                + (causes == 0 ? "" : " " + ProcessSet.toString(causes)));
    }

    /** @return false: it is down, or may not send now. */
    boolean transfer(int senderId, int receiverId, long amount) {
        TestProcess process = processes[senderId];
        if (!process.isRunning() || process.host.sendsHeld) {
            return false;
        }
        step(process, () -> process.host.transfer(nowNs, receiverId, amount, process.outbox));
        return true;
    }

    /** Takes a checkpoint of its own. @return false: it is down, may not, or has no room. */
    boolean own(int id) {
        TestProcess process = processes[id];
        boolean[] taken = new boolean[1];
        if (process.isRunning()) {
            step(process, () -> taken[0] = process.host.takeOwn());
        }
        return taken[0];
    }

    /** @return 0: it is down, or went down meanwhile. */
    long checkpoint(int initiatorId, boolean all) {
        TestProcess process = processes[initiatorId];
        long[] id = new long[1];
        if (process.isRunning()) {
            step(
                    process,
                    () -> id[0] = all
                            ? process.node.checkpointAll(nowNs, process.outbox)
                            : process.node.checkpointDependencies(nowNs, process.outbox));
        }
        return id[0];
    }

    /** One duty cycle of a process that runs. */
    void step(TestProcess process, Runnable input) {
        Cut cut = faults.cut(process.id, process.steps++);
        if (cut != null && cut.isBefore()) {
            crash(process, cut.keepsUnforced());
            return;
        }
        boolean wasDeciding = process.node.attempt().state() == AttemptState.DECIDING;
        boolean wasHeld = process.host.sendsHeld;
        int rollbacks = process.host.rollbacks;
        long permanent = process.storage.permanent.number();
        input.run();
        int cycles = 0;
        do {
            if (process.stack.nextDeadlineNs() <= nowNs) {
                process.stack.onDeadline(nowNs, process.outbox);
            }
            process.stack.onBatchEnd(nowNs, process.outbox);
        } while (process.stack.nextDeadlineNs() <= nowNs && ++cycles < MAX_INNER_CYCLES);
        process.stack.checkInvariants();
        if (trace != null) {
            tell(process, wasHeld, rollbacks, permanent);
        }
        if (process.node.attempt().state() == AttemptState.DECIDING && !wasDeciding && config.incrementalRollback()) {
            decisions += IndependentCheck.checkDecision(processes, process) ? 1 : 0;
        }
        IndependentCheck.checkDiscarded(processes, process);
        drain(process, cut);
        checkLine();
    }

    private void tell(TestProcess process, boolean wasHeld, int rollbacks, long permanent) {
        if (process.storage.permanent.number() != permanent) {
            say(process.id + " makes checkpoint " + process.storage.permanent.number() + " permanent");
        }
        if (process.host.rollbacks > rollbacks) {
            say(process.id + " goes back to checkpoint " + process.storage.permanent.number());
        }
        if (process.host.sendsHeld != wasHeld) {
            say(process.id + (wasHeld ? " resumes" : " holds"));
        }
    }

    private void drain(TestProcess process, Cut cut) {
        TestOutbox outbox = process.outbox;
        int frameCount = 0;
        for (int row = 0; row < outbox.count(); row++) {
            frameCount += outbox.isFrame(row) ? 1 : 0;
        }
        int frame = 0;
        for (int row = 0; row < outbox.count(); row++) {
            if (!outbox.isFrame(row)) {
                append(process, cut, row);
            } else if (cut == null || cut.lets(frame++, frameCount)) {
                emit(process, row);
            }
        }
        Invariant.check(outbox.takeRelease() == 0, "coordinated checkpoints release nothing");
        outbox.clear();
        if (cut != null) {
            crash(process, cut.keepsUnforced());
        }
    }

    private void append(TestProcess process, Cut cut, int row) {
        TestOutbox outbox = process.outbox;
        if (cut == null || cut.keepsUnforced()) {
            process.disk.append(outbox.recordType(row), outbox.buffer(), outbox.offset(row), outbox.length(row));
            if (trace != null) {
                say(process.id + " writes " + CoordinatedText.record(outbox.buffer(), outbox.offset(row)));
            }
        }
    }

    private void emit(TestProcess process, int row) {
        TestOutbox outbox = process.outbox;
        outbox.seal(row, GROUP_ID, process.disk.incarnation(), process.id);
        byte[] frame = new byte[outbox.length(row)];
        outbox.buffer().getBytes(outbox.offset(row), frame);
        Packet packet = new Packet(process.id, outbox.destinationId(row), frame);
        if (outbox.afterPosition(row) > process.disk.durablePosition()) {
            process.held.add(new TestProcess.Held(outbox.afterPosition(row), packet));
        } else {
            send(packet);
        }
    }

    private void send(Packet packet) {
        boolean isLost = faults.isLost(frames++);
        if (CoordinatedText.isCoordination(packet.buffer(), packet.messageOffset())) {
            asked = ProcessSet.add(asked, packet.destinationId());
        }
        if (trace != null) {
            say(packet.sourceId() + (isLost ? " -x " : " -> ") + packet.destinationId() + "  "
                    + CoordinatedText.message(packet.buffer(), packet.messageOffset()));
        }
        if (!isLost) {
            wire.add(packet);
        }
    }

    void crash(TestProcess process, boolean keepsUnforced) {
        process.node = null;
        process.host = null;
        process.stack = null;
        process.held.clear();
        process.outbox.startFrom(0);
        process.storage.crash();
        if (keepsUnforced) {
            process.disk.force();
        } else {
            process.disk.loseUnforced();
        }
        say(process.id + " crashes");
        if (faults.recoversAtOnce(process.id)) {
            start(process);
        }
    }

    void deliver(Packet packet) {
        TestProcess process = processes[packet.destinationId()];
        if (process.isRunning()) {
            UnsafeBuffer frame = packet.buffer();
            step(process, () -> process.stack.onFrame(nowNs, frame, 0, frame.capacity(), process.outbox));
        }
    }

    void force(TestProcess process) {
        process.disk.force();
        for (Iterator<TestProcess.Held> it = process.held.iterator(); it.hasNext(); ) {
            TestProcess.Held held = it.next();
            if (held.afterPosition() <= process.disk.durablePosition()) {
                it.remove();
                send(held.packet());
            }
        }
        step(process, () -> process.stack.onDurable(nowNs, process.disk.durablePosition(), process.outbox));
    }

    /** At this event, or as soon after it as the action succeeds. */
    void at(int event, BooleanSupplier action) {
        script.add(action);
        scriptEvents.add(event);
    }

    private void runScript() {
        while (!script.isEmpty()
                && scriptEvents.peek() <= events
                && script.peek().getAsBoolean()) {
            script.poll();
            scriptEvents.poll();
        }
    }

    /** Everything that can happen until this time. */
    void runUntil(long untilNs) {
        while (true) {
            runScript();
            events++;
            if (!wire.isEmpty()) {
                deliver(wire.poll());
            } else if (!forceNext() && !passTime(untilNs)) {
                nowNs = Math.max(nowNs, untilNs);
                return;
            }
        }
    }

    private boolean forceNext() {
        for (TestProcess process : processes) {
            if (process.hasUnforced()) {
                force(process);
                return true;
            }
        }
        return false;
    }

    private boolean passTime(long untilNs) {
        long next = Long.MAX_VALUE;
        for (TestProcess process : processes) {
            next = Math.min(next, process.nextDeadlineNs());
        }
        if (next > untilNs) {
            return false;
        }
        nowNs = Math.max(nowNs, next);
        for (TestProcess process : processes) {
            if (process.nextDeadlineNs() <= nowNs) {
                step(process, () -> {});
            }
        }
        return true;
    }

    /** What can happen, then everybody comes back; then all is at rest, everything has arrived, and a checkpoint succeeds. */
    void runToEnd() {
        runUntil(nowNs + REST_NS);
        faults = Faults.NONE;
        startAll();
        runUntil(nowNs + REST_NS);
        checkAtRest();
        for (int id = 0; id < processes.length; id++) {
            transfer(id, (id + 1) % processes.length, 1);
        }
        runUntil(nowNs + REST_NS);
        if (isIndependent) {
            settleAll();
            return;
        }
        for (TestProcess process : processes) {
            lastOutcome = null;
            checkpoint(process.id, process.id == 0);
            runUntil(nowNs + REST_NS);
            if (lastOutcome != AttemptOutcome.PERMANENT) {
                throw new Broken("progress: the last checkpoint of " + process.id + " ended " + lastOutcome);
            }
        }
        checkAtRest();
    }

    /** Once everybody has a checkpoint of this quiet moment, all before it goes. */
    private void settleAll() {
        for (TestProcess process : processes) {
            if (!own(process.id)) {
                throw new Broken("progress: process " + process.id + " has no room for a checkpoint");
            }
        }
        runUntil(nowNs + REST_NS);
        for (TestProcess process : processes) {
            if (!process.storage.own.isEmpty()) {
                throw new Broken("progress: process " + process.id + " has not settled its last checkpoint");
            }
        }
        checkAtRest();
    }

    void checkAtRest() {
        long sum = 0;
        for (TestProcess process : processes) {
            CoordinatedCheckpoints node = process.node;
            if (node.isInAttempt() || node.hasOpenDecision() || node.isRecovering()) {
                throw new Broken("progress: process " + process.id + " is in an attempt");
            }
            if (process.host.sendsHeld || process.host.deliveriesHeld) {
                throw new Broken("progress: process " + process.id + " is held");
            }
            if (!process.host.isQuiet()) {
                throw new Broken("progress: messages of " + process.id + " are not delivered");
            }
            sum += process.host.balance;
        }
        if (sum != total()) {
            throw new Broken("conservation: accounts hold " + sum + " instead of " + total());
        }
    }

    long total() {
        return BALANCE * processes.length;
    }

    private void checkLine() {
        CoordinatedCheckpoints[] nodes = new CoordinatedCheckpoints[processes.length];
        TestHost[] hosts = new TestHost[processes.length];
        for (TestProcess process : processes) {
            nodes[process.id] = process.node;
            hosts[process.id] = process.host;
        }
        if (isIndependent) {
            IndependentCheck.check(processes, total());
        } else {
            LineCheck.check(nodes, hosts, total());
        }
    }

    void say(String line) {
        if (trace != null) {
            trace.add(line);
        }
    }
}
