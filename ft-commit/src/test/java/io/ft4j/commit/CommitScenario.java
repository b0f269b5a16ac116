package io.ft4j.commit;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.testing.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs a scenario file: blocks of commands, each ended by {@code ----} and followed by the trace that is expected, up to a
 * blank line.
 *
 * <pre>
 *   processes N [init=1000] [vote=100] [resend=20] [ready=30] [max=4] [compaction=1000]     times in ns
 *   votes P for|against|read-only|later          from now on
 *   fails P N                                    so many calls of commit or abort throw
 *   do P commit P…                               begins a transaction and asks for its commit
 *   do P begin       do P request ID P…       do P rollback ID       do P enlist ID       do P vote ID for|…
 *   deliver|drop|dup|hold P->P [KIND]            the oldest such frame
 *   release                                      what was held is under way again
 *   forge P->P KIND ID [P]                       a frame that P never sent
 *   durable P        crash P [lose=none|unforced]        recover P
 *   settle           all frames arrive, all forces are done; no time passes
 *   advance N        the same, and so much time
 *   state P…         what is in flight, in doubt, and counters that are not zero
 *   quiet            what this block did so far is not in its trace
 * </pre>
 *
 * P is {@code 2} or {@code {1,3}}; ID is {@code 0/1.5}, transaction 5 of the first life of coordinator 0.
 */
final class CommitScenario {
    private static final String SEPARATOR = "----";

    private final List<String> trace = new ArrayList<>();
    private final List<Packet> held = new ArrayList<>();
    private CommitWorld world;

