package io.ft4j.core.sim;

import io.ft4j.core.consensus.raft.RaftCounter;
import io.ft4j.core.consensus.raft.RaftCounters;
import io.ft4j.core.protocol.ProtocolStack.Drop;
import io.ft4j.core.runtime.Replica;
import io.ft4j.core.session.Sessions;
import io.ft4j.core.sim.world.Counts;
import io.ft4j.core.sim.world.SimCounter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What happened in one run or in many, so that a situation that never occurs is noticed. One thread. */
public final class SimTally implements Counts {
    /** What no run brings about, whatever network and disks do; unit tests do. */
    private static final Set<RaftCounter> OUT_OF_REACH = EnumSet.of(
            // The stack drops what comes from strangers or is damaged, so these need a process that lies.
            RaftCounter.SENDER_UNKNOWN,
            RaftCounter.MESSAGE_UNREADABLE,
            RaftCounter.MESSAGE_IMPLAUSIBLE,
            RaftCounter.ENTRIES_MALFORMED,
            // The simulated log keeps everything.
            RaftCounter.CATCH_UP_IMPOSSIBLE,
            // The memory must be full in the very cycle in which an election is won.
            RaftCounter.NO_OP_DELAYED,
            // A thousand forces must be under way at once.
            RaftCounter.DURABLE_MARKS_MERGED);

    private final long[] counts = new long[SimCounter.values().length];
    private final long[] raft = new long[RaftCounter.values().length];
    private long runs;
    private long virtualNs;
    /** No counter, as it is not to be met. */
    private long undecided;

    @Override
    public void add(SimCounter counter, long count) {
        counts[counter.ordinal()] += count;
    }

    void run(long durationNs) {
        runs++;
        virtualNs += durationNs;
    }

    /** The answers of a run fit together; or perhaps they do not. */
    void judged(boolean decided) {
        undecided += decided ? 0 : 1;
    }

    /** A life of a replica is over. */
    void life(Replica replica, RaftCounters counters) {
        for (RaftCounter counter : RaftCounter.values()) {
            raft[counter.ordinal()] += counters.count(counter);
        }
        if (counters.count(RaftCounter.VOTE_REPEATED) > 0 && counters.count(RaftCounter.VOTE_GRANTED) == 0) {
            add(SimCounter.VOTE_REPEATED_AFTER_RESTART, 1);
        }
        add(SimCounter.FRAME_TOO_SHORT_OR_LONG, replica.dropped(Drop.LENGTH));
        add(SimCounter.FRAME_CHECKSUM_WRONG, replica.dropped(Drop.CHECKSUM));
        add(SimCounter.FRAME_OF_ANOTHER_GROUP, replica.dropped(Drop.GROUP));
        add(SimCounter.FRAME_OF_A_STRANGER, replica.dropped(Drop.SENDER));
        add(SimCounter.FRAME_OF_AN_EARLIER_LIFE, replica.dropped(Drop.OLD_INCARNATION));
        add(SimCounter.FRAME_OF_ANOTHER_SCHEMA, replica.dropped(Drop.SCHEMA));
        Sessions sessions = replica.sessions();
        add(SimCounter.SESSION_EVICTED, sessions.evictions());
        add(SimCounter.DUPLICATE_COMMAND, sessions.duplicates());
        add(SimCounter.COMMAND_EXPIRED, sessions.expired());
        add(SimCounter.COMMAND_AFTER_GAP, sessions.gaps());
        add(SimCounter.COMMAND_OF_UNKNOWN_SESSION, sessions.unknown());
    }

    /** Adds all of another one. */
    public void add(SimTally other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        for (int i = 0; i < raft.length; i++) {
            raft[i] += other.raft[i];
        }
        runs += other.runs;
        virtualNs += other.virtualNs;
        undecided += other.undecided;
    }

    /** The sum of both, in another one. */
    public SimTally plus(SimTally other) {
        SimTally sum = new SimTally();
        sum.add(this);
        sum.add(other);
        return sum;
    }

    public long count(SimCounter counter) {
        return counts[counter.ordinal()];
    }

    public long count(RaftCounter counter) {
        return raft[counter.ordinal()];
    }

    public long runs() {
        return runs;
    }

    public long virtualNs() {
        return virtualNs;
    }

    /** Runs of which it could not be found out whether the answers fit together. */
    public long undecided() {
        return undecided;
    }

    /** Names of situations that were never met, though runs can meet them. */
    public List<String> neverMet() {
        List<String> names = new ArrayList<>();
        for (SimCounter counter : SimCounter.values()) {
            if (count(counter) == 0) {
                names.add(counter.name());
            }
        }
        for (RaftCounter counter : RaftCounter.values()) {
            if (count(counter) == 0 && !OUT_OF_REACH.contains(counter)) {
                names.add(counter.name());
            }
        }
        return names;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%d runs, %.1f hours of virtual time, %d undecided%n",
                runs,
                virtualNs / 3.6e12,
                undecided));
        for (SimCounter counter : SimCounter.values()) {
            text.append(counter.name()).append('=').append(count(counter)).append(' ');
        }
        text.append(System.lineSeparator());
        for (RaftCounter counter : RaftCounter.values()) {
            text.append(counter.name()).append('=').append(count(counter)).append(' ');
        }
        return text.toString();
    }
}
