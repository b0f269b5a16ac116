package io.ft4j.log.messagelog.style;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.LogException;
import io.ft4j.core.session.Digest;
import io.ft4j.log.messagelog.codec.GroupSizeEncodingDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.RollbacksDecoder;
import io.ft4j.log.messagelog.codec.RollbacksEncoder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What a process knows of the crashes of all: how often each has begun a version, and which of its events were left then.
 * Owner of the versions. The tokens of Damani, Garg 1996, but in place of a version in every message there is one {@link
 * #timeline} in every frame: processes with the same versions have taken back the same events, and only they hear each other.
 *
 * <p>Announcements are kept until all processes know them. No allocation after construction.
 */
public final class Rollbacks {
    /** Announcements that are kept at most. */
    public static final int MAX_ANNOUNCEMENTS = 256;

    /** {@link #merge}: what was read cannot be right. */
    public static final int MALFORMED = -1;
    /** {@link #merge}: nothing that was not known. */
    public static final int NOTHING_NEW = 0;
    /** {@link #merge}: the versions are others now. */
    public static final int LEARNED = 1;

    private static final int BASE_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH
            + RollbacksDecoder.BLOCK_LENGTH
            + 2 * GroupSizeEncodingDecoder.ENCODED_LENGTH;
    private static final int VERSION_LENGTH = RollbacksDecoder.VersionsDecoder.sbeBlockLength();
    private static final int ANNOUNCEMENT_LENGTH = RollbacksDecoder.AnnouncementsDecoder.sbeBlockLength();

    private final Members members;
    private final int[] versions;

    /** Announcements; those of one process in the order of its versions. */
    private final int[] announcedSlots = new int[MAX_ANNOUNCEMENTS];

    private final int[] announcedVersions = new int[MAX_ANNOUNCEMENTS];
    private final long[] announcedRsns = new long[MAX_ANNOUNCEMENTS];
    private int announcementCount;

    private final int[] readVersions;
    private final long[] readLimits;
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final RollbacksEncoder encoder = new RollbacksEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final RollbacksDecoder decoder = new RollbacksDecoder();
    private long timeline;
    private boolean senderIsBehind;

    public Rollbacks(Members members) {
        this.members = members;
        versions = new int[members.count()];
        readVersions = new int[members.count()];
        readLimits = new long[members.count()];
    }

    public static int maxLength(int memberCount) {
        return BASE_LENGTH + memberCount * VERSION_LENGTH + MAX_ANNOUNCEMENTS * ANNOUNCEMENT_LENGTH;
    }

    public int version(int slot) {
        return versions[slot];
    }

    /** Digest of the versions. */
    public long timeline() {
        return timeline;
    }

    /** A crash has left events of this process up to this one. */
    public void announce(int slot, long lastRsn) {
        versions[slot]++;
        add(slot, versions[slot], lastRsn);
        digest();
    }

    private void digest() {
        long digest = versions.length;
        for (int version : versions) {
            digest = Digest.mix(digest, version);
        }
        timeline = digest;
    }

    private void add(int slot, int version, long lastRsn) {
        // Whoever has to hear of an earlier one that left as much or more hears of this one too.
        forget(slot, lastRsn);
        if (announcementCount == MAX_ANNOUNCEMENTS) {
            throw new LogException("processes have crashed " + MAX_ANNOUNCEMENTS
                    + " times while others were away: no more announcements can be kept for those");
        }
        announcedSlots[announcementCount] = slot;
        announcedVersions[announcementCount] = version;
        announcedRsns[announcementCount] = lastRsn;
        announcementCount++;
    }

    private void forget(int slot, long minRsn) {
        int kept = 0;
        for (int i = 0; i < announcementCount; i++) {
            if (announcedSlots[i] != slot || announcedRsns[i] < minRsn) {
                announcedSlots[kept] = announcedSlots[i];
                announcedVersions[kept] = announcedVersions[i];
                announcedRsns[kept] = announcedRsns[i];
                kept++;
            }
        }
        announcementCount = kept;
    }

    /** All processes are known to have the same versions: nobody will ask for announcements. */
    public void forgetAnnouncements() {
        announcementCount = 0;
    }

    public int length() {
        return BASE_LENGTH + versions.length * VERSION_LENGTH + announcementCount * ANNOUNCEMENT_LENGTH;
    }

    public void write(MutableDirectBuffer buffer, int offset, boolean logCut) {
        encoder.wrapAndApplyHeader(buffer, offset, headerEncoder).logCut(logCut ? 1 : 0);
        RollbacksEncoder.VersionsEncoder each = encoder.versionsCount(versions.length);
        for (int slot = 0; slot < versions.length; slot++) {
            each.next().processId(members.id(slot)).version(versions[slot]);
        }
        RollbacksEncoder.AnnouncementsEncoder announcement = encoder.announcementsCount(announcementCount);
        for (int i = 0; i < announcementCount; i++) {
            announcement
                    .next()
                    .processId(members.id(announcedSlots[i]))
                    .version(announcedVersions[i])
                    .lastRsn(announcedRsns[i]);
        }
    }

    /** From the log. Returns whether the log was cut there. */
    public boolean restore(DirectBuffer buffer, int offset, int length) {
        if (!readVersions(buffer, offset, length)) {
            throw new LogException("a record of rollbacks is not of this group, or cannot be read");
        }
        boolean logCut = decoder.logCut() == 1;
        announcementCount = 0;
        Arrays.fill(versions, 0);
        if (!readAnnouncements(true)) {
            throw new LogException("a record of rollbacks names announcements that cannot be");
        }
        System.arraycopy(readVersions, 0, versions, 0, versions.length);
        digest();
        return logCut;
    }

    /**
     * Takes over what another process knows. Of every process that has begun versions which are new here, {@link #limit}
     * says which events are left.
     */
    public int merge(DirectBuffer buffer, int offset, int length) {
        Arrays.fill(readLimits, Long.MAX_VALUE);
        senderIsBehind = false;
        if (!readVersions(buffer, offset, length) || !readAnnouncements(false)) {
            return MALFORMED;
        }
        int result = NOTHING_NEW;
        for (int slot = 0; slot < versions.length; slot++) {
            senderIsBehind |= readVersions[slot] < versions[slot];
            if (readVersions[slot] > versions[slot]) {
                if (readLimits[slot] == Long.MAX_VALUE) {
                    return MALFORMED;
                }
                result = LEARNED;
            }
        }
        if (result == LEARNED) {
            takeOver(buffer, offset);
        }
        return result;
    }

    private void takeOver(DirectBuffer buffer, int offset) {
        decoder.wrapAndApplyHeader(buffer, offset, headerDecoder);
        skipVersions();
        readAnnouncements(true);
        for (int slot = 0; slot < versions.length; slot++) {
            versions[slot] = Math.max(versions[slot], readVersions[slot]);
        }
        digest();
    }

    private void skipVersions() {
        RollbacksDecoder.VersionsDecoder each = decoder.versions();
        while (each.hasNext()) {
            each.next();
        }
    }

    /** Of the newest event of a process that is left, by what {@link #merge} has learned; {@link Long#MAX_VALUE}: nothing. */
    public long limit(int slot) {
        return readLimits[slot];
    }

    /** Whether the sender of what was merged does not know what is known here. */
    public boolean senderIsBehind() {
        return senderIsBehind;
    }

    private boolean readVersions(DirectBuffer buffer, int offset, int length) {
        int versionsLength = versions.length * VERSION_LENGTH;
        int announcementsOffset = offset + BASE_LENGTH - GroupSizeEncodingDecoder.ENCODED_LENGTH + versionsLength;
        if (length < BASE_LENGTH + versionsLength) {
            return false;
        }
        headerDecoder.wrap(buffer, offset);
        int versionsOffset = offset + MessageHeaderDecoder.ENCODED_LENGTH + RollbacksDecoder.BLOCK_LENGTH;
        int count = count(buffer, announcementsOffset);
        if (headerDecoder.templateId() != RollbacksDecoder.TEMPLATE_ID
                || headerDecoder.blockLength() != RollbacksDecoder.BLOCK_LENGTH
                || blockLength(buffer, versionsOffset) != VERSION_LENGTH
                || blockLength(buffer, announcementsOffset) != ANNOUNCEMENT_LENGTH
                || count(buffer, versionsOffset) != versions.length
                || count > MAX_ANNOUNCEMENTS
                || length != BASE_LENGTH + versionsLength + count * ANNOUNCEMENT_LENGTH) {
            return false;
        }
        decoder.wrapAndApplyHeader(buffer, offset, headerDecoder);
        RollbacksDecoder.VersionsDecoder each = decoder.versions();
        for (int slot = 0; slot < versions.length; slot++) {
            each.next();
            if (each.processId() != members.id(slot) || each.version() < 0) {
                return false;
            }
            readVersions[slot] = each.version();
        }
        return true;
    }

    private static int blockLength(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset, LITTLE_ENDIAN) & 0xFFFF;
    }

    private static int count(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + Short.BYTES, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Behind the versions; keeps those that are new, or only looks at them. */
    private boolean readAnnouncements(boolean keep) {
        RollbacksDecoder.AnnouncementsDecoder each = decoder.announcements();
        while (each.hasNext()) {
            each.next();
            if (!members.contains(each.processId()) || each.lastRsn() < 0) {
                return false;
            }
            int slot = members.slot(each.processId());
            if (each.version() < 1 || each.version() > readVersions[slot]) {
                return false;
            }
            if (each.version() > versions[slot]) {
                readLimits[slot] = Math.min(readLimits[slot], each.lastRsn());
            }
            if (keep && each.version() > versions[slot]) {
                add(slot, each.version(), each.lastRsn());
            }
        }
        return true;
    }
}
