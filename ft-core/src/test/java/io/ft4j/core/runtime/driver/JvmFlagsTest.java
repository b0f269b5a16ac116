package io.ft4j.core.runtime.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.SumMachine;
import io.ft4j.core.runtime.Tolerance;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.core.runtime.local.MemoryLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JvmFlagsTest {
    private static final int NAMED = 3;

    /** What an application makes first that has read nothing. */
    enum First {
        GROUP {
            @Override
            void make() {
                ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .stateMachine(SumMachine::new)
                        .start();
            }
        },
        REPLICAS {
            @Override
            void make() {
                ReplicaGroup.tolerating(Tolerance.crashes(1)).replicas();
            }
        },
        MEMORY_LOG {
            @Override
            void make() {
                assertNotNull(new MemoryLog());
            }
        },
        NETWORK {
            @Override
            void make() {
                assertNotNull(new InProcessNetwork(3, 1 << 20, 1024));
            }
        };

        abstract void make();
    }

    static final class WithoutFlags {
        private WithoutFlags() {}

        public static void main(String[] args) {
            try {
                First.valueOf(args[0]).make();
            } catch (IllegalStateException refused) {
                System.out.print(refused.getMessage());
                System.exit(NAMED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesTheFlagThatIsMissing(First first) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutFlags.class.getName(),
                        first.name())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(NAMED, process.waitFor(), output);
        assertTrue(output.endsWith("missing JVM flag: --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"), output);
    }
}
