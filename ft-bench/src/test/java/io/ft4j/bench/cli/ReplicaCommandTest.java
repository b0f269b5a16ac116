package io.ft4j.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** What {@code ft4j replica} and {@code ft4j feed} refuse; what they do is in {@code SeveralMachinesTest}. */
final class ReplicaCommandTest {
    private static final String THREE = "127.0.0.1:39001,127.0.0.1:39002,127.0.0.1:39003";
    private static final String CLIENT = "127.0.0.1:39004";

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "replica; --id=3; --id=3 must be 0 to 2",
                "replica; --id=-1; --id=-1 must be 0 to 2",
                "replica; --log=memory; forgets its vote",
                "replica; --durability=memory; cannot be had from --log=segment",
                "replica; --endpoints=127.0.0.1:39001,127.0.0.1:39002; replicas=2 must be an odd number",
                "feed; --client=1; --client=1 must be 0 to 0",
                "feed; --outstanding=4097; --outstanding=4097 must be 1 to 4096",
                "feed; --events=0; --events=0 must be at least 1",
                "feed; --input=/no/such/file; cannot be read",
            })
    void aWrongCommandLineIsRefused(String command, String wrong, String words) {
        assertEquals(ExitCode.USAGE, run(command, wrong));
        assertTrue(err.toString().contains(words), err::toString);
    }

    @Test
    void aLogThatMustNotBeUsedIsRefused() {
        assertEquals(ReplicaCommand.BAD_LOG, run("replica", "--id=0"));
        assertTrue(err.toString().contains("declare firstBoot"), err::toString);
    }

    private int run(String command, String option) {
        List<String> args = new ArrayList<>(List.of(command, option));
        addUnlessGiven(args, option, "--endpoints=", THREE);
        addUnlessGiven(args, option, "--clients=", CLIENT);
        if (command.equals("replica")) {
            addUnlessGiven(args, option, "--id=", "0");
            addUnlessGiven(args, option, "--dir=", folder.toString());
        }
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err, true));
        return line.execute(args.toArray(String[]::new));
    }

    private static void addUnlessGiven(List<String> args, String given, String name, String value) {
        if (!given.startsWith(name)) {
            args.add(name + value);
        }
    }
}
