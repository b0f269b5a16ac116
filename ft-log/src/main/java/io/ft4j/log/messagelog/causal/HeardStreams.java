package io.ft4j.log.messagelog.causal;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.MessageLogCounter;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.codec.DeterminantsDecoder;
import io.ft4j.log.messagelog.style.Members;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Of each peer the newest life that was heard of, and up to where its stream of determinants is known. What is learned of it goes
 * to the log and to the own stream at the end of the batch.
 */
final class HeardStreams {
    private static final int NUMBER_BITS = 40;

    private final int selfId;
    private final Members members;
    private final CausalFrames frames;
    private final KnownDeterminants known;
    private final DeterminantStream stream;
    private final MessageLogCounters counters;
    private final long[] lives = new long[ProcessSet.MAX_PROCESSES];
    private final long[] numbers = new long[ProcessSet.MAX_PROCESSES];
    private final Determinant determinant = new Determinant();
    /** What was learned in this batch. */
    private final UnsafeBuffer news;

    private final int maxNews;
    private int newsCount;

    HeardStreams(
            int selfId,
            Members members,
            CausalFrames frames,
            KnownDeterminants known,
            DeterminantStream stream,
            MessageLogCounters counters) {
        this.selfId = selfId;
        this.members = members;
        this.frames = frames;
        this.known = known;
        this.stream = stream;
        this.counters = counters;
        maxNews = frames.maxRecorded(members.count() - 1);
        news = new UnsafeBuffer(new byte[maxNews * Determinant.LENGTH]);
    }

    /** What stands in a frame with messages. */
    static long timeline(long life, long number) {
        return life << NUMBER_BITS | number;
    }

    static long life(long timeline) {
        return timeline >>> NUMBER_BITS;
    }

    static long number(long timeline) {
        return timeline & (1L << NUMBER_BITS) - 1;
    }

    /** A life of a peer has spoken. If it is newer than all before, its stream begins anew, and it knows nothing of the own one. */
    void hear(int peerId, long life) {
        if (life > lives[peerId]) {
            lives[peerId] = life;
            numbers[peerId] = 0;
            stream.goBack(peerId);
        }
    }

    long life(int peerId) {
        return lives[peerId];
    }

    long number(int peerId) {
        return numbers[peerId];
    }

    /** @param learns whether anything may be learned now. */
    void onDeterminants(int sourceId, boolean learns) {
        DeterminantsDecoder determinants = frames.determinants();
        hear(sourceId, determinants.life());
        if (!learns || determinants.life() < lives[sourceId]) {
            return;
        }
        known.onDurable(members.slot(sourceId), determinants.durableRsn());
        numbers[sourceId] = Math.max(numbers[sourceId], determinants.durableNumber());
        long first = determinants.firstNumber();
        long end = first + frames.determinantCount();
        long next = numbers[sourceId] + 1;
        while (next >= first && next < end && learn(frames.determinant((int) (next - first), determinant))) {
            numbers[sourceId] = next;
            next++;
        }
    }

    /** False when it must not, or cannot, be known here now. */
    private boolean learn(Determinant heardOf) {
        int processId = heardOf.processId();
        int slot = members.slot(processId);
        long rsn = heardOf.rsn();
        long knownLife = known.life(slot, rsn);
        if (processId == selfId || knownLife == heardOf.life()) {
            return true;
        }
        if (heardOf.life() < Math.max(knownLife, lives[processId])) {
            // This life has ended, and who began the next one was told all that was known here then.
            counters.increment(MessageLogCounter.DETERMINANT_REFUSED);
            return false;
        }
        if (rsn <= known.durableRsn(slot)) {
            return true;
        }
        if (newsCount == maxNews || !known.hasRoom(slot, rsn) || !stream.hasRoom(newsCount + 1)) {
            counters.increment(MessageLogCounter.DETERMINANT_WITHOUT_ROOM);
            return false;
        }
        counters.increment(MessageLogCounter.DETERMINANT_LEARNED);
        known.put(slot, heardOf);
        heardOf.copyTo(news, newsCount * Determinant.LENGTH);
        newsCount++;
        return true;
    }

    int maxRecordLength() {
        return CausalFrames.recordLength(maxNews);
    }

    /** In front of all events that are taken in their light. */
    void recordNews(Outbox outbox) {
        if (newsCount == 0) {
            return;
        }
        long position = frames.record(outbox, news, newsCount);
        for (int i = 0; i < newsCount; i++) {
            stream.add(determinant.wrap(news, i * Determinant.LENGTH), position);
        }
        newsCount = 0;
    }
}
