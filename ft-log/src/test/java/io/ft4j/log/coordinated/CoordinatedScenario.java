package io.ft4j.log.coordinated;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.log.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Scenarios of coordinated checkpoints.
 *
 * <pre>
 *   processes N [all]                            all: everybody goes back in a rollback
 *   do P transfer P AMOUNT      do P checkpoint all|dependencies
 *   deliver|drop|hold P->P [TEXT]                the oldest such frame
 *   release                                      what was held is under way again
 *   durable P       crash P [lose=none|unforced]        recover P
 *   slow P N        fails P                      its next tentative checkpoints take N questions; its next one fails
 *   settle          all frames arrive, all forces are done; no time passes
 *   advance N       the same, and so much time, in ns
 *   state P…        where it stands, and counters that are not zero
 *   line            the permanent checkpoints of all, and what is in transit across them
 *   quiet           what this block did so far is not in its trace
 * </pre>
 */
final class CoordinatedScenario extends Scenario {
    private final List<Packet> held = new ArrayList<>();
    private CoordinatedWorld world;

    @Override
    protected void execute(List<String> words) {
        switch (words.get(0)) {
            case "processes":
                boolean all = words.size() > 2;
                world = new CoordinatedWorld(new CoordinatedConfig(100, 20, 5, !all), number(words.get(1)));
                for (TestProcess process : world.processes) {
                    process.storage.polls = 1;
                }
                world.startAll();
                world.runUntil(world.nowNs);
                world.trace = trace;
                break;
            case "do":
                act(number(words.get(1)), words.subList(2, words.size()));
                break;
            case "deliver":
                world.deliver(take(words));
                break;
            case "drop":
                Packet lost = take(words);
                world.say("lost " + lost.sourceId() + " -> " + lost.destinationId() + "  " + text(lost));
                break;
            case "hold":
                held.add(take(words));
                break;
            case "release":
                world.wire.addAll(held);
                held.clear();
                break;
            case "durable":
                world.force(process(words));
                break;
            case "crash":
                world.crash(process(words), words.size() > 2 && words.get(2).equals("lose=none"));
                break;
            case "recover":
                world.start(process(words));
                break;
            case "slow":
                process(words).storage.polls = number(words.get(2));
                break;
            case "fails":
                process(words).storage.failsNext = true;
                break;
            case "settle":
                world.runUntil(world.nowNs);
                break;
            case "advance":
                world.runUntil(world.nowNs + number(words.get(1)));
                break;
            case "state":
                words.subList(1, words.size()).forEach(word -> state(world.processes[number(word)]));
                break;
            case "line":
                line();
                break;
            case "quiet":
                trace.clear();
                break;
            default:
                throw new IllegalArgumentException("unknown command " + words);
        }
    }

    private void act(int id, List<String> words) {
        if (words.get(0).equals("transfer")) {
            if (!world.transfer(id, number(words.get(1)), number(words.get(2)))) {
                world.say(id + " may not send");
            }
            return;
        }
        long attemptId = world.checkpoint(id, words.get(1).equals("all"));
        if (attemptId < 0) {
            world.say(id + " checkpoint: " + (attemptId == CoordinatedCheckpoints.BUSY ? "BUSY" : "RECOVERING"));
        }
    }

    private Packet take(List<String> words) {
        for (Packet packet : world.wire) {
            if (packet.sourceId() == from(words.get(1))
                    && packet.destinationId() == to(words.get(1))
                    && (words.size() < 3 || text(packet).contains(words.get(2)))) {
                world.wire.remove(packet);
                return packet;
            }
        }
        throw new IllegalArgumentException("no such frame is under way: " + words);
    }

    private static String text(Packet packet) {
        return CoordinatedText.message(packet.buffer(), packet.messageOffset());
    }

    private TestProcess process(List<String> words) {
        return world.processes[number(words.get(1))];
    }

    private void state(TestProcess process) {
        if (!process.isRunning()) {
            world.say(process.id + ": down");
            return;
        }
        CoordinatedCheckpoints node = process.node;
        StringBuilder text = new StringBuilder(process.id + ": account " + process.host.balance + ", checkpoint "
                + process.storage.permanent.number() + ", epoch " + node.epoch());
        text.append(node.isRecovering() ? ", recovering" : "").append(process.host.sendsHeld ? ", held" : "");
        if (node.blockedOnId() != CoordinatedCheckpoints.NOBODY) {
            text.append(", blocked on ")
                    .append(node.blockedOnId())
                    .append(" since ")
                    .append(node.blockedSinceNs() - CoordinatedWorld.START_NS);
        }
        for (CoordinatedCounter counter : CoordinatedCounter.values()) {
            if (node.counters().count(counter) > 0) {
                text.append("; ")
                        .append(counter.name().toLowerCase(Locale.ROOT))
                        .append(' ')
                        .append(node.counters().count(counter));
            }
        }
        world.say(text.toString());
    }

    private void line() {
        Saved[] line = new Saved[world.processes.length];
        for (TestProcess process : world.processes) {
            line[process.id] = process.storage.permanent;
        }
        for (TestProcess process : world.processes) {
            Saved saved = line[process.id];
            StringBuilder text = new StringBuilder(
                    "line: " + process.id + " checkpoint " + saved.number() + ", account " + saved.balance());
            for (Saved.Transfer transfer : saved.kept()) {
                if (transfer.ssn() > line[transfer.receiverId()].delivered()[process.id]) {
                    text.append(", in transit to ")
                            .append(transfer.receiverId())
                            .append(": ")
                            .append(transfer.amount());
                }
            }
            world.say(text.toString());
        }
        Saved.checkConsistent(line, world.total());
        world.say("line: consistent, of " + ProcessSet.toString(ProcessSet.firstN(line.length)));
    }
}
