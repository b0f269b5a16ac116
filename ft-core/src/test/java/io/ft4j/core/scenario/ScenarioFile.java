package io.ft4j.core.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * A scenario as text: blocks of commands, each ended by {@code ----} and followed by the trace that is expected, up to a
 * blank line.
 *
 * <pre>
 *   # comment
 *   command argument…; command argument…
 *   command argument…
 *   ----
 *   expected trace
 * </pre>
 */
final class ScenarioFile {
    private static final String SEPARATOR = "----";

    /** One command and where it stands. */
    record Command(int line, String name, List<String> arguments) {}

    /** @param source everything above the separator, verbatim. */
    record Block(List<String> source, List<Command> commands, List<String> expected, int separatorLine) {}

    private final String name;
    private final List<Block> blocks = new ArrayList<>();

    private ScenarioFile(String name) {
        this.name = name;
    }

    static ScenarioFile parse(String name, List<String> lines) {
        ScenarioFile file = new ScenarioFile(name);
        int at = 0;
        while (at < lines.size()) {
            at = file.parseBlock(lines, at);
        }
        if (file.blocks.isEmpty()) {
            throw new ScenarioException(name, 1, "no commands");
        }
        return file;
    }

    String name() {
        return name;
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The file with these traces, one per block, in place of the expected ones. */
    String rewritten(List<List<String>> traces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < blocks.size(); i++) {
            List<String> all = new ArrayList<>(blocks.get(i).source());
            all.add(SEPARATOR);
            all.addAll(traces.get(i));
            text.append(i == 0 ? "" : "\n").append(String.join("\n", all)).append('\n');
        }
        return text.toString();
    }

    private int parseBlock(List<String> lines, int begin) {
        List<String> source = new ArrayList<>();
        List<Command> commands = new ArrayList<>();
        int at = begin;
        while (at < lines.size() && !lines.get(at).equals(SEPARATOR)) {
            source.add(lines.get(at));
            parseLine(lines.get(at), at + 1, commands);
            at++;
        }
        if (at == lines.size()) {
            if (commands.isEmpty()) {
                return at;
            }
            throw new ScenarioException(name, begin + 1, "commands that no " + SEPARATOR + " ends");
        }
        if (commands.isEmpty()) {
            throw new ScenarioException(name, at + 1, SEPARATOR + " without commands");
        }
        int separatorLine = at + 1;
        List<String> expected = new ArrayList<>();
        for (at++; at < lines.size() && !lines.get(at).isBlank(); at++) {
            expected.add(lines.get(at));
        }
        blocks.add(new Block(source, commands, expected, separatorLine));
        return at + 1;
    }

    private void parseLine(String line, int number, List<Command> commands) {
        int comment = line.indexOf('#');
        String code = comment < 0 ? line : line.substring(0, comment);
        for (String part : code.split(";", -1)) {
            String text = part.strip();
            if (!text.isEmpty()) {
                List<String> words = List.of(text.split("\\s+"));
                commands.add(new Command(number, words.get(0), words.subList(1, words.size())));
            } else if (!code.isBlank()) {
                throw new ScenarioException(name, number, "an empty command");
            }
        }
    }
}
