package io.ft4j.core.runtime;

/** Between the clients of this process and its replicas: one ingress per replica, the ways back, and who leads. */
final class Doors {
    private final LeaderBoard board = new LeaderBoard();
    private final ClientDirectory clients = new ClientDirectory();
    private final Ingress[] ingresses;
    private final Egress applyEgress;

    Doors(GroupConfig config) {
        Egress consensusEgress = new Egress(clients);
        applyEgress = config.threading() == Threading.SPLIT ? new Egress(clients) : consensusEgress;
        ingresses = new Ingress[config.processCount()];
        for (int i = 0; i < ingresses.length; i++) {
            ingresses[i] = new Ingress(config.ingressCapacity(), config.maxCommandBytes(), consensusEgress);
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
    Egress applyEgress() {
        return applyEgress;
    }
}
