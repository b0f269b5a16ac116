package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.Progress;
import io.ft4j.bench.example.orderbook.CommandSource;
import io.ft4j.bench.example.orderbook.CommandWriter;
import io.ft4j.bench.example.orderbook.LogKind;
import io.ft4j.bench.example.orderbook.OrderBook;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.ReplicaGroupBuilder;
import io.ft4j.core.runtime.Tolerance;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.BitUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * The order book on three replicas in this process: one client offers the commands of a source, the leader is killed on
 * the way and restarted, and at the end every replica has applied everything. The calling thread is the client's.
 */
final class ReplicatedRun {
    private static final long ELECTION_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(30);

    private ReplicatedRun() {}

    /**
     * The outcome.
     *
     * @param elapsedNs  from the first offer to the last reply
     * @param catchUpNs  from the last reply until all replicas had applied everything
     * @param retries    commands sent again by the client
     * @param duplicateReplies replies that came once more, suppressed by the client
     * @param errors     reported by the group
     */
    record Result(
            RunPlan plan,
            ReplyTally replies,
            Histogram latencyNs,
            long elapsedNs,
            LeaderLoss loss,
            long catchUpNs,
            long retries,
            long duplicateReplies,
            long noLeaderCount,
            long backPressureCount,
            long failureCount,
            String firstFailure,
            List<ReplicaOutcome> replicas,
            List<String> errors) {
        /** Commands that came once more, suppressed by the sessions: the same on every replica that has applied all. */
        long duplicateCommands() {
            return replicas.stream().mapToLong(ReplicaOutcome::duplicates).max().orElse(0);
        }
    }

    /**
     * Runs the source to its end, and the group until all replicas have applied it.
     *
     * @throws IllegalStateException when no leader is elected, or no reply comes for a long time; says what it waited for
     */
    static Result run(RunPlan plan, CommandSource source, Progress progress) {
        List<String> errors = Collections.synchronizedList(new ArrayList<>());
        int window = BitUtil.findNextPositivePowerOfTwo(plan.outstanding());
        ReplicaGroupBuilder builder = ReplicaGroup.tolerating(Tolerance.crashes(1))
                .stateMachine(OrderBook::new)
                .maxCommandBytes(CommandWriter.MAX_LENGTH)
                .maxReplyBytes(OrderBook.REPLY_LENGTH)
                .maxOutstanding(window)
                .errorHandler(error -> errors.add(error.toString()));
        if (plan.log() != LogKind.MEMORY) {
            builder.log(replica -> plan.log().open(plan.folder().resolve("replica-" + replica), plan.durability()));
        }
        try (ReplicaGroup group = builder.start()) {
            group.awaitLeader(ELECTION_LIMIT_NS);
            try (Client client = group.connect(ClientConfig.DEFAULT.withMaxOutstanding(window))) {
                return run(group, client, source, plan, progress, errors);
            }
        }
    }

    private static Result run(
            ReplicaGroup group,
            Client client,
            CommandSource source,
            RunPlan plan,
            Progress progress,
            List<String> errors) {
        ClientLoad load = new ClientLoad(client, source, plan, System.nanoTime());
        LeaderLoss loss = new LeaderLoss(group, plan, progress);
        progress.begin("replicated run", plan.commands());
        drive(load, loss, plan, progress);
        progress.end(String.format(Locale.ROOT, "%,d replies", load.replies().count()));
        List<ReplicaOutcome> replicas = new CatchUp(group, progress).await();
        return new Result(
                plan,
                load.replies(),
                load.latencyNs(),
                load.elapsedNs(),
                loss,
                System.nanoTime() - load.lastReplyNs(),
                client.retries(),
                client.duplicateReplies(),
                load.noLeaderCount(),
                load.backPressureCount(),
                load.failureCount(),
                load.firstFailure(),
                replicas,
                List.copyOf(errors));
    }

    private static void drive(ClientLoad load, LeaderLoss loss, RunPlan plan, Progress progress) {
        IdleStrategy idle = new BackoffIdleStrategy();
        long workedNs = System.nanoTime();
        while (!load.isDone() || !loss.isOver()) {
            long nowNs = System.nanoTime();
            loss.step(load.offered(), nowNs);
            int workCount = load.work(loss.offerLimit());
            if (workCount > 0) {
                workedNs = nowNs;
                progress.update(load.replies().count());
            } else if (nowNs - workedNs > STALL_NS) {
                throw new IllegalStateException("no reply for " + TimeUnit.NANOSECONDS.toSeconds(STALL_NS)
                        + " s: replies=" + load.replies().count() + " of commands=" + plan.commands() + ", offered="
                        + load.offered() + ", killed replica=" + loss.killedId() + ", successor="
                        + loss.successorId());
            }
            idle.idle(workCount);
        }
    }
}
