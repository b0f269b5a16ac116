package io.ft4j.bench.latency;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.HdrHistogram.Histogram;

/** The figures of one run, or the medians of several, by name; latencies in µs. */
final class RunResult {
    static final String COMMANDS_PER_SECOND = "commandsPerSecond";
    static final String P50_US = "p50Us";
    static final String P99_US = "p99Us";
    static final String P999_US = "p999Us";
    static final String MAX_US = "maxUs";
    static final String BYTES_PER_COMMAND = "allocatedBytesPerCommand";
    static final String CORES = "cores";
    static final String RAW_FORCE_US = "rawForceP50Us";
    static final String RAW_FORCE_RATIO = "p50PerRawForce";

    private final Map<String, Double> figures = new LinkedHashMap<>();

    private RunResult() {}

    RunResult(Meter meter, long commands) {
        put(COMMANDS_PER_SECOND, commands / meter.seconds());
        put("commands", commands);
        put("seconds", meter.seconds());
        put(BYTES_PER_COMMAND, (double) meter.allocated() / Math.max(1, commands));
        put("allocatedBytes", meter.allocated());
        put(CORES, meter.cores());
        put("cpuNsPerCommand", meter.cores() * meter.seconds() * 1e9 / Math.max(1, commands));
        put("compilerMs", meter.compiledMs());
        put("collections", meter.collected());
    }

    RunResult withLatencies(Histogram histogram) {
        put(P50_US, histogram.getValueAtPercentile(50) / 1e3);
        put("p90Us", histogram.getValueAtPercentile(90) / 1e3);
        put(P99_US, histogram.getValueAtPercentile(99) / 1e3);
        put(P999_US, histogram.getValueAtPercentile(99.9) / 1e3);
        put("p9999Us", histogram.getValueAtPercentile(99.99) / 1e3);
        put(MAX_US, histogram.getMaxValue() / 1e3);
        put("latencies", histogram.getTotalCount());
        return this;
    }

    RunResult withRepetitions(long retries, long duplicateReplies) {
        put("retries", retries);
        put("duplicateReplies", duplicateReplies);
        return this;
    }

    RunResult withRawForce(double p50Us) {
        put(RAW_FORCE_US, p50Us);
        put(RAW_FORCE_RATIO, figures.get(P50_US) / p50Us);
        return this;
    }

    private void put(String name, double value) {
        figures.put(name, value);
    }

    Map<String, Double> figures() {
        return figures;
    }

    Properties toProperties() {
        Properties properties = new Properties();
        figures.forEach((name, value) -> properties.setProperty(name, Double.toString(value)));
        return properties;
    }

    static RunResult of(Properties properties) {
        RunResult result = new RunResult();
        properties.stringPropertyNames().stream()
                .sorted()
                .forEach(name -> result.put(name, Double.parseDouble(properties.getProperty(name))));
        return result;
    }

    /** Of each figure on its own. */
    static RunResult median(List<RunResult> results) {
        RunResult median = new RunResult();
        for (String name : results.get(0).figures.keySet()) {
            List<Double> values = sorted(results, name);
            int upper = values.size() / 2;
            int lower = (values.size() - 1) / 2;
            median.put(name, (values.get(lower) + values.get(upper)) / 2);
        }
        return median;
    }

    /** Smallest and largest of one figure. */
    static double[] spread(List<RunResult> results, String name) {
        List<Double> values = sorted(results, name);
        return new double[] {values.get(0), values.get(values.size() - 1)};
    }

    private static List<Double> sorted(List<RunResult> results, String name) {
        List<Double> values = new ArrayList<>();
        for (RunResult result : results) {
            values.add(result.figures.get(name));
        }
        values.sort(null);
        return values;
    }
}
