package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.Progress;
import io.ft4j.bench.example.orderbook.BadInputException;
import io.ft4j.bench.example.orderbook.CommandSource;
import io.ft4j.bench.example.orderbook.FlowGenerator;
import io.ft4j.bench.example.orderbook.LobsterReader;
import io.ft4j.bench.example.orderbook.LogKind;
import io.ft4j.core.runtime.RemoteGroup;
import io.ft4j.core.runtime.aeron.AeronMedia;
import io.ft4j.core.runtime.aeron.AeronTransport;
import io.ft4j.core.runtime.aeron.MediaConfig;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.BitUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Sends order flow to replicas in other JVMs, and compares their replies with those of a plain run over the same input. The
 * calling thread does it all. The replicas have to be new: what rests in their books from before is in no plain run.
 */
public final class FeedRun {
    private static final long ELECTION_LIMIT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(60);

    /**
     * What to run.
     *
     * @param clientNumber place of this process among the clients of the group, from 0 on
     * @param input        a LOBSTER message file; null: generated flow
     * @param events       to take from the input at most
     * @param seed         of generated flow
     * @param outstanding  commands without a reply, at most
     */
    public record Settings(
            OrderBookGroup group, int clientNumber, Path input, long events, long seed, int outstanding) {}

    /**
     * The outcome.
     *
     * @param digest       of the book after a plain run, which every replica comes to
     * @param retries      commands sent again
     * @param failureCount commands that were not answered by the book
     */
    public record Result(
            long commands,
            long digest,
            boolean equalReplies,
            long replyCount,
            long failureCount,
            long retries,
            long noLeaderCount,
            long elapsedNs,
            Histogram latencyNs) {
        /** Whether every command was answered by the book, once, as in the plain run. */
        public boolean isEqual() {
            return equalReplies && failureCount == 0 && replyCount == commands;
        }
    }

    private final Settings settings;
    private final Progress progress;
    private volatile long replyCount;
    private volatile int leaderId = -1;

    public FeedRun(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** So far; any thread. */
    public long replyCount() {
        return replyCount;
    }

    /** The replica that this process last heard of as the leader, or −1; any thread. */
    public int leaderId() {
        return leaderId;
    }

    /**
     * Runs the input to its end.
     *
     * @throws BadInputException     when the input cannot be used
     * @throws IllegalStateException when no replica leads, or no reply comes for a long time
     */
    public Result run() {
        PlainRun.Result plain;
        progress.begin("plain run", settings.input() == null ? settings.events() : -1);
        try (CommandSource source = open()) {
            plain = PlainRun.run(source, progress);
        }
        progress.end(String.format(Locale.ROOT, "%,d commands", plain.commands()));
        if (plain.commands() == 0) {
            throw new BadInputException("no event in the input");
        }
        int window = BitUtil.findNextPositivePowerOfTwo(settings.outstanding());
        int processId = OrderBookGroup.FIRST_CLIENT_ID + settings.clientNumber();
        OrderBookGroup described = settings.group();
        try (AeronMedia media = AeronMedia.launch(MediaConfig.DEFAULT);
                AeronTransport transport = new AeronTransport(media, processId, described.endpoints());
                RemoteGroup group = described.builder().remote(processId, transport);
                CommandSource source = open()) {
            group.awaitLeader(ELECTION_LIMIT_NS);
            try (Client client = group.connect(ClientConfig.DEFAULT.withMaxOutstanding(window))) {
                return feed(group, client, source, plain);
            }
        }
    }

    private CommandSource open() {
        return settings.input() == null
                ? new FlowGenerator(settings.seed(), settings.events())
                : new LobsterReader(settings.input(), settings.events(), line -> {});
    }

    private Result feed(RemoteGroup group, Client client, CommandSource source, PlainRun.Result plain) {
        RunPlan plan = new RunPlan(
                LogKind.MEMORY,
                LogKind.MEMORY.defaultDurability(),
                null,
                plain.commands(),
                RunPlan.NEVER,
                RunPlan.NEVER,
                settings.outstanding(),
                0);
        ClientLoad load = new ClientLoad(client, source, plan, System.nanoTime());
        progress.begin("replicated run", plain.commands());
        IdleStrategy idle = new BackoffIdleStrategy();
        long workedNs = System.nanoTime();
        while (!load.isDone()) {
            int workCount = load.work(plain.commands());
            if (workCount > 0) {
                replyCount = load.replies().count();
                progress.update(replyCount);
                workedNs = System.nanoTime();
            } else if (System.nanoTime() - workedNs > STALL_NS) {
                throw new IllegalStateException("no reply for " + TimeUnit.NANOSECONDS.toSeconds(STALL_NS)
                        + " s: replies=" + replyCount + " of commands=" + plain.commands() + ", leader="
                        + group.leaderId());
            }
            int leading = group.leaderId();
            leaderId = leading >= 0 ? leading : leaderId;
            idle.idle(workCount + group.doWork());
        }
        progress.end(String.format(Locale.ROOT, "%,d replies", load.replies().count()));
        return new Result(
                plain.commands(),
                plain.digest(),
                load.replies().digest() == plain.replies().digest(),
                load.replies().count(),
                load.failureCount(),
                client.retries(),
                load.noLeaderCount(),
                load.elapsedNs(),
                load.latencyNs());
    }
}
