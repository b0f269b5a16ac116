package io.ft4j.core.scenario;

import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The arguments of one command: words in order and options {@code key=value}. Reading takes them; {@link #end} refuses
 * what nobody has taken, so that a typing error never passes as a default.
 */
public final class Arguments {
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();

    Arguments(List<String> arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals <= 0) {
                words.add(argument);
            } else if (options.put(argument.substring(0, equals), argument.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("option " + argument.substring(0, equals) + " twice");
            }
        }
    }

    boolean hasWord() {
        return !words.isEmpty();
    }

    String word(String what) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("missing: " + what);
        }
        return words.remove(0);
    }

    public String option(String key, String otherwise) {
        String value = options.remove(key);
        return value == null ? otherwise : value;
    }

    public int number(String key, int otherwise) {
        String value = options.remove(key);
        return value == null ? otherwise : parseNumber(value);
    }

    public long durationNs(String key, long otherwise) {
        String value = options.remove(key);
        return value == null ? otherwise : parseDurationNs(value);
    }

    void end() {
        if (!words.isEmpty() || !options.isEmpty()) {
            throw new IllegalArgumentException(
                    "not understood: " + String.join(" ", words) + (options.isEmpty() ? "" : " " + options));
        }
    }

    static int parseNumber(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
    }

    /** As {@code 150ms}; units are ns, us, ms, s. */
    static long parseDurationNs(String text) {
        int unit = 0;
        while (unit < text.length() && Character.isDigit(text.charAt(unit))) {
            unit++;
        }
        if (unit == 0) {
            throw new IllegalArgumentException("'" + text + "' is no duration such as 150ms");
        }
        int number = parseNumber(text.substring(0, unit));
        switch (text.substring(unit)) {
            case "ns":
                return number;
            case "us":
                return TimeUnit.MICROSECONDS.toNanos(number);
            case "ms":
                return TimeUnit.MILLISECONDS.toNanos(number);
            case "s":
                return TimeUnit.SECONDS.toNanos(number);
            default:
                throw new IllegalArgumentException("'" + text + "' is no duration such as 150ms");
        }
    }

    /** {@code 2}, {@code {1,3..5}} or {@code all}, of processes 0 to {@code processCount − 1}. */
    static long parseProcesses(String text, int processCount) {
        if (text.equals("all")) {
            return ProcessSet.firstN(processCount);
        }
        boolean isSet = text.startsWith("{") && text.endsWith("}");
        long set = ProcessSet.EMPTY;
        for (String range : (isSet ? text.substring(1, text.length() - 1) : text).split(",", -1)) {
            int dots = range.indexOf("..");
            int first = parseProcess(dots < 0 ? range : range.substring(0, dots), processCount);
            int last = dots < 0 ? first : parseProcess(range.substring(dots + 2), processCount);
            for (int id = first; id <= last; id++) {
                set = ProcessSet.add(set, id);
            }
        }
        if (!isSet && ProcessSet.size(set) != 1) {
            throw new IllegalArgumentException("'" + text + "' are no processes such as 2, {1,3..5} or all");
        }
        return set;
    }

    private static int parseProcess(String text, int processCount) {
        int id = parseNumber(text);
        if (id < 0 || id >= processCount) {
            throw new IllegalArgumentException("process " + id + " is outside 0.." + (processCount - 1));
        }
        return id;
    }
}
