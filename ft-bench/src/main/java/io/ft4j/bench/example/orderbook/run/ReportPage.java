package io.ft4j.bench.example.orderbook.run;

import static io.ft4j.bench.example.orderbook.run.LeaderLoss.milliseconds;

import io.ft4j.bench.example.orderbook.BookCounters;
import io.ft4j.bench.example.orderbook.BookSide;
import io.ft4j.bench.example.orderbook.LimitOrderBook;
import io.ft4j.bench.example.orderbook.OrderBook;
import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The readable page at the end of a run. */
final class ReportPage {
    private static final double PRICE_UNITS = 10_000;
    private static final double NS_PER_MICROSECOND = 1_000;

    private final PrintWriter out;
    private final OrderBookRun.Outcome outcome;

    ReportPage(PrintWriter out, OrderBookRun.Outcome outcome) {
        this.out = out;
        this.outcome = outcome;
    }

    void print() {
        RunPlan plan = outcome.replicated().plan();
        line("");
        line(
                "ORDER BOOK on %d replicas, Raft, log %s, durability %s",
                outcome.replicated().replicas().size(), lower(plan.log()), lower(plan.durability()));
        line("");
        printInput();
        printBook();
        printSpeed(plan);
        printFaults();
        printDigests();
        out.flush();
    }

    private void printInput() {
        OrderBookRun.Input input = outcome.input();
        row("Input", "%s", input.description());
        row("Events", "%,d in, %,d malformed and skipped", input.events() + input.malformed(), input.malformed());
        ReplyTally replies = outcome.replicated().replies();
        row("Commands", "%,d applied, %,d of them accepted", replies.count(), replies.of(OrderStatus.ACCEPTED));
        row("Rejected", "%s", rejections(replies));
    }

    /** Unknown orders always, since recorded flow has some; the other reasons only where they occurred. */
    private static String rejections(ReplyTally replies) {
        List<String> parts = new ArrayList<>();
        for (OrderStatus status : OrderBookRun.REJECTIONS) {
            if (status == OrderStatus.UNKNOWN_ORDER || replies.of(status) > 0) {
                parts.add(String.format(Locale.ROOT, "%,d %s", replies.of(status), lower(status)));
            }
        }
        return String.join(", ", parts);
    }

    private void printBook() {
        OrderBook state = outcome.plain().book();
        BookCounters counters = state.counters();
        LimitOrderBook book = state.book();
        row("Trades", "%,d reported, volume %,d", counters.visibleTrades(), counters.visibleVolume());
        row("", "%,d matched, volume %,d", book.matchedTrades(), book.matchedVolume());
        row("  apart", "%,d hidden, volume %,d", counters.hiddenTrades(), counters.hiddenVolume());
        if (counters.crossTrades() > 0) {
            row("", "%,d in auctions, volume %,d", counters.crossTrades(), counters.crossVolume());
        }
        if (counters.halts() > 0) {
            row("Halts", "%,d", counters.halts());
        }
        row("Best bid", "%s", best(book, book.bids()));
        row("Best ask", "%s", best(book, book.asks()));
        row(
                "Resting",
                "%,d orders at %,d prices",
                book.orderCount(),
                book.bids().size() + book.asks().size());
        row("Market time", "%s", timeOfDay(counters.lastEventTimeNs()));
        line("");
    }

    private static String best(LimitOrderBook book, BookSide side) {
        if (side.isEmpty()) {
            return "none";
        }
        long quantity = book.bestQuantity(side);
        return String.format(Locale.ROOT, "%.2f, quantity %,d", book.bestPrice(side) / PRICE_UNITS, quantity);
    }

    private void printSpeed(RunPlan plan) {
        ReplicatedRun.Result run = outcome.replicated();
        String pace =
                plan.ratePerSecond() == 0 ? "" : String.format(Locale.ROOT, ", offered at %,d/s", plan.ratePerSecond());
        row("Replicated", "%,.0f commands/s%s", PlainRun.perSecond(run.replies().count(), run.elapsedNs()), pace);
        row(
                "Plain",
                "%,.0f commands/s, %.0f ns each, with the warm-up of the JVM",
                PlainRun.perSecond(outcome.plain().commands(), outcome.plain().applyNs()),
                outcome.plain().nsPerCommand());
        row(
                "Latency",
                "p50 %s   p90 %s   p99 %s   p99.9 %s   max %s µs",
                microseconds(run, 50),
                microseconds(run, 90),
                microseconds(run, 99),
                microseconds(run, 99.9),
                microseconds(run, 100));
        row("", "from ready to reply, up to %,d outstanding", plan.outstanding());
        line("");
    }

    private static String microseconds(ReplicatedRun.Result run, double percentile) {
        double us = run.latencyNs().getValueAtPercentile(percentile) / NS_PER_MICROSECOND;
        return String.format(Locale.ROOT, us < 100 ? "%.1f" : "%,.0f", us);
    }

    private void printFaults() {
        ReplicatedRun.Result run = outcome.replicated();
        LeaderLoss loss = run.loss();
        if (loss.killedId() == LeaderLoss.NONE) {
            row("Leader", "nobody was killed; %.1f ms without a leader", milliseconds(loss.leaderlessNs()));
        } else {
            row("Leader", "replica %d killed after %,d commands", loss.killedId(), loss.killedAfter());
            row("", "replica %d next, %.1f ms without a leader", loss.successorId(), milliseconds(loss.leaderlessNs()));
            row(
                    "",
                    "replica %d restarted after %,d commands, its log read in %.1f ms",
                    loss.killedId(),
                    loss.restartedAfter(),
                    milliseconds(loss.restartNs()));
        }
        row("Caught up", "all replicas, %.1f ms after the last reply", milliseconds(run.catchUpNs()));
        row("Client", "%,d retries", run.retries());
        row(
                "",
                "offers held back: %,d without a leader, %,d without room",
                run.noLeaderCount(),
                run.backPressureCount());
        row("Duplicates", "%,d commands suppressed by each replica", run.duplicateCommands());
        row("", "%,d replies suppressed by the client", run.duplicateReplies());
        for (String error : run.errors()) {
            row("Reported", "%s", error);
        }
        line("");
    }

    private void printDigests() {
        row("Digest", "%016x  plain run", outcome.plain().digest());
        for (ReplicaOutcome replica : outcome.replicated().replicas()) {
            row(
                    "",
                    "%016x  replica %d, applied to index %,d%s",
                    replica.digest(),
                    replica.replicaId(),
                    replica.appliedIndex(),
                    replica.leading() ? ", leads" : "");
        }
        line("");
        if (outcome.verdict().isEqual()) {
            row("RESULT", "equal: nothing lost, nothing twice, one order");
        } else {
            row("RESULT", "NOT EQUAL");
            outcome.verdict().differences().forEach(difference -> row("", "%s", difference));
        }
    }

    private void row(String label, String format, Object... arguments) {
        line("%-13s%s", label, String.format(Locale.ROOT, format, arguments));
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    private static String timeOfDay(long ns) {
        long ms = TimeUnit.NANOSECONDS.toMillis(ns);
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d.%03d", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
