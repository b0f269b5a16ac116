package io.ft4j.commit.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.core.model.Prng;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a sorted map, over random sequences; the seed is the parameter. */
final class DeadlineHeapTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void alwaysHasTheEarliestOnTop(long seed) {
        Prng prng = new Prng(seed);
        int items = 1 + prng.nextInt(50);
        DeadlineHeap heap = new DeadlineHeap(items);
        Map<Integer, Long> model = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            int item = prng.nextInt(items);
            if (prng.chance(0.4)) {
                heap.cancel(item);
                model.remove(item);
            } else {
                long deadlineNs = prng.nextInt(100);
                heap.set(item, deadlineNs);
                model.put(item, deadlineNs);
            }
            heap.checkInvariants();
            long earliestNs = model.values().stream().min(Long::compare).orElse(Long.MAX_VALUE);
            assertEquals(earliestNs, heap.earliestNs());
            if (!model.isEmpty()) {
                assertEquals(earliestNs, model.get(heap.earliest()));
            }
        }
    }
}
