package io.ft4j.log.messagelog.style;

import io.ft4j.core.protocol.DurableMarks;
import io.ft4j.log.messagelog.codec.ReceiptsDecoder;

/**
 * What a process has said to one other and keeps for it until a checkpoint of the receiver holds it: where it stands in the
 * journal, and in which order the receiver took it. Owner of both.
 *
 * <p>Receipts hold within one life of the receiver. When a life is over and the next one takes events anew, it renounces
 * what is behind its replay first; until every sender has put that down, the receiver is told nothing new. So there are
 * never two events of one rsn.
 */
public final class SentMessages {
    private static final int MAX_MARKS = 64;
    private static final long FIRST_LIFE = 1;

    private final long[] indexes;
    private final long[] rsns;
    private final long[] timestampsNs;
    private final DurableMarks durableMarks = new DurableMarks(MAX_MARKS);

    private long forgottenSsn;
    private long keptSsn;
    private long numberedSsn;
    private long life;
    private long renouncedLife;
    /** Which has said last what it has in a checkpoint. */
    private long checkpointedLife;

    /** Up to here messages are on stable storage; what is behind it may be not. */
    private long durableSsn;

    private long repeatedFromSsn;
    private long repeatedAtNs;

    private boolean confirmationOwed;
    private long confirmedFromSsn;
    private long confirmedSsn;

    /** @param capacity power of two. */
    public SentMessages(int capacity) {
        indexes = new long[capacity];
        rsns = new long[capacity];
        timestampsNs = new long[capacity];
    }

    /** Up to here the receiver will never ask. */
    public long forgottenSsn() {
        return forgottenSsn;
    }

    /** Of the newest message in the journal. */
    public long keptSsn() {
        return keptSsn;
    }

    /** Up to here there are receipts. */
    public long numberedSsn() {
        return numberedSsn;
    }

    public boolean isKept(long ssn) {
        return ssn > forgottenSsn && ssn <= keptSsn;
    }

    public boolean hasRoom() {
        return keptSsn - forgottenSsn < indexes.length;
    }

    /** The next message stands at this index of the journal. */
    public void keep(long index) {
        keptSsn++;
        indexes[slot(keptSsn)] = index;
    }

    /** From the log, in which they ascend. */
    public void restoreKept(long ssn, long index) {
        if (ssn > keptSsn + 1) {
            // What is missing was in a checkpoint of the receiver before it was kept here, or is released.
            forgottenSsn = ssn - 1;
        }
        indexes[slot(ssn)] = index;
        keptSsn = ssn;
        forgottenSsn = Math.max(forgottenSsn, keptSsn - indexes.length);
    }

    /** After replay. Messages up to here are in a checkpoint of the receiver, or in the journal. */
    public void start(long acknowledgedSsn) {
        if (acknowledgedSsn > keptSsn) {
            forget(acknowledgedSsn);
        }
        numberedSsn = Math.max(numberedSsn, forgottenSsn);
        checkpointedLife = life;
    }

    /** Whether a new life of the receiver lacks what an earlier one had in every checkpoint. */
    public boolean isOfLostLog(long receiverLife, long receivedSsn) {
        return receiverLife > checkpointedLife && receivedSsn < forgottenSsn;
    }

    /** A life that was let in has this in every checkpoint. */
    public void onCheckpointed(long checkpointedSsn) {
        checkpointedLife = life;
        forget(checkpointedSsn);
    }

    private void forget(long checkpointedSsn) {
        forgottenSsn = Math.max(forgottenSsn, checkpointedSsn);
        keptSsn = Math.max(keptSsn, forgottenSsn);
        numberedSsn = Math.max(numberedSsn, forgottenSsn);
    }

    /** Of the oldest message that is needed, or {@link Long#MAX_VALUE}. */
    public long neededIndex() {
        return keptSsn > forgottenSsn ? indexes[slot(forgottenSsn + 1)] : Long.MAX_VALUE;
    }

    public long index(long ssn) {
        return indexes[slot(ssn)];
    }

    public long rsn(long ssn) {
        return rsns[slot(ssn)];
    }

    public long timestampNs(long ssn) {
        return timestampsNs[slot(ssn)];
    }

