package io.ft4j.bench.cli;

import io.ft4j.bench.JsonWriter;
import io.ft4j.core.consensus.raft.RaftCounter;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.SimTally;
import io.ft4j.core.sim.world.SimCounter;
import io.ft4j.core.sim.world.TraceEvent;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What {@code ft4j sim} says when it is done, as a page and as JSON. */
final class SimPage {
    private static final double HOUR_NS = 3.6e12;

    private final PrintWriter out;

    SimPage(PrintWriter out) {
        this.out = out;
    }

    void run(SimReport report, int lastEvents, long elapsedNs) {
        line("SIMULATION of Raft, seed %d", report.seed());
        line("");
        report.settings().toText().lines().forEach(text -> row("", "%s", text));
        int kinds = report.plan().kinds().size();
        row("Faults", "%,d of %d kinds", report.plan().faults().size(), kinds);
        row(
                "Run",
                "%.3f s of virtual time, %,d events, %,.0f × real time",
                report.endNs() / 1e9,
                report.eventCount(),
                (double) report.endNs() / elapsedNs);
        row("Trace", "SHA-256 %s", report.sha256());
        List<TraceEvent> events = report.events();
        events.subList(Math.max(0, events.size() - lastEvents), events.size()).forEach(event -> line("%s", event));
        if (report.isSuccess()) {
            row("RESULT", "every promise was kept");
        }
        out.flush();
    }

    void sweep(SimSweep.Result result) {
        SimTally tally = result.tally();
        line("SIMULATION of Raft, %,d seeds from %d", result.seedCount(), result.firstSeed());
        line("");
        row("Volume", "%,.2f cluster-hours in %,.1f s", tally.virtualNs() / HOUR_NS, result.elapsedNs() / 1e9);
        row("Speed", "%,.0f × real time per core", speed(result));
        row(
                "Work",
                "%,d frames, %,d commands, %,d leaders, %,d crashes",
                tally.count(SimCounter.FRAMES),
                tally.count(SimCounter.COMMANDS),
                tally.count(SimCounter.LEADERS),
                tally.count(SimCounter.CRASHES));
        List<String> missing = tally.neverMet();
        row("Never met", "%s", missing.isEmpty() ? "no situation was missed" : String.join(", ", missing));
        row("Violations", "%d", result.failure() == null ? 0 : 1);
        if (result.failure() == null) {
            row("RESULT", "every promise was kept");
        }
        out.flush();
    }

    static JsonWriter json(SimReport report, long elapsedNs) {
        JsonWriter json = new JsonWriter().beginObject();
        json.field("protocol", "raft").field("seed", report.seed());
        json.field("processes", report.processCount())
                .field("faults", (long) report.plan().faults().size());
        json.field("virtualNs", report.endNs()).field("elapsedNs", elapsedNs);
        json.field("events", report.eventCount()).field("sha256", report.sha256());
        return failure(json, report).endObject();
    }

    static JsonWriter json(SimSweep.Result result) {
        JsonWriter json = new JsonWriter().beginObject();
        json.field("protocol", "raft").field("firstSeed", result.firstSeed()).field("seeds", result.seedCount());
        json.field("clusterHours", result.tally().virtualNs() / HOUR_NS);
        json.field("elapsedNs", result.elapsedNs()).field("timesRealTimePerCore", speed(result));
        failure(json, result.failure());
        json.beginObject("counts");
        for (SimCounter counter : SimCounter.values()) {
            json.field(counter.name(), result.tally().count(counter));
        }
        for (RaftCounter counter : RaftCounter.values()) {
            json.field(counter.name(), result.tally().count(counter));
        }
        return json.endObject().endObject();
    }

    private static JsonWriter failure(JsonWriter json, SimReport report) {
        boolean failed = report != null && !report.isSuccess();
        json.field("violations", failed ? 1L : 0L);
        if (failed) {
            json.field("property", report.property())
                    .field("message", report.failure().getMessage());
            json.field("failedSeed", report.seed()).field("replay", report.replay());
        }
        return json;
    }

    /** Virtual time of one thread by real time. */
    private static double speed(SimSweep.Result result) {
        return (double) result.tally().virtualNs() / Math.max(1, result.busyNs());
    }

    private void row(String label, String format, Object... arguments) {
        line("%-13s%s", label, String.format(Locale.ROOT, format, arguments));
    }

    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
