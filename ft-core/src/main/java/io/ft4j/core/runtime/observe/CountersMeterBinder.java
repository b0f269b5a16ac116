package io.ft4j.core.runtime.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.ByteOrder;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * Shows what {@link CounterPublisher} wrote as meters: {@code ft4j.raft.election.won} with the tags {@code group} and {@code
 * process}. Counters that are added later appear when it is bound once more.
 *
 * <p>Any thread. The values are read when the registry asks. They are gauges, since a process that comes back counts from 0.
 */
public final class CountersMeterBinder implements MeterBinder {
    private final CountersReader counters;

    public CountersMeterBinder(CountersReader counters) {
        this.counters = counters;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counters.forEach((id, typeId, key, label) -> {
            if (typeId == CounterPublisher.TYPE_ID) {
                bind(registry, id, key, label);
            }
        });
    }

    private void bind(MeterRegistry registry, int id, DirectBuffer key, String label) {
        Gauge.builder(meterName(label), counters, reader -> reader.getCounterValue(id))
                .tags(Tags.of(
                        "group",
                        Long.toString(key.getLong(CounterPublisher.KEY_GROUP_OFFSET, ByteOrder.LITTLE_ENDIAN)),
                        "process",
                        Integer.toString(key.getInt(CounterPublisher.KEY_PROCESS_OFFSET, ByteOrder.LITTLE_ENDIAN))))
                .register(registry);
    }

    private static String meterName(String label) {
        String name = label.substring(0, label.indexOf(' '));
        return "ft4j." + name.toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
