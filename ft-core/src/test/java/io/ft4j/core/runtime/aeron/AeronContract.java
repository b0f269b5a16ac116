package io.ft4j.core.runtime.aeron;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import io.ft4j.core.port.TransportContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over one driver; the endpoints are others in each test. */
abstract class AeronContract extends TransportContract {
    private static final long TIMEOUT_NS = 30_000_000_000L;
    private static final int MAX_FRAME_BYTES = 60_000;

    private static AeronMedia media;

    private final AeronTransport[] opened = new AeronTransport[PROCESS_COUNT];

    @BeforeAll
    static void launch() {
        // Nobody is given up while the machine is busy elsewhere.
        media = AeronMedia.launch(MediaConfig.DEFAULT.withTermBytes(512 * 1024).withPeerTimeoutNs(TIMEOUT_NS));
    }

    @AfterAll
    static void close() {
        media.close();
    }

    /** Of the three processes of one test. */
    abstract Endpoints endpoints();

    @Override
    protected final Transport open(int processId) {
        opened[processId] = new AeronTransport(media, processId, endpoints(), MAX_FRAME_BYTES);
        if (processId == PROCESS_COUNT - 1) {
            long deadlineNs = System.nanoTime() + TIMEOUT_NS;
            while (!isComplete()) {
                assertTrue(System.nanoTime() < deadlineNs, "not connected in time");
                media.poll();
            }
        }
        return opened[processId];
    }

    private boolean isComplete() {
        for (int from = 0; from < PROCESS_COUNT; from++) {
            for (int to = 0; to < PROCESS_COUNT; to++) {
                if (from != to && !opened[from].isConnected(to)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    protected final boolean isReliableAndOrdered() {
        return true;
    }

    @Override
    protected final boolean noticesClosedPeers() {
        return false;
    }

    /** Driver and client are Aeron's: where the JIT does not remove them, they make an iterator of each of their lists. */
    @Override
    protected final int take(int processId, FrameHandler handler, int limit) {
        return opened[processId].take(handler, limit);
    }

    @Override
    protected final void doWork() {
        media.poll();
    }
}
