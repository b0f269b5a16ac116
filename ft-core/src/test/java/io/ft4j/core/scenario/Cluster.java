package io.ft4j.core.scenario;

import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.TestNode;
import io.ft4j.core.sim.check.Check;
import io.ft4j.core.sim.check.ProcessFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Processes of one group in one thread, with the classes of the product from the protocol to the frame, under a network
 * and disks of the harness. After every duty cycle all checks are asked.
 */
public final class Cluster {
    /** Bound of the duty cycles after one event, in which a node works off what it can without news. */
    private static final int MAX_CYCLES_PER_STEP = 100;

    private final Subject subject;
    private final Trace trace;
    private final List<Check> checks = new ArrayList<>();
    private final ClusterProcess[] processes;
    private final TestNetwork network;
    private final Prng prng;
    private final LogEvents logEvents = new LogEvents();
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);

    private ForceListener forceListener = log -> log.forceUpTo(log.requestedPosition());

    /** Decides when a force is done. */
    public interface ForceListener {
        void onForceRequested(TestLog log);
    }

    public Cluster(Subject subject, int processCount, long seed, TestNetwork.Wire wire, Trace trace) {
        this.subject = subject;
        this.trace = trace;
        prng = new Prng(seed);
        network = new TestNetwork(processCount, new TracingWire(wire));
        processes = new ClusterProcess[processCount];
        for (int id = 0; id < processCount; id++) {
            processes[id] = new ClusterProcess(id, new TestLog(id, logEvents), subject);
        }
    }

    public void addCheck(Check check) {
        checks.add(check);
    }

    /** Without it every force is done at once. */
    public void forceListener(ForceListener listener) {
        forceListener = listener;
    }

    public int processCount() {
        return processes.length;
    }

    public ClusterProcess process(int id) {
        return processes[id];
    }

    /** Of the whole group. */
    public ProcessFacts[] facts() {
        return processes.clone();
    }

    public TestNetwork network() {
        return network;
    }

    public Subject subject() {
        return subject;
    }

    /** Of commands that need one; refused where the protocols are none. */
    ConsensusSubject consensus() {
        return consensus(subject);
    }

    static ConsensusSubject consensus(Subject subject) {
        if (subject instanceof ConsensusSubject) {
            return (ConsensusSubject) subject;
        }
        throw new IllegalArgumentException("the protocols of these processes are no consensus: they have no term, no"
                + " leader of commands and no log");
    }

    /** Begins a life. */
    public void start(int id) {
        ClusterProcess process = processes[id];
        TestLog log = process.log().open();
        Prng own = prng.fork("process " + id + " incarnation " + log.incarnation());
        HotTail tail = subject.createTail();
        TestNode node = new TestNode(
                id,
                processes.length,
                log,
                network.connect(id),
                tail,
                withTrace(id, subject.createProtocols(id, processes.length, tail, log, own)));
        process.node(node);
        if (trace.isEnabled()) {
            trace.line(id + " starts, incarnation " + log.incarnation());
        }
        int before = trace.size();
        node.start(process.nowNs());
        afterStep(process, before);
        step(id);
    }

    private Protocol[] withTrace(int id, Protocol[] protocols) {
        Protocol[] all = Arrays.copyOf(protocols, protocols.length + 1);
        all[protocols.length] = new SuspicionTrace(id, trace);
        return all;
    }

    /** Ends a life; of the unforced records the oldest {@code keptCount} are left. */
    public void crash(int id, long keptCount) {
        ClusterProcess process = processes[id];
        if (trace.isEnabled()) {
            trace.line(id + " crashes, loses " + (process.log().unforcedCount() - keptCount) + " records");
        }
        process.node(null);
        process.log().crash(keptCount);
        for (Check check : checks) {
            check.onCrash(process);
        }
    }

    /** A frame reaches its destination, which acts on it with its next step; a process that is down loses it. */
    public void arrive(Packet packet) {
        ClusterProcess process = processes[packet.destinationId()];
        if (process.isRunning()) {
            if (trace.isEnabled()) {
                trace.line(process.id() + " <- " + packet.sourceId() + "  " + describe(packet));
            }
            network.arrive(packet);
        } else if (trace.isEnabled()) {
            trace.line(process.id() + " is down: lost from " + packet.sourceId() + "  " + describe(packet));
        }
    }

    /** Duty cycles until there is nothing to do. */
    public void step(int id) {
        ClusterProcess process = processes[id];
        int cycles = 0;
        int work = 1;
        while (work > 0 && process.isRunning() && cycles < MAX_CYCLES_PER_STEP) {
            work = cycle(process);
            cycles++;
        }
    }

    /** @return as {@link io.ft4j.core.protocol.Consensus#propose}. */
    public long propose(int id, long sequence, String text) {
        command.putStringWithoutLengthAscii(0, text);
        consensus();
        ClusterProcess process = processes[id];
        return process.node().propose(process.nowNs(), sequence, command, text.length());
    }

    private int cycle(ClusterProcess process) {
        int before = trace.size();
        long dropsBefore = trace.isEnabled() ? drops(process) : 0;
        int work = process.node().cycle(process.nowNs());
        if (trace.isEnabled() && drops(process) > dropsBefore) {
            trace.line(process.id() + " drops the frame");
        }
        afterStep(process, before);
        return work;
    }

    private static long drops(ClusterProcess process) {
        long sum = 0;
        for (ProtocolStack.Drop reason : ProtocolStack.Drop.values()) {
            sum += process.node().dropped(reason);
        }
        return sum;
    }

    private void afterStep(ClusterProcess process, int traceSize) {
        if (trace.isEnabled() && subject instanceof ConsensusSubject) {
            traceRole(process, traceSize);
            traceCommit(process);
        }
        process.node().checkInvariants();
        for (Check check : checks) {
            check.afterStep(process);
        }
        process.stepDone();
    }

    private void traceRole(ClusterProcess process, int traceSize) {
        String role = process.role();
        if (!process.changeRole(role).equals(role) || process.term() != process.previousTerm()) {
            trace.lineAt(traceSize, process.id() + " is " + role + " in term " + process.term());
        }
    }

    private void traceCommit(ClusterProcess process) {
        if (process.commitIndex() > process.previousCommitIndex()) {
            trace.line(process.id() + " commits up to " + process.commitIndex());
        }
    }

    public String describe(Packet packet) {
        return subject.message(packet.frame(), packet.messageOffset(), packet.messageLength());
    }

    /** Sees each frame before the harness decides about it. */
    private final class TracingWire implements TestNetwork.Wire {
        private final TestNetwork.Wire wire;
        private int lastDestinationId;

        private TracingWire(TestNetwork.Wire wire) {
            this.wire = wire;
        }

        @Override
        public void sent(Packet packet) {
            if (trace.isEnabled()) {
                traceSend(packet, " -> ");
            }
            see(packet);
            wire.sent(packet);
        }

        @Override
        public void lost(Packet packet) {
            if (trace.isEnabled()) {
                traceSend(packet, " -x ");
            }
            see(packet);
            wire.lost(packet);
        }

        private void traceSend(Packet packet, String arrow) {
            if (packet.destinationId() <= lastDestinationId) {
                trace.endJoin();
            }
            lastDestinationId = packet.destinationId();
            trace.join(
                    packet.sourceId() + arrow, Integer.toString(packet.destinationId()), ",", "  " + describe(packet));
        }

        private void see(Packet packet) {
            for (Check check : checks) {
                check.onSent(
                        processes[packet.sourceId()],
                        packet.destinationId(),
                        packet.frame(),
                        packet.messageOffset(),
                        packet.messageLength());
            }
        }
    }

    /** Hands on what the disks tell. */
    private final class LogEvents implements TestLog.Listener {
        @Override
        public void onEntry(TestLog log, long index) {
            if (trace.isEnabled()) {
                trace.join(
                        log.processId() + " writes ", index + "@" + log.term(index) + " " + log.text(index), ", ", "");
            }
            for (Check check : checks) {
                check.onEntry(processes[log.processId()], index);
            }
        }

        @Override
        public void onTruncation(TestLog log, long fromIndex) {
            if (trace.isEnabled()) {
                trace.line(log.processId() + " cuts " + fromIndex + ".." + log.lastIndex());
            }
            processes[log.processId()].truncated();
            for (Check check : checks) {
                check.onTruncation(processes[log.processId()], fromIndex);
            }
        }

        @Override
        public void onState(TestLog log, int recordType, DirectBuffer buffer, int offset, int length) {
            if (trace.isEnabled()) {
                trace.line(log.processId() + " writes " + stateText(recordType, buffer, offset, length));
            }
        }

        private String stateText(int recordType, DirectBuffer buffer, int offset, int length) {
            int vote = consensus().recordedVote(recordType, buffer, offset, length);
            return "term=" + consensus().recordedTerm(recordType, buffer, offset, length) + " vote="
                    + (vote < 0 ? "none" : vote);
        }

        @Override
        public void onForceRequested(TestLog log) {
            forceListener.onForceRequested(log);
        }

        @Override
        public void onDurableEntry(TestLog log, long index) {
            for (Check check : checks) {
                check.onDurableEntry(processes[log.processId()], index);
            }
        }

        @Override
        public void onDurableTruncation(TestLog log, long fromIndex) {
            for (Check check : checks) {
                check.onDurableTruncation(processes[log.processId()], log, fromIndex);
            }
        }

        @Override
        public void onDurableState(TestLog log, int recordType, DirectBuffer buffer, int offset, int length) {
            for (Check check : checks) {
                check.onDurableState(
                        processes[log.processId()],
                        consensus().recordedTerm(recordType, buffer, offset, length),
                        consensus().recordedVote(recordType, buffer, offset, length));
            }
        }
    }
}
