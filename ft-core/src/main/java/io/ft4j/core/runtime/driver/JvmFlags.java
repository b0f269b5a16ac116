package io.ft4j.core.runtime.driver;

import org.agrona.DirectBuffer;

/**
 * Names the JVM flag that is missing, instead of failing somewhere deep in a class initialiser. Asked by everything that
 * an application makes first: groups, networks, logs.
 */
public final class JvmFlags {
    private static final String PACKAGE = "jdk.internal.misc";

    private JvmFlags() {}

    /** @throws IllegalStateException with the flag to add. */
    public static void require() {
        Module base = Object.class.getModule();
        if (!base.isExported(PACKAGE, DirectBuffer.class.getModule())) {
            throw new IllegalStateException("missing JVM flag: --add-exports=java.base/" + PACKAGE + "=ALL-UNNAMED");
        }
    }
}
