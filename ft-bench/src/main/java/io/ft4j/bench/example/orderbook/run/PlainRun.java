package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.Progress;
import io.ft4j.bench.example.orderbook.CommandSource;
import io.ft4j.bench.example.orderbook.OrderBook;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The order book alone, without replication: what a replicated run over the same input must come to. Commands are read
 * in batches, so that the time of the book is measured without that of the input. One thread.
 */
public final class PlainRun {
    private static final int BATCH = 1024;
    private static final int STRIDE = 64;

    private final UnsafeBuffer commands = new UnsafeBuffer(new byte[BATCH * STRIDE]);
    private final int[] lengths = new int[BATCH];
    private final PlainEffects effects = new PlainEffects();
    private final OrderBook book = new OrderBook();
    private final ReplyTally replies = new ReplyTally();
    private long applied;
    private long applyNs;

    private PlainRun() {}

    /**
     * The outcome.
     *
     * @param commands in the input
     * @param applyNs  time spent in the book and on its replies
     */
    public record Result(long commands, OrderBook book, long digest, ReplyTally replies, long applyNs) {
        double nsPerCommand() {
            return commands == 0 ? 0 : (double) applyNs / commands;
        }
    }

    /** Runs the source to its end. */
    public static Result run(CommandSource source, Progress progress) {
        PlainRun run = new PlainRun();
        int count = run.read(source);
        while (count > 0) {
            run.apply(count);
            progress.update(run.applied);
            count = run.read(source);
        }
        return new Result(run.applied, run.book, run.book.digest(), run.replies, run.applyNs);
    }

    private int read(CommandSource source) {
        int count = 0;
        while (count < BATCH) {
            int length = source.next(commands, count * STRIDE);
            if (length == CommandSource.END) {
                break;
            }
            lengths[count++] = length;
        }
        return count;
    }

    private void apply(int count) {
        long startNs = System.nanoTime();
        // The book is told the same index and time at each run: it uses neither.
        for (int i = 0; i < count; i++) {
            applied++;
            book.apply(applied, 0, commands, i * STRIDE, lengths[i], effects);
            replies.add(applied, effects.buffer(), 0);
        }
        applyNs += System.nanoTime() - startNs;
    }

    static double perSecond(long count, long durationNs) {
        return durationNs == 0 ? 0 : (double) count * TimeUnit.SECONDS.toNanos(1) / durationNs;
    }
}
