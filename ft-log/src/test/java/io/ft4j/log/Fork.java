package io.ft4j.log;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts a JVM like this one on a class of the test class path. */
public final class Fork {
    private Fork() {}

    public static Process start(Class<?> main, File output, Object... arguments) throws IOException {
        String flags = System.getProperty("ft4j.jvm.flags", "").trim();
        return start(flags.isEmpty() ? List.of() : List.of(flags.split("\\s+")), main, output, arguments);
    }

    /** With these flags only. */
    public static Process start(List<String> flags, Class<?> main, File output, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(flags);
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        for (Object argument : arguments) {
            command.add(String.valueOf(argument));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }
}
