package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.JsonWriter;
import io.ft4j.bench.example.orderbook.BookCounters;
import io.ft4j.bench.example.orderbook.BookSide;
import io.ft4j.bench.example.orderbook.LimitOrderBook;
import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import java.util.Locale;

/** The same as the page, for programs. Times are in nanoseconds, prices in 1/10,000, digests in hexadecimal. */
final class ReportJson {
    private static final String[] PERCENTILE_NAMES = {"p50", "p90", "p99", "p99.9", "p99.99", "max"};
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

    private final JsonWriter json;
    private final OrderBookRun.Outcome outcome;

    private ReportJson(JsonWriter json, OrderBookRun.Outcome outcome) {
        this.json = json;
        this.outcome = outcome;
    }

    static JsonWriter of(OrderBookRun.Outcome outcome) {
        JsonWriter json = new JsonWriter();
        json.beginObject().field("job", "orderbook");
        ReportJson report = new ReportJson(json, outcome);
        report.addPlan();
        report.addInput();
        report.addBook();
        report.addSpeed();
        report.addFaults();
        report.addResult();
        return json.endObject();
    }

    private void addPlan() {
        RunPlan plan = outcome.replicated().plan();
        json.beginObject("plan")
                .field("log", lower(plan.log()))
                .field("durability", lower(plan.durability()))
                .field("outstanding", plan.outstanding())
                .field("ratePerSecond", plan.ratePerSecond())
                .endObject();
    }

    private void addInput() {
        ReplyTally replies = outcome.replicated().replies();
        json.beginObject("input")
                .field("description", outcome.input().description())
                .field("events", outcome.input().events() + outcome.input().malformed())
                .field("malformed", outcome.input().malformed())
                .field("commands", outcome.input().events())
                .field("applied", replies.count())
                .field("accepted", replies.of(OrderStatus.ACCEPTED))
                .beginObject("rejected");
        for (OrderStatus status : OrderBookRun.REJECTIONS) {
            json.field(lower(status), replies.of(status));
        }
        json.endObject().endObject();
    }

    private void addBook() {
        LimitOrderBook book = outcome.plain().book().book();
        BookCounters counters = outcome.plain().book().counters();
        json.beginObject("trades")
                .field("reported", counters.visibleTrades())
                .field("reportedVolume", counters.visibleVolume())
                .field("matched", book.matchedTrades())
                .field("matchedVolume", book.matchedVolume())
                .field("hidden", counters.hiddenTrades())
                .field("hiddenVolume", counters.hiddenVolume())
                .field("auction", counters.crossTrades())
                .field("auctionVolume", counters.crossVolume())
                .endObject();
        json.beginObject("book").field("orders", book.orderCount()).field("halts", counters.halts());
        addSide("bid", book, book.bids());
        addSide("ask", book, book.asks());
        json.field("lastEventTimeNs", counters.lastEventTimeNs()).endObject();
    }

    private void addSide(String name, LimitOrderBook book, BookSide side) {
        json.beginObject(name).field("levels", side.size());
        if (!side.isEmpty()) {
            json.field("bestPrice", book.bestPrice(side)).field("bestQuantity", book.bestQuantity(side));
        }
        json.endObject();
    }

    private void addSpeed() {
        ReplicatedRun.Result run = outcome.replicated();
        json.beginObject("speed")
                .field("elapsedNs", run.elapsedNs())
                .field("commandsPerSecond", PlainRun.perSecond(run.replies().count(), run.elapsedNs()))
                .field("plainNsPerCommand", outcome.plain().nsPerCommand())
                .beginObject("latencyNs");
        for (int i = 0; i < PERCENTILES.length; i++) {
            json.field(PERCENTILE_NAMES[i], run.latencyNs().getValueAtPercentile(PERCENTILES[i]));
        }
        json.endObject().endObject();
    }

    private void addFaults() {
        ReplicatedRun.Result run = outcome.replicated();
        LeaderLoss loss = run.loss();
        json.beginObject("faults")
                .field("killedReplica", loss.killedId())
                .field("killedAfter", loss.killedAfter())
                .field("nextLeader", loss.successorId())
                .field("restartedAfter", loss.restartedAfter())
                .field("restartNs", loss.restartNs())
                .field("leaderlessNs", loss.leaderlessNs())
                .field("caughtUpNs", run.catchUpNs())
                .field("retries", run.retries())
                .field("duplicateCommandsSuppressed", run.duplicateCommands())
                .field("duplicateRepliesSuppressed", run.duplicateReplies())
                .field("offersWithoutLeader", run.noLeaderCount())
                .field("offersWithoutRoom", run.backPressureCount())
                .endObject();
    }

    private void addResult() {
        json.beginArray("replicas");
        for (ReplicaOutcome replica : outcome.replicated().replicas()) {
            json.beginElement()
                    .field("id", replica.replicaId())
                    .field("leads", replica.leading())
                    .field("appliedIndex", replica.appliedIndex())
                    .field("digest", hex(replica.digest()))
                    .field("failure", replica.failure())
                    .endObject();
        }
        json.endArray()
                .field("plainDigest", hex(outcome.plain().digest()))
                .field("plainRepliesDigest", hex(outcome.plain().replies().digest()))
                .field("repliesDigest", hex(outcome.replicated().replies().digest()))
                .field("equal", outcome.verdict().isEqual());
    }

    private static String hex(long digest) {
        return String.format(Locale.ROOT, "%016x", digest);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
