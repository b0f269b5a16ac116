package io.ft4j.log.rollback;

/** Of the records of {@code rollback.xml}. */
final class RecordTypes {
    static final int IDENTITY = 54;
    static final int OUTPUTS_HANDED_OUT = 55;
    static final int PERMANENT_CHECKPOINT = 56;

    /** In a channel and on the wire. */
    static final int MESSAGE = 57;

    private RecordTypes() {}
}
