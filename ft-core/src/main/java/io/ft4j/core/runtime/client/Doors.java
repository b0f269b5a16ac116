package io.ft4j.core.runtime.client;

import java.util.function.IntSupplier;
import org.agrona.concurrent.NanoClock;

/** Between the clients of this process and its replicas: one ingress per replica, one way back, and who leads. */
public final class Doors {
    private final LeaderBoard board = new LeaderBoard();
    private final ClientDirectory clients = new ClientDirectory();
    private final Ingress[] ingresses;
    private final Egress egress;

    private final int maxCommandBytes;
    private final int maxReplyBytes;

    /**
     * @param ingressCapacity of each replica, in commands; a power of two.
     * @param maxCommandBytes longest command.
     * @param maxReplyBytes   longest reply.
     */
    public Doors(int processCount, int ingressCapacity, int maxCommandBytes, int maxReplyBytes) {
        this.maxCommandBytes = maxCommandBytes;
        this.maxReplyBytes = maxReplyBytes;
        egress = new Egress(clients);
        ingresses = new Ingress[processCount];
        for (int i = 0; i < ingresses.length; i++) {
            ingresses[i] = new Ingress(ingressCapacity, maxCommandBytes);
        }
    }

    int maxCommandBytes() {
        return maxCommandBytes;
    }

    int maxReplyBytes() {
        return maxReplyBytes;
    }

    public LeaderBoard board() {
        return board;
    }

    ClientDirectory clients() {
        return clients;
    }

    /**
     * A client with a session of its own. One thread at a time.
     *
     * @param nonce  another one for each client that ever opens this session.
     * @param driver what a caller of {@link Client#call} has to run while it waits; says how much was done.
     * @throws IllegalStateException when the session is open in this process already.
     */
    public Client connect(ClientConfig config, long nonce, NanoClock clock, IntSupplier driver) {
        Client client = new Client(this, config, nonce, clock, driver);
        clients.add(config.sessionId(), client.replies());
        return client;
    }

    /** Replies of this session go nowhere from now on. */
    public void disconnect(long sessionId) {
        clients.remove(sessionId);
    }

    public Ingress ingress(int replicaId) {
        return ingresses[replicaId];
    }

    /** Of the thread that runs the state machines. */
    public Egress egress() {
        return egress;
    }
}
