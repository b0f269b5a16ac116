package io.ft4j.log.messagelog.record;

import org.agrona.MutableDirectBuffer;

/** Takes what a process says to one destination. One claim at a time. */
public interface OutboundMessages {
    /** For a message that this event causes. Returns the offset of its payload. */
    int claim(int length, long rsn);

    /** Of the claim. */
    MutableDirectBuffer buffer();

    /** What was claimed. Returns the ssn. */
    long publish();
}
