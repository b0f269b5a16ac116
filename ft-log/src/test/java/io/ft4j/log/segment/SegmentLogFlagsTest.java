package io.ft4j.log.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ft4j.core.port.Durability;
import io.ft4j.log.Fork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLogFlagsTest {
    @TempDir
    Path temporary;

    /** What a user runs who has read nothing. */
    static final class Opens {
        public static void main(String[] arguments) {
            try {
                SegmentLog.open(Path.of(arguments[0]), Durability.PROCESS).close();
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void aMissingFlagIsNamed() throws Exception {
        Path output = temporary.resolve("output");
        Path folder = temporary.resolve("log");
        Process process = Fork.start(List.of(), Opens.class, output.toFile(), folder);
        assertEquals(0, process.waitFor());
        assertEquals(
                "missing JVM flag: --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                Files.readString(output).trim());
        assertFalse(Files.exists(folder));
    }
}
