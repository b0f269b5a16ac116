package io.ft4j.commit;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.testing.Cut;
import io.ft4j.core.testing.TestOutbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Processes of one group in one thread and in virtual time: real frames through real stacks, disks that forget, crashes in
 * the middle of duty cycles. Frames arrive in the order in which they were sent, then forces are done, then time goes on.
 */
final class CommitWorld implements TestPart.Watcher {
    static final long GROUP_ID = 7;
    static final long START_NS = 1_000_000;
    /** So long everything is given to come to rest. */
    private static final long REST_NS = 1_500;

    private static final int MAX_INNER_CYCLES = 1_000;

    final CommitConfig config;
    final TestProcess[] processes;
    final ArrayDeque<Packet> wire = new ArrayDeque<>();
    final ArrayDeque<Packet> late = new ArrayDeque<>();
    final List<CommitCheck> checks = new ArrayList<>();
    final List<RuntimeException> errors = new ArrayList<>();
    Faults faults = Faults.NONE;
    long nowNs = START_NS;
    int frames;
    int items;
    int faultsHit;
    /** Null: nobody reads it. */
    List<String> trace;

    CommitWorld(CommitConfig config, int processCount) {
        this.config = config;
        processes = new TestProcess[processCount];
        for (int id = 0; id < processCount; id++) {
            processes[id] = new TestProcess(id, new TestPart(id, this));
        }
    }

    /** Time-outs in round numbers: init 1,000, votes 100, again 20, ready 30. */
    static CommitConfig.Builder config() {
        return CommitConfig.builder()
                .initTimeoutNs(1_000)
                .voteTimeoutNs(100)
                .resendIntervalNs(20)
                .readyTimeoutNs(30)
                .maxTransactions(4)
                .rememberedOutcomes(64)
                .maxBatchItems(16)
                .compactionInterval(1_000);
    }

    long members() {
        return ProcessSet.firstN(processes.length);
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
        process.node = new CommitNode(
                config,
                process.id,
                members(),
                process.disk.incarnation(),
                process.part,
                (id, outcome, causes) -> onOutcome(process.id, id, outcome, causes),
                this::onError);
        process.stack = new ProtocolStack(GROUP_ID, process.id, members(), process.node);
        process.disk.replay(process.stack);
        say(process.id + " starts, life " + process.disk.incarnation());
        step(process, () -> process.stack.onStart(nowNs, process.outbox));
    }

    /** Begins a transaction and asks for its commit in one step; 0: the coordinator crashed meanwhile. */
    long commit(int coordinatorId, long participantSet) {
        TestProcess process = processes[coordinatorId];
        long[] id = new long[1];
        step(process, () -> {
            id[0] = process.node.begin(nowNs);
            for (CommitCheck check : checks) {
                check.onRequested(coordinatorId, id[0], participantSet);
            }
            process.node.requestCommit(nowNs, id[0], participantSet);
        });
        return id[0];
    }

    /** One duty cycle of a process that runs. */
    void step(TestProcess process, Runnable input) {
        Cut cut = faults.cut(process.id, process.steps++);
        if (cut != null && cut.isBefore()) {
            crash(process, cut);
            return;
        }
        input.run();
        int cycles = 0;
        do {
            if (process.stack.nextDeadlineNs() <= nowNs) {
                process.stack.onDeadline(nowNs, process.outbox);
            }
            process.stack.onBatchEnd(nowNs, process.outbox);
        } while (process.stack.nextDeadlineNs() <= nowNs && ++cycles < MAX_INNER_CYCLES);
        process.stack.checkInvariants();
        drain(process, cut);
    }

    private void drain(TestProcess process, Cut cut) {
        TestOutbox outbox = process.outbox;
        int frameCount = 0;
        for (int row = 0; row < outbox.count(); row++) {
            frameCount += outbox.isFrame(row) ? 1 : 0;
        }
        int frame = 0;
        for (int row = 0; row < outbox.count(); row++) {
            if (outbox.isFrame(row) && (cut == null || cut.lets(frame++, frameCount))) {
                send(process, row);
            }
        }
        for (int row = 0; row < outbox.count(); row++) {
            if (!outbox.isFrame(row) && (cut == null || cut.keepsUnforced())) {
                process.disk.append(outbox.recordType(row), outbox.buffer(), outbox.offset(row), outbox.length(row));
                if (trace != null) {
                    say(process.id + " writes " + CommitText.record(outbox.buffer(), outbox.offset(row)));
                }
            }
        }
        outbox.clear();
        process.waitsForForce |= outbox.takeForce();
        if (cut != null) {
            crash(process, cut);
        }
    }

