package io.ft4j.core.sim.report;

import java.util.Locale;

/** Writes the elements of a picture; escapes every text. Lengths are CSS pixels, rounded to a tenth. One thread. */
final class Svg {
    private static final int MAX_TITLE = 300;

    private final StringBuilder text = new StringBuilder();

    Svg open(String element, Object... attributes) {
        start(element, attributes);
        text.append(">\n");
        return this;
    }

    Svg close(String element) {
        text.append("</").append(element).append(">\n");
        return this;
    }

    /** @param title shown where the mouse rests, or null. */
    Svg element(String element, String title, Object... attributes) {
        start(element, attributes);
        if (title == null) {
            text.append("/>\n");
        } else {
            text.append("><title>").append(escape(shortened(title))).append("</title></");
            text.append(element).append(">\n");
        }
        return this;
    }

    Svg label(String label, Object... attributes) {
        start("text", attributes);
        text.append('>').append(escape(label)).append("</text>\n");
        return this;
    }

    /** What is well-formed already. */
    Svg raw(String markup) {
        text.append(markup);
        return this;
    }

    private void start(String element, Object... attributes) {
        text.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            Object value = attributes[i + 1];
            text.append(value instanceof Double number ? number(number) : escape(String.valueOf(value)))
                    .append('"');
        }
    }

    static String number(double value) {
        String rounded = String.format(Locale.ROOT, "%.1f", value);
        return rounded.endsWith(".0") ? rounded.substring(0, rounded.length() - 2) : rounded;
    }

    private static String shortened(String title) {
        return title.length() <= MAX_TITLE ? title : title.substring(0, MAX_TITLE) + " …";
    }

    /** For text and for attributes; what XML does not know at all becomes U+FFFD. */
    static String escape(String raw) {
        StringBuilder escaped = new StringBuilder(raw.length() + 16);
        raw.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isOfXml(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean isOfXml(int c) {
        return c == '\t' || c == '\n' || c == '\r' || c >= ' ' && c < 0xD800 || c > 0xDFFF && c < 0xFFFE || c > 0xFFFF;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
