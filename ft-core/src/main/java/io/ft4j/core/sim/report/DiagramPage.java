package io.ft4j.core.sim.report;

import io.ft4j.core.sim.SimReport;
import java.util.List;
import java.util.Locale;

/** The page around a picture. It is XML too, so that a parser can check it. */
final class DiagramPage {
    private static final int OVERVIEW_WIDTH = 2000;
    private static final int OVERVIEW_PITCH = 9;

    private final SimReport report;
    private final String title;
    private final List<String> notes;

    DiagramPage(SimReport report, String title, List<String> notes) {
        this.report = report;
        this.title = title;
        this.notes = notes;
    }

    String toHtml(Selection selection, Layout layout, Picture picture) {
        String plot = picture.draw();
        Svg page = new Svg();
        page.raw("<!DOCTYPE html>\n");
        page.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").open("head");
        page.raw("<meta charset=\"utf-8\"/>\n<title>" + Svg.escape(title) + "</title>\n");
        page.raw("<style>\n" + SpaceTimeDiagram.resource("diagram.css") + SpaceTimeDiagram.resource("page.css"));
        page.raw("</style>\n").close("head").open("body");
        head(page);
        overview(page, selection);
        page.open("div", "id", "frame");
        openSvg(page, Layout.LABELS_WIDTH, layout.height());
        Legend.lanes(page, layout);
        page.close("svg").open("div", "id", "scroller");
        page.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "id",
                "plot",
                "width",
                layout.width() + 12,
                "height",
                layout.height(),
                "data-width",
                layout.width(),
                "data-from",
                selection.fromNs(),
                "data-to",
                selection.toNs(),
                "data-end",
                report.endNs(),
                "data-open",
                openNs(selection));
        page.raw(SpaceTimeDiagram.resource("diagram.svg")).raw(plot);
        page.close("svg").close("div").close("div");
        openSvg(page, 1340, Legend.HEIGHT);
        Legend.draw(page, picture.messageTypes());
        page.close("svg");
        page.raw("<pre id=\"words\">Point at anything to read it.</pre>\n");
        page.raw("<script>\n//<![CDATA[\n" + SpaceTimeDiagram.resource("diagram.js") + "//]]>\n</script>\n");
        return page.close("body").close("html").toString();
    }

    /** Where something is to be seen: at the failure, else where somebody leads. */
    private long openNs(Selection selection) {
        if (!report.isSuccess()) {
            return selection.toNs();
        }
        for (Stretch stretch : Stretch.of(report, selection)) {
            if (stretch.state().equals("leader") && stretch.toNs() >= selection.fromNs()) {
                return Math.min(selection.toNs(), stretch.fromNs());
            }
        }
        return selection.fromNs();
    }

    private static void openSvg(Svg page, double width, double height) {
        page.open("svg", "xmlns", "http://www.w3.org/2000/svg", "width", width, "height", height);
    }

    private void head(Svg page) {
        page.raw("<h1" + (report.isSuccess() ? "" : " class=\"failed\"") + ">" + Svg.escape(title) + "</h1>\n");
        notes.forEach(note -> page.raw("<p>" + Svg.escape(note) + "</p>\n"));
        page.raw("<p id=\"tools\"><button id=\"closer\">+ closer</button> <button id=\"farther\">− farther</button>"
                + " <button id=\"whole\">whole window</button> <span id=\"scale\"></span>"
                + " <span>Ctrl and wheel zoom, drag moves, a click in the strip goes there.</span></p>\n");
    }

    /** Who was up and who led, over all that the report holds, and which part of it is drawn below. */
    private void overview(Svg page, Selection selection) {
        double height = report.processCount() * OVERVIEW_PITCH + 2.0;
        page.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "id",
                "overview",
                "height",
                height + 6,
                "viewBox",
                "0 0 " + OVERVIEW_WIDTH + " " + Svg.number(height),
                "preserveAspectRatio",
                "none");
        double[] drawnTo = new double[report.processCount()];
        for (Stretch stretch : Stretch.of(report, selection)) {
            double x1 = overviewX(stretch.fromNs());
            double x2 = overviewX(stretch.toNs());
            boolean visible = x2 - Math.max(x1, drawnTo[stretch.process()]) >= 0.5;
            if (visible && !stretch.state().equals(Stretch.DOWN)) {
                double y = stretch.process() * OVERVIEW_PITCH + 1.0;
                page.element(
                        "rect",
                        String.format(Locale.ROOT, "%d is %s", stretch.process(), stretch.words()),
                        "class",
                        "life " + stretch.state(),
                        "x",
                        x1,
                        "y",
                        y,
                        "width",
                        x2 - x1,
                        "height",
                        OVERVIEW_PITCH - 2.0);
            }
            drawnTo[stretch.process()] = visible ? x2 : drawnTo[stretch.process()];
        }
        double x = overviewX(selection.fromNs());
        double width = Math.max(2, overviewX(selection.toNs()) - x);
        page.element("rect", null, "id", "shown", "x", x, "y", 0.0, "width", width, "height", height);
        page.element("rect", null, "id", "seen", "x", x, "y", 0.0, "width", 0.0, "height", height);
        page.close("svg");
    }

    private double overviewX(long ns) {
        return (double) ns / Math.max(1, report.endNs()) * OVERVIEW_WIDTH;
    }
}
