package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.example.orderbook.CommandWriter;
import io.ft4j.bench.example.orderbook.OrderBook;
import io.ft4j.core.consensus.raft.RaftConfig;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.ReplicaGroupBuilder;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.Tolerance;
import io.ft4j.core.runtime.aeron.Endpoints;
import java.util.List;

/**
 * The order book on replicas in several JVMs: what all of them, and those that send them orders, have to agree on.
 *
 * @param replicas {@code host:port} of each replica, an odd number
 * @param clients  {@code host:port} of each process that sends orders
 */
public record OrderBookGroup(List<String> replicas, List<String> clients) {
    /** Commands without a reply, at most, of one process that sends orders. */
    public static final int MAX_OUTSTANDING = 4096;

    /** Id of the first process that sends orders. */
    public static final int FIRST_CLIENT_ID = 64;

    /** Under way to one follower at most: 8 frames of 32 KiB, half of what the stream to it holds. */
    private static final RaftConfig RAFT = RaftConfig.builder()
            .maxFrameBytes(32 * 1024)
            .maxInflightFrames(8)
            .electionTimeoutNs(500_000_000)
            .build();

    public OrderBookGroup {
        replicas = List.copyOf(replicas);
        clients = List.copyOf(clients);
        if (replicas.size() < 3 || replicas.size() % 2 == 0) {
            throw new IllegalArgumentException("replicas=" + replicas.size() + " must be an odd number from 3 on");
        }
        if (clients.isEmpty()) {
            throw new IllegalArgumentException("clients=0 must be at least 1: nobody could send orders");
        }
    }

    Endpoints endpoints() {
        return Endpoints.udp(replicas, clients);
    }

    ReplicaGroupBuilder builder() {
        return ReplicaGroup.tolerating(Tolerance.crashes((replicas.size() - 1) / 2))
                .stateMachine(OrderBook::new)
                .maxCommandBytes(CommandWriter.MAX_LENGTH)
                .maxReplyBytes(OrderBook.REPLY_LENGTH)
                .maxOutstanding(MAX_OUTSTANDING)
                .clientProcesses(clients.size())
                .threading(Threading.INVOKER)
                .raft(RAFT);
    }
}
