package io.ft4j.core.sim.check;

/** What checks know of the log of one process, over all its lives: as it is written, and as a crash would leave it. */
public interface LogFacts {
    int processId();

    /** As written. */
    long lastIndex();

    long term(long index);

    /** Of everything up to this index as written; {@link EntryHash#START} at 0. */
    long chain(long index);

    boolean holds(long index, long chain);

    /** Of the command as written; 0 for a no-op. */
    long sessionId(long index);

    /** Of the command as written; 0 for a no-op. */
    long sequence(long index);

    /** The last index that was reported durable. */
    long durableLastIndex();

    boolean holdsDurably(long index, long chain);

    long durableTerm(long index);

    long durableChain(long index);
}
