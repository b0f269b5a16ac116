package io.ft4j.core.sim.report;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.sim.SimReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A run as a space-time diagram (Lamport 1978): processes as lines, time from left to right, messages as arrows, with
 * crashes, roles, commits and faults. A file that needs nothing but a browser, or an SVG.
 *
 * <p>Draws events that the report holds in words; of more than {@code maxEvents} those next to the failure, else the
 * first ones, and says how many it left out. 5,000 events make a file of about 1.5 MB.
 *
 * @param fromNs    first moment.
 * @param toNs      last moment; {@link Long#MAX_VALUE}: the end of the run.
 * @param maxEvents drawn at most.
 */
public record SpaceTimeDiagram(SimReport report, long fromNs, long toNs, int maxEvents) {
    public static final int DEFAULT_MAX_EVENTS = 4_000;

    private static final int HEAD_HEIGHT = 22;
    private static final int NOTE_HEIGHT = 16;

    public SpaceTimeDiagram {
        if (fromNs < 0 || fromNs > toNs) {
            throw new IllegalArgumentException("fromNs=" + fromNs + " is outside 0.." + toNs + ", toNs");
        }
        if (maxEvents < 1) {
            throw new IllegalArgumentException("maxEvents=" + maxEvents + " must be at least 1");
        }
    }

    /** The end of a run that failed, the beginning of one that did not. */
    public static SpaceTimeDiagram of(SimReport report) {
        return new SpaceTimeDiagram(report, 0, Long.MAX_VALUE, DEFAULT_MAX_EVENTS);
    }

    /** As SVG where the name ends so, else as HTML. */
    public void writeTo(Path file) throws IOException {
        Files.writeString(file, isSvg(file) ? toSvg() : toHtml());
    }

    private static boolean isSvg(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".svg");
    }

    /** One picture without scripts. */
    public String toSvg() {
        Selection selection = Selection.of(report, fromNs, toNs, maxEvents);
        Bands bands = new Bands(report, selection);
        Layout layout = new Layout(report, selection);
        Picture picture = new Picture(report, selection, bands, layout);
        String plot = picture.draw();
        List<String> notes = notes(selection, bands);
        double top = HEAD_HEIGHT + NOTE_HEIGHT * notes.size() + 10.0;
        double width = Layout.LABELS_WIDTH + layout.width() + 20;
        double height = top + layout.height() + Legend.HEIGHT;
        Svg svg = new Svg();
        svg.open("svg", "xmlns", "http://www.w3.org/2000/svg", "width", width, "height", height);
        svg.raw("<style>\n" + resource("diagram.css") + "</style>\n" + resource("diagram.svg"));
        svg.element("rect", null, "width", "100%", "height", "100%", "fill", "#fff");
        svg.label(title(), "class", "head", "x", 10.0, "y", 20.0);
        for (int i = 0; i < notes.size(); i++) {
            svg.label(notes.get(i), "class", "note", "x", 10.0, "y", HEAD_HEIGHT + NOTE_HEIGHT * (i + 1.0));
        }
        svg.open("g", "transform", "translate(0," + Svg.number(top) + ")");
        Legend.lanes(svg, layout);
        svg.close("g");
        svg.open("g", "transform", "translate(" + Layout.LABELS_WIDTH + "," + Svg.number(top) + ")");
        svg.raw(plot).close("g");
        svg.open("g", "transform", "translate(10," + Svg.number(top + layout.height()) + ")");
        Legend.draw(svg, picture.messageTypes());
        return svg.close("g").close("svg").toString();
    }

    /** A page with the picture, an overview of the whole run, zoom, and the words of what the mouse is on. */
    public String toHtml() {
        Selection selection = Selection.of(report, fromNs, toNs, maxEvents);
        Bands bands = new Bands(report, selection);
        Layout layout = new Layout(report, selection);
        Picture picture = new Picture(report, selection, bands, layout);
        return new DiagramPage(report, title(), notes(selection, bands)).toHtml(selection, layout, picture);
    }

    private String title() {
        return "seed " + report.seed() + ", " + report.processCount() + " processes: "
                + (report.isSuccess()
                        ? "every promise was kept"
                        : report.failure().getMessage());
    }

    private List<String> notes(Selection selection, Bands bands) {
        List<String> notes = new ArrayList<>();
        notes.add("Replay: " + report.replay());
        String left = selection.leftBefore() + selection.leftBehind() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; left out: %,d events before, %,d behind. Another window: --from TIME --to TIME",
                        selection.leftBefore(),
                        selection.leftBehind());
        notes.add(String.format(
                Locale.ROOT,
                "Shown: %,d events, %s to %s of a run of %s%s",
                selection.events().size(),
                Picture.time(selection.fromNs()),
                Picture.time(selection.toNs()),
                Picture.time(report.endNs()),
                left));
        if (!bands.throughout().isEmpty()) {
            notes.add("Throughout, to everybody: "
                    + String.join(
                            ", ",
                            bands.throughout().stream()
                                    .map(SpaceTimeDiagram::words)
                                    .toList()));
        }
        return notes;
    }

    private static String words(Fault fault) {
        String text = fault.toString();
        return fault.kind() + text.substring(text.indexOf('}') + 1);
    }

    static String resource(String name) {
        try (InputStream in = SpaceTimeDiagram.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
