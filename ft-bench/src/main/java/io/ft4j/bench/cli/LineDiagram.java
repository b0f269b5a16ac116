package io.ft4j.bench.cli;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.log.line.Checkpoint;
import io.ft4j.log.line.CheckpointGraph;
import io.ft4j.log.line.Message;
import io.ft4j.log.line.RecoveryLine;
import io.ft4j.log.line.Rollback;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A recovery line as a space-time diagram (Lamport 1978): processes as lines, checkpoints as boxes, messages as arrows. No
 * clock is known, so an event stands where everything before it allows: within an interval first what was sent, then what
 * was received.
 */
final class LineDiagram {
    private static final int MAX_EVENTS = 10_000;
    private static final int LEFT = 110;
    private static final int TOP = 40;
    private static final int COLUMN = 44;
    private static final int ROW = 80;

    private static final String STYLE = """
            text { font: 12px system-ui, sans-serif; fill: #28303a; }
            .title { font-weight: 700; font-size: 15px; }
            .kept { stroke: #5b6675; stroke-width: 1.6; }
            .undone { stroke: #d3273e; stroke-width: 1.4; stroke-dasharray: 3 4; }
            .box { fill: #dfe4ea; stroke: #5b6675; }
            .box.in-line { fill: #9fd8bd; stroke: #1d8a5b; stroke-width: 2; }
            .box.behind { fill: #fff; stroke: #d3273e; stroke-dasharray: 3 2; }
            .box.useless { fill: #f2c6c6; }
            .m { stroke: #97a6b8; stroke-width: 1.1; marker-end: url(#head); }
            .m.forced { stroke: #d3273e; stroke-width: 2.2; }
            .m.transit { stroke: #1f66b5; stroke-width: 1.6; stroke-dasharray: 5 3; }
            .line { fill: none; stroke: #1d8a5b; stroke-width: 3; stroke-opacity: .6; }
            .step { font-weight: 700; fill: #d3273e; }
            """;
    private static final String HEAD = """
            <defs><marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" \
            markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.8 L8 4 L0 7.2 z" fill="#5b6675"/></marker></defs>
            """;
    private static final String[][] LEGEND = {
        {"box in-line", "in the line"},
        {"box behind", "rolled back"},
        {"box useless", "useless"},
        {"m forced", "forced a rollback (number of the step)"},
        {"m transit", "in transit across the line"},
    };

    private final StoredLine stored;
    private final RecoveryLine line;
    private final List<Integer> rows;
    private final Map<Object, Integer> columns = new HashMap<>();
    private int columnCount;

    /** The sending of a message. */
    private record Sending(long id) {}

    /** The receipt of a message. */
    private record Receipt(long id) {}

    private LineDiagram(StoredLine stored) {
        this.stored = stored;
        line = stored.line();
        rows = List.copyOf(stored.folders().keySet());
    }

    /** @throws LogException when there is too much to draw. */
    static LineDiagram of(StoredLine stored) {
        LineDiagram diagram = new LineDiagram(stored);
        diagram.place();
        return diagram;
    }

