package io.ft4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes one JSON document (RFC 8259), indented or as one line, fields in the order of the calls. Numbers that JSON does
 * not know (NaN, infinities) become null. One thread.
 */
public final class JsonWriter {
    private static final String INDENT = "  ";

    private final boolean inOneLine;
    private final StringBuilder text = new StringBuilder();
    private int depth;
    private boolean first = true;

    /** Indented. */
    public JsonWriter() {
        this(false);
    }

    private JsonWriter(boolean inOneLine) {
        this.inOneLine = inOneLine;
    }

    /** Without line breaks: one document a line, for streams of them. */
    public static JsonWriter inOneLine() {
        return new JsonWriter(true);
    }

    public JsonWriter beginObject() {
        return open('{');
    }

    public JsonWriter beginObject(String name) {
        return name(name).open('{');
    }

    /** An object within an array. */
    public JsonWriter beginElement() {
        separate();
        return open('{');
    }

    public JsonWriter endObject() {
        return close('}');
    }

    public JsonWriter beginArray(String name) {
        return name(name).open('[');
    }

    public JsonWriter endArray() {
        return close(']');
    }

    public JsonWriter field(String name, String value) {
        name(name);
        return value == null ? literal("null") : quote(value);
    }

    public JsonWriter field(String name, long value) {
        return name(name).literal(Long.toString(value));
    }

    public JsonWriter field(String name, double value) {
        return name(name).literal(Double.isFinite(value) ? Double.toString(value) : "null");
    }

    public JsonWriter field(String name, boolean value) {
        return name(name).literal(Boolean.toString(value));
    }

    /** Writes the finished document to a file, over an older one. */
    public void writeTo(Path file) throws IOException {
        Files.writeString(file, this + "\n");
    }

    /** The document so far. */
    @Override
    public String toString() {
        return text.toString();
    }

    private JsonWriter name(String name) {
        separate();
        quote(name);
        text.append(inOneLine ? ":" : ": ");
        return this;
    }

    private JsonWriter open(char bracket) {
        text.append(bracket);
        depth++;
        first = true;
        return this;
    }

    private JsonWriter close(char bracket) {
        depth--;
        if (!first) {
            newLine();
        }
        text.append(bracket);
        first = false;
        return this;
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        newLine();
        first = false;
    }

    private void newLine() {
        if (!inOneLine) {
            text.append('\n').append(INDENT.repeat(depth));
        }
    }

    private JsonWriter literal(String literal) {
        text.append(literal);
        first = false;
        return this;
    }

    private JsonWriter quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
        first = false;
        return this;
    }
}
