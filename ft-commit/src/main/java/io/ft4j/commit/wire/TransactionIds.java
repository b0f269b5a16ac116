package io.ft4j.commit.wire;

/**
 * The ids of transactions: the life of the coordinator's log in the upper bits, a number from 1 on in the lower. A life is
 * raised and forced when a log is opened, so an id is never given twice, and later ones are larger. Together with the id of
 * the coordinator they name a transaction everywhere. Stateless; allocates in {@link #toString(long)} only.
 */
public final class TransactionIds {
    static final int SEQUENCE_BITS = 44;
    public static final long MAX_SEQUENCE = (1L << SEQUENCE_BITS) - 1;
    public static final long MAX_LIFE = (1L << 63 - SEQUENCE_BITS) - 1;

    private TransactionIds() {}

    /** How often the log of the coordinator had been opened when it gave this id. */
    public static long life(long transactionId) {
        return transactionId >>> SEQUENCE_BITS;
    }

    /** Counts the transactions of one life, from 1 on. */
    public static long sequence(long transactionId) {
        return transactionId & MAX_SEQUENCE;
    }

    public static long of(long life, long sequence) {
        return life << SEQUENCE_BITS | sequence;
    }

    public static boolean isPlausible(long transactionId) {
        return transactionId > 0 && life(transactionId) > 0 && sequence(transactionId) > 0;
    }

    /** As {@code 2.17}: the 17th of the second life. */
    public static String toString(long transactionId) {
        return life(transactionId) + "." + sequence(transactionId);
    }
}
