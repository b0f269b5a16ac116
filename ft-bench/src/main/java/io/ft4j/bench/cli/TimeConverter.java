package io.ft4j.bench.cli;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as people write it, {@code 250ms}, {@code 1.5s}, {@code 2h}, in nanoseconds; at most a year. */
final class TimeConverter implements ITypeConverter<Long> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ns|us|ms|s|m|h)");
    private static final long MAX_NS = 365L * 24 * 3600 * 1_000_000_000L;

    @Override
    public Long convert(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a time, like 1.5s, 20ms or 2h");
        }
        BigDecimal ns = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNs(matcher.group(2))));
        if (ns.compareTo(BigDecimal.valueOf(MAX_NS)) > 0) {
            throw new TypeConversionException("'" + text + "' is longer than a year");
        }
        return ns.longValue();
    }

    private static long unitNs(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }
}
