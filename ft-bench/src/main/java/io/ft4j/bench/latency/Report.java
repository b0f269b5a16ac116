package io.ft4j.bench.latency;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as text, for people and for programs. */
final class Report {
    private Report() {}

    /** One line. @param unit what was measured: a command, a transaction. */
    static String line(RunResult result, String unit) {
        Map<String, Double> f = result.figures();
        String line = String.format(
                Locale.ROOT,
                "%,11.0f %ss/s   p50 %s  p99 %s  p99.9 %s  max %s µs   %.3f B/%s   %.2f cores",
                f.get(RunResult.COMMANDS_PER_SECOND),
                unit,
                us(f.get(RunResult.P50_US)),
                us(f.get(RunResult.P99_US)),
                us(f.get(RunResult.P999_US)),
                us(f.get(RunResult.MAX_US)),
                f.get(RunResult.BYTES_PER_COMMAND),
                unit,
                f.get(RunResult.CORES));
        if (f.containsKey(RunResult.RAW_FORCE_US)) {
            line += String.format(
                    Locale.ROOT,
                    "   raw write + force p50 %s µs, ratio %.2f",
                    us(f.get(RunResult.RAW_FORCE_US)),
                    f.get(RunResult.RAW_FORCE_RATIO));
        }
        return line;
    }

    /** Smallest to largest of the figures that have a target. */
    static String spreadLine(List<RunResult> results, String unit) {
        double[] rate = RunResult.spread(results, RunResult.COMMANDS_PER_SECOND);
        double[] p50 = RunResult.spread(results, RunResult.P50_US);
        double[] p99 = RunResult.spread(results, RunResult.P99_US);
        double[] p999 = RunResult.spread(results, RunResult.P999_US);
        return String.format(
                Locale.ROOT,
                "%,.0f–%,.0f %ss/s   p50 %s–%s  p99 %s–%s  p99.9 %s–%s µs",
                rate[0],
                rate[1],
                unit,
                us(p50[0]),
                us(p50[1]),
                us(p99[0]),
                us(p99[1]),
                us(p999[0]),
                us(p999[1]));
    }

    private static String us(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    static String json(String benchmark, Map<String, Object> spec, List<RunResult> results) {
        StringBuilder text = new StringBuilder("{\n");
        text.append("  \"benchmark\": ").append(quote(benchmark)).append(",\n");
        text.append("  \"spec\": ").append(object(spec)).append(",\n");
        text.append("  \"machine\": ").append(object(machine())).append(",\n");
        text.append("  \"median\": ")
                .append(object(RunResult.median(results).figures()))
                .append(",\n");
        text.append("  \"runs\": [");
        for (int i = 0; i < results.size(); i++) {
            text.append(i == 0 ? "\n    " : ",\n    ")
                    .append(object(results.get(i).figures()));
        }
        return text.append("\n  ]\n}\n").toString();
    }

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("arch", System.getProperty("os.arch"));
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        return machine;
    }

    private static String object(Map<String, ?> fields) {
        StringBuilder text = new StringBuilder("{");
        fields.forEach((name, value) -> {
            text.append(text.length() == 1 ? "" : ", ").append(quote(name)).append(": ");
            text.append(value instanceof Number ? number((Number) value) : quote(value.toString()));
        });
        return text.append('}').toString();
    }

    private static String number(Number value) {
        double number = value.doubleValue();
        return number == Math.rint(number)
                ? Long.toString(value.longValue())
                : String.format(Locale.ROOT, "%.6f", number);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