    /** Of the newest message that is on stable storage when this entry is. */
    public long durableSsn(long durableIndex) {
        durableSsn = Math.max(durableSsn, forgottenSsn);
        while (durableSsn < keptSsn && indexes[slot(durableSsn + 1)] <= durableIndex) {
            durableSsn++;
        }
        return durableSsn;
    }

    /** When the first message without a receipt is to be sent again out of the journal. */
    public long repeatDueNs(long intervalNs) {
        return repeatedFromSsn == numberedSsn + 1 ? repeatedAtNs + intervalNs : Long.MIN_VALUE;
    }

    public void repeated(long nowNs) {
        repeatedFromSsn = numberedSsn + 1;
        repeatedAtNs = nowNs;
    }

    /** A life of the receiver speaks. False: it has ended. */
    public boolean onLife(long receiverLife) {
        if (receiverLife < life) {
            return false;
        }
        if (receiverLife > life) {
            life = receiverLife;
            // Of what an earlier life has told: the new one may have told other receipts when it comes.
            confirmationOwed = false;
        }
        return true;
    }

    public long life() {
        return life;
    }

    /**
     * Up to where the newest life of the receiver has the messages: what it told receipts of itself, and what is in every
     * checkpoint that it may begin with. A first life begins with none, and later ones have renounced what is left of earlier
     * lives.
     */
    public long promisedSsn() {
        return isRenounced() || life == FIRST_LIFE ? numberedSsn : forgottenSsn;
    }

    /** Receipts of a life that was let in: how many of them can be kept, of messages that are; −1: some before them are missing. */
    public int acceptable(long firstSsn, int count) {
        if (firstSsn > numberedSsn + 1) {
            return -1;
        }
        return (int) Math.max(0, Math.min(count, keptSsn - firstSsn + 1));
    }

    /** Receipts of earlier lives from here on are void. Returns whether this life says so for the first time. */
    public boolean renounce(long firstSsn) {
        if (renouncedLife == life) {
            return false;
        }
        renouncedLife = life;
        numberedSsn = Math.max(forgottenSsn, Math.min(numberedSsn, firstSsn - 1));
        return true;
    }

    public boolean isRenounced() {
        return renouncedLife == life;
    }

    /** Returns whether any of them is new. */
    public boolean onReceipts(long firstSsn, int count, ReceiptsDecoder.TakenDecoder taken) {
        boolean anyNew = false;
        for (long ssn = firstSsn; ssn < firstSsn + count; ssn++) {
            taken.next();
            if (ssn > forgottenSsn) {
                int slot = slot(ssn);
                anyNew |= ssn > numberedSsn || rsns[slot] != taken.rsn();
                rsns[slot] = taken.rsn();
                timestampsNs[slot] = taken.timestampNs();
                numberedSsn = Math.max(numberedSsn, ssn);
            }
        }
        return anyNew;
    }

    /** From the log, whose older records may be gone: what they said is needed no more. */
    public void restoreNumbered(long ssn) {
        numberedSsn = Math.max(numberedSsn, ssn);
    }

    // Confirmations

    public void put(long position, long lastSsn) {
        durableMarks.add(position, lastSsn);
    }

    /** Of the newest message whose receipt became durable now, or −1. */
    public long reached(long durablePosition) {
        return durableMarks.reached(durablePosition);
    }

    public void oweConfirmation(long firstSsn, long lastSsn) {
        boolean joins = confirmationOwed && firstSsn >= confirmedFromSsn && firstSsn <= confirmedSsn + 1;
        if (!joins) {
            confirmedFromSsn = firstSsn;
            confirmedSsn = lastSsn;
        }
        confirmedSsn = Math.max(confirmedSsn, lastSsn);
        confirmationOwed = true;
    }

    public boolean takeConfirmation() {
        boolean owed = confirmationOwed;
        confirmationOwed = false;
        return owed;
    }

    public long confirmedFromSsn() {
        return confirmedFromSsn;
    }

    public long confirmedSsn() {
        return confirmedSsn;
    }

    private int slot(long ssn) {
        return (int) ssn & (indexes.length - 1);
    }
}
