package io.ft4j.core.sim.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.SimReport;
import io.ft4j.core.sim.Simulator;
import io.ft4j.core.sim.world.TraceEvent;
import io.ft4j.core.sim.world.TraceKind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

final class SpaceTimeDiagramTest {
    private static final long SEED = 3;
    private static final int EVERYTHING = 1_000_000;
    private static final int MAX_BYTES = 3_000_000;

    /** Long enough for leaders, crashes and lost frames. */
    private static final SimReport RUN =
            Simulator.keyValue().withDurationNs(6 * Simulator.SECOND_NS).run(SEED, null, 0);

    private static final SimReport FAILURE = failure();

    @TempDir
    private Path folder;

    @Test
    void drawsEveryEventOnce() throws Exception {
        Document page = parse(new SpaceTimeDiagram(RUN, 0, Long.MAX_VALUE, EVERYTHING).toHtml());

        assertEquals(count(TraceKind.CRASH), marks(page, "#crash") - 1, "one stands in the legend");
        assertEquals(count(TraceKind.START), marks(page, "#start") - 1);
        assertEquals(count(TraceKind.COMMIT), marks(page, "#commit") - 1);
        assertEquals(count(TraceKind.LOST), marks(page, "#lost") - 1);
        long arrows = elements(page, "line", element -> isArrow(element) && element.hasChildNodes());
        assertTrue(count(TraceKind.LOST) > 0 && count(TraceKind.CRASH) > 0, RUN::sha256);
        assertTrue(
                arrows >= count(TraceKind.ARRIVE) + count(TraceKind.LOST), "arrows=" + arrows + " of " + RUN.sha256());
        long leaders =
                elements(page, "rect", element -> element.getAttribute("class").equals("life leader"));
        assertTrue(leaders > 2, "leaders=" + leaders);
    }

    @Test
    void anArrowGoesFromWhereItWasSentToWhereItArrives() throws Exception {
        TraceEvent arrival = RUN.events().stream()
                .filter(event -> event.kind() == TraceKind.ARRIVE)
                .findFirst()
                .orElseThrow();
        Document page = parse(new SpaceTimeDiagram(RUN, 0, Long.MAX_VALUE, EVERYTHING).toHtml());

        String path = arrival.other() + " → " + arrival.process();
        Element arrow = first(
                page, element -> isArrow(element) && element.getTextContent().startsWith(path + "  " + arrival.text()));
        assertTrue(number(arrow, "x1") < number(arrow, "x2"));
        assertEquals(laneY(page, arrival.other()), number(arrow, "y1"));
        assertEquals(laneY(page, arrival.process()), number(arrow, "y2"));
        assertTrue(arrow.getTextContent().contains(Picture.time(arrival.atNs())), arrow::getTextContent);
    }

    @Test
    void aFailureIsInThePictureAndItsTextIsEscaped() throws Exception {
        String html = SpaceTimeDiagram.of(FAILURE).toHtml();
        Document page = parse(html);

        assertFalse(html.contains("<b>odd"), "not escaped");
        assertEquals(1, elements(page, "line", element -> element.getAttribute("class")
                .equals("failure")));
        Element line = first(page, element -> element.getAttribute("class").equals("failure"));
        assertTrue(line.getTextContent().contains("replies: <b>odd & \"wrong\"</b> \uFFFD"), line::getTextContent);
        assertTrue(html.contains("Shown: 4,000 events"), "a bound of the events");
    }

    @Test
    void ofTooManyEventsThoseBeforeTheFailureAreDrawn() {
        int size = FAILURE.events().size();
        Selection selection = Selection.of(FAILURE, 0, Long.MAX_VALUE, 100);

        assertEquals(FAILURE.events().subList(size - 100, size), selection.events());
        assertEquals(size - 100, selection.leftBefore());
        assertEquals(0, selection.leftBehind());
        assertEquals(FAILURE.endNs(), selection.toNs());
    }

    @Test
    void ofTooManyEventsOfASuccessTheFirstAreDrawnAndThePageSaysSo() {
        Selection selection = Selection.of(RUN, 0, Long.MAX_VALUE, 100);

        assertEquals(RUN.events().subList(0, 100), selection.events());
        String left = String.format(
                Locale.ROOT,
                "left out: 0 events before, %,d behind",
                RUN.events().size() - 100);
        assertTrue(new SpaceTimeDiagram(RUN, 0, Long.MAX_VALUE, 100).toHtml().contains(left), left);
    }

