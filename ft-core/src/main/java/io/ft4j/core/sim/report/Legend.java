package io.ft4j.core.sim.report;

import java.util.List;
import java.util.Locale;

/** What the colours and marks of a picture mean, and the names of its lines. */
final class Legend {
    static final double HEIGHT = 62;

    private static final String[][] MARKS = {
        {"start", "starts"},
        {"crash", "crashes"},
        {"stopped", "stops by itself"},
        {"refused", "is refused"},
        {"commit", "commits"},
        {"force", "has forced"},
        {"write", "writes a record"},
        {"cut", "cuts its log"},
        {"client-lost", "client goes away"},
    };
    private static final String[] STATES = {"leader", "candidate", "pre-candidate", "follower", "down"};
    private static final String[][] OTHER_ARROWS = {
        {"m lost", "lost"},
        {"m again", "once more"},
        {"m forged", "not as it was sent"},
        {"m m1 open", "under way"}
    };
    private static final double LETTER = 5.9;

    private Legend() {}

    /** The names of the lines, left of them. */
    static void lanes(Svg svg, Layout layout) {
        for (int client = 0; client < layout.clientLanes; client++) {
            double y = layout.clientY(client) + 3;
            svg.label(
                    "client " + client,
                    "class",
                    "lane small",
                    "text-anchor",
                    "end",
                    "x",
                    Layout.LABELS_WIDTH - 8,
                    "y",
                    y);
        }
        for (int id = 0; id < layout.processCount; id++) {
            double y = layout.processY(id) + 4;
            svg.label("process " + id, "class", "lane", "text-anchor", "end", "x", Layout.LABELS_WIDTH - 8, "y", y);
        }
    }

    /** Three lines of it. */
    static void draw(Svg svg, List<String> messageTypes) {
        double x = 0;
        for (String[] mark : MARKS) {
            svg.element("use", null, "href", "#" + mark[0], "x", x + 8, "y", 10.0 - centre(mark[0]));
            x = name(svg, mark[1], x + 18, 14);
        }
        x = 0;
        for (String state : STATES) {
            String style = state.equals(Stretch.DOWN) ? "line dead" : "line";
            svg.element("rect", null, "class", "life " + state, "x", x, "y", 23.0, "width", 24.0, "height", 14.0);
            svg.element("line", null, "class", style, "x1", x, "y1", 30.0, "x2", x + 24, "y2", 30.0);
            x = name(svg, state, x + 28, 34);
        }
        for (Bands.Family family : Bands.Family.values()) {
            String word = family.name().toLowerCase(Locale.ROOT);
            svg.element("rect", null, "class", "fault " + word, "x", x, "y", 23.0, "width", 24.0, "height", 14.0);
            x = name(svg, "fault of " + (family == Bands.Family.PROCESS ? "a process" : "the " + word), x + 28, 34);
        }
        x = 0;
        for (int i = 0; i < messageTypes.size(); i++) {
            x = arrow(svg, "m m" + i % Arrows.COLOURS, messageTypes.get(i), x);
        }
        for (String[] other : OTHER_ARROWS) {
            x = arrow(svg, other[0], other[1], x);
        }
    }

    /** How far below the line of its process a mark stands. */
    private static double centre(String mark) {
        switch (mark) {
            case "commit":
                return 14;
            case "force":
                return 8;
            case "write":
                return -7.5;
            case "cut":
                return -9;
            default:
                return 0;
        }
    }

    private static double arrow(Svg svg, String style, String words, double x) {
        svg.element("line", null, "class", style, "x1", x, "y1", 50.0, "x2", x + 24, "y2", 50.0);
        if (style.endsWith("lost")) {
            svg.element("use", null, "href", "#lost", "x", x + 24, "y", 50.0);
        }
        return name(svg, words, x + 29, 54);
    }

    private static double name(Svg svg, String words, double x, double y) {
        svg.label(words, "class", "note", "x", x, "y", y);
        return x + words.length() * LETTER + 14;
    }
}
