package io.ft4j.core.runtime;

/** Between the clients of this process and its replicas: one ingress per replica, one way back, and who leads. */
final class Doors {
    private final LeaderBoard board = new LeaderBoard();
    private final ClientDirectory clients = new ClientDirectory();
    private final Ingress[] ingresses;
    private final Egress egress;

    Doors(GroupConfig config) {
        egress = new Egress(clients);
        ingresses = new Ingress[config.processCount()];
        for (int i = 0; i < ingresses.length; i++) {
            ingresses[i] = new Ingress(config.ingressCapacity(), config.maxCommandBytes());
        }
    }

    LeaderBoard board() {
        return board;
    }

    ClientDirectory clients() {
        return clients;
    }

    Ingress ingress(int replicaId) {
        return ingresses[replicaId];
    }

    /** Of the thread that runs the state machines. */
    Egress egress() {
        return egress;
    }
}