    @Test
    void aWindowHoldsWhatHappensInIt() throws Exception {
        long fromNs = 2 * Simulator.SECOND_NS;
        long toNs = fromNs + Simulator.SECOND_NS / 2;
        Selection selection = Selection.of(RUN, fromNs, toNs, EVERYTHING);

        List<TraceEvent> expected = RUN.events().stream()
                .filter(event -> event.atNs() >= fromNs && event.atNs() <= toNs)
                .toList();
        assertEquals(expected, selection.events());
        assertEquals(toNs, selection.toNs());
        double width = number(parse(new SpaceTimeDiagram(RUN, fromNs, toNs, EVERYTHING).toHtml()), "plot", "width");
        Document page = parse(new SpaceTimeDiagram(RUN, fromNs, toNs, EVERYTHING).toSvg());
        NodeList lines = page.getElementsByTagName("line");
        IntStream.range(0, lines.getLength())
                .mapToObj(lines::item)
                .map(Element.class::cast)
                .forEach(line -> {
                    assertTrue(number(line, "x1") >= 0 && number(line, "x2") <= width, line::getTextContent);
                });
    }

    @Test
    void aLargeRunMakesAFileOfBoundedSize() {
        SimReport large = Simulator.keyValue()
                .withClients(8, 400)
                .withDurationNs(10 * Simulator.SECOND_NS)
                .run(SEED, null, 0);

        assertTrue(large.events().size() > 2 * SpaceTimeDiagram.DEFAULT_MAX_EVENTS);
        assertTrue(SpaceTimeDiagram.of(large).toHtml().length() < MAX_BYTES);
    }

    @Test
    void theNameOfTheFileDecides() throws Exception {
        Path html = folder.resolve("run.html");
        Path svg = folder.resolve("run.SVG");
        SpaceTimeDiagram.of(RUN).writeTo(html);
        SpaceTimeDiagram.of(RUN).writeTo(svg);

        assertEquals("html", parse(Files.readString(html)).getDocumentElement().getTagName());
        assertEquals("svg", parse(Files.readString(svg)).getDocumentElement().getTagName());
        for (Path file : List.of(html, svg)) {
            String text = Files.readString(file).replace("http://www.w3.org/", "");
            assertFalse(text.contains("http:") || text.contains("https:"), "needs nothing from outside");
        }
    }

    @Test
    void aWindowThatEndsBeforeItBeginsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SpaceTimeDiagram(RUN, 2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SpaceTimeDiagram(RUN, -1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SpaceTimeDiagram(RUN, 0, 1, 0));
    }

    private static SimReport failure() {
        Simulator sound = Simulator.keyValue();
        return new Simulator(
                        1,
                        10 * Simulator.SECOND_NS,
                        4,
                        200,
                        sound.maxCommandBytes(),
                        sound.maxReplyBytes(),
                        sound.stateMachines(),
                        prng -> new Dissatisfied(sound.workloads().apply(prng)))
                .run(SEED, null, 0);
    }

    private static long count(TraceKind kind) {
        return RUN.events().stream().filter(event -> event.kind() == kind).count();
    }

    private static boolean isArrow(Element element) {
        return element.getTagName().equals("line")
                && element.getAttribute("class").startsWith("m ");
    }

    private static long marks(Document page, String href) {
        return elements(page, "use", element -> element.getAttribute("href").equals(href));
    }

    private static long elements(Document page, String tag, Predicate<Element> filter) {
        NodeList nodes = page.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .filter(filter)
                .count();
    }

    private static Element first(Document page, Predicate<Element> filter) {
        NodeList nodes = page.getElementsByTagName("*");
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .filter(filter)
                .findFirst()
                .orElseThrow();
    }

    private static double laneY(Document page, int process) {
        return number(first(page, element -> element.getTextContent().equals("process " + process)), "y") - 4;
    }

    private static double number(Document page, String id, String attribute) {
        return number(first(page, element -> element.getAttribute("id").equals(id)), attribute);
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static Document parse(String text) throws IOException, SAXException, ParserConfigurationException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }
}
