package io.ft4j.bench.cli;

import io.ft4j.bench.JsonWriter;
import io.ft4j.bench.cli.ManagerLogs.Decision;
import io.ft4j.commit.manager.CommitLog;
import io.ft4j.commit.manager.CommitLog.Mixed;
import io.ft4j.commit.manager.CommitLog.Promise;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ft4j indoubt}: what the participants of a transaction manager that is not running are in doubt about. */
@Command(
        name = "indoubt",
        description = {
            "Lists the transactions that participants have promised to commit or to abort without having heard the"
                    + " decision: at whom, since when, and who could know. The service must not be running: the logs are"
                    + " locked meanwhile, and count one more opening.",
            "",
            "Start the service first where its coordinator's log is there, or most logs of a group that coordinates: it ends by"
                    + " itself what is in doubt. Only where they are away, --commit or --abort decides in place of the"
                    + " coordinator, at every participant whose log is below DIR. That is heuristic: a participant elsewhere may"
                    + " do the other thing. It is recorded as such, and carried out at the next start, which needs a coordinator.",
            "",
            "A coordinator that comes back is asked all the same. Where it has decided otherwise, the transaction is torn, and"
                    + " listed as such until it is mended by hand and --forget has said so.",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = InDoubtCommand.BAD_LOGS,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is in doubt or torn, or what was to be recorded is",
            "1:transactions are in doubt, or torn",
            "2:the command line is wrong",
            "3:the logs cannot be used: open elsewhere, damaged, or of something else",
            "4:nothing was recorded: the transaction is not in doubt, or not torn, or the logs say otherwise"
        })
final class InDoubtCommand implements Callable<Integer> {
    static final int IN_DOUBT = 1;
    static final int BAD_LOGS = 3;
    static final int REFUSED = 4;

