package io.ft4j.log.chronicle;

import java.util.ArrayList;
import java.util.List;

/**
 * The JVM flags without which Chronicle Queue fails somewhere deep, or — worse — opens a queue that refuses to write.
 * Checked before any of its classes is loaded.
 */
final class ChronicleFlags {
    private static final Module BASE = Object.class.getModule();
    private static final Module OURS = ChronicleFlags.class.getModule();

    private ChronicleFlags() {}

    /** @throws IllegalStateException that names every missing flag. */
    static void check() {
        List<String> missing = new ArrayList<>();
        if (!BASE.isOpen("java.lang.reflect", OURS)) {
            missing.add(flag("opens", "java.lang.reflect"));
        }
        requireExport("sun.nio.ch", missing);
        requireExport("jdk.internal.misc", missing);
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "JVM flag missing: " + String.join(" ", missing) + " (needed by Chronicle Queue and Agrona)");
        }
    }

    private static void requireExport(String packageName, List<String> missing) {
        if (!BASE.isExported(packageName, OURS)) {
            missing.add(flag("exports", packageName));
        }
    }

    private static String flag(String kind, String packageName) {
        return "--add-" + kind + "=java.base/" + packageName + "=" + (OURS.isNamed() ? OURS.getName() : "ALL-UNNAMED");
    }
}
