package io.ft4j.log.messagelog.style;

import io.ft4j.core.protocol.DurableMarks;

/** Which entries of the journal a process needs for events that it keeps itself, by the rsn of the oldest checkpoint. */
public final class LocalMarks {
    private static final int MAX_MARKS = 256;

    /** Instead of positions it has the rsn. */
    private final DurableMarks marks = new DurableMarks(MAX_MARKS);

    private long lastRsn;
    private long releasableIndex;

    /** In the order of the log. Where replay has ended before what stands in it, an earlier place comes again. */
    public void add(long rsn, long index) {
        marks.add(rsn, index);
        lastRsn = rsn;
    }

    /** Of the oldest entry that is needed when nobody asks for events up to this one. */
    public long neededIndex(long rsn, long lastIndex) {
        releasableIndex = Math.max(releasableIndex, marks.reached(rsn));
        return lastRsn <= rsn ? lastIndex + 1 : releasableIndex + 1;
    }
}
