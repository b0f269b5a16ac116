package io.ft4j.core.sim.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ft4j.core.sim.history.Operation.Outcome;
import org.junit.jupiter.api.Test;

/** H1: an operation ends at most once, and after it was invoked. */
final class HistoryTest {
    private final History history = new History();

    @Test
    void keepsTheOrderOfEvents() {
        int first = write(0, 5);
        int second = write(0, 6);
        history.ok(second, true, 5);
        history.info(first);
        int third = write(1, 7);
        history.fail(third);

        assertEquals(
                new Operation(1, 0, "write", "x", 6, Operation.NOTHING, Outcome.DONE, 5, 2, 3),
                history.operation(second));
        assertEquals(Outcome.UNKNOWN, history.operation(first).outcome());
        assertEquals(Operation.NEVER, history.operation(first).endedAt());
        assertEquals(Outcome.FAILED, history.operation(third).outcome());
        assertEquals(3, history.size());
        assertEquals(5, history.eventCount());
    }

    @Test
    void refusesASecondEnd() {
        int done = write(0, 5);
        history.ok(done, true, Operation.NOTHING);
        int givenUp = write(0, 6);
        history.info(givenUp);

        for (int number : new int[] {done, givenUp}) {
            IllegalStateException refusal =
                    assertThrows(IllegalStateException.class, () -> history.ok(number, true, Operation.NOTHING));
            assertEquals("operation " + number + " has ended already", refusal.getMessage());
            assertThrows(IllegalStateException.class, () -> history.fail(number));
            assertThrows(IllegalStateException.class, () -> history.info(number));
        }
    }

    @Test
    void refusesWhatWasNotInvoked() {
        assertThrows(IndexOutOfBoundsException.class, () -> history.fail(0));
        assertThrows(IllegalArgumentException.class, () -> write(-1, 5));
    }

    private int write(int process, long value) {
        return history.invoke(process, "write", "x", value, Operation.NOTHING);
    }
}
