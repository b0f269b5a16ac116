package io.ft4j.core.sim;

import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.StateMachine;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs a whole replicated group in one thread under one seed: replicas, logs, sessions and clients are those of the
 * product; time, network, disks and clocks are simulated, and fail as the seed has it. After every event all checks are
 * asked. The same seed gives the same run on every JVM, event by event.
 * <pre>{@code
 * Simulator.of(OrderBook::new, (client, ticket, prng, buffer) -> Orders.random(prng, buffer))
 *         .withDurationNs(3600 * Simulator.SECOND_NS)
 *         .run(seed)
 *         .requireSuccess();
 * }</pre>
 *
 * Immutable; runs are independent of each other, so several may go on at once in threads of the caller.
 *
 * @param faults              how many crashes at once the group tolerates; −1: the seed decides.
 * @param durationNs          virtual time under faults; 0: the seed decides, 60 to 120 s.
 * @param clientCount         clients at the same time; 0: the seed decides.
 * @param operationsPerSecond of all clients together.
 * @param maxCommandBytes     longest command of the workload.
 * @param maxReplyBytes       longest reply of the state machine.
 * @param stateMachines       makes the state machine of each life of each replica.
 * @param workloads           makes the workload of a run from a generator of its own.
 */
public record Simulator(
        int faults,
        long durationNs,
        int clientCount,
        int operationsPerSecond,
        int maxCommandBytes,
        int maxReplyBytes,
        Supplier<? extends StateMachine> stateMachines,
        Function<Prng, ? extends Workload> workloads) {
    public static final long SECOND_NS = 1_000_000_000L;

    /** Longest virtual time of a run under faults. */
    public static final long MAX_DURATION_NS = 1_000_000 * SECOND_NS;

    public static final int MAX_CLIENTS = 64;

    private static final Supplier<StateMachine> KEY_VALUES = KeyValueMachine::new;
    private static final int OPERATIONS_PER_SECOND = 100;
    private static final int MAX_FAULTS = 3;

    public Simulator {
        requireRange("faults", faults, -1, MAX_FAULTS);
        requireRange("durationNs", durationNs, 0, MAX_DURATION_NS);
        requireRange("clientCount", clientCount, 0, MAX_CLIENTS);
        requireRange("operationsPerSecond", operationsPerSecond, 1, 1_000_000);
        requireRange("maxCommandBytes", maxCommandBytes, 16, 16_384);
        requireRange("maxReplyBytes", maxReplyBytes, 0, 16_384);
        Objects.requireNonNull(stateMachines, "stateMachines");
        Objects.requireNonNull(workloads, "workloads");
    }

    /** Registers that are read and written; what the clients see is checked to be linearizable. */
    public static Simulator keyValue() {
        return new Simulator(
                -1,
                0,
                0,
                OPERATIONS_PER_SECOND,
                KeyValueMachine.COMMAND_LENGTH,
                KeyValueMachine.REPLY_LENGTH,
                KEY_VALUES,
                KeyValueWorkload::new);
    }

    /** A state machine of one's own, with commands of up to 1 KiB and replies of up to 64 bytes. */
    public static Simulator of(Supplier<? extends StateMachine> stateMachines, Workload workload) {
        return of(stateMachines, prng -> workload);
    }

    /** The same with a workload that keeps a state, so that each run needs its own, made from a generator of that run. */
    public static Simulator of(
            Supplier<? extends StateMachine> stateMachines, Function<Prng, ? extends Workload> workloads) {
        return new Simulator(-1, 0, 0, OPERATIONS_PER_SECOND, 1024, 64, stateMachines, workloads);
    }

    /** A group of 2k + 1 replicas. */
    public Simulator tolerating(int newFaults) {
        return new Simulator(
                newFaults,
                durationNs,
                clientCount,
                operationsPerSecond,
                maxCommandBytes,
                maxReplyBytes,
                stateMachines,
                workloads);
    }

    public Simulator withDurationNs(long newDurationNs) {
        return new Simulator(
                faults,
                newDurationNs,
                clientCount,
                operationsPerSecond,
                maxCommandBytes,
                maxReplyBytes,
                stateMachines,
                workloads);
    }

    public Simulator withClients(int newClientCount, int newOperationsPerSecond) {
        return new Simulator(
                faults,
                durationNs,
                newClientCount,
                newOperationsPerSecond,
                maxCommandBytes,
                maxReplyBytes,
                stateMachines,
                workloads);
    }

    /** The faults that a seed draws. */
    public FaultPlan plan(long seed) {
        return new Simulation(this, seed, null, Long.MAX_VALUE, Long.MAX_VALUE)
                .world()
                .engine
                .plan();
    }

    /** Runs this seed with the faults that it draws. */
    public SimReport run(long seed) {
        return run(seed, null, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Runs this seed with other faults. */
    public SimReport run(long seed, FaultPlan plan) {
        return run(seed, Objects.requireNonNull(plan, "plan"), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /**
     * Runs this seed and keeps its events in words.
     *
     * @param plan   null: the faults that the seed draws.
     * @param fromNs from when on events are kept; they take some hundred bytes each.
     */
    public SimReport run(long seed, FaultPlan plan, long fromNs) {
        return run(seed, plan, fromNs, Long.MAX_VALUE);
    }

    /**
     * Runs this seed and keeps the events of a stretch of virtual time in words, both ends included.
     *
     * @param plan null: the faults that the seed draws.
     * @throws IllegalArgumentException when the plan is for a group of another size.
     */
    public SimReport run(long seed, FaultPlan plan, long fromNs, long toNs) {
        Simulation simulation = new Simulation(this, seed, plan, fromNs, toNs);
        RuntimeException failure = null;
        try {
            simulation.run();
        } catch (RuntimeException e) {
            failure = e;
        }
        World world = simulation.world();
        return new SimReport(
                seed,
                world.settings,
                world.nowNs(),
                world.engine.plan(),
                failure,
                world.trace().count(),
                world.trace().sha256(),
                world.tally,
                world.trace().events(),
                replay(seed, plan != null));
    }

    /** The command of registers that are read and written; for a state machine of one's own, the call. */
    private String replay(long seed, boolean hasPlan) {
        if (stateMachines != KEY_VALUES) {
            return "run(" + seed + "L" + (hasPlan ? ", plan)" : ")") + " of the same Simulator";
        }
        StringBuilder command = new StringBuilder("java -jar ft4j.jar sim --protocol raft --seed ").append(seed);
        if (faults >= 0) {
            command.append(" --replicas ").append(2 * faults + 1);
        }
        if (durationNs > 0) {
            boolean whole = durationNs % 1_000_000 == 0;
            command.append(" --duration ").append(whole ? durationNs / 1_000_000 + "ms" : durationNs + "ns");
        }
        if (clientCount > 0) {
            command.append(" --clients ").append(clientCount);
        }
        if (operationsPerSecond != OPERATIONS_PER_SECOND) {
            command.append(" --rate ").append(operationsPerSecond);
        }
        return command.append(hasPlan ? " --plan FILE" : "").toString();
    }

    StateMachine newStateMachine() {
        return stateMachines.get();
    }

    Workload newWorkload(Prng prng) {
        return workloads.apply(prng);
    }

    private static void requireRange(String field, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
    }
}
