package io.ft4j.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JvmFlagsTest {
    private static final int NAMED = 3;

    /** What a user runs who has read nothing. */
    static final class WithoutFlags {
        private WithoutFlags() {}

        public static void main(String[] args) {
            try {
                ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .stateMachine(SumMachine::new)
                        .start();
            } catch (IllegalStateException refused) {
                System.out.print(refused.getMessage());
                System.exit(NAMED);
            }
        }
    }

    @Test
    void namesTheFlagThatIsMissing() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutFlags.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(NAMED, process.waitFor(), output);
        assertTrue(output.endsWith("missing JVM flag: --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"), output);
    }
}