    /** As {@link TransactionIds#toString(long)} writes it. */
    static final class IdConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            String[] parts = text.split("\\.", -1);
            if (parts.length != 2) {
                throw new TypeConversionException("'" + text + "' is no transaction: two numbers, as in 2.17");
            }
            return TransactionIds.of(
                    number(text, "first", parts[0], TransactionIds.MAX_LIFE),
                    number(text, "second", parts[1], TransactionIds.MAX_SEQUENCE));
        }

        private static long number(String text, String which, String part, long max) {
            try {
                long number = Long.parseLong(part);
                if (number >= 1 && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            throw new TypeConversionException(
                    "'" + text + "' is no transaction: its " + which + " number must be 1 to " + max);
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--log",
            paramLabel = "DIR",
            required = true,
            description = "The folder of one log, or the one that all logs of the manager are in.")
    private Path folder;

    @Option(
            names = "--commit",
            paramLabel = "ID",
            converter = IdConverter.class,
            description = "Decides that this transaction commits; repeatable.")
    private List<Long> commits = new ArrayList<>();

    @Option(
            names = "--abort",
            paramLabel = "ID",
            converter = IdConverter.class,
            description = "Decides that this transaction aborts; repeatable.")
    private List<Long> aborts = new ArrayList<>();

    @Option(
            names = "--forget",
            paramLabel = "ID",
            converter = IdConverter.class,
            description = "This transaction is torn, and was mended by hand: list it no longer; repeatable.")
    private List<Long> forgotten = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the list to this file as well.")
    private Path json;

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "--log=" + folder + " is no folder");
        }
        for (long id : commits) {
            if (aborts.contains(id)) {
                throw new ParameterException(
                        spec.commandLine(), "--commit and --abort of " + TransactionIds.toString(id));
            }
        }
        try (ManagerLogs logs = ManagerLogs.open(folder)) {
            int unsettled = list(logs);
            if (json != null) {
                write(json(logs));
            }
            if (commits.isEmpty() && aborts.isEmpty() && forgotten.isEmpty()) {
                return unsettled == 0 ? CommandLine.ExitCode.OK : IN_DOUBT;
            }
            return resolve(logs);
        } catch (LogException e) {
            spec.commandLine().getErr().println("bad logs: " + e.getMessage());
            return BAD_LOGS;
        }
    }

    private void write(JsonWriter list) {
        try {
            list.writeTo(json);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "--json=" + json + " can not be written: " + e);
        }
    }

    private int list(ManagerLogs logs) {
        PrintWriter out = spec.commandLine().getOut();
        int count = 0;
        for (CommitLog log : logs.all()) {
            out.printf("Log          node %d '%s' of group %d%n", log.nodeId(), log.name(), log.groupId());
        }
        logs.skipped().forEach(path -> out.printf("Skipped      %s: of a replica, or of something else%n", path));
        for (CommitLog log : logs.all()) {
            for (Promise promise : log.promises()) {
                count++;
                out.printf(
                        "IN DOUBT     %s at %s, since %s%n",
                        TransactionIds.toString(promise.transactionId()), log.name(), since(log, promise));
                knowledge(logs, log, promise).forEach(line -> out.printf("             %s%n", line));
            }
        }
        int torn = listTorn(logs, out);
        out.printf("RESULT       %d in doubt, %d torn%n", count, torn);
        out.flush();
        return count + torn;
    }

    private static int listTorn(ManagerLogs logs, PrintWriter out) {
        int count = 0;
        for (CommitLog log : logs.all()) {
            for (Mixed mixed : log.mixed()) {
                count++;
                out.printf(
                        "TORN         %s at %s: %s by hand, and its coordinator %s it%n",
                        TransactionIds.toString(mixed.transactionId()),
                        log.name(),
                        mixed.committed() ? "committed" : "aborted",
                        mixed.committed() ? "aborts" : "commits");
            }
        }
        return count;
    }

    /** The clock of the manager counts from the epoch, unless the service has given it another one. */
    private static Instant time(long ns) {
        return Instant.ofEpochSecond(0, ns - ns % TimeUnit.MILLISECONDS.toNanos(1));
    }

    private static String since(CommitLog log, Promise promise) {
        return promise.lifeStartNs() == CommitLog.UNKNOWN_NS
                ? "before " + time(log.startNs())
                : time(promise.lifeStartNs()) + " or later";
    }

    /** What the others know of it, and so who could end the doubt. */
    private static List<String> knowledge(ManagerLogs logs, CommitLog self, Promise promise) {
        List<String> lines = new ArrayList<>();
        CommitLog coordinator = logs.node(promise.coordinatorId());
        if (coordinator == null) {
            lines.add("coordinator: its log is not here; it could know");
        } else if (coordinator.isCommitted(promise.transactionId())) {
            lines.add("coordinator: has decided to commit; start the service");
        } else {
            lines.add("coordinator: has not decided to commit, so it aborts; start the service");
        }
        long peers = ProcessSet.remove(promise.participantSet(), self.nodeId());
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            CommitLog peer = logs.node(id);
            lines.add(
                    peer == null
                            ? "node " + id + ": its log is not here; it could know"
                            : peer.name() + ": " + says(peer, promise.transactionId()));
        }
        return lines;
    }

    private static String says(CommitLog peer, long id) {
        switch (peer.fate(id)) {
            case READY:
                return "is in doubt as well";
            case COMMITTED:
                return "has committed; start the service";
            case ABORTED:
                return "has aborted; start the service";
            case FORGOTTEN:
                return "has no record of it any more: it may have committed or aborted, its own data could tell";
            default:
                return "has promised nothing, so nobody can have decided to commit";
        }
    }

    private int resolve(ManagerLogs logs) {
        for (long id : commits) {
            if (!isPossible(logs, id, Decision.ABORT)) {
                return REFUSED;
            }
        }
        for (long id : aborts) {
            if (!isPossible(logs, id, Decision.COMMIT)) {
                return REFUSED;
            }
        }
        for (long id : forgotten) {
            if (logs.all().stream().noneMatch(log -> isTorn(log, id))) {
                refuse(id, "it is torn nowhere here");
                return REFUSED;
            }
        }
        commits.forEach(id -> resolve(logs, id, true));
        aborts.forEach(id -> resolve(logs, id, false));
        forgotten.forEach(id -> forget(logs, id));
        return CommandLine.ExitCode.OK;
    }

    private boolean isPossible(ManagerLogs logs, long id, Decision contrary) {
        boolean inDoubt = false;
        for (CommitLog log : logs.all()) {
            for (Promise promise : log.promises()) {
                if (promise.transactionId() == id) {
                    inDoubt = true;
                    if (logs.decision(promise) == contrary) {
                        refuse(id, "the logs say " + contrary.name().toLowerCase(Locale.ROOT));
                        return false;
                    }
                }
            }
        }
        if (!inDoubt) {
            refuse(id, "nobody here is in doubt about it");
        }
        return inDoubt;
    }

    private void refuse(long id, String reason) {
        spec.commandLine().getErr().println("nothing recorded: " + TransactionIds.toString(id) + ": " + reason);
    }

    private void resolve(ManagerLogs logs, long id, boolean commit) {
        PrintWriter out = spec.commandLine().getOut();
        for (CommitLog log : logs.all()) {
            if (log.promises().stream().anyMatch(promise -> promise.transactionId() == id)) {
                log.resolve(id, commit);
                out.printf(
                        "RECORDED     %s %s at %s, by hand%n",
                        TransactionIds.toString(id), commit ? "commits" : "aborts", log.name());
            }
        }
        out.flush();
    }

    private static boolean isTorn(CommitLog log, long id) {
        return log.mixed().stream().anyMatch(mixed -> mixed.transactionId() == id);
    }

    private void forget(ManagerLogs logs, long id) {
        PrintWriter out = spec.commandLine().getOut();
        for (CommitLog log : logs.all()) {
            if (isTorn(log, id)) {
                log.forget(id);
                out.printf("RECORDED     %s is forgotten at %s%n", TransactionIds.toString(id), log.name());
            }
        }
        out.flush();
    }

    private JsonWriter json(ManagerLogs logs) {
        JsonWriter writer = new JsonWriter()
                .beginObject()
                .field("folder", folder.toString())
                .field("groupId", logs.all().get(0).groupId())
                .beginArray("inDoubt");
        for (CommitLog log : logs.all()) {
            for (Promise promise : log.promises()) {
                writer.beginElement()
                        .field("transaction", TransactionIds.toString(promise.transactionId()))
                        .field("participant", log.name())
                        .field("nodeId", log.nodeId())
                        .field("since", since(log, promise))
                        .field("participants", ProcessSet.toString(promise.participantSet()))
                        .field("decision", logs.decision(promise).name().toLowerCase(Locale.ROOT))
                        .field("knowledge", String.join("; ", knowledge(logs, log, promise)))
                        .endObject();
            }
        }
        writer.endArray().beginArray("torn");
        for (CommitLog log : logs.all()) {
            for (Mixed mixed : log.mixed()) {
                writer.beginElement()
                        .field("transaction", TransactionIds.toString(mixed.transactionId()))
                        .field("participant", log.name())
                        .field("nodeId", log.nodeId())
                        .field("byHand", mixed.committed() ? "commit" : "abort")
                        .field("coordinator", mixed.committed() ? "abort" : "commit")
                        .endObject();
            }
        }
        return writer.endArray().endObject();
    }
}
