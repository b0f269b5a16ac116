package io.ft4j.log.coordinated;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every order in which the given actions of the processes and the arrivals of all channels can happen. */
final class SnapshotWorlds {
    /** One process does it, after its actions before. @param toId {@link #START}: it starts the snapshot. */
    record Action(int processId, int toId, long amount) {
        static final int START = -1;
    }

    private final long[] balances;
    private final List<Action> actions;
    private final Set<String> seen = new HashSet<>();
    int states;
    int snapshots;

    SnapshotWorlds(List<Action> actions, long... balances) {
        this.actions = actions;
        this.balances = balances;
    }

    /** Three processes, three messages, and one or two that start the snapshot. */
    static List<SnapshotWorlds> all() {
        List<SnapshotWorlds> worlds = new ArrayList<>();
        int[][][] messages = {
            {{0, 1}, {1, 2}, {2, 0}},
            {{0, 1}, {1, 0}, {0, 1}},
            {{0, 2}, {1, 2}, {2, 1}},
            {{0, 1}, {0, 1}, {1, 2}},
        };
        for (int[][] set : messages) {
            for (int starters = 1; starters <= 2; starters++) {
                List<Action> actions = new ArrayList<>();
                for (int starter = 0; starter < starters; starter++) {
                    actions.add(new Action(starter, Action.START, 0));
                }
                for (int i = 0; i < set.length; i++) {
                    // One before its process starts the snapshot, the others behind that.
                    Action send = new Action(set[i][0], set[i][1], 1L << i);
                    actions.add(i == 1 ? 0 : actions.size(), send);
                }
                worlds.add(new SnapshotWorlds(actions, 10, 20, 40));
            }
        }
        return worlds;
    }

    void walk() {
        explore(new ArrayList<>());
    }

    private void explore(List<Integer> choices) {
        SnapshotWorld world = new SnapshotWorld(1 << 10, balances);
        int[] done = new int[balances.length];
        for (int choice : choices) {
            choose(world, done, choice);
        }
        if (!seen.add(world.key() + java.util.Arrays.toString(done))) {
            return;
        }
        states++;
        if (world.isComplete(1)) {
            snapshots++;
            world.checkReachable();
        }
        boolean isOver = true;
        for (int choice = 0; choice < balances.length + world.channels.size(); choice++) {
            if (isPossible(world, done, choice)) {
                isOver = false;
                choices.add(choice);
                explore(choices);
                choices.remove(choices.size() - 1);
            }
        }
        if (isOver && !world.isComplete(1)) {
            throw new Broken("progress: the snapshot is not complete");
        }
    }

    private boolean isPossible(SnapshotWorld world, int[] done, int choice) {
        return choice < balances.length
                ? next(choice, done[choice]) != null
                : !world.channels.get(choice - balances.length).isEmpty();
    }

    private void choose(SnapshotWorld world, int[] done, int choice) {
        if (choice >= balances.length) {
            int channel = choice - balances.length;
            world.deliver(channel / balances.length, channel % balances.length);
            return;
        }
        Action action = next(choice, done[choice]++);
        if (action.toId == Action.START) {
            world.start(choice, 1);
        } else {
            world.send(choice, action.toId, action.amount);
        }
    }

    private Action next(int processId, int index) {
        int left = index;
        for (Action action : actions) {
            if (action.processId == processId && left-- == 0) {
                return action;
            }
        }
        return null;
    }
}
