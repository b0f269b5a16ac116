package io.ft4j.core.sim.report;

import io.ft4j.core.sim.world.TraceEvent;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What happens at a process or a client at one moment, and the time for which a client waits. */
final class Marks {
    private final Svg svg;
    private final Layout layout;
    private final Selection selection;
    private final Map<Long, TraceEvent> asked = new HashMap<>();

    Marks(Svg svg, Layout layout, Selection selection) {
        this.svg = svg;
        this.layout = layout;
        this.selection = selection;
    }

    void draw() {
        for (TraceEvent event : selection.events()) {
            switch (event.kind()) {
                case INVOKE:
                    asked.put(key(event), event);
                    break;
                case REPLY:
                    answered(event);
                    break;
                case CLIENT_LOST:
                    client(event, "client-lost");
                    asked.keySet().removeIf(key -> key >> 32 == event.process());
                    break;
                default:
                    atProcess(event);
                    break;
            }
        }
        asked.values().forEach(event -> waiting(event, selection.toNs(), "waits", Picture.title(event)));
    }

    private static long key(TraceEvent event) {
        return (long) event.process() << 32 | event.value() & 0xFFFF_FFFFL;
    }

    private void answered(TraceEvent event) {
        TraceEvent from = asked.remove(key(event));
        if (from == null) {
            client(event, "reply");
            return;
        }
        String title = Picture.title(event) + "\nasked " + Picture.time(from.atNs());
        waiting(from, event.atNs(), event.text().contains(": OK") ? "served" : "unknown", title);
    }

    private void waiting(TraceEvent from, long toNs, String style, String title) {
        double x = layout.x(from.atNs());
        svg.element(
                "rect",
                title,
                "class",
                "op " + style,
                "x",
                x,
                "y",
                layout.clientY(from.process()) - 4,
                "width",
                layout.x(toNs) - x,
                "height",
                8.0);
    }

    private void client(TraceEvent event, String mark) {
        mark(event, mark, layout.clientY(event.process()));
    }

    private void atProcess(TraceEvent event) {
        String mark = mark(event);
        if (mark != null) {
            mark(event, mark, layout.processY(event.process()));
        }
    }

    private static String mark(TraceEvent event) {
        switch (event.kind()) {
            case START:
            case REFUSED:
            case CRASH:
            case STOPPED:
            case COMMIT:
            case FORCE:
                return event.kind().name().toLowerCase(Locale.ROOT);
            case WRITE:
                return event.text().startsWith("cuts") ? "cut" : "write";
            default:
                return null;
        }
    }

    private void mark(TraceEvent event, String mark, double y) {
        svg.element("use", Picture.title(event), "href", "#" + mark, "x", layout.x(event.atNs()), "y", y);
    }
}
