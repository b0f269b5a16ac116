package io.ft4j.core.sim.report;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultKind.Measure;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.Simulator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds fewer faults, for shorter and in less time, under which the same property of the same seed fails: delta debugging
 * (Zeller, Hildebrandt 2002) over the faults of the plan, first by kind and then one by one, then narrower windows and
 * fewer processes. All else that the seed has drawn stays. Every step is a run; the same failure shrinks in the same
 * way, unless the state machine itself differs from run to run.
 *
 * <p>One thread, one failure at a time.
 */
public final class Shrinker {
    /** Runs at most, unless told otherwise: a minute or two. */
    public static final int DEFAULT_MAX_RUNS = 400;

    private static final long MILLISECOND_NS = 1_000_000;
    private static final int MAX_HALVINGS = 8;

    /** Is told after each run, in the thread that shrinks. */
    @FunctionalInterface
    public interface Progress {
        /** @param faultCount of the smallest failing plan so far. */
        void onRun(int runs, int maxRuns, int faultCount);
    }

    private record Candidate(List<Fault> faults, long durationNs) {}

    private final Simulator simulator;
    private final int maxRuns;
    private final Progress progress;
    private final Set<Candidate> tried = new HashSet<>();
    private String property;
    private SimReport smallest;
    private List<Fault> faults;
    private long durationNs;
    private int runs;

    /** @param simulator that the failure comes from. */
    public Shrinker(Simulator simulator, int maxRuns, Progress progress) {
        if (maxRuns < 1) {
            throw new IllegalArgumentException("maxRuns=" + maxRuns + " must be at least 1");
        }
        this.simulator = simulator;
        this.maxRuns = maxRuns;
        this.progress = progress;
    }

    /** @throws IllegalArgumentException when nothing has failed in this run. */
    public Shrunk shrink(SimReport failing) {
        if (failing.isSuccess()) {
            throw new IllegalArgumentException("seed=" + failing.seed() + " has not failed");
        }
        tried.clear();
        runs = 0;
        property = propertyOf(failing);
        take(failing, failing.settings().durationNs());
        attempt(List.of(), failing.settings().durationNs());
        int size;
        do {
            size = faults.size();
            forgetWhatComesLater();
            shorten();
            minimize(byKind());
            minimize(oneByOne());
            hasten();
            simplify();
        } while (faults.size() < size && runs < maxRuns);
        round();
        return new Shrunk(
                isNeeded(durationNs) ? simulator.withDurationNs(durationNs) : simulator,
                smallest,
                failing.plan().faults().size(),
                runs);
    }

    /** What fails under faults needs no end of them; then the run of the plan alone is the simpler one. */
    private boolean isNeeded(long ofDurationNs) {
        SimReport whole = smallest.endNs() > ofDurationNs ? null : simulator.run(smallest.seed(), smallest.plan());
        boolean fails = whole != null && propertyOf(whole).equals(property);
        smallest = fails ? whole : smallest;
        return !fails;
    }

    /** The number of a replica is not what a property is about. */
    private static String propertyOf(SimReport report) {
        return report.property().replaceAll("\\d+", "#");
    }

    private boolean attempt(List<Fault> fewer, long shorterNs) {
        if (runs == maxRuns || !tried.add(new Candidate(fewer, shorterNs))) {
            return false;
        }
        FaultPlan plan = new FaultPlan(smallest.processCount(), fewer);
        SimReport report = simulator.withDurationNs(shorterNs).run(smallest.seed(), plan);
        runs++;
        boolean fails = propertyOf(report).equals(property);
        if (fails) {
            take(report, shorterNs);
        }
        progress.onRun(runs, maxRuns, faults.size());
        return fails;
    }

    /** A run that fails under faults is the same run when its time is over at once. */
    private void take(SimReport report, long ofDurationNs) {
        smallest = report;
        faults = report.plan().faults();
        durationNs = Math.max(1, Math.min(ofDurationNs, report.endNs()));
    }

    private void forgetWhatComesLater() {
        List<Fault> earlier =
                faults.stream().filter(fault -> fault.atNs() <= durationNs).toList();
        if (earlier.size() < faults.size()) {
            attempt(earlier, durationNs);
        }
    }

    /** What fails behind the faults may do so after less of them, or when they come sooner. */
    private void shorten() {
        long tooShortNs = 0;
        for (int i = 0; i < MAX_HALVINGS && smallest.endNs() > durationNs; i++) {
            long halfNs = tooShortNs + (durationNs - tooShortNs) / 2;
            List<Fault> earlier =
                    faults.stream().filter(fault -> fault.atNs() <= halfNs).toList();
            boolean fails = halfNs > 0 && (attempt(earlier, halfNs) || attempt(scaled(halfNs), halfNs));
            tooShortNs = fails ? tooShortNs : halfNs;
        }
    }

