package io.ft4j.log.messagelog.record;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.session.Digest;
import io.ft4j.log.messagelog.DeterminismException;
import io.ft4j.log.messagelog.RecoverableProcess;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.StateDigestDecoder;
import io.ft4j.log.messagelog.codec.StateDigestEncoder;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;

/**
 * Watches that a process is deterministic: every so many events it logs a digest of the state and of all that the process
 * has said, and compares it when these events are replayed.
 */
public final class StateGuard {
    public static final int DIGEST_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + StateDigestEncoder.BLOCK_LENGTH;

    private static final long UNKNOWN = 0;

    private final int interval;
    private final Long2LongHashMap digests = new Long2LongHashMap(UNKNOWN);
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final StateDigestEncoder digestEncoder = new StateDigestEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final StateDigestDecoder digestDecoder = new StateDigestDecoder();
    private long saidHash;
    private long lastLoggedRsn;

    /** @param interval in events; 0: nothing is watched. */
    public StateGuard(int interval) {
        this.interval = interval;
    }

    /** Of all that was said; part of the state. */
    public long saidHash() {
        return saidHash;
    }

    public void restore(long hash) {
        saidHash = hash;
    }

    public void onRecord(DirectBuffer buffer, int offset) {
        digestDecoder.wrapAndApplyHeader(buffer, offset, headerDecoder);
        digests.put(digestDecoder.rsn(), digestDecoder.digest());
        lastLoggedRsn = Math.max(lastLoggedRsn, digestDecoder.rsn());
    }

    /** Events from this one on are taken anew. */
    public void forgetFrom(long rsn) {
        for (long next = rsn; next <= lastLoggedRsn; next++) {
            digests.remove(next);
        }
        lastLoggedRsn = Math.min(lastLoggedRsn, rsn - 1);
    }

    public void onSaid(int destinationId, DirectBuffer buffer, int offset, int length) {
        if (interval == 0) {
            return;
        }
        saidHash = Digest.mix(Digest.mix(saidHash, destinationId), buffer, offset, length);
    }

    /** The process has been told this event. */
    public void afterEvent(long rsn, Event event, RecoverableProcess process, Outbox outbox) {
        if (interval == 0 || rsn % interval != 0) {
            return;
        }
        long digest = Math.max(1, Digest.mix(saidHash, process.digest()) >>> 1);
        if (rsn > lastLoggedRsn) {
            log(rsn, digest, outbox);
        } else {
            compare(rsn, digest, event);
        }
    }

    private void log(long rsn, long digest, Outbox outbox) {
        lastLoggedRsn = rsn;
        int claim = outbox.claimState(RecordTypes.STATE_DIGEST, DIGEST_LENGTH);
        digestEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .rsn(rsn)
                .digest(digest);
        outbox.publish(claim);
    }

    private void compare(long rsn, long digest, Event event) {
        long expected = digests.remove(rsn);
        if (expected != UNKNOWN && expected != digest) {
            String where = interval == 1
                    ? "at event " + rsn + ", " + event
                    : "at one of the events " + (rsn - interval + 1) + " to " + rsn + " (the last is " + event + ")";
            throw new DeterminismException("the process is not deterministic: " + where
                    + ", its state or what it said differs from the first time: digest "
                    + Long.toHexString(digest) + ", was " + Long.toHexString(expected));
        }
    }
}
