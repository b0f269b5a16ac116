package io.ft4j.log.messagelog.host;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.redundancy.Checksum;
import io.ft4j.log.LogRepair;
import io.ft4j.log.inspect.LogDamage;
import io.ft4j.log.inspect.LogInspector;
import io.ft4j.log.inspect.LogRecord;
import io.ft4j.log.inspect.LogVisitor;
import io.ft4j.log.messagelog.LoggingStyle;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.copies.CopyFetcher;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Rebuilds the damaged log of a process out of the copies that its peers have of what they said to it ({@link
 * io.ft4j.log.messagelog.MessageLogConfig#copyBytes}). To be used where opening the log was refused, and closed before it is
 * opened again: the peers are asked until {@link #isReady}, then {@link #rebuild} writes the damaged blocks again.
 *
 * <p>It stands for the process at its peers, as a life between two others; nothing that they say to it meanwhile is taken. Timers
 * and inputs of the outside have no copies, nor have state records.
 *
 * <p>One thread. Starts none. Allocates.
 */
public final class ProcessRepair implements AutoCloseable {
    private static final long ASK_AGAIN_NS = 20_000_000;
    private static final int FRAMES_PER_CYCLE = 64;
    private static final int MIN_LENGTH = Frames.HEADER_LENGTH + MessageHeaderDecoder.ENCODED_LENGTH;

    /**
     * What was rebuilt.
     *
     * @param blocks       that were written again, with the events in each; none where the log was not damaged.
     * @param eventsByPeer how many of these events came from whom. The others stood in the file as they should.
     */
    public record Report(List<LogRepair.Rebuilt> blocks, Map<Integer, Integer> eventsByPeer) {
        public Report {
            blocks = List.copyOf(blocks);
            eventsByPeer = Map.copyOf(eventsByPeer);
        }

        /** In all blocks. */
        public long eventCount() {
            return blocks.stream()
                    .mapToLong(block -> block.lastIndex() - block.firstIndex() + 1)
                    .sum();
        }
    }

    private final long groupId;
    private final int processId;
    private final long peers;
    private final LogRepair log;
    private final Transport transport;
    private final NanoClock clock;
    private final CopyFetcher fetcher;
    private final Checksum checksum = new Checksum();
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[Frames.HEADER_LENGTH + CopyFetcher.REQUEST_LENGTH]);
    private final FrameHandler frameHandler = this::onFrame;
    private int answers;

    /**
     * Takes over log and transport, and closes them, also when it throws.
     *
     * @param memberSet of all processes of the group, this one included.
     * @throws LogException when the log is not that of this process.
     */
    public ProcessRepair(
            long groupId, int processId, long memberSet, LogRepair log, Transport transport, NanoClock clock) {
        this.groupId = groupId;
        this.processId = processId;
        this.log = log;
        this.transport = transport;
        this.clock = clock;
        peers = ProcessSet.remove(memberSet, processId);
        boolean known = false;
        try {
            checkIdentity(new ProcessIdentity(groupId, memberSet, processId, LoggingStyle.RECEIVER));
            known = true;
        } finally {
            if (!known) {
                close();
            }
        }
        List<LogRepair.Stretch> stretches = log.stretches();
        fetcher = new CopyFetcher(
                peers,
                stretches.stream().mapToLong(LogRepair.Stretch::firstIndex).toArray(),
                stretches.stream().mapToLong(LogRepair.Stretch::lastIndex).toArray());
    }

    private void checkIdentity(ProcessIdentity identity) {
        boolean[] found = {false};
        LogInspector.of(log.folder()).walk(1, new LogVisitor() {
            @Override
            public boolean onRecord(LogRecord record) {
                if (record.recordType() == ProcessIdentity.RECORD_TYPE) {
                    identity.onRecord(record.buffer(), record.bodyOffset());
                    found[0] = true;
                }
                return !found[0];
            }

            @Override
            public void onDamage(LogDamage damage) {
                // That is why it is repaired.
            }
        });
        if (!found[0]) {
            throw new LogException("the log in " + log.folder() + " carries no identity of a process");
        }
    }

    /** What is damaged. */
    public List<LogRepair.Stretch> stretches() {
        return log.stretches();
    }

    /** One duty cycle. Returns how much was done; 0: nothing. */
    public int doWork() {
        answers = 0;
        transport.poll(frameHandler, FRAMES_PER_CYCLE);
        int asked = 0;
        long nowNs = clock.nanoTime();
        for (long rest = fetcher.waitsFor(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            if (fetcher.isDue(ProcessSet.first(rest), nowNs)) {
                ask(ProcessSet.first(rest), nowNs);
                asked++;
            }
        }
        return answers + asked;
    }

    private void ask(int peerId, long nowNs) {
        int length = frame.capacity();
        Frames.putHeader(frame, 0, length, groupId, log.incarnation(), processId);
        fetcher.putRequest(peerId, nowNs + ASK_AGAIN_NS, frame, Frames.HEADER_LENGTH);
        Frames.seal(frame, 0, length, checksum);
        // Where it is not taken, it is asked again.
        transport.offer(peerId, frame, 0, length);
    }

    private void onFrame(DirectBuffer buffer, int offset, int length) {
        if (length < MIN_LENGTH
                || Frames.frameLength(buffer, offset) != length
                || !Frames.isSound(buffer, offset, length, checksum)
                || Frames.groupId(buffer, offset) != groupId
                || !ProcessSet.contains(peers, Frames.sourceId(buffer, offset))) {
            return;
        }
        int sourceId = Frames.sourceId(buffer, offset);
        if (fetcher.onMessage(sourceId, buffer, offset + Frames.HEADER_LENGTH, length - Frames.HEADER_LENGTH)) {
            answers++;
        }
    }

    /** Peers that have not answered yet, as a {@link ProcessSet}. Whoever keeps no copies never answers. */
    public long waitsFor() {
        return fetcher.waitsFor();
    }

    /** This peer is not waited for any more. */
    public void forget(int peerId) {
        fetcher.forget(peerId);
    }

    public boolean isReady() {
        return fetcher.waitsFor() == ProcessSet.EMPTY;
    }

    /**
     * Writes the damaged blocks again; they are on the device when this returns.
     *
     * @throws LogException when some event cannot be had: which, and what each peer had. Nothing was changed then.
     * @throws IllegalStateException when it is not ready.
     */
    public Report rebuild() {
        if (!isReady()) {
            throw new IllegalStateException("still waits for " + ProcessSet.toString(fetcher.waitsFor()));
        }
        List<LogRepair.Rebuilt> blocks;
        try {
            blocks = log.rebuild(fetcher::entry);
        } catch (LogException e) {
            throw new LogException(e.getMessage() + "; asked for copies: " + fetcher, e);
        }
        Map<Integer, Integer> eventsByPeer = new TreeMap<>();
        for (LogRepair.Rebuilt block : blocks) {
            for (long rsn = block.firstIndex(); rsn <= block.lastIndex(); rsn++) {
                if (fetcher.giver(rsn) >= 0) {
                    eventsByPeer.merge(fetcher.giver(rsn), 1, Integer::sum);
                }
            }
        }
        return new Report(blocks, eventsByPeer);
    }

    @Override
    public void close() {
        try {
            transport.close();
        } finally {
            log.close();
        }
    }
}
