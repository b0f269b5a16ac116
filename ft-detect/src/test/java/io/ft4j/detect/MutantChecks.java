package io.ft4j.detect;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs one check with whatever classes its own loader has; says what failed, or nothing. A check is a scenario ({@code
 * probe/one_way_loss.txt}), a test ({@code HeartbeatDetectorTest.aFlood}), or a seed of the swarm with the property that
 * fails ({@code swarm PROBE 34: news}).
 */
public final class MutantChecks implements Function<String, String> {
    static final String SWARM = "swarm ";

    @Override
    public String apply(String check) {
        try {
            if (check.startsWith(SWARM)) {
                String[] words = check.split("[ :]+");
                return swarm(DetectorKind.valueOf(words[1]), Long.parseLong(words[2]));
            } else if (check.contains("/")) {
                scenario(check);
            } else {
                test(check);
            }
        } catch (Throwable failure) {
            return failure.toString();
        }
        return "";
    }

    private static String swarm(DetectorKind kind, long seed) {
        RuntimeException failure = new DetectorSwarm(kind).run(seed).failure();
        return failure == null ? "" : failure.getMessage();
    }

    private static void scenario(String check) throws Throwable {
        String[] folderAndFile = check.split("/");
        scenarios(folderAndFile[0])
                .filter(test -> test.getDisplayName().equals(folderAndFile[1]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + check))
                .getExecutable()
                .execute();
    }

    private static Stream<DynamicTest> scenarios(String folder) throws IOException {
        return switch (folder) {
            case "heartbeat" -> new HeartbeatScenarioTest().scenarios();
            case "probe" -> new ProbeScenarioTest().scenarios();
            case "phi" -> new PhiScenarioTest().scenarios();
            default -> new PerfectScenarioTest().scenarios();
        };
    }

    private static void test(String check) throws Throwable {
        String[] typeAndMethod = check.split("\\.");
        Class<?> type = Class.forName("io.ft4j.detect." + typeAndMethod[0]);
        Method method = type.getDeclaredMethod(typeAndMethod[1]);
        try {
            method.invoke(type.getDeclaredConstructor().newInstance());
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
