package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.port.Durability;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages, timers and outputs of three processes over real logs, a replay aside, allocate nothing. */
final class MessageLogAllocationTest {
    private static final int INPUTS_PER_ROUND = 3_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(LoggingStyle.class)
    void tellsEventsWithoutAllocation(LoggingStyle style) {
        try (PassingWorld world = new PassingWorld(folder, style, path -> SegmentLog.open(path, Durability.PROCESS))) {
            long bytes = AllocationMeter.leastBytesPerRound(() -> world.run(INPUTS_PER_ROUND));
            assertEquals(0, bytes);
            assertTrue(world.outputs() >= INPUTS_PER_ROUND, world.outputs() + " outputs");
        }
    }

    @Test
    void keepsCopiesWithoutAllocation() {
        try (PassingWorld world = new PassingWorld(
                folder, LoggingStyle.RECEIVER, 1 << 16, path -> SegmentLog.open(path, Durability.PROCESS))) {
            long bytes = AllocationMeter.leastBytesPerRound(() -> world.run(INPUTS_PER_ROUND));
            assertEquals(0, bytes);
            assertTrue(world.count(MessageLogCounter.COPY_KEPT) >= 2 * INPUTS_PER_ROUND);
            assertTrue(world.count(MessageLogCounter.COPY_DROPPED) > 0);
        }
    }
}
