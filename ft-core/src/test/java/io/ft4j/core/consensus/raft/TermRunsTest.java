package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TermRunsTest {
    @Test
    void emptyLogHasTheSentinelOnly() {
        TermRuns runs = new TermRuns();
        assertEquals(0, runs.termAt(0));
        assertEquals(0, runs.lastTerm());
        assertEquals(-1, runs.lastIndexOf(1, 0));
    }

    @Test
    void refusesTermsThatDecrease() {
        TermRuns runs = new TermRuns();
        runs.append(1, 2);
        assertThrows(Invariant.Violation.class, () -> runs.append(2, 1));
    }

    /** Against a list that holds the term of every entry, through appends and cuts; 600 terms outgrow the first arrays. */
    @Test
    void agreesWithAPlainList() {
        for (long seed = 0; seed < 20; seed++) {
            Prng prng = new Prng(seed);
            TermRuns runs = new TermRuns();
            List<Long> terms = new ArrayList<>(List.of(0L));
            for (int step = 0; step < 3000; step++) {
                if (prng.chance(0.03) && terms.size() > 1) {
                    int from = 1 + prng.nextInt(terms.size() - 1);
                    runs.truncateFrom(from);
                    terms.subList(from, terms.size()).clear();
                }
                long term = Math.max(1, terms.get(terms.size() - 1)) + (prng.chance(0.5) ? prng.nextInt(3) : 0);
                runs.append(terms.size(), term);
                terms.add(term);
                check(runs, terms, prng, "seed=" + seed + ", step=" + step);
            }
        }
    }

    private static void check(TermRuns runs, List<Long> terms, Prng prng, String context) {
        int last = terms.size() - 1;
        assertEquals(terms.get(last), runs.lastTerm(), context);
        int index = prng.nextInt(terms.size());
        long term = terms.get(index);
        assertEquals(term, runs.termAt(index), context);
        assertEquals(terms.indexOf(term), runs.firstIndexOfTermAt(index), context);
        if (index > 0) {
            assertEquals(terms.lastIndexOf(term), runs.lastIndexOf(term, last), context);
        }
        long other = term + 1 + prng.nextInt(5);
        assertEquals(terms.lastIndexOf(other), runs.lastIndexOf(other, last), context);
    }
}
