package io.ft4j.detect.swim;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.detect.OwnPauses;
import io.ft4j.detect.swim.codec.AckDecoder;
import io.ft4j.detect.swim.codec.MessageHeaderDecoder;
import io.ft4j.detect.swim.codec.PingDecoder;
import io.ft4j.detect.swim.codec.PingRequestDecoder;
import org.agrona.DirectBuffer;

/**
 * Failure detection and membership of large systems: in each period every process probes one other, directly and, when that
 * is silent, through k others; news travels on those messages; who does not answer is suspected, and declared failed unless
 * it refutes in time (SWIM: Das, Gupta, Motivala 2002). The load of a process does not depend on how many there are.
 *
 * <p>{@link #isSuspected} and what the stack is told are of those <em>declared failed</em>, or gone by their own word: a
 * suspect of SWIM may still refute, and is told to the {@link SwimListener} alone. The stack is told of ids 0–63, the
 * listener of all.
 *
 * <p><b>Completeness</b> is strong, of members, which are the seeds and whoever was heard of: every process probes every
 * member within 2n − 1 periods, so one that crashed is declared failed by every correct process within 2n + suspicion
 * time-out, whatever news is lost. In expectation somebody probes it within e/(e − 1) ≈ 1.6 periods, and all know in O(log n)
 * periods more.
 *
 * <p><b>Accuracy</b> is eventually strong, and the class ◇P, if from some time on an answer comes within its time-out, the
 * duty cycles of both sides included, and none is lost. Then nobody is suspected any more, and who was declared failed
 * wrongly is reminded of it and refutes. The time-outs are fixed, so in a partially synchronous system with a bound above
 * them, or under loss that never ends, it is weaker than ◇P: mistakes are rare, since a suspicion takes 1 + k silent paths
 * and a declared failure one that nobody refutes in many periods, and they have no last one.
 *
 * <p>One thread. Allocates nothing after construction; some 50 bytes per id. A step writes at most {@code indirectProbes} + 2
 * frames. Owns when the period ends and how far the pages were read; {@code Members} owns what is held of others, {@code Probe}
 * the probe of this period, {@code Rumours} what is to be passed on.
 */
public final class SwimDetector implements FailureDetector {
    private static final int NOBODY = SwimWriter.NOBODY;

    /** Of a ping whose answer no probe waits for. */
    private static final long NO_PROBE = 0;

    private final SwimConfig config;
    private final int selfId;
    private final SwimListener listener;
    private final SwimCounters counters = new SwimCounters();
    private final OwnPauses pauses;
    private final Members members;
    private final Rumours rumours;
    private final SwimReader reader;
    private final SwimWriter writer;
    private final Probe probe;
    private final Prng prng;

    private long periodDeadlineNs = Long.MAX_VALUE;

    /** The next id to be told of. */
    private int page;
    /** Was told of all ids once. Before, what it learns is old news. */
    private boolean introduced;

    /** How many were told that this process leaves. */
    private int goodbyes;

    /**
     * @param selfId  this process, 0 to {@code memberCount − 1}.
     * @param life    of this process, as in its frames: how often it was started; 1 to 2³² − 1.
     * @param seedIds whom it joins through: members from the start, alive until they do not answer. Where all processes are
     *                seeds, all are members though they were never heard. None: it is the first. This process is passed over.
     * @param prng    of this life of this process.
     */
    public SwimDetector(SwimConfig config, int selfId, long life, int[] seedIds, SwimListener listener, Prng prng) {
        requireRange(selfId, 0, config.memberCount() - 1, "selfId");
        requireRange(life, 1, Claim.MAX_LIFE, "life");
        this.config = config;
        this.selfId = selfId;
        this.listener = listener;
        this.prng = prng.fork("start");
        pauses = new OwnPauses(
                config.pauseToleranceNs(),
                () -> counters.increment(SwimCounter.CLOCK_WENT_BACK),
                () -> counters.increment(SwimCounter.OWN_PAUSE));
        members = new Members(config.memberCount(), selfId, prng.fork("order"));
        rumours = new Rumours(config.memberCount());
        reader = new SwimReader(config.memberCount());
        writer = new SwimWriter(config, selfId, members, rumours);
        probe = new Probe(config, prng.fork("helpers"));
        members.set(selfId, Claim.of(Claim.firstIncarnation(life), MemberState.ALIVE), 0);
        addSeeds(seedIds);
        introduced = members.probed().size() == 0;
    }

