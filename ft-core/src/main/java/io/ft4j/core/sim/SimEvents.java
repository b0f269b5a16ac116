package io.ft4j.core.sim;

import io.ft4j.core.consensus.raft.RaftText;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FrameInTransit;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.sim.world.SimLog;
import io.ft4j.core.sim.world.SimNetwork;
import io.ft4j.core.sim.world.TraceKind;
import org.agrona.DirectBuffer;

/** Hands on what the network and the disks tell: to the checks, into the trace, and to what comes later. */
final class SimEvents implements SimNetwork.Post, SimLog.Listener {
    private final World world;
    private final RaftText text = new RaftText(SimText::entry);
    private long frameNumber;

    SimEvents(World world) {
        this.world = world;
    }

    String describe(FrameInTransit frame) {
        return SimText.frame(text, frame);
    }

    // Network

    @Override
    public void deliver(FrameInTransit frame, long delayNs) {
        world.queue.add(world.nowNs() + delayNs, World.ARRIVAL, frame.destinationId(), 0, frame);
    }

    @Override
    public void onSent(FrameInTransit frame) {
        world.tally.add(SimCounter.FRAMES, 1);
        frame.number(frameNumber++);
        world.checks.onSent(
                world.processes[frame.sourceId()],
                frame.destinationId(),
                frame.buffer(),
                Frames.HEADER_LENGTH,
                frame.length() - Frames.HEADER_LENGTH);
        if (world.trace.isRecording()) {
            world.trace.words(TraceKind.SEND, frame.sourceId(), frame.destinationId(), frame.number(), describe(frame));
        }
    }

    @Override
    public void onHit(FaultKind kind) {}

    @Override
    public void onLost(FrameInTransit frame) {
        world.tally.add(SimCounter.FRAMES_LOST, 1);
        if (world.trace.isRecording()) {
            world.trace.words(TraceKind.LOST, frame.sourceId(), frame.destinationId(), frame.number(), describe(frame));
        }
    }

    // Disks

    @Override
    public void onEntry(SimLog log, long index) {
        world.checks.onEntry(world.processes[log.processId()], index);
        if (world.trace.isRecording()) {
            String entry = index + "@" + log.term(index);
            world.trace.words(TraceKind.WRITE, log.processId(), -1, index, "writes " + entry);
        }
    }

    @Override
    public void onTruncation(SimLog log, long fromIndex) {
        SimProcess process = world.processes[log.processId()];
        world.trace.both(
                TraceKind.WRITE, log.processId(), -1, fromIndex, () -> "cuts " + fromIndex + ".." + log.lastIndex());
        process.truncated();
        world.checks.onTruncation(process, fromIndex);
    }

    @Override
    public void onState(SimLog log, int recordType, DirectBuffer buffer, int offset, int length) {
        if (world.trace.isRecording() && recordType == RaftText.TERM_AND_VOTE) {
            int vote = text.recordedVote(buffer, offset);
            world.trace.words(
                    TraceKind.WRITE,
                    log.processId(),
                    -1,
                    0,
                    "writes term=" + text.recordedTerm(buffer, offset) + " vote=" + (vote < 0 ? "none" : vote));
        }
    }

    /** Forces of one disk end in the order in which they begin. */
    @Override
    public void onForceRequested(SimLog log) {
        SimProcess process = world.processes[log.processId()];
        long nowNs = world.nowNs();
        long meanNs = world.settings.forceNs() + process.slowForceNs;
        if (world.booting || meanNs == 0 && process.lastForceNs <= nowNs && !process.forceFails) {
            log.forced(log.requestedPosition(), !process.forceLies);
            return;
        }
        long durationNs = meanNs == 0 ? 0 : world.exponential(meanNs);
        process.lastForceNs = Math.max(process.lastForceNs, nowNs + durationNs);
        boolean slow = process.lastForceNs - nowNs > world.timeoutNs();
        world.tally.add(SimCounter.FORCE_SLOWER_THAN_ELECTION, slow ? 1 : 0);
        world.queue.add(process.lastForceNs, World.FORCE, process.id, log.requestedPosition(), log.incarnation());
    }

    @Override
    public void onDurableEntry(SimLog log, long index) {
        world.checks.onDurableEntry(world.processes[log.processId()], index);
    }

    @Override
    public void onDurableTruncation(SimLog log, long fromIndex) {
        world.checks.onDurableTruncation(world.processes[log.processId()], log, fromIndex);
    }

    @Override
    public void onDurableState(SimLog log, int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType == RaftText.TERM_AND_VOTE) {
            world.checks.onDurableState(
                    world.processes[log.processId()],
                    text.recordedTerm(buffer, offset),
                    text.recordedVote(buffer, offset));
        }
    }
}
