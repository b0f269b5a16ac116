package io.ft4j.core.scenario;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Records;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A cluster in the hands of a script: frames wait until they are delivered, forces until they are done (where the script
 * wants that), clocks stand until they are moved.
 */
final class ScenarioWorld {
    private static final int MAX_ROUNDS = 10_000;

    private final Trace trace;
    private final List<Packet> underWay = new ArrayList<>();
    private final Cluster cluster;
    private final boolean forcesByHand;
    private long nextSequence = 1;

    ScenarioWorld(ScenarioProtocol protocol, Arguments options, Trace trace) {
        this.trace = trace;
        int processCount = Arguments.parseNumber(options.word("number of processes"));
        if (processCount < 1 || processCount > ProcessSet.MAX_PROCESSES) {
            throw new IllegalArgumentException("processes " + processCount + " is outside 1..64");
        }
        String force = options.option("force", "auto");
        forcesByHand = force.equals("manual");
        boolean start = options.option("start", "yes").equals("yes");
        cluster = protocol.createCluster(processCount, options, new QueueWire(), trace);
        cluster.forceListener(log -> {
            if (!forcesByHand) {
                log.forceUpTo(log.requestedPosition());
            }
        });
        if (start) {
            recover(ProcessSet.firstN(processCount));
        }
    }

    Cluster cluster() {
        return cluster;
    }

    long processes(String text) {
        return Arguments.parseProcesses(text, cluster.processCount());
    }

