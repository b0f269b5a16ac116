package io.ft4j.bench.latency.spec;

import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.Threading;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of transactions, as the command line describes it.
 *
 * @param sharedLog   one log for all nodes of the manager, in place of one for each.
 * @param outstanding transactions under way at most; 1 in a closed loop.
 * @param dir         below which the logs are written and deleted again.
 */
public record CommitSpec(
        CoordinatorKind coordinator,
        int participants,
        boolean sharedLog,
        Durability durability,
        LogKind log,
        Mode mode,
        int outstanding,
        Threading threading,
        int seconds,
        int warmup,
        IdleKind idle,
        Path dir) {

    static final int MAX_PARTICIPANTS = 63;

    /** Of a record of two-phase commit, in a block of its own. */
    private static final int BLOCK_BYTES = 128;

    /** A checkpoint releases what is behind it, so a log keeps a few files. */
    private static final long BYTES_PER_LOG = 512L << 20;

    /** Those of replicas only grow: some five commands a transaction. At a rate that no run has come near. */
    private static final long MAX_GROUP_RATE = 100_000;

    private static final long GROUP_BYTES_PER_TRANSACTION = 5 * 256;

    /** @throws IllegalArgumentException with field, value and limit. */
    public CommitSpec {
        requireRange("participants", participants, 1, MAX_PARTICIPANTS);
        requireRange("outstanding", outstanding, 1, RunSpec.MAX_OUTSTANDING);
        requireRange("seconds", seconds, 1, RunSpec.MAX_SECONDS);
        requireRange("warmup", warmup, 0, RunSpec.MAX_SECONDS);
        if (!log.reaches(durability)) {
            throw new IllegalArgumentException("log=" + log + " does not do durability=" + Names.of(durability)
                    + ": memory does memory, chronicle does process, segment does process and disk");
        }
        if (mode == Mode.OPEN) {
            throw new IllegalArgumentException("mode=open: transactions are measured closed or pipelined");
        }
        if (threading == Threading.SPLIT) {
            throw new IllegalArgumentException("threading=split: a transaction manager has one thread, or none");
        }
        if (mode == Mode.CLOSED) {
            outstanding = 1;
        }
    }

    private static void requireRange(String field, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
    }

    public int blockBytes() {
        return BLOCK_BYTES;
    }

    /** Estimate of what all logs of one run take together; 0 in memory. */
    public long logBytes() {
        if (durability == Durability.MEMORY) {
            return 0;
        }
        long bytes = (participants + coordinator.logCount()) * BYTES_PER_LOG;
        return coordinator == CoordinatorKind.LOCAL ? bytes : bytes + coordinator.logCount() * maxReplicaBytes();
    }

    private long maxReplicaBytes() {
        return MAX_GROUP_RATE * (seconds + warmup) * GROUP_BYTES_PER_TRANSACTION;
    }

    /** The options that describe this run to another JVM. */
    public List<String> arguments() {
        return toMap().entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    /** By name of the option. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("coordinator", coordinator);
        map.put("participants", participants);
        map.put("shared-log", sharedLog);
        map.put("durability", Names.of(durability));
        map.put("log", log);
        map.put("mode", mode);
        map.put("outstanding", outstanding);
        map.put("threading", Names.of(threading));
        map.put("seconds", seconds);
        map.put("warmup", warmup);
        map.put("idle", idle);
        map.put("dir", dir);
        return map;
    }

    @Override
    public String toString() {
        return participants + " participants, coordinator " + coordinator + (sharedLog ? ", one log, " : ", ")
                + Names.of(durability)
                + (durability == Durability.MEMORY ? "" : " (" + log + ")") + ", " + mode
                + (mode == Mode.CLOSED ? "" : " " + outstanding) + ", " + Names.of(threading) + ", " + idle;
    }
}
