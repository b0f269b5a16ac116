package io.ft4j.log.coordinated;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Processes with accounts and a channel from each to each, which takes its own snapshots. Keeps the order of all events, so that a
 * recorded state can be compared with what happened.
 */
final class SnapshotWorld {
    /** What is under way: a marker of a snapshot where the number is not 0, else an amount. */
    record Item(long snapshotNumber, long amount) {}

    /** A message of the application is sent or received. */
    record Event(int processId, boolean isSend, int otherId, long amount) {}

    /** State of a process in a snapshot. @param eventCount how many of its events came before. */
    record Recorded(long number, long balance, int eventCount) {}

    final int processCount;
    final long[] balances;
    final List<ArrayDeque<Item>> channels = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final int[] eventCounts;
    final Recorded[] recorded;
    final ChandyLamportSnapshot[] snapshots;
    final long total;
    private final long[] initial;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Long.BYTES]);

    SnapshotWorld(int maxChannelStateBytes, long... balances) {
        processCount = balances.length;
        initial = balances.clone();
        this.balances = balances.clone();
        total = Arrays.stream(balances).sum();
        eventCounts = new int[processCount];
        recorded = new Recorded[processCount];
        snapshots = new ChandyLamportSnapshot[processCount];
        for (int i = 0; i < processCount * processCount; i++) {
            channels.add(new ArrayDeque<>());
        }
        for (int id = 0; id < processCount; id++) {
            snapshots[id] = snapshot(id, maxChannelStateBytes);
        }
    }

    /** The channels of a process are named by their senders. */
    private ChandyLamportSnapshot snapshot(int id, int maxChannelStateBytes) {
        SnapshotProcess process = new SnapshotProcess() {
            @Override
            public void recordState(long number) {
                recorded[id] = new Recorded(number, balances[id], eventCounts[id]);
            }

            @Override
            public void sendMarkers(long number) {
                for (int otherId = 0; otherId < processCount; otherId++) {
                    if (otherId != id) {
                        channel(id, otherId).add(new Item(number, 0));
                    }
                }
            }
        };
        ChandyLamportSnapshot.Builder builder = ChandyLamportSnapshot.builder(process, maxChannelStateBytes);
        for (int otherId = 0; otherId < processCount; otherId++) {
            if (otherId != id) {
                builder.incoming(otherId, ChannelOrder.FIFO);
            }
        }
        return builder.build();
    }

    ArrayDeque<Item> channel(int from, int to) {
        return channels.get(from * processCount + to);
    }

    void start(int processId, long number) {
        snapshots[processId].start(number);
    }

    void send(int from, int to, long amount) {
        snapshots[from].onSend();
        balances[from] -= amount;
        channel(from, to).add(new Item(0, amount));
        event(from, true, to, amount);
    }

    private void event(int processId, boolean isSend, int otherId, long amount) {
        events.add(new Event(processId, isSend, otherId, amount));
        eventCounts[processId]++;
    }

    /** What is first in the channel arrives. */
    Item deliver(int from, int to) {
        Item item = channel(from, to).remove();
        if (item.snapshotNumber > 0) {
            snapshots[to].onMarker(from, item.snapshotNumber);
        } else {
            buffer.putLong(0, item.amount);
            snapshots[to].onMessage(from, buffer, 0, Long.BYTES);
            balances[to] += item.amount;
            event(to, false, from, item.amount);
        }
        return item;
    }

    boolean isComplete(long number) {
        for (ChandyLamportSnapshot snapshot : snapshots) {
            if (snapshot.number() != number || snapshot.state() != ChandyLamportSnapshot.State.COMPLETE) {
                return false;
            }
        }
        return true;
    }

    List<Long> inTransit(int from, int to) {
        List<Long> amounts = new ArrayList<>();
        snapshots[to].channelStates().forEach((channelId, message, offset, length) -> {
            if (channelId == from) {
                amounts.add(message.getLong(offset));
            }
        });
        return amounts;
    }

    /** Of the recorded states and channels together. */
    long recordedSum() {
        long sum = 0;
        for (int id = 0; id < processCount; id++) {
            sum += recorded[id].balance;
            for (int from = 0; from < processCount; from++) {
                sum += from == id
                        ? 0
                        : inTransit(from, id).stream()
                                .mapToLong(amount -> amount)
                                .sum();
            }
        }
        return sum;
    }

    /**
     * The events before the recorded states happen first, the others behind them, each in their own order. This must be a run of
     * the system, in the middle of which it is in the recorded state (Chandy, Lamport 1985, Theorem 1).
     */
    void checkReachable() {
        SnapshotWorld other = new SnapshotWorld(0, initial);
        int[] seen = new int[processCount];
        List<Event> after = new ArrayList<>();
        for (Event event : events) {
            if (seen[event.processId]++ < recorded[event.processId].eventCount) {
                other.apply(event);
            } else {
                after.add(event);
            }
        }
        for (int id = 0; id < processCount; id++) {
            check(other.balances[id] == recorded[id].balance, "state of process " + id);
            for (int from = 0; from < processCount; from++) {
                if (from != id) {
                    List<Long> amounts =
                            other.channel(from, id).stream().map(Item::amount).toList();
                    check(amounts.equals(inTransit(from, id)), "channel from " + from + " to " + id);
                }
            }
        }
        after.forEach(other::apply);
        check(Arrays.equals(other.balances, balances), "end");
        check(recordedSum() == total, "conservation");
    }

    private void apply(Event event) {
        if (event.isSend) {
            send(event.processId, event.otherId, event.amount);
        } else {
            Item first = channel(event.otherId, event.processId).peek();
            check(first != null && first.amount == event.amount, "orphan: " + event + " before it was sent");
            deliver(event.otherId, event.processId);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new Broken("consistent cut: " + what);
        }
    }

    /** Everything that distinguishes what may still come, and what was recorded. */
    String key() {
        StringBuilder key = new StringBuilder(Arrays.toString(balances));
        for (ArrayDeque<Item> channel : channels) {
            for (Item item : channel) {
                key.append(item.snapshotNumber).append(':').append(item.amount).append(',');
            }
            key.append('|');
        }
        for (int id = 0; id < processCount; id++) {
            key.append(recorded[id])
                    .append(snapshots[id].state())
                    .append(snapshots[id].number())
                    .append(snapshots[id].openChannelCount());
            events.stream().filter(idOf(id)).forEach(key::append);
        }
        return key.toString();
    }

    private static java.util.function.Predicate<Event> idOf(int id) {
        return event -> event.processId == id;
    }
}
