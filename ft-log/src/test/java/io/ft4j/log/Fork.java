package io.ft4j.log;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts other processes: a JVM like this one on a class of the test class path, or a command of the system. */
public final class Fork {
    private Fork() {}

    public static Process start(Class<?> main, File output, Object... arguments) throws IOException {
        String flags = System.getProperty("ft4j.jvm.flags", "").trim();
        return start(flags.isEmpty() ? List.of() : List.of(flags.split("\\s+")), main, output, arguments);
    }

    /** Runs a command of the system to its end; false where it fails or is not there. */
    public static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
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
