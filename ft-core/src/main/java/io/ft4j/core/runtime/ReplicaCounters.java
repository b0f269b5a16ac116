package io.ft4j.core.runtime;

import io.ft4j.core.model.EventCounters;
import io.ft4j.core.protocol.ProtocolStack.Drop;
import io.ft4j.core.runtime.observe.CounterPublisher;
import java.util.function.ToLongFunction;
import org.agrona.concurrent.status.CountersManager;

/** What is published of one replica, whichever life it is in; while it is down everything is 0. */
final class ReplicaCounters {
    private static final long INTERVAL_NS = 100_000_000;

    private final Replicas replicas;
    private final int id;
    private final CounterPublisher publisher;

    private ReplicaCounters(CounterPublisher publisher, Replicas replicas, int id) {
        this.publisher = publisher;
        this.replicas = replicas;
        this.id = id;
    }

    /** @param counts of a consensus, for their names. */
    private void addAll(EventCounters<?> counts) {
        add("term", replica -> replica.consensus().term());
        add("leading", replica -> replica.isLeading() ? 1 : 0);
        add("last_index", replica -> replica.log().lastIndex());
        add("commit_index", Replica::commitIndex);
        add("applied_index", Replica::appliedIndex);
        add("incarnation", replica -> replica.log().incarnation());
        add("frames.not_taken", Replica::droppedFrames);
        for (Drop drop : Drop.values()) {
            add("frames.dropped." + drop.name(), replica -> replica.dropped(drop));
        }
        add("commands.stray", Replica::strayCommands);
        add("sessions.evicted", replica -> replica.sessions().evictions());
        add("commands.duplicate", replica -> replica.sessions().duplicates());
        add("commands.expired", replica -> replica.sessions().expired());
        add("commands.after_gap", replica -> replica.sessions().gaps());
        add("commands.of_unknown_session", replica -> replica.sessions().unknown());
        for (int i = 0; i < counts.size(); i++) {
            int number = i;
            add(
                    "consensus." + counts.name(i),
                    replica -> replica.consensus().counters().count(number));
        }
    }

    /**
     * After all replicas were launched.
     *
     * @throws IllegalStateException when the buffers have no room for all; those that were taken are given back.
     */
    static CounterPublisher[] publish(CountersManager counters, GroupConfig config, Replicas replicas) {
        CounterPublisher[] publishers = new CounterPublisher[replicas.size()];
        for (int id = 0; id < publishers.length; id++) {
            publishers[id] = new CounterPublisher(counters, config.groupId(), id, INTERVAL_NS);
        }
        EventCounters<?> counts = replicas.get(0).consensus().counters();
        try {
            for (int id = 0; id < publishers.length; id++) {
                new ReplicaCounters(publishers[id], replicas, id).addAll(counts);
            }
            return publishers;
        } catch (RuntimeException full) {
            for (CounterPublisher publisher : publishers) {
                publisher.close();
            }
            throw full;
        }
    }

    private void add(String name, ToLongFunction<Replica> count) {
        publisher.add(name, () -> {
            Replica replica = replicas.get(id);
            return replica == null ? 0 : count.applyAsLong(replica);
        });
    }
}
