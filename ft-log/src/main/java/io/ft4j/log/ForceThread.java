package io.ft4j.log;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Forces a store on its own thread, so that the duty cycle never waits for the device and the forces of several logs
 * overlap. One force covers everything that was appended before it began; what is asked for meanwhile waits for the
 * next. In quiet moments it has the store {@linkplain BlockStore#prepare prepare}.
 *
 * <p>A force that failed is the last one: the kernel may drop the pages it could not write and report the next force as
 * done.
 */
final class ForceThread {
    /** Some 20 microseconds: longer than the gap between two batches under load, too short to take a core away. */
    private static final int SPINS = 500;

    /** So long nothing was asked for: there is time for what makes later forces cheaper. */
    private static final long IDLE_NS = 1_000_000;

    private final BlockStore store;
    private final Thread thread;

    private volatile long requestedPosition;
    private volatile long forcedPosition;
    private volatile Throwable failure;
    private volatile boolean parked;
    private volatile boolean running = true;

    /** Starts nothing. */
    ForceThread(BlockStore store, String name, long forcedPosition) {
        this.store = store;
        this.forcedPosition = forcedPosition;
        requestedPosition = forcedPosition;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Asks for everything that was appended so far, of which {@code position} is the last record. */
    void request(long position) {
        if (position > requestedPosition) {
            requestedPosition = position;
            if (parked) {
                LockSupport.unpark(thread);
            }
        }
    }

    long forcedPosition() {
        return forcedPosition;
    }

    /** Why nothing will ever be forced again, or null. */
    Throwable failure() {
        return failure;
    }

    /** Waits for a force under way, since the files must stay open for it. */
    void stop() {
        running = false;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (running) {
                long position = requestedPosition;
                if (position > forcedPosition) {
                    store.force();
                    forcedPosition = position;
                } else if (!await(position) && !store.prepare()) {
                    park(position);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Returns false when nobody asked for a while. */
    private boolean await(long position) {
        for (int i = 0; i < SPINS; i++) {
            if (requestedPosition != position || !running) {
                return true;
            }
            Thread.onSpinWait();
        }
        long beginNs = System.nanoTime();
        do {
            parkFor(position, IDLE_NS);
        } while (requestedPosition == position && running && System.nanoTime() - beginNs < IDLE_NS);
        return requestedPosition != position || !running;
    }

    private void park(long position) {
        parkFor(position, Long.MAX_VALUE);
    }

    private void parkFor(long position, long ns) {
        parked = true;
        if (requestedPosition == position && running) {
            LockSupport.parkNanos(this, ns);
        }
        parked = false;
    }
}
