package io.ft4j.log.coordinated;

import io.ft4j.log.Scenario;
import java.util.List;

/**
 * Scenarios of snapshots with channel states.
 *
 * <pre>
 *   accounts N…             a process each, with so much money; a channel from each to each
 *   do P start N            do P send P AMOUNT
 *   deliver P->P            what is first in this channel
 *   settle                  everything arrives
 *   states                  where the processes are now
 *   snapshot                what was recorded
 * </pre>
 */
final class SnapshotScenario extends Scenario {
    private SnapshotWorld world;

    @Override
    protected void execute(List<String> words) {
        switch (words.get(0)) {
            case "accounts":
                world = new SnapshotWorld(
                        1 << 10,
                        words.stream().skip(1).mapToLong(Long::parseLong).toArray());
                break;
            case "do":
                act(number(words.get(1)), words.subList(2, words.size()));
                break;
            case "deliver":
                deliver(from(words.get(1)), to(words.get(1)));
                break;
            case "settle":
                for (int rounds = 0; rounds < 2 * world.processCount; rounds++) {
                    everythingArrives();
                }
                break;
            case "states":
                for (int id = 0; id < world.processCount; id++) {
                    trace.add(id + ": account " + world.balances[id] + ", snapshot " + world.snapshots[id].number()
                            + " " + world.snapshots[id].state());
                }
                break;
            case "snapshot":
                snapshot();
                break;
            default:
                throw new IllegalArgumentException("unknown command " + words);
        }
    }

    private void act(int id, List<String> words) {
        if (words.get(0).equals("start")) {
            trace.add(id + " starts snapshot " + words.get(1) + ", account " + world.balances[id]);
            world.start(id, number(words.get(1)));
        } else {
            world.send(id, number(words.get(1)), number(words.get(2)));
            trace.add(id + " -> " + words.get(1) + "  " + words.get(2));
        }
    }

    private void everythingArrives() {
        for (int from = 0; from < world.processCount; from++) {
            for (int to = 0; to < world.processCount; to++) {
                while (!world.channel(from, to).isEmpty()) {
                    deliver(from, to);
                }
            }
        }
    }

    private void deliver(int from, int to) {
        long before = world.snapshots[to].number();
        SnapshotWorld.Item item = world.deliver(from, to);
        trace.add(to + " <- " + from + "  "
                + (item.snapshotNumber() > 0 ? "marker " + item.snapshotNumber() : "" + item.amount()));
        if (world.snapshots[to].number() > before) {
            trace.add(to + " records account " + world.balances[to]);
        }
    }

    private void snapshot() {
        for (int id = 0; id < world.processCount; id++) {
            trace.add("recorded: account " + id + " " + world.recorded[id].balance());
        }
        for (int from = 0; from < world.processCount; from++) {
            for (int to = 0; to < world.processCount; to++) {
                if (from != to && !world.inTransit(from, to).isEmpty()) {
                    trace.add("recorded: channel " + from + "->" + to + " " + world.inTransit(from, to));
                }
            }
        }
        world.checkReachable();
        trace.add("recorded: " + world.recordedSum() + " of " + world.total + ", reachable");
    }
}
