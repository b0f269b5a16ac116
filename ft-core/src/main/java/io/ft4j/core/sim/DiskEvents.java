package io.ft4j.core.sim;

import io.ft4j.core.consensus.raft.RaftText;
import io.ft4j.core.sim.world.SimLog;
import io.ft4j.core.sim.world.TraceKind;
import org.agrona.DirectBuffer;

/** Hands on what happens to the logs: to the checks, into the trace, and to the engine what is to be forced. */
final class DiskEvents implements SimLog.Listener {
    private final World world;
    private final RaftText text = new RaftText(SimText::entry);

    DiskEvents(World world) {
        this.world = world;
    }

    @Override
    public void onEntry(SimLog log, long index) {
        world.checks.onEntry(world.processes[log.processId()], index);
        if (world.trace().isRecording()) {
            String entry = index + "@" + log.term(index);
            world.trace().words(TraceKind.WRITE, log.processId(), -1, index, "writes " + entry);
        }
    }

    @Override
    public void onTruncation(SimLog log, long fromIndex) {
        SimProcess process = world.processes[log.processId()];
        world.trace()
                .both(
                        TraceKind.WRITE,
                        log.processId(),
                        -1,
                        fromIndex,
                        () -> "cuts " + fromIndex + ".." + log.lastIndex());
        process.truncated();
        world.checks.onTruncation(process, fromIndex);
    }

    @Override
    public void onState(SimLog log, int recordType, DirectBuffer buffer, int offset, int length) {
        if (world.trace().isRecording() && recordType == RaftText.TERM_AND_VOTE) {
            int vote = text.recordedVote(buffer, offset);
            world.trace()
                    .words(
                            TraceKind.WRITE,
                            log.processId(),
                            -1,
                            0,
                            "writes term=" + text.recordedTerm(buffer, offset) + " vote=" + (vote < 0 ? "none" : vote));
        }
    }

    @Override
    public void onForceRequested(SimLog log) {
        world.engine.onForceRequested(log);
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
