package io.ft4j.core.sim.report;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.world.TraceEvent;
import java.util.List;
import java.util.Locale;

/** Draws the window of a run: from the back to the front faults, lives and roles, messages, marks, and the ends. */
final class Picture {
    private static final int LABEL_SLOTS = 3;
    private static final int PIXELS_PER_LETTER = 6;
    private static final int MIN_TICK_PIXELS = 90;

    private final Svg svg = new Svg();
    private final SimReport report;
    private final Selection selection;
    private final Bands bands;
    private final Layout layout;
    private final Arrows arrows;

    Picture(SimReport report, Selection selection, Bands bands, Layout layout) {
        this.report = report;
        this.selection = selection;
        this.bands = bands;
        this.layout = layout;
        arrows = new Arrows(svg, layout, selection, report);
    }

    /** The elements, to stand within an svg element. */
    String draw() {
        faults();
        lines();
        stretches();
        svg.open("g", "id", "axis");
        ticks();
        svg.close("g");
        arrows.draw();
        new Marks(svg, layout, selection).draw();
        ends();
        return svg.toString();
    }

    /** Types of messages in the picture, in the order of their colours. */
    List<String> messageTypes() {
        return arrows.types();
    }

    private void faults() {
        double[][] slots = new double[layout.processCount][LABEL_SLOTS];
        for (Fault fault : bands.passing()) {
            long endNs = Bands.endNs(fault, report.settings().durationNs());
            double x = layout.clippedX(fault.atNs());
            double width = Math.max(1.5, layout.clippedX(endNs) - x);
            String family = Bands.Family.of(fault.kind()).name().toLowerCase(Locale.ROOT);
            String name = fault.kind().name();
            for (long rest = fault.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                int process = ProcessSet.first(rest);
                double top = layout.processY(process) - Layout.HALF_LANE;
                svg.element(
                        "rect",
                        fault.toString(),
                        "class",
                        "fault " + family,
                        "x",
                        x,
                        "y",
                        top,
                        "width",
                        width,
                        "height",
                        2.0 * Layout.HALF_LANE);
                faultName(name, slots[process], x, width, top);
            }
        }
    }

    /** Where there is room; the names of faults that come together stand below each other. */
    private void faultName(String name, double[] slots, double x, double width, double top) {
        double end = x + 4 + name.length() * PIXELS_PER_LETTER;
        for (int slot = 0; slot < slots.length; slot++) {
            if (slots[slot] <= x) {
                slots[slot] = end;
                svg.label(name, "class", "fault-name", "data-w", width, "x", x, "dx", 2, "y", top + 8 + 9 * slot);
                return;
            }
        }
    }

    private void lines() {
        for (int client = 0; client < layout.clientLanes; client++) {
            double y = layout.clientY(client);
            svg.element("line", null, "class", "client-line", "x1", 0.0, "y1", y, "x2", layout.width(), "y2", y);
        }
    }

    private void stretches() {
        for (Stretch stretch : Stretch.of(report, selection)) {
            if (stretch.toNs() < selection.fromNs() || stretch.fromNs() > selection.toNs()) {
                continue;
            }
            double x1 = layout.clippedX(stretch.fromNs());
            double x2 = layout.clippedX(stretch.toNs());
            double y = layout.processY(stretch.process());
            String title = stretch.process() + " is " + stretch.words() + ", " + time(stretch.fromNs()) + " to "
                    + time(stretch.toNs());
            svg.element(
                    "rect",
                    title,
                    "class",
                    "life " + stretch.state(),
                    "x",
                    x1,
                    "y",
                    y - Layout.HALF_BAND,
                    "width",
                    x2 - x1,
                    "height",
                    2.0 * Layout.HALF_BAND);
            String style = stretch.state().equals(Stretch.DOWN) ? "line dead" : "line";
            svg.element("line", null, "class", style, "x1", x1, "y1", y, "x2", x2, "y2", y);
            svg.label(
                    stretch.words(),
                    "class",
                    "role",
                    "data-w",
                    x2 - x1,
                    "x",
                    x1,
                    "dx",
                    3,
                    "y",
                    y - Layout.HALF_BAND - 2);
        }
    }

    private void ticks() {
        long stepNs = tickNs();
        for (long ns = (selection.fromNs() + stepNs - 1) / stepNs * stepNs; ns <= selection.toNs(); ns += stepNs) {
            double x = layout.x(ns);
            svg.element("line", null, "class", "tick", "x1", x, "y1", Layout.AXIS_Y, "x2", x, "y2", layout.height());
            svg.label(tickText(ns, stepNs), "class", "time", "x", x, "dx", 3, "y", Layout.AXIS_Y - 6);
        }
    }

    /** 1, 2 or 5 times a power of ten. */
    private long tickNs() {
        long atLeastNs = Math.max(1, layout.nsOf(MIN_TICK_PIXELS));
        long stepNs = 1;
        while (stepNs < atLeastNs) {
            stepNs *= 10;
        }
        return stepNs / 5 >= atLeastNs ? stepNs / 5 : stepNs / 2 >= atLeastNs ? stepNs / 2 : stepNs;
    }

    private static String tickText(long ns, long stepNs) {
        int decimals = 0;
        for (long unit = 1_000_000_000; decimals < 9 && stepNs % unit != 0; unit /= 10) {
            decimals++;
        }
        return String.format(Locale.ROOT, "%." + decimals + "f s", ns / 1e9);
    }

    private void ends() {
        long healNs = report.settings().durationNs();
        if (selection.contains(healNs) && report.endNs() > healNs) {
            upright("heal", healNs, "the faults are over");
        }
        if (!report.isSuccess() && selection.contains(report.endNs())) {
            upright("failure", report.endNs(), report.failure().getMessage());
        }
    }

    private void upright(String style, long ns, String words) {
        double x = layout.x(ns);
        svg.element(
                "line",
                words + "\n" + time(ns),
                "class",
                style,
                "x1",
                x,
                "y1",
                Layout.AXIS_Y,
                "x2",
                x,
                "y2",
                layout.height());
        String label = style.equals("failure") ? report.property() : words;
        svg.label(label, "class", style + "-name", "text-anchor", "end", "x", x, "dx", -4, "y", layout.height() - 3);
    }

    static String title(TraceEvent event) {
        return event.toString().strip().replaceFirst("^\\S+\\s+", "") + "\n" + time(event.atNs());
    }

    static String time(long ns) {
        return String.format(Locale.ROOT, "%.6f s", ns / 1e9);
    }
}
