package io.ft4j.commit.xa;

import io.ft4j.commit.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One life of a service with two banks: it recovers, transfers, says what it found, and dies where it is told to. */
final class BankProcess {
    static final long BALANCE = 100;
    static final int TRANSFERS = 2;

    private BankProcess() {}

    /** @param step null: it ends by itself. */
    static Process start(File output, Path folder, Path report, String name, Step step) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        String flags = System.getProperty("ft4j.jvm.flags", "").trim();
        if (!flags.isEmpty()) {
            command.addAll(List.of(flags.split("\\s+")));
        }
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(BankProcess.class.getName(), folder.toString(), report.toString(), name));
        if (step != null) {
            command.add(step.name());
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }

    /** Arguments: folder, report, name of the first database, step. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Step step = arguments.length > 3 ? Step.valueOf(arguments[3]) : null;
        Bank first = Databases.of(arguments[2], folder);
        Bank second = Databases.h2(folder);
        if (!Files.exists(folder.resolve("log-0"))) {
            first.open(BALANCE);
            second.open(0);
        }
        Kills kills = new Kills();
        if (step == Step.BEFORE_COMMIT_AGAIN) {
            kills.arm(step);
        }
        try (Transfers transfers = new Transfers(folder, kills, first, second)) {
            transfers.host.awaitQuiet();
            String balances = first.balance() + " " + second.balance();
            for (int i = 0; i < TRANSFERS; i++) {
                require(transfers.transfer(1), transfers);
            }
            transfers.host.awaitQuiet();
            Files.writeString(
                    Path.of(arguments[1]),
                    "recovered " + balances + " prepared " + first.preparedCount() + " " + second.preparedCount()
                            + " heuristics " + transfers.host.heuristics());
            if (step != null) {
                kills.arm(step);
                transfers.transfer(1);
                transfers.host.awaitQuiet();
                throw new IllegalStateException("it should have died");
            }
        }
        System.exit(0);
    }

    private static void require(Outcome outcome, Transfers transfers) {
        if (outcome != Outcome.COMMITTED) {
            transfers.host.errors().forEach(Throwable::printStackTrace);
            throw new IllegalStateException("a transfer ended as " + outcome);
        }
    }
}
