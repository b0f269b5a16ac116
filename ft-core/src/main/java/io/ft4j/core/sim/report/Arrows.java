package io.ft4j.core.sim.report;

import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.world.TraceEvent;
import io.ft4j.core.sim.world.TraceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Messages: from where they were sent to where they arrived, or to a cross. */
final class Arrows {
    static final int COLOURS = 8;
    /** Where a lost frame ends, of the way to its destination. */
    private static final double LOST_AT = 0.42;

    private final Svg svg;
    private final Layout layout;
    private final Selection selection;
    private final double flightPixels;
    private final Map<Long, TraceEvent> sent = new HashMap<>();
    private final Map<Long, Integer> arrivals = new HashMap<>();
    private final List<String> types = new ArrayList<>();

    Arrows(Svg svg, Layout layout, Selection selection, SimReport report) {
        this.svg = svg;
        this.layout = layout;
        this.selection = selection;
        flightPixels = layout.x(selection.fromNs() + report.settings().delayNs());
        TreeSet<String> sentTypes = new TreeSet<>();
        for (TraceEvent event : report.events()) {
            if (event.kind() == TraceKind.SEND) {
                sent.put(event.value(), event);
                sentTypes.add(type(event.text()));
            }
        }
        types.addAll(sentTypes);
    }

    /** Types of messages of the run in order of the alphabet; the place of a type is its colour. */
    List<String> types() {
        return types;
    }

    void draw() {
        for (TraceEvent event : selection.events()) {
            if (event.kind() == TraceKind.ARRIVE) {
                arrived(event);
            } else if (event.kind() == TraceKind.LOST) {
                lost(event);
            }
        }
        for (TraceEvent event : selection.events()) {
            if (event.kind() == TraceKind.SEND && !arrivals.containsKey(event.value())) {
                underWay(event);
            }
        }
    }

    private void arrived(TraceEvent event) {
        TraceEvent from = sent.get(event.value());
        int copies = arrivals.merge(event.value(), 1, Integer::sum);
        double x2 = layout.x(event.atNs());
        double y2 = layout.processY(event.process());
        if (from == null) {
            stub(event, x2, y2);
            return;
        }
        boolean again = copies > 1;
        String title = from.process() + " → " + event.process() + "  " + event.text() + "\nsent "
                + Picture.time(from.atNs()) + ", arrives " + Picture.time(event.atNs()) + (again ? ", once more" : "");
        double x1 = layout.x(from.atNs());
        double y1 = layout.processY(from.process());
        if (x1 < 0) {
            y1 = y2 + (y1 - y2) * x2 / (x2 - x1);
            x1 = 0;
        }
        boolean altered = !from.text().equals(event.text());
        line(title, altered ? "m forged" : again ? "m again" : style(event), x1, y1, x2, y2);
    }

    /** Nobody has sent this, or before anything was written down. */
    private void stub(TraceEvent event, double x2, double y2) {
        double dy = (layout.processY(event.other()) - y2) * 0.2;
        String title = event.process() + " ← " + event.other() + "  " + event.text() + "\narrives "
                + Picture.time(event.atNs()) + (event.value() < 0 ? ", and nobody has sent it" : "");
        String style = event.value() < 0 ? "m forged" : style(event);
        line(title, style, Math.max(0, x2 - flightPixels * 0.2), y2 + dy, x2, y2);
    }

    private void lost(TraceEvent event) {
        arrivals.put(event.value(), 0);
        double x1 = layout.x(event.atNs());
        double y1 = layout.processY(event.process());
        double x2 = Math.min(layout.width(), x1 + flightPixels * LOST_AT);
        double y2 = y1 + (layout.processY(event.other()) - y1) * LOST_AT;
        String title =
                event.process() + " ✕ " + event.other() + "  " + event.text() + "\nlost " + Picture.time(event.atNs());
        line(title, "m lost", x1, y1, x2, y2);
        svg.element("use", title, "href", "#lost", "x", x2, "y", y2);
    }

    /** Still under way when the window ends, or dropped by a process that was down. */
    private void underWay(TraceEvent event) {
        double x1 = layout.x(event.atNs());
        double x2 = Math.min(layout.width(), x1 + flightPixels);
        double y1 = layout.processY(event.process());
        double y2 = y1 + (layout.processY(event.other()) - y1) * (x2 - x1) / Math.max(0.1, flightPixels);
        String title = event.process() + " → " + event.other() + "  " + event.text() + "\nsent "
                + Picture.time(event.atNs()) + ", not there when the picture ends";
        line(title, style(event) + " open", x1, y1, x2, y2);
    }

    private void line(String title, String style, double x1, double y1, double x2, double y2) {
        svg.element("line", title, "class", style, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
    }

    private String style(TraceEvent event) {
        int type = types.indexOf(type(event.text()));
        return type < 0 ? "m forged" : "m m" + type % COLOURS;
    }

    /** The first word; frames that carry entries are told from those that do not. */
    private static String type(String text) {
        int end = text.indexOf(' ');
        String name = end < 0 ? text : text.substring(0, end);
        return text.contains(" entries ") ? name + " with entries" : name;
    }
}
