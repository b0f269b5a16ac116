package io.ft4j.log.messagelog.record;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Records;

/** Gives the entries of a {@link Journal} one after the other, whether they are old or new: so replay is no special case. */
public final class EventReader {
    private static final int MAX_BYTES = 256 * 1024;

    private final Journal journal;
    private final EntrySlice slice = new EntrySlice();
    private long nextIndex;
    private int offset;
    private int end;

    public EventReader(Journal journal) {
        this.journal = journal;
    }

    public void startAt(long index) {
        nextIndex = index;
        endPass();
    }

    public long nextIndex() {
        return nextIndex;
    }

    /** Sets the event to the next entry, if its index is not beyond the limit. It is valid until the pass ends. */
    public boolean next(long limitIndex, Event event) {
        if (nextIndex > limitIndex) {
            return false;
        }
        if (offset == end) {
            if (journal.read(nextIndex, MAX_BYTES, slice) == 0) {
                throw new IllegalStateException("entry " + nextIndex + " of the journal can be read nowhere");
            }
            offset = slice.offset();
            end = offset + slice.length();
        }
        event.wrap(slice.buffer(), offset);
        offset += Records.stride(Records.length(slice.buffer(), offset));
        nextIndex++;
        return true;
    }

    /** Journal and log may be used for something else now. */
    public void endPass() {
        offset = 0;
        end = 0;
    }
}
