package io.ft4j.bench.latency;

/**
 * As many commands outstanding as the window holds. The clock is read once per burst, before its first command is sent,
 * and once per poll, after its last reply came: each latency is that of its command or a little more, never less.
 */
final class PipelinedLoad implements Load {
    private static final int MAX_BURST = 32;

    private final Connections connections;
    private final Patience patience;

    PipelinedLoad(Connections connections, Patience patience) {
        this.connections = connections;
        this.patience = patience;
    }

    @Override
    public void runUntil(long endNs) {
        long nowNs = System.nanoTime();
        while (nowNs - endNs < 0) {
            int sent = 0;
            while (sent < MAX_BURST && connections.trySend(nowNs)) {
                sent++;
            }
            int received = connections.poll(MAX_BURST);
            if (sent + received == 0) {
                patience.idle();
            } else {
                patience.reset();
            }
            nowNs = System.nanoTime();
            connections.record(nowNs);
        }
    }
}