    /** Waiting for the next fault is what most of a run consists of. */
    private void hasten() {
        boolean fails = true;
        for (int i = 0; i < MAX_HALVINGS && fails && !faults.isEmpty(); i++) {
            fails = attempt(scaled(durationNs / 2), durationNs);
        }
    }

    /** The same faults within another time; each lasts as long as before. */
    private List<Fault> scaled(long newDurationNs) {
        double factor = (double) newDurationNs / durationNs;
        return faults.stream()
                .map(fault -> window(fault, (long) (fault.atNs() * factor), fault.durationNs()))
                .sorted()
                .toList();
    }

    private List<List<Fault>> byKind() {
        Map<FaultKind, List<Fault>> kinds = new EnumMap<>(FaultKind.class);
        for (Fault fault : faults) {
            kinds.computeIfAbsent(fault.kind(), kind -> new ArrayList<>()).add(fault);
        }
        return new ArrayList<>(kinds.values());
    }

    private List<List<Fault>> oneByOne() {
        List<List<Fault>> units = new ArrayList<>();
        faults.forEach(fault -> units.add(List.of(fault)));
        return units;
    }

    /** ddmin: leaves ever smaller pieces out, until each unit that is left is needed. */
    private void minimize(List<List<Fault>> units) {
        List<List<Fault>> needed = units;
        int piece = (needed.size() + 1) / 2;
        while (piece >= 1 && !needed.isEmpty() && runs < maxRuns) {
            int before = needed.size();
            for (int start = 0; start < needed.size(); ) {
                List<List<Fault>> rest = without(needed, start, Math.min(needed.size(), start + piece));
                if (attempt(rest.stream().flatMap(List::stream).sorted().toList(), durationNs)) {
                    needed = rest;
                } else {
                    start += piece;
                }
            }
            piece = needed.size() < before ? Math.min(piece, (needed.size() + 1) / 2) : piece / 2;
        }
    }

    private static List<List<Fault>> without(List<List<Fault>> units, int from, int to) {
        List<List<Fault>> rest = new ArrayList<>(units.subList(0, from));
        rest.addAll(units.subList(to, units.size()));
        return rest;
    }

    private void simplify() {
        for (int i = 0; i < faults.size() && runs < maxRuns; i++) {
            fewerProcesses(i);
            narrower(i);
        }
    }

    private void fewerProcesses(int at) {
        for (int id = 0; id < smallest.processCount(); id++) {
            Fault fault = faults.get(at);
            if (fault.hits(id) && ProcessSet.size(fault.processes()) > 1) {
                replace(
                        at,
                        new Fault(
                                fault.kind(),
                                fault.atNs(),
                                fault.durationNs(),
                                ProcessSet.remove(fault.processes(), id),
                                fault.value()));
            }
        }
    }

    private void narrower(int at) {
        Fault whole = faults.get(at);
        if (whole.atNs() < durationNs && whole.endNs() > durationNs) {
            replace(at, window(whole, whole.atNs(), durationNs - whole.atNs()));
        }
        boolean narrowed = true;
        for (int i = 0; i < MAX_HALVINGS && narrowed; i++) {
            Fault fault = faults.get(at);
            long halfNs = fault.durationNs() / 2;
            narrowed = halfNs >= MILLISECOND_NS
                    && (replace(at, window(fault, fault.atNs(), halfNs))
                            || replace(at, window(fault, fault.atNs() + halfNs, halfNs)));
        }
    }

    private static Fault window(Fault fault, long atNs, long lastsNs) {
        return new Fault(fault.kind(), atNs, lastsNs, fault.processes(), fault.value());
    }

    private boolean replace(int at, Fault fault) {
        List<Fault> changed = new ArrayList<>(faults);
        changed.set(at, fault);
        return attempt(changed.stream().sorted().toList(), durationNs);
    }

    /** To whole milliseconds, for the eye; all at once, else one by one. */
    private void round() {
        if (!attempt(faults.stream().map(Shrinker::rounded).sorted().toList(), durationNs)) {
            for (int i = 0; i < faults.size(); i++) {
                replace(i, rounded(faults.get(i)));
            }
        }
    }

    private static Fault rounded(Fault fault) {
        boolean isTime =
                fault.kind().measure() == Measure.DURATION || fault.kind().measure() == Measure.SIGNED_DURATION;
        return new Fault(
                fault.kind(),
                rounded(fault.atNs()),
                rounded(fault.durationNs()),
                fault.processes(),
                isTime ? rounded(fault.value()) : fault.value());
    }

    private static long rounded(long ns) {
        return Math.abs(ns) < MILLISECOND_NS ? ns : Math.round((double) ns / MILLISECOND_NS) * MILLISECOND_NS;
    }
}