    private void send(TestProcess process, int row) {
        TestOutbox outbox = process.outbox;
        Invariant.check(outbox.afterPosition(row) == 0, "no frame of two-phase commit waits for the disk");
        outbox.seal(row, GROUP_ID, process.disk.incarnation(), process.id);
        byte[] frame = new byte[outbox.length(row)];
        outbox.buffer().getBytes(outbox.offset(row), frame);
        Packet packet = new Packet(process.id, outbox.destinationId(row), frame);
        CommitText.forEachItem(packet, (kind, coordinatorId, id, argument) -> {
            items++;
            for (CommitCheck check : checks) {
                check.onSent(process, packet.destinationId(), kind, coordinatorId, id);
            }
        });
        Faults.Frame fate = faults.frame(frames++, process.id, packet.destinationId(), nowNs);
        if (trace != null) {
            say(process.id + (fate == Faults.Frame.LOST ? " -x " : " -> ") + packet.destinationId() + "  "
                    + CommitText.message(packet));
        }
        if (fate != Faults.Frame.ARRIVES) {
            faultsHit++;
        }
        if (fate == Faults.Frame.ARRIVES || fate == Faults.Frame.TWICE || fate == Faults.Frame.TWICE_LATE) {
            wire.add(packet);
        }
        if (fate == Faults.Frame.TWICE) {
            wire.add(packet);
        }
        if (fate == Faults.Frame.LATE || fate == Faults.Frame.TWICE_LATE) {
            late.add(packet);
        }
    }

    void crash(TestProcess process, Cut cut) {
        faultsHit++;
        process.crashes++;
        process.node = null;
        process.stack = null;
        process.outbox.startFrom(0);
        process.waitsForForce = false;
        if (cut.keepsUnforced()) {
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
        process.forces++;
        process.waitsForForce = false;
        process.disk.force();
        long release = process.outbox.takeRelease();
        if (release > 0) {
            process.disk.releaseBefore(release);
        }
        step(process, () -> process.stack.onDurable(nowNs, process.disk.durablePosition(), process.outbox));
    }

    /** Everything that can happen until this time. */
    void runUntil(long untilNs) {
        while (true) {
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
            if (process.hasToForce()) {
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

    /** The whole run: what can happen, then everybody comes back, then what was late arrives; then all has to be over. */
    void runToEnd() {
        runUntil(nowNs + REST_NS);
        for (CommitCheck check : checks) {
            check.atRest(this);
        }
        faults = Faults.NONE;
        startAll();
        runUntil(nowNs + REST_NS);
        wire.addAll(late);
        late.clear();
        runUntil(nowNs + REST_NS);
        for (CommitCheck check : checks) {
            check.atEnd(this);
        }
    }

    /** A check that fails inside the application's part is no failure of the application. */
    private void onError(Throwable error) {
        if (error instanceof CommitCheck.Broken) {
            throw (CommitCheck.Broken) error;
        }
        errors.add((RuntimeException) error);
    }

    void say(String line) {
        if (trace != null) {
            trace.add(line);
        }
    }

    private void onOutcome(int coordinatorId, long id, Outcome outcome, long causes) {
        say(coordinatorId + " tells " + CommitText.transaction(coordinatorId, id) + " " + outcome
                + (causes == 0 ? "" : " " + ProcessSet.toString(causes)));
        for (CommitCheck check : checks) {
            check.onOutcome(coordinatorId, id, outcome);
        }
    }

    @Override
    public void onPrepare(int processId, int coordinatorId, long id, Vote vote) {
        for (CommitCheck check : checks) {
            check.onPrepare(processId, coordinatorId, id, vote);
        }
    }

    @Override
    public void onCommit(int processId, int coordinatorId, long id) {
        say(processId + " commits " + CommitText.transaction(coordinatorId, id));
        for (CommitCheck check : checks) {
            check.onCommit(processId, coordinatorId, id);
        }
    }

    @Override
    public void onAbort(int processId, int coordinatorId, long id) {
        say(processId + " aborts " + CommitText.transaction(coordinatorId, id));
        for (CommitCheck check : checks) {
            check.onAbort(processId, coordinatorId, id);
        }
    }
}