    /** The file with the traces as they are. */
    String run(List<String> lines) {
        List<String> out = new ArrayList<>();
        boolean inTrace = false;
        for (String line : lines) {
            if (inTrace) {
                inTrace = !line.isBlank();
                if (inTrace) {
                    continue;
                }
            }
            out.add(line);
            if (line.equals(SEPARATOR)) {
                out.addAll(trace);
                trace.clear();
                inTrace = true;
            } else {
                runLine(line);
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

    private void execute(List<String> words) {
        switch (words.get(0)) {
            case "processes":
                create(words);
                break;
            case "votes":
                processes(words.get(1)).forEach(process -> process.part.vote = vote(words.get(2)));
                break;
            case "fails":
                process(words.get(1)).part.failures = Integer.parseInt(words.get(2));
                break;
            case "do":
                act(process(words.get(1)), words.subList(2, words.size()));
                break;
            case "deliver":
                world.deliver(take(words));
                break;
            case "drop":
                world.say("lost " + text(take(words)));
                break;
            case "dup":
                Packet packet = take(words);
                world.wire.addFirst(packet);
                world.wire.add(packet);
                break;
            case "hold":
                held.add(take(words));
                break;
            case "release":
                world.wire.addAll(held);
                held.clear();
                break;
            case "forge":
                forge(words);
                break;
            case "durable":
                world.force(process(words.get(1)));
                break;
            case "crash":
                boolean keep = words.size() > 2 && words.get(2).equals("lose=none");
                processes(words.get(1)).forEach(process -> world.crash(process, keep ? Cut.BEFORE_KEPT : Cut.BEFORE));
                break;
            case "recover":
                processes(words.get(1)).forEach(world::start);
                break;
            case "settle":
                world.runUntil(world.nowNs);
                break;
            case "advance":
                world.runUntil(world.nowNs + Long.parseLong(words.get(1)));
                break;
            case "state":
                words.subList(1, words.size()).forEach(text -> processes(text).forEach(this::state));
                break;
            case "quiet":
                trace.clear();
                break;
            default:
                throw new IllegalArgumentException("unknown command " + words);
        }
    }

    private void create(List<String> words) {
        CommitConfig.Builder config = CommitWorld.config();
        for (String option : words.subList(2, words.size())) {
            String key = option.substring(0, option.indexOf('='));
            int value = Integer.parseInt(option.substring(key.length() + 1));
            switch (key) {
                case "init":
                    config.initTimeoutNs(value);
                    break;
                case "vote":
                    config.voteTimeoutNs(value);
                    break;
                case "resend":
                    config.resendIntervalNs(value);
                    break;
                case "ready":
                    config.readyTimeoutNs(value);
                    break;
                case "max":
                    config.maxTransactions(value);
                    break;
                case "compaction":
                    config.compactionInterval(value);
                    break;
                default:
                    throw new IllegalArgumentException("unknown option " + option);
            }
        }
        world = new CommitWorld(config.build(), Integer.parseInt(words.get(1)));
        world.trace = trace;
        world.checks.add(new Atomicity());
        world.checks.add(new DurabilityCheck());
        world.startAll();
        trace.clear();
    }

    private void act(TestProcess process, List<String> words) {
        switch (words.get(0)) {
            case "commit":
                world.commit(process.id, set(words.get(1)));
                break;
            case "begin":
                answer(process, "begin", process.node.begin(world.nowNs));
                break;
            case "request":
                TransactionName asked = name(words.get(1));
                world.step(
                        process,
                        () -> answer(
                                process,
                                "request",
                                process.node.requestCommit(world.nowNs, asked.id(), set(words.get(2)))));
                break;
            case "rollback":
                TransactionName rolled = name(words.get(1));
                long told = words.size() > 2 ? set(words.get(2)) : ProcessSet.EMPTY;
                world.step(process, () -> answer(process, "rollback", process.node.rollback(rolled.id(), told)));
                break;
            case "enlist":
                TransactionName enlisted = name(words.get(1));
                long id = process.node.enlist(world.nowNs, enlisted.coordinatorId(), enlisted.id());
                answer(process, "enlist", id);
                break;
            case "vote":
                TransactionName voted = name(words.get(1));
                Vote vote = vote(words.get(2));
                world.step(
                        process,
                        () -> answer(
                                process,
                                "vote",
                                process.node.vote(
                                        world.nowNs, voted.coordinatorId(), voted.id(), vote, process.outbox)));
                break;
            default:
                throw new IllegalArgumentException("unknown verb " + words);
        }
    }

    private void answer(TestProcess process, String what, long result) {
        world.say(process.id + " " + what + ": " + (result < 0 ? code(result) : TransactionIds.toString(result)));
    }

    private static String code(long code) {
        return code == CommitNode.BACK_PRESSURED
                ? "BACK_PRESSURED"
                : code == CommitNode.NOT_OPEN ? "NOT_OPEN" : code == CommitNode.TOO_LATE ? "TOO_LATE" : "" + code;
    }

    private Packet take(List<String> words) {
        String route = words.get(1);
        int from = Integer.parseInt(route.substring(0, route.indexOf("->")));
        int to = Integer.parseInt(route.substring(route.indexOf("->") + 2));
        for (Packet packet : world.wire) {
            if (packet.sourceId() == from
                    && packet.destinationId() == to
                    && (words.size() < 3 || CommitText.message(packet).contains(words.get(2)))) {
                world.wire.remove(packet);
                return packet;
            }
        }
        throw new IllegalArgumentException("no such frame is under way: " + words);
    }

    private void forge(List<String> words) {
        String route = words.get(1);
        int from = Integer.parseInt(route.substring(0, route.indexOf("->")));
        int to = Integer.parseInt(route.substring(route.indexOf("->") + 2));
        TransactionName name = name(words.get(3));
        long argument = words.size() > 4 ? set(words.get(4)) : 0;
        long life = Math.max(1, world.processes[from].disk.incarnation());
        Packet packet = Forgery.packet(from, to, life, MessageKind.valueOf(words.get(2)), name, argument);
        world.say("forged " + text(packet));
        world.deliver(packet);
    }

    private static String text(Packet packet) {
        return packet.sourceId() + " -> " + packet.destinationId() + "  " + CommitText.message(packet);
    }

    private void state(TestProcess process) {
        if (!process.isRunning()) {
            world.say(process.id + ": down");
            return;
        }
        StringBuilder text = new StringBuilder(process.id + ": coordinates " + process.node.coordinatedCount()
                + ", takes part in " + process.node.participatedCount());
        process.node.forEachInDoubt((coordinatorId, id, sinceNs, unblockers) -> text.append("; in doubt about ")
                .append(CommitText.transaction(coordinatorId, id))
                .append(" since ")
                .append(sinceNs - CommitWorld.START_NS)
                .append(", could help: ")
                .append(ProcessSet.toString(unblockers)));
        for (CommitCounter counter : CommitCounter.values()) {
            if (process.count(counter) > 0) {
                text.append("; ")
                        .append(counter.name().toLowerCase(Locale.ROOT))
                        .append(' ')
                        .append(process.count(counter));
            }
        }
        world.say(text.toString());
    }

    private TestProcess process(String text) {
        return world.processes[Integer.parseInt(text)];
    }

    private List<TestProcess> processes(String text) {
        List<TestProcess> processes = new ArrayList<>();
        for (long rest = set(text); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            processes.add(world.processes[ProcessSet.first(rest)]);
        }
        return processes;
    }

    private static long set(String text) {
        long set = ProcessSet.EMPTY;
        for (String id : text.replaceAll("[{}]", "").split(",", -1)) {
            set = ProcessSet.add(set, Integer.parseInt(id));
        }
        return set;
    }

    private static TransactionName name(String text) {
        String[] parts = text.split("[/.]", 3);
        return new TransactionName(
                Integer.parseInt(parts[0]), TransactionIds.of(Long.parseLong(parts[1]), Long.parseLong(parts[2])));
    }

    private static Vote vote(String text) {
        switch (text) {
            case "for":
                return Vote.COMMIT;
            case "against":
                return Vote.ABORT;
            case "read-only":
                return Vote.READ_ONLY;
            case "later":
                return Vote.LATER;
            default:
                throw new IllegalArgumentException("unknown vote " + text);
        }
    }
}
