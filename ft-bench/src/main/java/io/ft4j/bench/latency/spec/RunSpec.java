package io.ft4j.bench.latency.spec;

import io.ft4j.bench.latency.ReplicationCommand;
import io.ft4j.core.port.Durability;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.runtime.Threading;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.BitUtil;

/**
 * One run, as the command line describes it.
 *
 * @param outstanding commands under way at most, over all sessions; 1 in a closed loop.
 * @param rate        commands a second, in an open loop.
 * @param dir         below which the logs are written and deleted again.
 */
public record RunSpec(
        int replicas,
        Durability durability,
        LogKind log,
        Mode mode,
        int outstanding,
        int payload,
        int rate,
        int sessions,
        Threading threading,
        int seconds,
        int warmup,
        IdleKind idle,
        Path dir) {

    static final int MAX_SECONDS = 3600;
    static final int MAX_SESSIONS = 100_000;
    static final int MAX_OUTSTANDING = 1 << 16;
    static final int MIN_PAYLOAD = CountingMachine.COMMAND_LENGTH;
    static final int MAX_PAYLOAD = 32 * 1024;
    static final int MAX_RATE = 10_000_000;

    /** What the fastest log takes; an estimate of its volume rests on it, and a run that exceeds it is ended. */
    private static final long MAX_CLOSED_RATE = 1_000_000;

    private static final long MAX_PIPELINED_RATE = 3_000_000;
    private static final long MAX_BYTES_A_SECOND = 1_500_000_000L;
    private static final int BLOCK_OVERHEAD_BYTES = 64;

    /** @throws IllegalArgumentException with field, value and limit. */
    public RunSpec {
        if (replicas % 2 == 0) {
            throw new IllegalArgumentException("replicas=" + replicas + " must be odd: 2k + 1 survive k crashes");
        }
        requireRange("replicas", replicas, 1, 9);
        requireRange("outstanding", outstanding, 1, MAX_OUTSTANDING);
        requireRange("payload", payload, MIN_PAYLOAD, MAX_PAYLOAD);
        requireRange("rate", rate, 1, MAX_RATE);
        requireRange("sessions", sessions, 1, MAX_SESSIONS);
        requireRange("seconds", seconds, 1, MAX_SECONDS);
        requireRange("warmup", warmup, 0, MAX_SECONDS);
        if (!log.reaches(durability)) {
            throw new IllegalArgumentException("log=" + log + " does not do durability=" + Names.of(durability)
                    + ": memory does memory, chronicle does process, segment does process and disk");
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

    /** Commands that one session may have outstanding, a power of two. */
    public int window() {
        return BitUtil.findNextPositivePowerOfTwo(Math.max(1, (outstanding + sessions - 1) / sessions));
    }

    /** Bytes of a block that holds one command. */
    public int blockBytes() {
        return Records.stride(Records.ENTRY_HEADER_LENGTH + payload) + BLOCK_OVERHEAD_BYTES;
    }

    /** That one command takes in one log; in a full pipeline many share a block. */
    private long recordBytes() {
        return mode == Mode.PIPELINED ? blockBytes() - BLOCK_OVERHEAD_BYTES : blockBytes();
    }

    /** Commands that the run may take before its logs need more room than was asked for. */
    long maxCommands() {
        return durability == Durability.MEMORY ? Long.MAX_VALUE : maxRate() * (seconds + warmup) + sessions;
    }

    /** Estimate of what all logs of one run take together; 0 in memory. */
    public long logBytes() {
        return durability == Durability.MEMORY ? 0 : maxCommands() * recordBytes() * replicas;
    }

    private long maxRate() {
        return switch (mode) {
            case OPEN -> rate;
            case CLOSED -> Math.min(MAX_CLOSED_RATE, MAX_BYTES_A_SECOND / (replicas * recordBytes()));
            case PIPELINED -> Math.min(MAX_PIPELINED_RATE, MAX_BYTES_A_SECOND / (replicas * recordBytes()));
        };
    }

    /** The options that describe this run to another JVM. */
    public List<String> arguments() {
        return toMap().entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    /** By name of the option, in the order of {@link ReplicationCommand}. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("replicas", replicas);
        map.put("durability", Names.of(durability));
        map.put("log", log);
        map.put("mode", mode);
        map.put("outstanding", outstanding);
        map.put("payload", payload);
        map.put("rate", rate);
        map.put("sessions", sessions);
        map.put("threading", Names.of(threading));
        map.put("seconds", seconds);
        map.put("warmup", warmup);
        map.put("idle", idle);
        map.put("dir", dir);
        return map;
    }

    @Override
    public String toString() {
        return replicas + " replicas, " + Names.of(durability)
                + (durability == Durability.MEMORY ? "" : " (" + log + ")") + ", " + mode
                + switch (mode) {
                    case CLOSED -> "";
                    case PIPELINED -> " " + outstanding;
                    case OPEN -> " " + rate + "/s";
                }
                + ", " + payload + " B, " + sessions + (sessions == 1 ? " session, " : " sessions, ")
                + Names.of(threading) + ", " + idle;
    }
}
