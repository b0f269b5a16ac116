package io.ft4j.core.runtime.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.EventCounters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.Test;

final class CounterPublisherTest {
    private static final int COUNTERS = 16;

    private enum Event {
        HEARD,
        NOT_HEARD
    }

    private static final class Events extends EventCounters<Event> {
        private Events() {
            super(Event.class);
        }

        @Override
        protected void increment(Event event) {
            super.increment(event);
        }
    }

    private final CountersManager counters = new CountersManager(
            new UnsafeBuffer(ByteBuffer.allocateDirect(COUNTERS * CountersManager.METADATA_LENGTH)),
            new UnsafeBuffer(ByteBuffer.allocateDirect(COUNTERS * CountersManager.COUNTER_LENGTH)));
    private final Events events = new Events();

    private Map<String, Long> values() {
        Map<String, Long> values = new TreeMap<>();
        counters.forEach((value, id, label) -> values.put(label, value));
        return values;
    }

    @Test
    void copiesOncePerInterval() {
        long[] term = {3};
        try (CounterPublisher publisher = new CounterPublisher(counters, 7, 2, 100)
                .add("term", () -> term[0])
                .addAll("test", events)) {
            events.increment(Event.HEARD);
            assertEquals(3, publisher.poll(1_000));
            assertEquals(
                    Map.of(
                            "term group=7 process=2", 3L,
                            "test.HEARD group=7 process=2", 1L,
                            "test.NOT_HEARD group=7 process=2", 0L),
                    values());
            events.increment(Event.HEARD);
            assertEquals(0, publisher.poll(1_099));
            assertEquals(1, values().get("test.HEARD group=7 process=2"));
            assertEquals(3, publisher.poll(1_100));
            assertEquals(2, values().get("test.HEARD group=7 process=2"));
        }
        assertTrue(values().isEmpty(), "given back");
    }

    @Test
    void aNegativeIntervalIsRefused() {
        String reason = assertThrows(IllegalArgumentException.class, () -> new CounterPublisher(counters, 1, 0, -1))
                .getMessage();
        assertEquals("intervalNs=-1 is negative", reason);
    }

    @Test
    void fullBuffersAreSaidToBeFull() {
        CounterPublisher publisher = new CounterPublisher(counters, 1, 0, 0);
        for (int i = 0; i < COUNTERS; i++) {
            publisher.add("counter" + i, () -> 0);
        }
        assertThrows(IllegalStateException.class, () -> publisher.add("one too many", () -> 0));
    }

    @Test
    void metersHaveTagsAndTheNewestValue() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        counters.allocate("of somebody else");
        CounterPublisher publisher = new CounterPublisher(counters, 7, 2, 0).addAll("test", events);
        publisher.poll(0);
        new CountersMeterBinder(counters).bindTo(registry);
        assertEquals(2, registry.getMeters().size());
        Gauge gauge = registry.get("ft4j.test.not.heard")
                .tag("group", "7")
                .tag("process", "2")
                .gauge();
        assertEquals(0, gauge.value());
        events.increment(Event.NOT_HEARD);
        publisher.poll(1);
        assertEquals(1, gauge.value());
    }

    /** Counting, copying, and telling a recorder that does not listen. */
    @Test
    void allocatesNothingWhileNobodyListens() {
        CounterPublisher publisher = new CounterPublisher(counters, 1, 0, 0).addAll("test", events);
        SuspicionEvent suspicion = new SuspicionEvent();
        RoleChangeEvent roleChange = new RoleChangeEvent();
        assertEquals(0, AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 20_000; i++) {
                events.increment(Event.HEARD);
                publisher.poll(i);
                suspicion.tell(1, 0, 1, true);
                roleChange.tell(1, 0, "LEADER", i);
            }
        }));
    }
}
