package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.JsonWriter;
import io.ft4j.bench.Progress;
import io.ft4j.bench.example.orderbook.BadInputException;
import io.ft4j.bench.example.orderbook.CommandSource;
import io.ft4j.bench.example.orderbook.FlowGenerator;
import io.ft4j.bench.example.orderbook.LobsterReader;
import io.ft4j.bench.example.orderbook.LogKind;
import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import io.ft4j.core.port.Durability;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The whole job: the input through the plain book, then through the replicated one with a leader that is killed and
 * comes back, then both compared.
 */
public final class OrderBookRun {
    /** All but ACCEPTED, in the order in which they are shown. */
    public static final List<OrderStatus> REJECTIONS = List.of(
            OrderStatus.UNKNOWN_ORDER,
            OrderStatus.DUPLICATE_ID,
            OrderStatus.BAD_QUANTITY,
            OrderStatus.BAD_PRICE,
            OrderStatus.BOOK_FULL,
            OrderStatus.MALFORMED);

    private static final int SHOWN_MALFORMED_LINES = 20;

    private final Settings settings;
    private final Progress progress;
    private int malformedLines;

    /**
     * What to run.
     *
     * @param input         a LOBSTER message file; null: generated flow
     * @param events        to take from the input at most
     * @param seed          of generated flow
     * @param strict        whether a malformed line ends the run
     * @param folder        for the logs, empty
     * @param killAt        fraction of the commands after which the leader is killed; negative: never
     * @param restartAfter  fraction after which it is restarted, not before {@code killAt}
     * @param outstanding   commands without a reply, at most
     * @param ratePerSecond offered at this pace; 0: as fast as replies come
     */
    public record Settings(
            Path input,
            long events,
            long seed,
            boolean strict,
            LogKind log,
            Durability durability,
            Path folder,
            double killAt,
            double restartAfter,
            int outstanding,
            long ratePerSecond) {}

    record Input(String description, long events, long malformed) {}

    /** Everything that there is to report. */
    record Outcome(Input input, PlainRun.Result plain, ReplicatedRun.Result replicated, Verdict verdict) {}

    /** A finished run. */
    public static final class Report {
        private final Outcome outcome;

        Report(Outcome outcome) {
            this.outcome = outcome;
        }

        /** Whether every replica came to the state of the plain run, with the same replies. */
        public boolean isEqual() {
            return outcome.verdict().isEqual();
        }

        public void print(PrintWriter out) {
            new ReportPage(out, outcome).print();
        }

        public JsonWriter json() {
            return ReportJson.of(outcome);
        }
    }

    /** @param progress also told of the first malformed lines. */
    public OrderBookRun(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Runs.
     *
     * @throws BadInputException     when the input cannot be used
     * @throws IllegalStateException when the group makes no progress
     */
    public Report run() {
        progress.begin("plain run", settings.input() == null ? settings.events() : -1);
        PlainRun.Result plain;
        Input input;
        try (CommandSource source = open(this::onMalformed)) {
            plain = PlainRun.run(source, progress);
            input = describe(source, plain.commands());
        }
        progress.end(String.format(Locale.ROOT, "%,d commands", plain.commands()));
        if (plain.commands() == 0) {
            throw new BadInputException(input.description() + ": no event in it");
        }
        ReplicatedRun.Result replicated;
        try (CommandSource source = open(line -> {})) {
            replicated = ReplicatedRun.run(plan(plain.commands()), source, progress);
        }
        return new Report(new Outcome(input, plain, replicated, Verdict.of(plain, replicated)));
    }

    private CommandSource open(Consumer<String> onMalformed) {
        return settings.input() == null
                ? new FlowGenerator(settings.seed(), settings.events())
                : new LobsterReader(settings.input(), settings.events(), onMalformed);
    }

    private void onMalformed(String line) {
        if (settings.strict()) {
            throw new BadInputException(line);
        }
        malformedLines++;
        if (malformedLines <= SHOWN_MALFORMED_LINES) {
            progress.say("skipped " + line);
        } else if (malformedLines == SHOWN_MALFORMED_LINES + 1) {
            progress.say("further malformed lines are counted, not shown");
        }
    }

    private Input describe(CommandSource source, long commands) {
        return source instanceof LobsterReader reader
                ? new Input(settings.input().toString(), commands, reader.malformedCount())
                : new Input("generated flow, seed " + settings.seed(), commands, 0);
    }

    private RunPlan plan(long commands) {
        long killAfter = settings.killAt() < 0 ? RunPlan.NEVER : (long) (settings.killAt() * commands);
        return new RunPlan(
                settings.log(),
                settings.durability(),
                settings.folder(),
                commands,
                killAfter,
                (long) (settings.restartAfter() * commands),
                settings.outstanding(),
                settings.ratePerSecond());
    }
}
