package io.ft4j.detect;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.detect.probe.codec.AckDecoder;
import io.ft4j.detect.probe.codec.MessageHeaderDecoder;
import io.ft4j.detect.probe.codec.ProbeDecoder;
import io.ft4j.detect.probe.codec.ProbeRequestDecoder;
import io.ft4j.detect.probe.codec.RelayedAckDecoder;
import org.agrona.DirectBuffer;

/**
 * Every process probes each other one in turn. Who does not acknowledge in time is probed through others; of whom nothing
 * came for longer than t, directly or through others, is suspected; who is suspected and acknowledges is restored, and its t
 * grows. The indirect probes are those of SWIM (Das, Gupta, Motivala 2002, section 3.1); who is suspected each process
 * decides for itself (Chandra, Toueg 1996, ◇P in partial synchrony).
 *
 * <p>It is eventually perfect (◇P) where two processes that are up eventually reach each other in bounded time, directly or
 * through one third; {@link ProbeConfig} states the assumption.
 *
 * <p>One thread. Allocates nothing after construction. At most one frame per step. Owns its probes and what was acknowledged
 * of them; {@code Suspicions} owns who is suspected, {@code Deadlines} the time-outs, {@code OwnPauses} when this process
 * last ran.
 */
public final class ProbeDetector implements FailureDetector {
    /** Beside its message a frame takes an envelope and alignment. */
    private static final int MAX_STEP_BYTES = ProbeMessages.MAX_LENGTH + Frames.HEADER_LENGTH + Long.BYTES;

    /** So many lives nobody has. A gap above it is damage. */
    private static final long MAX_INCARNATION_GAP = 1L << 40;

    private final ProbeConfig config;
    private final int selfId;
    private final long incarnation;
    private final long peers;
    private final long slotNs;
    private final DetectorCounters counters = new DetectorCounters();
    private final OwnPauses pauses;
    private final Deadlines deadlines;
    private final Suspicions suspicions;
    private final ProbeMessages messages = new ProbeMessages();
    private final RelayBudget relays;

    /** The newest probe of each process; 0: none yet. */
    private final long[] newestProbe = new long[ProcessSet.MAX_PROCESSES];

    private final long[] newestAck = new long[ProcessSet.MAX_PROCESSES];
    /** The newest life that was heard of, directly or through a helper; 0: none yet. */
    private final long[] incarnations = new long[ProcessSet.MAX_PROCESSES];
    /** Until when each probe must be acknowledged before helpers are asked. */
    private final Deadlines ackDeadlines;
    /** Of whom nothing came since the newest probe, and helpers were not asked yet. */
    private long unanswered;

    private long probeDeadlineNs = Long.MAX_VALUE;
    private int lastTargetId;
    private int lastHelperId;

    /**
     * @param selfId      this process.
     * @param memberSet   the group, this process included.
     * @param incarnation of this process, as in its frames.
     */
    public ProbeDetector(ProbeConfig config, int selfId, long memberSet, long incarnation) {
        ConfigChecks.requireMember(selfId, memberSet);
        this.config = config;
        this.selfId = selfId;
        this.incarnation = incarnation;
        peers = ProcessSet.remove(memberSet, selfId);
        slotNs = config.probeIntervalNs() / Math.max(1, ProcessSet.size(peers));
        pauses = new OwnPauses(config.pauseToleranceNs(), counters);
        deadlines = new Deadlines(config.initialTimeoutNs(), config.incrementNs(), config.maxTimeoutNs());
        suspicions = new Suspicions(peers, detectorClass(), counters, deadlines);
        ackDeadlines = new Deadlines(config.ackTimeoutNs());
        relays = new RelayBudget(config.relayLimit(), config.probeIntervalNs());
        lastTargetId = selfId;
        lastHelperId = selfId;
    }

    @Override
    public int schemaId() {
        return MessageHeaderDecoder.SCHEMA_ID;
    }

    @Override
    public int maxStepBytes() {
        return MAX_STEP_BYTES;
    }

    @Override
    public DetectorClass detectorClass() {
        return DetectorClass.EVENTUALLY_PERFECT;
    }

    @Override
    public boolean isSuspected(int processId) {
        return suspicions.isSuspected(processId);
    }

    /** As a {@link ProcessSet}. */
    public long suspects() {
        return suspicions.suspects();
    }

    /** So long without an acknowledgement of this process is a suspicion. */
    public long timeoutNs(int processId) {
        return deadlines.timeoutNs(processId);
    }

    public DetectorCounters counters() {
        return counters;
    }

    // Start

    /** The log is that of others: a detector remembers nothing. */
    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    @Override
    public void onStart(long nowNs, Outbox outbox) {
        pauses.start(nowNs);
        if (peers != ProcessSet.EMPTY) {
            deadlines.start(nowNs, peers);
            ackDeadlines.start(nowNs, peers);
            probeDeadlineNs = nowNs;
            probeNext(nowNs, outbox);
        }
    }

