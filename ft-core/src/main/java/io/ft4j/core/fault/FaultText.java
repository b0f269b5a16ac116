package io.ft4j.core.fault;

import io.ft4j.core.fault.FaultKind.Measure;
import io.ft4j.core.model.ProcessSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes {@link FaultPlan} as text. */
final class FaultText {
    private static final Pattern LINE =
            Pattern.compile("at\\s+(\\S+)\\s+for\\s+(\\S+)\\s+([A-Z_]+)\\s+\\{([0-9, ]*)}(?:\\s+(\\S+))?");
    private static final Pattern TIME = Pattern.compile("(-?\\d{1,12}(?:\\.\\d{1,9})?)(ns|us|ms|s)");
    private static final Pattern RATE = Pattern.compile("(-?\\d{1,3}(?:\\.\\d{1,4})?)%");

    private FaultText() {}

    static FaultPlan parse(String source, String text) {
        int processCount = 0;
        List<Fault> faults = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].replaceFirst("#.*", "").strip();
            try {
                if (line.startsWith("processes ") && processCount == 0) {
                    processCount =
                            FaultPlan.none(count(line.substring(10).strip())).processCount();
                } else if (!line.isEmpty()) {
                    faults.add(fault(line, processCount));
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(source + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        if (processCount == 0) {
            throw new IllegalArgumentException(source + ": 'processes N' is missing");
        }
        return new FaultPlan(processCount, faults);
    }

    private static Fault fault(String line, int processCount) {
        if (processCount == 0) {
            throw new IllegalArgumentException("'processes N' must come first");
        }
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + line + "' is not 'at TIME for TIME KIND {PROCESSES} [VALUE]'");
        }
        FaultKind kind = kind(matcher.group(3));
        long processes = processes(matcher.group(4), processCount);
        long value = value(kind, matcher.group(5));
        return new Fault(kind, time(matcher.group(1)), time(matcher.group(2)), processes, value);
    }

    private static FaultKind kind(String name) {
        for (FaultKind kind : FaultKind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("'" + name + "' is no kind of fault");
    }

    private static long processes(String text, int processCount) {
        long set = ProcessSet.EMPTY;
        for (String id : text.split(",")) {
            int processId = count(id.strip());
            if (processId >= processCount) {
                throw new IllegalArgumentException("process " + processId + " is outside 0.." + (processCount - 1));
            }
            set = ProcessSet.add(set, processId);
        }
        return set;
    }

    private static long value(FaultKind kind, String text) {
        Measure measure = kind.measure();
        if ((text == null) != (measure == Measure.NONE)) {
            throw new IllegalArgumentException(
                    kind + (text == null ? " needs a value, a " + measure : " takes no value, but has '" + text + "'"));
        }
        switch (measure) {
            case NONE:
                return 0;
            case COUNT:
                return count(text);
            case RATE:
            case SIGNED_RATE:
                return number(RATE, text, "a rate, like 2.5%", 10_000);
            default:
                return time(text);
        }
    }

    private static int count(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is no count");
        }
        return Integer.parseInt(text);
    }

    private static long time(String text) {
        Matcher matcher = TIME.matcher(text);
        long unitNs = matcher.matches() ? unitNs(matcher.group(2)) : 0;
        return number(TIME, text, "a time, like 1.5s or 20ms", unitNs);
    }

    private static long number(Pattern pattern, String text, String form, long unit) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not " + form);
        }
        BigDecimal number = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        if (number.abs().compareTo(BigDecimal.valueOf(Fault.MAX_NS)) > 0) {
            throw new IllegalArgumentException("'" + text + "' is longer than a year");
        }
        return number.longValue();
    }

    private static long unitNs(String unit) {
        switch (unit) {
            case "ns":
                return 1;
            case "us":
                return 1_000;
            case "ms":
                return 1_000_000;
            default:
                return 1_000_000_000;
        }
    }

    static String format(Fault fault) {
        String text = "at " + formatTime(fault.atNs()) + " for " + formatTime(fault.durationNs()) + " " + fault.kind()
                + " " + ProcessSet.toString(fault.processes()).replace(" ", "");
        switch (fault.kind().measure()) {
            case NONE:
                return text;
            case COUNT:
                return text + " " + fault.value();
            case RATE:
            case SIGNED_RATE:
                return text + " " + plain(fault.value(), 4) + "%";
            default:
                return text + " " + formatTime(fault.value());
        }
    }

    /** In the largest unit that leaves at most six decimals. */
    static String formatTime(long ns) {
        return ns % 1_000 == 0 ? plain(ns, 9) + "s" : ns + "ns";
    }

    private static String plain(long value, int decimals) {
        BigDecimal number = BigDecimal.valueOf(value, decimals).stripTrailingZeros();
        return (number.scale() < 0 ? number.setScale(0) : number).toPlainString();
    }
}
