package io.ft4j.bench.cli;

import io.ft4j.bench.Progress;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.Simulator;
import io.ft4j.core.sim.report.FailureReport;
import io.ft4j.core.sim.report.Shrinker;
import io.ft4j.core.sim.report.Shrunk;
import io.ft4j.core.sim.report.SpaceTimeDiagram;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ft4j sim}: whole groups under simulated faults, one seed or many. */
@Command(
        name = "sim",
        description = {
            "Runs whole groups under simulated faults: the replicas are real, while time, network, disks, clocks and"
                    + " crashes come from a seed. After every event all promises are checked. The same seed gives the"
                    + " same run, event by event; a failing one is shrunk to the few faults that it takes.",
            "",
            "One seed: --seed. Many: --seeds or --for; without either, 100 seeds.",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every promise was kept",
            "1:a promise was broken, or the run failed",
            "2:the command line is wrong",
            "3:the plan of faults cannot be used"
        })
final class SimCommand implements Callable<Integer> {
    static final int BAD_INPUT = 3;

    private static final long DEFAULT_SEEDS = 100;
    private static final int DEFAULT_EVENTS = 40;
    private static final int MAX_REPLICAS = 7;
    /** So much before a window is recorded too, so that it is known who led when it begins. */
    private static final long LEAD_IN_NS = 120 * Simulator.SECOND_NS;
    /** Of a failed run so much is recorded before its end, of any other one from its beginning. */
    private static final long RECORDED_NS = 120 * Simulator.SECOND_NS;

    /** What can be simulated. */
    enum Simulated {
        RAFT
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "raft",
            description = "What to simulate: raft, the only one so far (default: ${DEFAULT-VALUE}).")
    private Simulated protocol;

    @Option(names = "--seed", paramLabel = "N", description = "Run this seed.")
    private Long seed;

    @Option(names = "--seeds", paramLabel = "N", description = "Run so many seeds, until one fails.")
    private Long seeds;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Run seeds for so long, like 2h or 30m, until one fails.")
    private Long forNs;

    @Option(names = "--first", paramLabel = "N", description = "First of many seeds (default: 1).")
    private Long first;

    @Option(names = "--threads", paramLabel = "N", description = "Seeds run at once (default: one per core).")
    private Integer threads;

    @Option(names = "--replicas", paramLabel = "N", description = "Size of the group (default: the seed decides).")
    private Integer replicas;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Virtual time under faults of each seed (default: the seed decides, 60 to 120 s).")
    private Long durationNs;

    @Option(names = "--clients", paramLabel = "N", description = "Clients at once (default: the seed decides).")
    private Integer clients;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Commands a second of all clients together (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Faults for --seed instead of those that it draws, in the form that --show-plan prints.")
    private Path planFile;

    @Option(names = "--show-plan", description = "Print the faults of --seed instead of running it.")
    private boolean showPlan;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Draw the run as a space-time diagram: .html with zoom, or .svg. Of many seeds the one that"
                    + " fails, shrunk.")
    private Path trace;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Beginning of what is drawn (default: what leads to the failure, else the beginning).")
    private Long fromNs;

    @Option(names = "--to", paramLabel = "TIME", converter = TimeConverter.class, description = "End of what is drawn.")
    private Long toNs;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Print so many of the last events (default: " + DEFAULT_EVENTS + " of a failure).")
    private Integer lastEvents;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file as well.")
    private Path json;

    private final Simulator subject;

    SimCommand() {
        this(Simulator.keyValue());
    }

    /** Simulates something else than registers. */
    SimCommand(Simulator subject) {
        this.subject = subject;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        validate();
        FaultPlan plan;
        try {
            plan = readPlan();
        } catch (IllegalArgumentException e) {
            spec.commandLine().getErr().println("bad input: " + e.getMessage());
            return BAD_INPUT;
        }
        Simulator simulator = simulator(plan);
        if (showPlan) {
            return show(simulator, plan);
        }
        return seed != null ? one(simulator, plan) : many(simulator);
    }

    private FaultPlan readPlan() throws IOException {
        if (planFile == null) {
            return null;
        }
        FaultPlan plan = FaultPlan.parse(planFile.toString(), Files.readString(planFile));
        int size = replicas == null ? plan.processCount() : replicas;
        if (plan.processCount() != size || !isGroupSize(size)) {
            throw new IllegalArgumentException(planFile + ": processes " + plan.processCount()
                    + (replicas == null ? " must be 1, 3, 5 or 7" : " must be --replicas=" + replicas));
        }
        return plan;
    }

    private Simulator simulator(FaultPlan plan) {
        Simulator simulator = subject;
        Integer size = plan != null ? Integer.valueOf(plan.processCount()) : replicas;
        if (size != null) {
            simulator = simulator.tolerating((size - 1) / 2);
        }
        if (durationNs != null) {
            simulator = simulator.withDurationNs(durationNs);
        }
        return simulator.withClients(clients == null ? 0 : clients, rate);
    }