    /** Writes entries of the given terms to a disk that nobody uses, as {@code 1:3 2:1}: three of term 1, one of 2. */
    void fillLog(long set, List<String> runs, long term, int votedFor) {
        ConsensusSubject subject = cluster.consensus();
        int size = trace.size();
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ClusterProcess process = cluster.process(ProcessSet.first(rest));
            if (process.isRunning()) {
                throw new IllegalArgumentException("process " + process.id() + " runs: its log is its own");
            }
            TestLog log = process.log();
            UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
            log.appendState(subject.stateRecordType(), buffer, 0, subject.putState(buffer, term, votedFor));
            for (String run : runs) {
                int colon = run.indexOf(':');
                if (colon <= 0) {
                    throw new IllegalArgumentException("'" + run + "' is no term:count");
                }
                appendRun(
                        log,
                        Arguments.parseNumber(run.substring(0, colon)),
                        Arguments.parseNumber(run.substring(colon + 1)));
            }
            log.forceUpTo(log.position());
        }
        trace.forgetFrom(size);
    }

    private static void appendRun(TestLog log, int term, int count) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        EntrySlice slice = new EntrySlice();
        for (int i = 0; i < count; i++) {
            long index = log.lastIndex() + 1;
            String text = "c" + index + "t" + term;
            int length = Records.ENTRY_HEADER_LENGTH + text.length();
            Records.putHeader(buffer, 0, length, Records.COMMAND, index);
            Records.putEntry(buffer, 0, term, 0, 1, index);
            buffer.putStringWithoutLengthAscii(Records.ENTRY_HEADER_LENGTH, text);
            log.append(slice.set(buffer, 0, Records.stride(length), index, index));
        }
    }

    void propose(int id, List<String> commands) {
        for (String command : commands) {
            long result = running(id).node() == null ? 0 : cluster.propose(id, nextSequence++, command);
            trace.line(id + " is given " + command + ": " + (result < 0 ? "refused, " + result : "index " + result));
        }
        cluster.step(id);
    }

    /** What a verb does with a frame that it matches. */
    interface FrameVerb {
        void on(Packet packet);
    }

    /** Frames that are under way now, in the order in which they were sent. */
    void forFrames(Route route, String type, int limit, boolean held, FrameVerb verb) {
        int count = 0;
        for (Packet packet : List.copyOf(underWay)) {
            if (count < limit && packet.held() == held && route.matches(packet) && isOfType(packet, type)) {
                verb.on(packet);
                count++;
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException("no such frame is under way");
        }
    }

    private boolean isOfType(Packet packet, String type) {
        return type.isEmpty()
                || type.equals(
                        cluster.subject().messageType(packet.frame(), packet.messageOffset(), packet.messageLength()));
    }

    void deliver(Packet packet) {
        underWay.remove(packet);
        cluster.arrive(packet);
        cluster.step(packet.destinationId());
    }

    void drop(Packet packet) {
        underWay.remove(packet);
        trace.line("lost " + packet.sourceId() + " -> " + packet.destinationId() + "  " + cluster.describe(packet));
    }

    void duplicate(Packet packet) {
        underWay.add(packet.copy());
    }

    void force(long set, long upToPosition) {
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            force(cluster.process(ProcessSet.first(rest)), upToPosition);
        }
    }

    private boolean force(ClusterProcess process, long upToPosition) {
        TestLog log = process.log();
        long target = Math.min(upToPosition, log.requestedPosition());
        if (!process.isRunning() || target <= log.durablePosition()) {
            return false;
        }
        log.forceUpTo(target);
        trace.line(process.id() + " has forced up to position " + target + ", index " + log.durableLastIndex());
        cluster.step(process.id());
        return true;
    }

    void fire(long set) {
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ClusterProcess process = running(ProcessSet.first(rest));
            process.nowNs(Math.max(process.nowNs(), process.nextDeadlineNs()));
            cluster.step(process.id());
        }
    }

    /** Clocks are this much further when the processes run again: they were stopped, or somebody set the clocks. */
    void jump(long set, long durationNs) {
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ClusterProcess process = running(ProcessSet.first(rest));
            process.nowNs(process.nowNs() + durationNs);
            cluster.step(process.id());
        }
    }

    /** Clocks go on, deadlines are met on the way, nothing arrives. */
    void advance(long set, long durationNs) {
        long restNs = durationNs;
        while (restNs > 0) {
            restNs -= advanceToDeadline(set, restNs);
        }
    }

    private long advanceToDeadline(long set, long limitNs) {
        long stepNs = limitNs;
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ClusterProcess process = cluster.process(ProcessSet.first(rest));
            if (process.isRunning()) {
                stepNs = Math.min(stepNs, Math.max(0, process.nextDeadlineNs() - process.nowNs()));
            }
        }
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ClusterProcess process = cluster.process(ProcessSet.first(rest));
            process.nowNs(process.nowNs() + stepNs);
            if (process.nextDeadlineNs() <= process.nowNs()) {
                cluster.step(process.id());
            }
        }
        return stepNs;
    }

    /** Everything that can happen among these processes happens, and for so long their clocks go on. */
    void stabilize(long set, long durationNs) {
        long restNs = durationNs;
        settle(set);
        while (restNs > 0) {
            restNs -= advanceToDeadline(set, restNs);
            settle(set);
        }
    }

    private void settle(long set) {
        int rounds = 0;
        while (deliverNext(set) || forceNext(set)) {
            if (++rounds > MAX_ROUNDS) {
                throw new IllegalArgumentException("still busy after " + MAX_ROUNDS + " frames");
            }
        }
    }

    private boolean deliverNext(long set) {
        for (Packet packet : underWay) {
            if (!packet.held()
                    && ProcessSet.contains(set, packet.sourceId())
                    && ProcessSet.contains(set, packet.destinationId())) {
                deliver(packet);
                return true;
            }
        }
        return false;
    }

    private boolean forceNext(long set) {
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            if (force(cluster.process(ProcessSet.first(rest)), Long.MAX_VALUE)) {
                return true;
            }
        }
        return false;
    }

    void partition(long one, long other) {
        for (int from = 0; from < cluster.processCount(); from++) {
            for (int to = 0; to < cluster.processCount(); to++) {
                if (ProcessSet.contains(one, from) && ProcessSet.contains(other, to)) {
                    cluster.network().cut(from, to);
                }
            }
        }
    }

    void crash(long set, String lose) {
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ClusterProcess process = running(ProcessSet.first(rest));
            long unforced = process.log().unforcedCount();
            long lost = lose.equals("none") ? 0 : lose.equals("unforced") ? unforced : Arguments.parseNumber(lose);
            if (lost > unforced) {
                throw new IllegalArgumentException("lose=" + lost + " but only " + unforced + " are not forced");
            }
            cluster.crash(process.id(), unforced - lost);
        }
    }

    void recover(long set) {
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            ClusterProcess process = cluster.process(ProcessSet.first(rest));
            if (process.isRunning()) {
                throw new IllegalArgumentException("process " + process.id() + " runs already");
            }
            cluster.start(process.id());
        }
    }

    void heal() {
        cluster.network().heal();
    }

    /** Frames under way between two sets. */
    record Route(long sources, long destinations) {
        boolean matches(Packet packet) {
            return ProcessSet.contains(sources, packet.sourceId())
                    && ProcessSet.contains(destinations, packet.destinationId());
        }
    }

    private ClusterProcess running(int id) {
        ClusterProcess process = cluster.process(id);
        if (!process.isRunning()) {
            throw new IllegalArgumentException("process " + id + " does not run");
        }
        return process;
    }

    private final class QueueWire implements TestNetwork.Wire {
        @Override
        public void sent(Packet packet) {
            underWay.add(packet);
        }

        @Override
        public void lost(Packet packet) {}
    }
}
