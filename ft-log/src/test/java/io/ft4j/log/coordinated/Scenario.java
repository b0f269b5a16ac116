package io.ft4j.log.coordinated;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs a scenario file: blocks of commands, each ended by {@code ----} and followed by the trace that is expected, up to a blank
 * line. A line holds commands with {@code ;} between them, and {@code #} begins a comment.
 */
abstract class Scenario {
    private static final String SEPARATOR = "----";

    final List<String> trace = new ArrayList<>();

    abstract void execute(List<String> words);

    /** The file with the traces as they are. */
    final String run(List<String> lines) {
        List<String> out = new ArrayList<>();
        boolean inTrace = false;
        for (String line : lines) {
            inTrace &= !line.isBlank();
            if (!inTrace) {
                out.add(line);
                if (line.equals(SEPARATOR)) {
                    out.addAll(trace);
                    trace.clear();
                    inTrace = true;
                } else {
                    runLine(line);
                }
            }
        }
        return String.join("\n", out) + "\n";
    }

    private void runLine(String line) {
        int comment = line.indexOf('#');
        for (String command : (comment < 0 ? line : line.substring(0, comment)).split(";", -1)) {
            if (!command.isBlank()) {
                execute(List.of(command.strip().split("\\s+")));
            }
        }
    }

    static int number(String word) {
        return Integer.parseInt(word);
    }

    /** Of {@code 1->2}: 1. */
    static int from(String route) {
        return number(route.substring(0, route.indexOf("->")));
    }

    /** Of {@code 1->2}: 2. */
    static int to(String route) {
        return number(route.substring(route.indexOf("->") + 2));
    }
}
