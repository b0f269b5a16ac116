package io.ft4j.core.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Lines that say what happened, or nothing at all where nobody reads them. */
public final class Trace {
    private final boolean enabled;
    private final List<String> lines = new ArrayList<>();
    private String joinedHead = "";
    private String joinedTail;
    private LongSupplier clockNs;

    public Trace(boolean enabled) {
        this.enabled = enabled;
    }

    /** From now on lines begin with the time, in milliseconds. */
    void clock(LongSupplier newClockNs) {
        clockNs = newClockNs;
    }

    private String time() {
        return clockNs == null ? "" : String.format(Locale.ROOT, "%10.3f  ", clockNs.getAsLong() / 1e6);
    }

    /** Ask before building a line. */
    public boolean isEnabled() {
        return enabled;
    }

    public void line(String text) {
        if (enabled) {
            lines.add(time() + text);
            joinedTail = null;
        }
    }

    /** Above what was said since {@link #size} was this. */
    void lineAt(int at, String text) {
        lines.add(at, time() + text);
    }

    /** Lines that follow each other and differ in one item become one line with several. */
    void join(String head, String item, String separator, String tail) {
        if (head.equals(joinedHead) && tail.equals(joinedTail)) {
            int last = lines.size() - 1;
            String line = lines.get(last);
            lines.set(last, line.substring(0, line.length() - tail.length()) + separator + item + tail);
        } else {
            lines.add(time() + head + item + tail);
            joinedHead = head;
            joinedTail = tail;
        }
    }

    /** What comes next is a new line in any case. */
    void endJoin() {
        joinedTail = null;
    }

    public int size() {
        return lines.size();
    }

    /** All lines so far; forgets them. */
    public List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        joinedTail = null;
        return taken;
    }

    void forgetFrom(int size) {
        lines.subList(size, lines.size()).clear();
        joinedTail = null;
    }
}
