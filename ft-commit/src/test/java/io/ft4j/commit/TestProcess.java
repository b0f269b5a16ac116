package io.ft4j.commit;

import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.testing.TestDisk;
import io.ft4j.core.testing.TestOutbox;

/** One process over all its lives: its disk and its application, and while it runs its protocol. */
final class TestProcess {
    final int id;
    final TestDisk disk = new TestDisk();
    final TestPart part;
    final TestOutbox outbox = new TestOutbox(1 << 12);
    CommitNode node;
    ProtocolStack stack;
    int steps;
    int crashes;
    int forces;
    boolean waitsForForce;

    TestProcess(int id, TestPart part) {
        this.id = id;
        this.part = part;
    }

    boolean isRunning() {
        return node != null;
    }

    boolean hasToForce() {
        return isRunning() && waitsForForce && disk.position() > disk.durablePosition();
    }

    long nextDeadlineNs() {
        return isRunning() ? stack.nextDeadlineNs() : Long.MAX_VALUE;
    }

    long count(CommitCounter counter) {
        return node.counters().count(counter);
    }
}
