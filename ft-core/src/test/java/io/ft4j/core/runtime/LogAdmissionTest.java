package io.ft4j.core.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.local.InProcessNetwork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that has forgotten votes and acknowledgements stays out, however often a supervisor tries it. */
class LogAdmissionTest {
    private static final int TRIES = 10;
    private static final int CYCLES = 2_000;

    private final List<KeptLog> logs = new ArrayList<>(List.of(new KeptLog(), new KeptLog(), new KeptLog()));
    private final InProcessNetwork network = new InProcessNetwork(3, 1 << 20, 1 << 17);
    private final ManualClock clock = new ManualClock();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWrongLogIsRefusedAtEveryRestart(boolean empty) {
        try (InvokedGroup run = new InvokedGroup(this::withLogs)) {
            send(run);
            KeptLog wrong = empty ? new KeptLog() : logs.get(1).copy();
            run.group.kill(1);
            run.group.restart(1);
            send(run);
            run.group.kill(1);

            KeptLog right = logs.set(1, wrong);
            assertRefused(empty, () -> run.group.restart(1));
            assertFalse(run.group.status(1).running());
            logs.set(1, right);
            run.group.restart(1);
            assertTrue(run.group.status(1).running());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWrongLogIsRefusedAtEveryStartOfTheGroup(boolean empty) {
        KeptLog older = runOnce();
        runOnce();
        KeptLog right = logs.set(1, empty ? new KeptLog() : older);
        assertRefused(empty, this::runOnce);
        logs.set(1, right);
        runOnce();
    }

    /** A copy of the log of replica 1 at its end. */
    private KeptLog runOnce() {
        try (InvokedGroup run = new InvokedGroup(this::withLogs)) {
            send(run);
            return logs.get(1).copy();
        }
    }

    private ReplicaGroupBuilder withLogs(ReplicaGroupBuilder builder) {
        return builder.log(id -> logs.get(id).open());
    }

    private static void send(InvokedGroup run) {
        run.send(1);
        run.awaitAllAnswered();
        run.awaitAllApplied();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverDrivesTheReplicasIsRefusedToo(boolean empty) {
        Replicas replicas = boot();
        KeptLog wrong = empty ? new KeptLog() : logs.get(1).copy();
        replicas.remove(1);
        reopen(replicas);
        replicas.remove(1);

        KeptLog right = logs.set(1, wrong);
        assertRefused(empty, () -> reopen(replicas));
        logs.set(1, right);
        reopen(replicas);
        assertTrue(replicas.get(1).isDurable());
    }

    /** Of the records of that start some are kept and others lost with the power; nobody has voted in those lives. */
    @Test
    void aStartThatEndedBeforeItsRecordsWereDurableIsNoReasonToRefuse() {
        closeAll(boot());
        Replicas unlucky = replicas();
        logs.get(1).open();
        KeptLog before = logs.get(1).copy();
        Replica[] opened = open(unlucky);
        unlucky.boot(opened);
        for (Replica replica : opened) {
            replica.close();
        }
        logs.set(1, before);
        closeAll(boot());
        closeAll(boot());
    }

    /** A leader is elected, and all logs have what everybody knows. */
    private Replicas boot() {
        Replicas replicas = replicas();
        Replica[] opened = open(replicas);
        replicas.boot(opened);
        for (Replica replica : opened) {
            replicas.launch(replica, clock.nanoTime());
        }
        cycle(replicas);
        assertTrue(replicas.leaderId() >= 0);
        return replicas;
    }

    private static Replicas replicas() {
        return ReplicaGroup.tolerating(Tolerance.crashes(1)).seed(42).replicas();
    }

    private Replica[] open(Replicas replicas) {
        Replica[] opened = new Replica[replicas.size()];
        for (int id = 0; id < opened.length; id++) {
            opened[id] = replicas.open(id, logs.get(id).open(), network.transport(id), new SumMachine());
        }
        return opened;
    }

    private void reopen(Replicas replicas) {
        Replica replica = replicas.reopen(1, logs.get(1).open(), network.transport(1), new SumMachine());
        replicas.launch(replica, clock.nanoTime());
        cycle(replicas);
    }

    private void cycle(Replicas replicas) {
        for (int i = 0; i < CYCLES; i++) {
            clock.advance(InvokedGroup.STEP_NS * 50);
            for (int id = 0; id < replicas.size(); id++) {
                if (replicas.get(id) != null) {
                    replicas.get(id).doWork(clock.nanoTime());
                }
            }
        }
    }

    private static void closeAll(Replicas replicas) {
        for (int id = 0; id < replicas.size(); id++) {
            replicas.remove(id);
        }
    }

    private static void assertRefused(boolean empty, Executable opening) {
        for (int i = 0; i < TRIES; i++) {
            String refusal =
                    assertThrows(LogException.class, opening, "try " + i).getMessage();
            assertTrue(refusal.contains(empty ? "an empty log" : "an older copy of its log"), refusal);
        }
    }
}