    // Messages

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (!isPeer(sourceId)) {
            counters.increment(DetectorCounter.SENDER_UNKNOWN);
            return;
        }
        switch (messages.wrap(buffer, offset, length)) {
            case ProbeDecoder.TEMPLATE_ID:
                onProbe(sourceId, outbox);
                break;
            case AckDecoder.TEMPLATE_ID:
                onAck(nowNs, sourceId, outbox);
                break;
            case ProbeRequestDecoder.TEMPLATE_ID:
                onProbeRequest(nowNs, sourceId, outbox);
                break;
            case RelayedAckDecoder.TEMPLATE_ID:
                onRelayedAck(nowNs, sourceId, outbox);
                break;
            default:
                counters.increment(DetectorCounter.MESSAGE_UNREADABLE);
        }
    }

    private boolean isPeer(int processId) {
        return ProcessSet.contains(peers, processId);
    }

    /** That somebody asks is no news of it: acknowledgements alone count, since they show that both directions work. */
    private void onProbe(int sourceId, Outbox outbox) {
        if (!isPeer(messages.probe.proberId())) {
            counters.increment(DetectorCounter.PROCESS_UNKNOWN);
        } else if (messages.probe.sequence() <= 0) {
            counters.increment(DetectorCounter.SEQUENCE_IMPLAUSIBLE);
        } else {
            messages.sendAck(sourceId, incarnation, outbox);
        }
    }

    private void onAck(long nowNs, int sourceId, Outbox outbox) {
        AckDecoder ack = messages.ack;
        if (ack.proberId() != selfId) {
            forwardAck(nowNs, sourceId, ack.proberId(), outbox);
        } else if (isNews(sourceId, ack.sequence(), ack.proberIncarnation(), ack.targetIncarnation())) {
            hear(nowNs, sourceId, ack.sequence(), outbox);
        }
    }

    private void forwardAck(long nowNs, int sourceId, int proberId, Outbox outbox) {
        if (!isPeer(proberId) || proberId == sourceId) {
            counters.increment(DetectorCounter.PROCESS_UNKNOWN);
        } else if (messages.ack.sequence() <= 0) {
            counters.increment(DetectorCounter.SEQUENCE_IMPLAUSIBLE);
        } else if (!relays.take(nowNs, sourceId)) {
            counters.increment(DetectorCounter.RELAY_REFUSED);
        } else {
            messages.sendRelayedAck(sourceId, outbox);
        }
    }

    private void onProbeRequest(long nowNs, int sourceId, Outbox outbox) {
        ProbeRequestDecoder request = messages.probeRequest;
        int targetId = request.targetId();
        if (!isPeer(targetId) || targetId == sourceId) {
            counters.increment(DetectorCounter.PROCESS_UNKNOWN);
        } else if (request.sequence() <= 0) {
            counters.increment(DetectorCounter.SEQUENCE_IMPLAUSIBLE);
        } else if (!relays.take(nowNs, sourceId)) {
            counters.increment(DetectorCounter.RELAY_REFUSED);
        } else {
            messages.sendProbe(targetId, request.sequence(), sourceId, request.proberIncarnation(), outbox);
        }
    }

    private void onRelayedAck(long nowNs, int sourceId, Outbox outbox) {
        RelayedAckDecoder ack = messages.relayedAck;
        int targetId = ack.targetId();
        if (!isPeer(targetId) || targetId == sourceId) {
            counters.increment(DetectorCounter.PROCESS_UNKNOWN);
        } else if (isNews(targetId, ack.sequence(), ack.proberIncarnation(), ack.targetIncarnation())) {
            counters.increment(DetectorCounter.HEARD_THROUGH_HELPER);
            hear(nowNs, targetId, ack.sequence(), outbox);
        }
    }

    /**
     * Whether this acknowledgement is news: of a probe of this life, later than all that were acknowledged, from no former
     * life of the target. What the network kept, copied or made up says nothing of the present. The stack drops frames of
     * former lives, but the frame of a helper is of the helper's life: what is in it may be older than a crash of the target.
     */
    private boolean isNews(int targetId, long sequence, long proberIncarnation, long targetIncarnation) {
        if (targetIncarnation - incarnations[targetId] > MAX_INCARNATION_GAP) {
            counters.increment(DetectorCounter.SEQUENCE_IMPLAUSIBLE);
        } else if (proberIncarnation != incarnation || targetIncarnation < incarnations[targetId]) {
            counters.increment(DetectorCounter.ACK_OF_ANOTHER_LIFE);
        } else if (sequence <= 0 || sequence > newestProbe[targetId]) {
            counters.increment(DetectorCounter.ACK_NEVER_ASKED);
        } else {
            // Even one that was overtaken tells that former lives are over.
            hearOfLife(targetId, targetIncarnation);
            return isNewest(targetId, sequence);
        }
        return false;
    }

    private boolean isNewest(int targetId, long sequence) {
        if (sequence < newestAck[targetId]) {
            counters.increment(DetectorCounter.ACK_OVERTAKEN);
        } else if (sequence == newestAck[targetId]) {
            counters.increment(DetectorCounter.ACK_REPEATED);
        } else {
            return true;
        }
        return false;
    }

    private void hear(long nowNs, int processId, long sequence, Outbox outbox) {
        leaveOutPause(nowNs);
        newestAck[processId] = sequence;
        unanswered = ProcessSet.remove(unanswered, processId);
        suspicions.heard(nowNs, processId, outbox);
    }

    // Indications

    /** It is up when it acknowledges, not before. */
    @Override
    public void onIncarnation(long nowNs, int processId, long newIncarnation, Outbox outbox) {
        if (!isPeer(processId)) {
            counters.increment(DetectorCounter.SENDER_UNKNOWN);
            return;
        }
        hearOfLife(processId, newIncarnation);
    }

    /** A helper may have told before. */
    private void hearOfLife(int processId, long newIncarnation) {
        if (newIncarnation > incarnations[processId]) {
            counters.increment(DetectorCounter.INCARNATION_HEARD);
            incarnations[processId] = newIncarnation;
            suspicions.cameBack(processId);
        }
    }

    // Deadlines

    @Override
    public long nextDeadlineNs() {
        return Math.min(probeDeadlineNs, Math.min(ackDeadlines.earliestNs(), deadlines.earliestNs()));
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        leaveOutPause(nowNs);
        if (nowNs >= deadlines.earliestNs()) {
            suspicions.suspectSilent(nowNs, outbox);
        }
        // One frame per step: what else is due comes with the next one.
        if (nowNs >= probeDeadlineNs) {
            probeNext(nowNs, outbox);
        } else if (nowNs >= ackDeadlines.earliestNs()) {
            askHelpers(nowNs, outbox);
        }
    }

    /**
     * Suspects are probed too, or nobody would be restored. Each process begins with the one behind itself, so that those
     * that start together do not all probe the same one at once.
     */
    private void probeNext(long nowNs, Outbox outbox) {
        int targetId = next(peers, lastTargetId);
        lastTargetId = targetId;
        newestProbe[targetId]++;
        unanswered = ProcessSet.add(unanswered, targetId);
        ackDeadlines.restart(nowNs, targetId);
        probeDeadlineNs += slotNs;
        if (nowNs - probeDeadlineNs >= config.probeIntervalNs()) {
            // Late probes are caught up with, one a step; of more than one round nobody has use.
            probeDeadlineNs = nowNs + slotNs;
        }
        messages.sendProbe(targetId, newestProbe[targetId], selfId, incarnation, outbox);
    }

    /** Each time the next ones, so that a helper that cannot reach the target either does not stand in the way of others. */
    private void askHelpers(long nowNs, Outbox outbox) {
        int targetId = ackDeadlines.firstDue(nowNs, unanswered);
        if (targetId < 0) {
            return;
        }
        unanswered = ProcessSet.remove(unanswered, targetId);
        long candidates = ProcessSet.remove(suspicions.trusted(), targetId);
        if (candidates == ProcessSet.EMPTY) {
            counters.increment(DetectorCounter.NO_HELPER);
            return;
        }
        long helpers = ProcessSet.EMPTY;
        for (int i = 0; i < config.helperCount() && helpers != candidates; i++) {
            lastHelperId = next(candidates, lastHelperId);
            helpers = ProcessSet.add(helpers, lastHelperId);
        }
        counters.increment(DetectorCounter.HELPERS_ASKED);
        messages.sendProbeRequest(helpers, targetId, newestProbe[targetId], incarnation, outbox);
    }

    /** In a ring: the first one above, else the first of all. */
    private static int next(long set, int processId) {
        long above = set & (-2L << processId);
        return ProcessSet.first(above != ProcessSet.EMPTY ? above : set);
    }

    // Own time

    /** Comes in every duty cycle, so that a clock that goes back is noticed though no deadline is due. */
    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {
        leaveOutPause(nowNs);
    }

    private void leaveOutPause(long nowNs) {
        long stallNs = pauses.stallNs(nowNs, nextDeadlineNs());
        if (stallNs != 0) {
            deadlines.shift(suspicions.trusted(), stallNs);
            ackDeadlines.shift(unanswered, stallNs);
            if (probeDeadlineNs != Long.MAX_VALUE) {
                // Else all probes that were left out would leave at once.
                probeDeadlineNs += stallNs;
            }
        }
    }

    @Override
    public void checkInvariants() {
        suspicions.checkInvariants();
        ackDeadlines.checkInvariants(unanswered);
        Invariant.check((unanswered & ~peers) == ProcessSet.EMPTY, "K1 unanswered ⊆ peers", unanswered, peers);
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int processId = ProcessSet.first(rest);
            Invariant.check(
                    newestAck[processId] <= newestProbe[processId],
                    "K2 acknowledged ≤ probed",
                    newestAck[processId],
                    newestProbe[processId]);
        }
    }
}
