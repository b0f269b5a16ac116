package io.ft4j.bench.latency.spec;

import java.util.Locale;

/** How constants are written on the command line. */
final class Names {
    private Names() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
