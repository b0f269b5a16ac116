package io.ft4j.core.protocol;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.codec.MessageHeaderDecoder;
import io.ft4j.core.redundancy.Checksum;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * The protocols of one process of one group. It lets only sound frames of members through, newest incarnation each,
 * dispatches messages by their schema, and hands indications to every protocol. Members are the slots of a group, or with
 * {@link #ofProcesses} all ids of a larger system.
 *
 * <p>One thread; no allocation after construction.
 */
public final class ProtocolStack {
    /** Why a frame was dropped, in the order of the checks. */
    public enum Drop {
        /** Shorter than an envelope and a message header, or not as long as it says. */
        LENGTH,
        CHECKSUM,
        /** Of another group. */
        GROUP,
        /** Of nobody in the group, or of ourselves. */
        SENDER,
        /** Sent by an earlier life of its sender. */
        OLD_INCARNATION,
        /** No protocol here speaks it. */
        SCHEMA
    }

    /** Of a system larger than a group. */
    public static final int MAX_PROCESS_COUNT = 65_536;

    private static final int MIN_LENGTH = Frames.HEADER_LENGTH + MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int SCHEMA_OFFSET = MessageHeaderDecoder.schemaIdEncodingOffset();
    private static final Drop[] DROPS = Drop.values();

    private final long groupId;
    private final int selfId;
    private final long peers;
    /** Whose frames are taken beside those of {@link #peers}: of ids below it. */
    private final int processCount;

    private final Protocol[] protocols;
    private final long[] incarnations;
    private final long[] drops = new long[DROPS.length];
    private final Checksum checksum = new Checksum();
    private final int maxStepBytes;

    /** Refuses protocols that speak one schema, and one that needs a better failure detector than is there. */
    public ProtocolStack(long groupId, int selfId, long memberSet, Protocol... protocols) {
        this(groupId, selfId, peers(selfId, memberSet), 0, protocols);
    }

    /**
     * For a system of more processes than a group has slots: frames of all ids from 0 to {@code processCount − 1} are taken.
     * Suspicions reach the protocols for ids 0–63 only ({@link Outbox#suspect}).
     *
     * @param processCount 1 to {@link #MAX_PROCESS_COUNT}, this process included.
     */
    public static ProtocolStack ofProcesses(long groupId, int selfId, int processCount, Protocol... protocols) {
        if (processCount < 1 || processCount > MAX_PROCESS_COUNT) {
            throw new IllegalArgumentException("processCount=" + processCount + " is outside 1.." + MAX_PROCESS_COUNT);
        }
        if (selfId < 0 || selfId >= processCount) {
            throw new IllegalArgumentException("selfId=" + selfId + " is outside 0.." + (processCount - 1));
        }
        return new ProtocolStack(groupId, selfId, ProcessSet.EMPTY, processCount, protocols);
    }

    private ProtocolStack(long groupId, int selfId, long peers, int processCount, Protocol[] protocols) {
        this.groupId = groupId;
        this.selfId = selfId;
        this.peers = peers;
        this.processCount = processCount;
        this.protocols = protocols.clone();
        incarnations = new long[Math.max(processCount, ProcessSet.MAX_PROCESSES)];
        int sum = 0;
        for (int i = 0; i < protocols.length; i++) {
            sum = Math.addExact(sum, protocols[i].maxStepBytes());
            checkSchema(i);
            checkDetector(protocols[i]);
        }
        maxStepBytes = sum;
    }

    private static long peers(int selfId, long memberSet) {
        if (!ProcessSet.contains(memberSet, selfId)) {
            throw new IllegalArgumentException(
                    "selfId=" + selfId + " is not in memberSet=" + ProcessSet.toString(memberSet));
        }
        return ProcessSet.remove(memberSet, selfId);
    }

    private void checkSchema(int at) {
        int schemaId = protocols[at].schemaId();
        for (int i = 0; i < at; i++) {
            if (schemaId != Protocol.NO_MESSAGES && protocols[i].schemaId() == schemaId) {
                throw new IllegalArgumentException("schemaId=" + schemaId + " twice in one stack");
            }
        }
    }

    private void checkDetector(Protocol protocol) {
        DetectorClass needed = protocol.neededDetector();
        FailureDetector best = bestDetectorBeside(protocol);
        DetectorClass present = best == null ? DetectorClass.NONE : best.detectorClass();
        if (!present.implies(needed)) {
            throw new IllegalArgumentException(name(protocol) + " needs a failure detector of class "
                    + needed.symbol() + "; its stack has "
                    + (best == null ? "none" : name(best) + " of class " + present.symbol()) + ": "
                    + shortcoming(present, needed));
        }
    }

    private static String shortcoming(DetectorClass present, DetectorClass needed) {
        return present.completeness() == needed.completeness()
                ? "its accuracy is " + present.accuracy() + ", not " + needed.accuracy()
                : "nobody would suspect a process that crashed";
    }

    private FailureDetector bestDetectorBeside(Protocol protocol) {
        FailureDetector best = null;
        for (Protocol other : protocols) {
            if (other != protocol && other instanceof FailureDetector) {
                FailureDetector detector = (FailureDetector) other;
                if (best == null || !best.detectorClass().implies(detector.detectorClass())) {
                    best = detector;
                }
            }
        }
        return best;
    }

    private static String name(Protocol protocol) {
        return protocol.getClass().getSimpleName();
    }

    /** Of the protocol that has one; null: no protocol appends entries. */
    public HotTail tail() {
        HotTail tail = null;
        for (Protocol protocol : protocols) {
            if (protocol.tail() != null) {
                if (tail != null) {
                    throw new IllegalStateException("two protocols of one stack append entries");
                }
                tail = protocol.tail();
            }
        }
        return tail;
    }

    /** Of one call below: the sum over the protocols. */
    public int maxStepBytes() {
        return maxStepBytes;
    }

    /** How many frames were dropped for this reason. */
    public long dropped(Drop reason) {
        return drops[reason.ordinal()];
    }

    /** The newest life of a process that was heard of; 0 before. */
    public long incarnation(int processId) {
        return incarnations[processId];
    }

    /** Frames of lives before this one are dropped: somebody has written down that it began. Before {@link #onStart}. */
    public void expect(int processId, long incarnation) {
        incarnations[processId] = Math.max(incarnations[processId], incarnation);
    }

    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {
        for (Protocol protocol : protocols) {
            protocol.onRecord(position, index, recordType, buffer, offset, length);
        }
    }

    public void onStart(long nowNs, Outbox outbox) {
        for (Protocol protocol : protocols) {
            protocol.onStart(nowNs, outbox);
        }
    }

    /** A frame from outside: nothing in it is believed before it is checked. */
    public void onFrame(long nowNs, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (length < MIN_LENGTH || Frames.frameLength(buffer, offset) != length) {
            drop(Drop.LENGTH);
            return;
        }
        if (!Frames.isSound(buffer, offset, length, checksum)) {
            drop(Drop.CHECKSUM);
            return;
        }
        if (Frames.groupId(buffer, offset) != groupId) {
            drop(Drop.GROUP);
            return;
        }
        int sourceId = Frames.sourceId(buffer, offset);
        if (!ProcessSet.contains(peers, sourceId) && !isOther(sourceId)) {
            drop(Drop.SENDER);
            return;
        }
        long incarnation = Frames.incarnation(buffer, offset);
        if (incarnation < incarnations[sourceId]) {
            drop(Drop.OLD_INCARNATION);
            return;
        }
        int messageOffset = offset + Frames.HEADER_LENGTH;
        Protocol receiver = bySchema(buffer.getShort(messageOffset + SCHEMA_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF);
        if (receiver == null) {
            drop(Drop.SCHEMA);
            return;
        }
        if (incarnation > incarnations[sourceId]) {
            onIncarnation(nowNs, sourceId, incarnation, outbox);
        }
        receiver.onMessage(nowNs, sourceId, buffer, messageOffset, length - Frames.HEADER_LENGTH, outbox);
    }

    public void onDurable(long nowNs, long position, Outbox outbox) {
        for (Protocol protocol : protocols) {
            protocol.onDurable(nowNs, position, outbox);
        }
    }

    public void onApplied(long nowNs, long index, Outbox outbox) {
        for (Protocol protocol : protocols) {
            protocol.onApplied(nowNs, index, outbox);
        }
    }

    public void onSuspect(long nowNs, int processId, Outbox outbox) {
        for (Protocol protocol : protocols) {
            protocol.onSuspect(nowNs, processId, outbox);
        }
    }

    public void onRestore(long nowNs, int processId, Outbox outbox) {
        for (Protocol protocol : protocols) {
            protocol.onRestore(nowNs, processId, outbox);
        }
    }

    /** Calls the protocols whose deadline has come. */
    public void onDeadline(long nowNs, Outbox outbox) {
        for (Protocol protocol : protocols) {
            if (protocol.nextDeadlineNs() <= nowNs) {
                protocol.onDeadline(nowNs, outbox);
            }
        }
    }

    public void onBatchEnd(long nowNs, Outbox outbox) {
        for (Protocol protocol : protocols) {
            protocol.onBatchEnd(nowNs, outbox);
        }
    }

    /** The earliest of all. */
    public long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        for (Protocol protocol : protocols) {
            next = Math.min(next, protocol.nextDeadlineNs());
        }
        return next;
    }

    public void checkInvariants() {
        for (Protocol protocol : protocols) {
            protocol.checkInvariants();
        }
    }

    private void onIncarnation(long nowNs, int sourceId, long incarnation, Outbox outbox) {
        incarnations[sourceId] = incarnation;
        for (Protocol protocol : protocols) {
            protocol.onIncarnation(nowNs, sourceId, incarnation, outbox);
        }
    }

    private boolean isOther(int sourceId) {
        return sourceId >= 0 && sourceId < processCount && sourceId != selfId;
    }

    private Protocol bySchema(int schemaId) {
        for (Protocol protocol : protocols) {
            if (protocol.schemaId() == schemaId) {
                return protocol;
            }
        }
        return null;
    }

    private void drop(Drop reason) {
        drops[reason.ordinal()]++;
    }
}