    private void addSeeds(int[] seedIds) {
        for (int seedId : seedIds) {
            requireRange(seedId, 0, config.memberCount() - 1, "seedId");
            if (members.state(seedId) == MemberState.UNKNOWN) {
                members.set(seedId, Claim.of(0, MemberState.ALIVE), 0);
            }
        }
    }

    private static void requireRange(long value, long least, long most, String field) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + least + ".." + most);
        }
    }

    @Override
    public int schemaId() {
        return MessageHeaderDecoder.SCHEMA_ID;
    }

    @Override
    public int maxStepBytes() {
        return (config.indirectProbes() + 2) * writer.maxFrameBytes();
    }

    @Override
    public DetectorClass detectorClass() {
        return DetectorClass.EVENTUALLY_PERFECT;
    }

    /** Declared failed, or left. */
    @Override
    public boolean isSuspected(int processId) {
        return processId != selfId && state(processId).isGone();
    }

    /** What is held of a process; {@link MemberState#UNKNOWN} for ids outside the system too. */
    public MemberState state(int processId) {
        return processId < 0 || processId >= config.memberCount() ? MemberState.UNKNOWN : members.state(processId);
    }

    /** The highest that is known of a process of the system; 0 for one that was not heard yet. */
    public long incarnation(int processId) {
        return members.incarnation(processId);
    }

    /** Alive or suspect, this process included. */
    public int memberCount() {
        return members.size();
    }

    /** Whether it was told of all members once since it started. */
    public boolean isIntroduced() {
        return introduced;
    }

    public SwimCounters counters() {
        return counters;
    }

    // Start and end

    /** The log is that of others: a detector remembers nothing. */
    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    /** Joins: pings a seed. The first period begins within one period, at a time of its own. */
    @Override
    public void onStart(long nowNs, Outbox outbox) {
        pauses.start(nowNs);
        rumours.add(selfId);
        periodDeadlineNs = nowNs + 1 + prng.nextLong(config.periodNs());
        if (!introduced) {
            writer.ping(members.probed().next(), NO_PROBE, NOBODY, page, outbox);
        }
    }

    /**
     * At the door: this process says that it leaves, to one other per period, and probes nobody from now on. Whoever leaves
     * should run until {@link #isLeaveTold}, and comes back under a later life only.
     */
    public void leave() {
        if (!hasLeft()) {
            members.set(selfId, Claim.of(members.incarnation(selfId), MemberState.LEFT), 0);
            rumours.add(selfId);
            probe.end();
        }
    }

    /** Whether it told as many as any news is told to. It sends nothing more of itself then. */
    public boolean isLeaveTold() {
        return hasLeft()
                && (goodbyes >= config.maxSends(members.size())
                        || members.probed().size() == 0);
    }

    private boolean hasLeft() {
        return members.state(selfId) == MemberState.LEFT;
    }

    // Messages

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (sourceId < 0 || sourceId >= config.memberCount() || sourceId == selfId) {
            counters.increment(SwimCounter.SENDER_UNKNOWN);
            return;
        }
        int templateId = reader.read(buffer, offset, length);
        if (templateId == SwimReader.UNREADABLE) {
            counters.increment(SwimCounter.MESSAGE_UNREADABLE);
            return;
        }
        if (!reader.isPlausible(templateId, sourceId, selfId)) {
            counters.increment(SwimCounter.MESSAGE_IMPLAUSIBLE);
            return;
        }
        leaveOutPause(nowNs);
        hear(nowNs, sourceId, reader.incarnation(), reader.senderState(), outbox);
        for (int i = 0; i < reader.updateCount(); i++) {
            hear(nowNs, reader.processId(i), reader.incarnation(i), reader.state(i), outbox);
        }
        answer(templateId, sourceId, outbox);
    }

    private void answer(int templateId, int sourceId, Outbox outbox) {
        if (templateId == PingDecoder.TEMPLATE_ID) {
            writer.ack(sourceId, reader.sequence(), reader.originId(), selfId, reader.page(), outbox);
        } else if (templateId == PingRequestDecoder.TEMPLATE_ID) {
            counters.increment(SwimCounter.PING_RELAYED);
            writer.ping(reader.targetId(), reader.sequence(), sourceId, SwimWriter.NO_PAGE, outbox);
        } else if (templateId == AckDecoder.TEMPLATE_ID && reader.originId() != NOBODY) {
            counters.increment(SwimCounter.ACK_RELAYED);
            writer.ack(reader.originId(), reader.sequence(), NOBODY, sourceId, SwimWriter.NO_PAGE, outbox);
        } else {
            onAck(sourceId);
            turnPage(sourceId, reader.page(), outbox);
        }
    }

    private void onAck(int sourceId) {
        if (probe.answer(reader.sequence(), reader.targetId())) {
            if (sourceId != reader.targetId()) {
                counters.increment(SwimCounter.SAVED_BY_OTHERS);
            }
        } else if (reader.sequence() != NO_PROBE) {
            counters.increment(SwimCounter.ACK_LATE);
        }
    }

    /** Each page is asked for in a ping of its own while this process joins, and in its probes later: so no gap lasts. */
    private void turnPage(int sourceId, int nextPage, Outbox outbox) {
        if (nextPage <= page) {
            return;
        }
        page = nextPage;
        if (page == config.memberCount()) {
            page = 0;
            introduced = true;
        } else if (!introduced) {
            writer.ping(sourceId, NO_PROBE, NOBODY, page, outbox);
        }
    }

    // Claims

    private void hear(long nowNs, int processId, long incarnation, MemberState state, Outbox outbox) {
        long known = members.incarnation(processId);
        long bounded = Claim.bounded(known, incarnation);
        if (bounded < incarnation) {
            counters.increment(SwimCounter.INCARNATION_JUMP);
        }
        if (processId == selfId) {
            hearOfSelf(known, bounded, state);
        } else if (Claim.of(bounded, state) > members.claim(processId)) {
            take(nowNs, processId, Claim.of(bounded, state), outbox);
        } else {
            counters.increment(SwimCounter.CLAIM_OLD);
        }
    }

    /** Only this process raises its incarnation (section 4.2): a claim that it did not make must not outlive its next word. */
    private void hearOfSelf(long own, long incarnation, MemberState state) {
        if (hasLeft() || incarnation < own || incarnation == own && state == MemberState.ALIVE) {
            return;
        }
        if (incarnation == Claim.MAX_INCARNATION) {
            counters.increment(SwimCounter.INCARNATION_EXHAUSTED);
            return;
        }
        counters.increment(SwimCounter.REFUTED);
        members.set(selfId, Claim.of(incarnation + 1, MemberState.ALIVE), 0);
        rumours.add(selfId);
    }

    private void take(long nowNs, int processId, long claim, Outbox outbox) {
        MemberState before = members.state(processId);
        MemberState after = Claim.state(claim);
        members.set(processId, claim, nowNs + config.suspicionTimeoutNs(members.size()));
        if (introduced || before != MemberState.UNKNOWN) {
            rumours.add(processId);
        }
        if (after != before) {
            tell(processId, before, after, outbox);
        }
    }

    private void tell(int processId, MemberState before, MemberState after, Outbox outbox) {
        if (before.isGone() != after.isGone() && processId < ProcessSet.MAX_PROCESSES) {
            if (after.isGone()) {
                outbox.suspect(processId);
            } else {
                outbox.restore(processId);
            }
        }
        if (after == MemberState.SUSPECT) {
            listener.onSuspect(processId);
        } else if (after == MemberState.FAILED) {
            listener.onFailed(processId);
        } else if (after == MemberState.LEFT) {
            listener.onLeft(processId);
        } else {
            if (before == MemberState.SUSPECT || before == MemberState.FAILED) {
                counters.increment(SwimCounter.REFUTED_BY_OTHER);
            }
            listener.onAlive(processId);
        }
    }

    // Deadlines

    @Override
    public long nextDeadlineNs() {
        return Math.min(Math.min(probe.ackDeadlineNs(), periodDeadlineNs), members.suspicions.earliestNs());
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        leaveOutPause(nowNs);
        if (nowNs >= members.suspicions.earliestNs()) {
            declareFailed(nowNs, outbox);
        }
        if (nowNs >= probe.ackDeadlineNs()) {
            askOthers(outbox);
        }
        if (nowNs >= periodDeadlineNs) {
            endProbe(nowNs, outbox);
            nextPeriod(nowNs, outbox);
        }
    }

    private void declareFailed(long nowNs, Outbox outbox) {
        for (int id = members.suspicions.due(nowNs); id != NOBODY; id = members.suspicions.due(nowNs)) {
            counters.increment(SwimCounter.DECLARED_FAILED);
            take(nowNs, id, Claim.of(members.incarnation(id), MemberState.FAILED), outbox);
        }
    }

    private void askOthers(Outbox outbox) {
        int count = probe.chooseHelpers(members.probed());
        if (count > 0) {
            counters.increment(SwimCounter.ASKED_OTHERS);
        }
        for (int i = 0; i < count; i++) {
            writer.pingRequest(probe.helper(i), probe.sequence(), probe.targetId(), outbox);
        }
    }

    /** Silent on all paths: suspected, unless it was heard under a later incarnation meanwhile. */
    private void endProbe(long nowNs, Outbox outbox) {
        int targetId = probe.targetId();
        long claim = probe.targetClaim();
        if (probe.isUnanswered() && members.claim(targetId) == claim && Claim.state(claim) == MemberState.ALIVE) {
            counters.increment(SwimCounter.SUSPECTED);
            take(nowNs, targetId, Claim.of(Claim.incarnation(claim), MemberState.SUSPECT), outbox);
        }
        probe.end();
    }

    /** On a grid, so that a late duty cycle does not slow it down; what a pause left out stays out. */
    private void nextPeriod(long nowNs, Outbox outbox) {
        periodDeadlineNs += config.periodNs();
        if (periodDeadlineNs <= nowNs) {
            periodDeadlineNs = nowNs + config.periodNs();
        }
        RoundRobin probed = members.probed();
        if (hasLeft()) {
            sayGoodbye(probed, outbox);
            return;
        }
        if (probed.size() > 0) {
            beginProbe(nowNs, probed.next(), outbox);
        }
        // Else who was declared failed wrongly, or was on the other side of a partition, would never learn it.
        if (members.failed().size() > 0) {
            writer.ping(members.failed().next(), NO_PROBE, NOBODY, SwimWriter.NO_PAGE, outbox);
        }
    }

    private void beginProbe(long nowNs, int nextId, Outbox outbox) {
        counters.increment(SwimCounter.PROBES);
        probe.begin(nowNs, nextId, members.claim(nextId));
        writer.ping(nextId, probe.sequence(), NOBODY, page, outbox);
    }

    private void sayGoodbye(RoundRobin probed, Outbox outbox) {
        if (isLeaveTold()) {
            periodDeadlineNs = Long.MAX_VALUE;
        } else {
            goodbyes++;
            writer.ping(probed.next(), NO_PROBE, NOBODY, SwimWriter.NO_PAGE, outbox);
        }
    }

    // Own time

    /** Comes in every duty cycle, so that a clock that goes back is noticed though no deadline is due. */
    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {
        leaveOutPause(nowNs);
    }

    /** Of what was under way, anything may be lost: others are asked about the target, once more if they were before. */
    private void leaveOutPause(long nowNs) {
        long stallNs = pauses.stallNs(nowNs, nextDeadlineNs());
        if (stallNs == 0) {
            return;
        }
        members.suspicions.shift(stallNs);
        if (stallNs > 0 && probe.isUnanswered()) {
            probe.askLater(nowNs);
            periodDeadlineNs = nowNs + config.periodNs();
        } else if (periodDeadlineNs != Long.MAX_VALUE) {
            probe.shift(stallNs);
            periodDeadlineNs += stallNs;
        }
    }

    @Override
    public void checkInvariants() {
        members.checkInvariants();
        rumours.checkInvariants();
        probe.checkInvariants(periodDeadlineNs);
        Invariant.check(page >= 0 && page < config.memberCount(), "S8 the next page is of an id", page, 0);
    }
}
