package io.ft4j.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas that stop by themselves, and what an application makes that fails at a bad moment. */
class ReplicaFailureTest {
    private static final int COMMANDS = 200;

    private final List<KeptLog> logs = new ArrayList<>(List.of(new KeptLog(), new KeptLog(), new KeptLog()));
    private Supplier<StateMachine> stateMachines = SumMachine::new;
    private Consumer<Integer> whenALogIsOpened = id -> {};

    private InvokedGroup start() {
        return new InvokedGroup(
                builder -> builder.stateMachine(() -> stateMachines.get()).log(id -> {
                    whenALogIsOpened.accept(id);
                    return logs.get(id).open();
                }));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void aReplicaWhoseLogFailsStopsAndSaysWhyAndTheOthersGoOn(boolean leader, boolean force) {
        try (InvokedGroup run = start()) {
            sendUpTo(run, 1, COMMANDS);
            run.awaitAllAnswered();
            int failing = leader ? run.group.leaderId() : (run.group.leaderId() + 1) % 3;
            if (force) {
                logs.get(failing).forceFailure = "the force failed: Input/output error";
            } else {
                logs.get(failing).appendFailure = "No space left on device";
            }
            long lastIndex = logs.get(failing).lastIndex();
            sendUpTo(run, COMMANDS + 1, 2 * COMMANDS);
            run.awaitAllAnswered();

            String reason = force ? "the force failed: Input/output error" : "No space left on device";
            assertEquals(
                    List.of("replica " + failing + " stopped: " + reason),
                    run.errors.stream().map(Throwable::getMessage).toList());
            ReplicaStatus status = run.group.status(failing);
            assertFalse(status.running());
            assertEquals(reason, status.failure().getMessage());
            assertFalse(logs.get(failing).isOpen());
            assertNotEquals(failing, run.group.leaderId());
            assertTrue(force || logs.get(failing).lastIndex() == lastIndex, "nothing was appended");
            assertEquals(LongStream.rangeClosed(1, 2 * COMMANDS).boxed().toList(), run.answered);
            assertEquals(COMMANDS * (2 * COMMANDS + 1L), run.sums.get(2 * COMMANDS - 1));

            logs.get(failing).forceFailure = null;
            logs.get(failing).appendFailure = null;
            run.group.restart(failing);
            run.awaitAllApplied();
            assertEquals(
                    run.group.status(run.group.leaderId()).digest(),
                    run.group.status(failing).digest());
        }
    }

    private static void sendUpTo(InvokedGroup run, long from, long to) {
        for (long value = from; value <= to; value++) {
            run.send(value);
        }
    }

    @Test
    void aLogIsClosedWhenNoStateMachineCanBeMade() {
        try (InvokedGroup run = start()) {
            run.awaitLeader();
            run.group.kill(0);
            stateMachines = () -> {
                throw new IllegalStateException("no state machine today");
            };
            assertThrows(IllegalStateException.class, () -> run.group.restart(0));
            assertFalse(logs.get(0).isOpen());
            stateMachines = SumMachine::new;
            run.group.restart(0);
        }
        stateMachines = () -> {
            throw new IllegalStateException("no state machine today");
        };
        assertThrows(IllegalStateException.class, this::start);
        assertTrue(logs.stream().noneMatch(KeptLog::isOpen));
    }

    @Test
    void aClosedGroupRefusesWhatWouldOpenALog() {
        InvokedGroup run = start();
        run.close();
        assertClosed(() -> run.group.restart(0));
        assertClosed(() -> run.group.stop(0));
        assertClosed(() -> run.group.kill(0));
        assertTrue(logs.stream().noneMatch(KeptLog::isOpen));
        assertFalse(run.group.status(0).running());
    }

    @Test
    void aGroupThatIsClosedDuringARestartLeavesNoLogOpen() {
        try (InvokedGroup run = start()) {
            run.awaitLeader();
            run.group.kill(0);
            whenALogIsOpened = id -> run.group.close();
            assertClosed(() -> run.group.restart(0));
            assertTrue(logs.stream().noneMatch(KeptLog::isOpen));
        }
    }

    private static void assertClosed(Runnable call) {
        String reason = assertThrows(IllegalStateException.class, call::run).getMessage();
        assertEquals("the group is closed", reason);
    }
}