    /** Longest paths: an event stands one column behind all that has to stand before it. */
    private void place() {
        int eventCount = 2 * stored.graph().messages().size()
                + rows.stream()
                        .mapToInt(id -> stored.graph().checkpoints(id).length)
                        .sum();
        if (eventCount > MAX_EVENTS) {
            throw new LogException(eventCount + " events are more than " + MAX_EVENTS + " to draw");
        }
        List<List<Object>> lanes = rows.stream().map(this::events).toList();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (List<Object> lane : lanes) {
                moved |= place(lane);
            }
        }
        columnCount =
                columns.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 2;
    }

    private boolean place(List<Object> lane) {
        boolean moved = false;
        int column = 0;
        for (Object event : lane) {
            column++;
            if (event instanceof Receipt receipt) {
                column = Math.max(column, columns.getOrDefault(new Sending(receipt.id()), 0) + 1);
            }
            Integer before = columns.put(event, column);
            moved |= before == null || before != column;
        }
        return moved;
    }

    /** Of one process, in an order that it may have had. */
    private List<Object> events(int id) {
        List<Object> events = new ArrayList<>();
        CheckpointGraph graph = stored.graph();
        long from = RecoveryLine.INITIAL;
        for (long number : graph.checkpoints(id)) {
            addBetween(events, id, from, number);
            events.add(new Checkpoint(id, number));
            from = number;
        }
        addBetween(events, id, from, RecoveryLine.CURRENT);
        return events;
    }

    private void addBetween(List<Object> events, int id, long from, long to) {
        List<Message> messages = stored.graph().messages();
        messages.stream()
                .filter(message ->
                        message.senderId() == id && message.sendInterval() > from && message.sendInterval() <= to)
                .forEach(message -> events.add(new Sending(message.id())));
        messages.stream()
                .filter(message -> message.receiverId() == id
                        && message.receiveInterval() > from
                        && message.receiveInterval() <= to)
                .forEach(message -> events.add(new Receipt(message.id())));
    }

    private int x(Object event) {
        return LEFT + columns.get(event) * COLUMN;
    }

    private int y(int id) {
        return TOP + 40 + rows.indexOf(id) * ROW;
    }

    private int lineX(int id) {
        long number = line.state(id);
        return number == RecoveryLine.INITIAL ? LEFT : x(new Checkpoint(id, number));
    }

    /** One picture without scripts. */
    String toSvg() {
        int width = Math.max(LEFT + columnCount * COLUMN, 900);
        int height = TOP + 40 + rows.size() * ROW + 20;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">%n", width, height));
        svg.append("<style>\n").append(STYLE).append("</style>\n").append(HEAD);
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        text(svg, "title", 10, 22, "Recovery line: " + line);
        rows.forEach(id -> lane(svg, id));
        stored.graph().messages().forEach(message -> message(svg, message));
        for (int id : rows) {
            for (long number : stored.graph().checkpoints(id)) {
                box(svg, id, number);
            }
        }
        line(svg);
        legend(svg, height - 12);
        return svg.append("</svg>\n").toString();
    }

    private void lane(StringBuilder svg, int id) {
        text(svg, "lane", 10, y(id) + 4, "process " + id);
        stroke(svg, "kept", LEFT, y(id), lineX(id), y(id), "process " + id);
        stroke(svg, "undone", lineX(id), y(id), LEFT + columnCount * COLUMN, y(id), "undone");
    }

    private void message(StringBuilder svg, Message message) {
        int x1 = x(new Sending(message.id()));
        int x2 = x(new Receipt(message.id()));
        int y1 = y(message.senderId());
        int y2 = y(message.receiverId());
        int step = step(message);
        String kind = step > 0 ? "m forced" : line.inTransit().contains(message) ? "m transit" : "m";
        stroke(svg, kind, x1, y1, x2, y2, message.toString());
        if (step > 0) {
            text(svg, "step", (x1 + x2) / 2 + 6, (y1 + y2) / 2, String.valueOf(step));
        }
    }

    /** Which step of the cascade the message forced, from 1 on; 0: none. */
    private int step(Message message) {
        List<Rollback> cascade = line.cascade();
        for (int i = 0; i < cascade.size(); i++) {
            if (message.equals(cascade.get(i).cause())) {
                return i + 1;
            }
        }
        return 0;
    }

    private void box(StringBuilder svg, int id, long number) {
        Checkpoint checkpoint = new Checkpoint(id, number);
        String kind = number == line.state(id) ? "box in-line" : number > line.state(id) ? "box behind" : "box";
        boolean useless = stored.useless().contains(checkpoint);
        boolean obsolete = stored.obsolete().contains(checkpoint);
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"14\" height=\"28\"><title>%s</title></rect>%n",
                kind + (useless ? " useless" : ""),
                x(checkpoint) - 7,
                y(id) - 14,
                checkpoint + (useless ? ", useless" : "") + (obsolete ? ", obsolete" : "")));
        text(svg, "number", x(checkpoint) - 7, y(id) - 19, String.valueOf(number));
    }

    private void line(StringBuilder svg) {
        StringBuilder points = new StringBuilder();
        for (int id : rows) {
            points.append(lineX(id)).append(',').append(y(id) - 24).append(' ');
            points.append(lineX(id)).append(',').append(y(id) + 24).append(' ');
        }
        svg.append("<polyline class=\"line\" points=\"")
                .append(points.toString().trim())
                .append("\"/>\n");
    }

    private static void legend(StringBuilder svg, int y) {
        int x = 10;
        for (String[] entry : LEGEND) {
            if (entry[0].startsWith("box")) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"20\" height=\"12\"/>%n",
                        entry[0],
                        x,
                        y - 10));
            } else {
                stroke(svg, entry[0], x, y - 4, x + 24, y - 4, entry[1]);
            }
            text(svg, "legend", x + 30, y, entry[1]);
            x += 50 + 7 * entry[1].length();
        }
    }

    private static void stroke(StringBuilder svg, String kind, int x1, int y1, int x2, int y2, String title) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"><title>%s</title></line>%n",
                kind,
                x1,
                y1,
                x2,
                y2,
                title));
    }

    /** Texts are numbers and words of this program: nothing in them has to be escaped. */
    private static void text(StringBuilder svg, String kind, int x, int y, String text) {
        svg.append(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", kind, x, y, text));
    }

    /** A page with the picture and the cascade in words. */
    String toHtml() {
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.append("<title>Recovery line of processes ")
                .append(ProcessSet.toString(stored.graph().processes()));
        html.append("</title></head>\n<body>\n").append(toSvg()).append("<h3>Cascade</h3>\n<ol>\n");
        line.cascade().forEach(step -> html.append("<li>").append(step).append("</li>\n"));
        return html.append("</ol>\n</body></html>\n").toString();
    }
}
