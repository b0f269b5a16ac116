package io.ft4j.core;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what a piece of code allocates on the calling thread. */
public final class AllocationMeter {
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 5;

    /** As long as none has allocated nothing. */
    private static final int MAX_ROUNDS = 50;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long foreignBytes;

    /** Of a round in which code of others runs too. */
    public AllocationMeter() {}

    /** Runs code whose allocation is not to be counted. */
    public void runForeign(Runnable code) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        code.run();
        foreignBytes += THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** As {@link #leastBytesPerRound}, without what {@link #runForeign} ran. */
    public long leastOwnBytesPerRound(Runnable round) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            round.run();
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS || i < MAX_ROUNDS && least > 0; i++) {
            foreignBytes = 0;
            long before = THREADS.getCurrentThreadAllocatedBytes();
            round.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before - foreignBytes);
        }
        return least;
    }

    /**
     * Runs the code a few times to warm it up and a few times measured.
     *
     * @return bytes of the round that allocated least, since the JVM itself allocates now and then on any thread: on JDK 25 some
     *     ten to thousand bytes a round, with the optimizing compiler only, and less and less often.
     */
    public static long leastBytesPerRound(Runnable round) {
        return new AllocationMeter().leastOwnBytesPerRound(round);
    }
}
