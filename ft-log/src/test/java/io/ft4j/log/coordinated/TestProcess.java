package io.ft4j.log.coordinated;

import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.testing.TestDisk;
import io.ft4j.core.testing.TestOutbox;
import io.ft4j.log.independent.Settlement;
import java.util.ArrayDeque;

/** One process over all its lives: its disk and its checkpoints, and while it runs its protocols. */
final class TestProcess {
    /** A frame that leaves when a position is durable. */
    record Held(long afterPosition, Packet packet) {}

    final int id;
    final TestDisk disk = new TestDisk();
    final TestStorage storage;
    final TestOutbox outbox = new TestOutbox(1 << 12);
    final ArrayDeque<Held> held = new ArrayDeque<>();
    CoordinatedCheckpoints node;
    TestHost host;
    /** Null where checkpoints are coordinated. */
    Settlement settlement;

    ProtocolStack stack;
    int steps;

    TestProcess(int id, TestStorage storage) {
        this.id = id;
        this.storage = storage;
    }

    boolean isRunning() {
        return node != null;
    }

    boolean hasUnforced() {
        return isRunning() && disk.position() > disk.durablePosition();
    }

    long nextDeadlineNs() {
        return isRunning() ? stack.nextDeadlineNs() : Long.MAX_VALUE;
    }
}
