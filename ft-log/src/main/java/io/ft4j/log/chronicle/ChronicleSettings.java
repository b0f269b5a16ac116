package io.ft4j.log.chronicle;

import java.io.File;
import net.openhft.chronicle.core.OS;

/**
 * Switches off what Chronicle does besides queues: usage reports over the network, a banner, a thread that watches disk
 * space, one that releases resources, and a folder in the one for temporary files. To be applied before any of its
 * classes is initialised; what the application has set stays.
 */
final class ChronicleSettings {
    private ChronicleSettings() {}

    static void apply() {
        setUnlessSet("chronicle.analytics.disable", "true");
        setUnlessSet("chronicle.announcer.disable", "true");
        setUnlessSet("chronicle.disk.monitor.disable", "true");
        setUnlessSet("disable.perf.info", "true");
        setUnlessSet("background.releaser.thread", "false");
        initialiseWithoutTrace();
    }

    private static void setUnlessSet(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    /** Where it finds no Maven or Gradle project, Chronicle makes a folder "target" among the temporary files, for its own tests. */
    private static void initialiseWithoutTrace() {
        File target = new File(System.getProperty("java.io.tmpdir"), "target");
        boolean existed = target.exists();
        OS.getTarget();
        if (!existed) {
            // Fails where it was not made, or somebody else uses it meanwhile; both are fine.
            target.delete();
        }
    }
}