    private int show(Simulator simulator, FaultPlan plan) {
        FaultPlan shown = plan != null ? plan : simulator.plan(seed);
        spec.commandLine().getOut().print(shown.toText());
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private int one(Simulator simulator, FaultPlan plan) throws IOException {
        long startNs = System.nanoTime();
        SimReport report = plan == null ? simulator.run(seed) : simulator.run(seed, plan);
        long elapsedNs = System.nanoTime() - startNs;
        SimReport recorded = trace != null || lastEvents != null ? record(simulator, report, plan) : report;
        new SimPage(spec.commandLine().getOut()).run(recorded, report.isSuccess() ? lastEvents() : 0, elapsedNs);
        if (trace != null) {
            draw(recorded);
        }
        if (json != null) {
            SimPage.json(report, elapsedNs).writeTo(json);
        }
        return report.isSuccess() ? CommandLine.ExitCode.OK : onFailure(simulator, report, null);
    }

    /** The same run, with the events of the window, or those that end with a failure, or the first ones. */
    private SimReport record(Simulator simulator, SimReport report, FaultPlan plan) {
        boolean atEnd = !report.isSuccess() || trace == null;
        long firstNs = fromNs != null ? fromNs : atEnd ? report.endNs() : 0;
        long lastNs = toNs != null ? toNs : atEnd ? Long.MAX_VALUE : firstNs + RECORDED_NS;
        return simulator.run(report.seed(), plan, Math.max(0, firstNs - LEAD_IN_NS), lastNs);
    }

    private int many(Simulator simulator) throws IOException, InterruptedException {
        long count = seeds != null ? seeds : forNs != null ? Long.MAX_VALUE : DEFAULT_SEEDS;
        SimSweep sweep = new SimSweep(
                simulator, first == null ? 1 : first, count, forNs == null ? Long.MAX_VALUE : forNs, progress());
        SimSweep.Result result =
                sweep.run(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
        new SimPage(spec.commandLine().getOut()).sweep(result);
        if (json != null) {
            SimPage.json(result).writeTo(json);
        }
        return result.failure() == null ? CommandLine.ExitCode.OK : onFailure(simulator, result.failure(), trace);
    }

    /** @param picture of the shrunk run, or null. */
    private int onFailure(Simulator simulator, SimReport failing, Path picture) throws IOException {
        Progress progress = progress();
        progress.begin("shrinking, runs", Shrinker.DEFAULT_MAX_RUNS);
        Shrunk shrunk = new Shrinker(
                        simulator, Shrinker.DEFAULT_MAX_RUNS, (runs, most, faults) -> progress.update(runs))
                .shrink(failing);
        progress.end(shrunk.runs() + ", " + shrunk.plan().faults().size() + " faults are left");
        FailureReport report = FailureReport.of(failing, shrunk, lastEvents == null ? DEFAULT_EVENTS : lastEvents);
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        out.print(report.toText());
        out.flush();
        if (picture != null) {
            draw(report.lastRun());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private void draw(SimReport report) throws IOException {
        long lastNs = toNs == null ? Long.MAX_VALUE : toNs;
        new SpaceTimeDiagram(report, fromNs == null ? 0 : fromNs, lastNs, SpaceTimeDiagram.DEFAULT_MAX_EVENTS)
                .writeTo(trace);
    }

    private Progress progress() {
        return new Progress(spec.commandLine().getErr(), System.console() != null);
    }

    private int lastEvents() {
        return lastEvents == null ? 0 : lastEvents;
    }

    private void validate() {
        require(
                seed == null || seeds == null && forNs == null,
                "--seed is for one run, --seeds and --for are for many");
        require(seeds == null || forNs == null, "--seeds and --for exclude each other");
        require(seed == null || first == null && threads == null, "--first and --threads are for many seeds");
        boolean ofOne = planFile != null || showPlan || fromNs != null || toNs != null;
        require(seed != null || !ofOne, "--plan, --show-plan, --from and --to are for --seed");
        require(trace != null || fromNs == null && toNs == null, "--from and --to are for --trace");
        require(seeds == null || seeds > 0, "--seeds=" + seeds + " must be at least 1");
        require(forNs == null || forNs >= Simulator.SECOND_NS, "--for must be at least 1s");
        require(threads == null || threads > 0 && threads <= 1024, "--threads=" + threads + " must be 1 to 1024");
        require(replicas == null || isGroupSize(replicas), "--replicas=" + replicas + " must be 1, 3, 5 or 7");
        require(durationNs == null || durationNs > 0, "--duration must be more than nothing");
        require(durationNs == null || durationNs <= Simulator.MAX_DURATION_NS, "--duration must be at most 277h");
        require(
                clients == null || clients >= 1 && clients <= Simulator.MAX_CLIENTS,
                "--clients=" + clients + " must be 1 to " + Simulator.MAX_CLIENTS);
        require(rate >= 1 && rate <= 1_000_000, "--rate=" + rate + " must be 1 to 1000000");
        require(lastEvents == null || lastEvents >= 0, "--events=" + lastEvents + " must not be negative");
        require(fromNs == null || toNs == null || fromNs <= toNs, "--from must not be behind --to");
        require(planFile == null || Files.isReadable(planFile), "--plan=" + planFile + " cannot be read");
        require(planFile == null || Files.isRegularFile(planFile), "--plan=" + planFile + " is not a file");
        require(trace == null || isPicture(trace), "--trace=" + trace + " must end with .html or .svg");
        requireWritable("--trace", trace);
        requireWritable("--json", json);
    }

    private static boolean isGroupSize(int size) {
        return size >= 1 && size <= MAX_REPLICAS && size % 2 == 1;
    }

    private static boolean isPicture(Path file) {
        return Stream.of(".html", ".svg").anyMatch(file.toString().toLowerCase(Locale.ROOT)::endsWith);
    }

    /** Found out before the run rather than after it. */
    private void requireWritable(String option, Path file) {
        if (file != null) {
            Path parent = file.toAbsolutePath().getParent();
            require(
                    parent != null && Files.isWritable(parent) && !Files.isDirectory(file),
                    option + "=" + file + " cannot be written");
        }
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
