package io.ft4j.log.coordinated;

import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Process 2 has a checkpoint that holds a message of 0, and a rollback unsays that; 2 crashes before it hears of it. Meanwhile 0 says
 * another message under the same number, and 1 begins the next rollback. By numbers alone the checkpoint of 2 would do.
 */
final class MissedEpoch {
    private MissedEpoch() {}

    static void run() {
        CoordinatedWorld world = new CoordinatedWorld(CoordinatedWorld.config(), 3, true);
        world.startAll();
        world.transfer(0, 2, 1);
        world.runUntil(world.nowNs);
        world.own(2);
        TestProcess[] processes = world.processes;
        restart(world, 0);
        deliver(world, 3, "REQUEST", "REPORT");
        world.force(processes[0]);
        world.wire.removeIf(
                packet -> packet.destinationId() == 2 && text(packet).startsWith("DONE"));
        deliver(world, 3, "DONE");
        world.force(processes[1]);
        restart(world, 2);
        world.wire.removeIf(packet -> packet.sourceId() == 2);
        world.transfer(0, 2, 50);
        world.own(0);
        restart(world, 1);
        world.runToEnd();
        if (processes[2].storage.permanent.delivered()[0] < 1) {
            throw new Broken("progress: the second message was not delivered");
        }
    }

    private static void restart(CoordinatedWorld world, int id) {
        world.crash(world.processes[id], true);
        world.start(world.processes[id]);
    }

    /** Frames that begin so, as often as the answers to them come in. */
    private static void deliver(CoordinatedWorld world, int rounds, String... kinds) {
        for (int round = 0; round < rounds; round++) {
            for (String kind : kinds) {
                Predicate<Packet> isOfKind = packet -> text(packet).startsWith(kind);
                for (Packet packet : world.wire.stream().filter(isOfKind).collect(Collectors.toList())) {
                    world.wire.remove(packet);
                    world.deliver(packet);
                }
            }
        }
    }

    private static String text(Packet packet) {
        return CoordinatedText.message(packet.buffer(), packet.messageOffset());
    }
}
