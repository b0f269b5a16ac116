package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RelayBudgetTest {
    private final RelayBudget budget = new RelayBudget(2, 100);

    @Test
    void refusesMoreThanItsLimitUntilTheIntervalEnds() {
        assertTrue(budget.take(1_000, 1));
        assertTrue(budget.take(1_050, 1));
        assertFalse(budget.take(1_099, 1));
        assertTrue(budget.take(1_100, 1));
        assertTrue(budget.take(1_100, 1));
        assertFalse(budget.take(1_100, 1));
    }

    @Test
    void aClockThatWentBackMakesNoIntervalLonger() {
        assertTrue(budget.take(1_000, 1));
        assertTrue(budget.take(1_000, 1));
        assertTrue(budget.take(500, 1));
        assertTrue(budget.take(500, 1));
        assertFalse(budget.take(599, 1));
        assertTrue(budget.take(600, 1));
    }

    @Test
    void oneSenderTakesNothingFromAnother() {
        assertTrue(budget.take(1_000, 1));
        assertTrue(budget.take(1_000, 1));
        assertFalse(budget.take(1_000, 1));
        assertTrue(budget.take(1_000, 63));
    }
}
