package io.ft4j.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running group shows of itself. */
final class ObservedGroupTest {
    private static final int COUNTERS = 512;
    private static final int STEPS_PER_INTERVAL = 5_000;

    @TempDir
    Path dir;

    @Test
    void publishesTheCountsOfEveryReplica() {
        CountersManager counters = counters(COUNTERS);
        try (InvokedGroup run = new InvokedGroup(builder -> builder.groupId(9).counters(counters))) {
            run.send(1);
            run.awaitAllAnswered();
            pass(run);
            int leader = run.group.leaderId();
            Map<String, Long> values = values(counters);
            for (int id = 0; id < 3; id++) {
                assertEquals(1, values.get("term group=9 process=" + id));
                assertEquals(id == leader ? 1 : 0, values.get("leading group=9 process=" + id));
                assertEquals(run.group.status(id).appliedIndex(), values.get("applied_index group=9 process=" + id));
                assertEquals(id == leader ? 1 : 0, values.get("consensus.ELECTION_WON group=9 process=" + id));
            }
            run.group.kill(leader);
            pass(run);
            assertEquals(0, values(counters).get("incarnation group=9 process=" + leader));
            run.group.restart(leader);
            pass(run);
            assertEquals(2, values(counters).get("incarnation group=9 process=" + leader));
        }
        assertTrue(values(counters).isEmpty(), "given back");
    }

    @Test
    void countersWithoutRoomAreRefusedAndLeaveNothingBehind() {
        CountersManager counters = counters(100);
        List<KeptLog> logs = List.of(new KeptLog(), new KeptLog(), new KeptLog());
        assertThrows(
                IllegalStateException.class,
                () -> new InvokedGroup(builder ->
                        builder.counters(counters).log(id -> logs.get(id).open())));
        assertTrue(values(counters).isEmpty(), "given back");
        assertTrue(logs.stream().noneMatch(KeptLog::isOpen), "a log stayed open");
    }

    private static CountersManager counters(int count) {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(count * CountersManager.METADATA_LENGTH)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(count * CountersManager.COUNTER_LENGTH)));
    }

    private static void pass(InvokedGroup run) {
        for (int i = 0; i <= STEPS_PER_INTERVAL; i++) {
            run.step();
        }
    }

    private static Map<String, Long> values(CountersManager counters) {
        Map<String, Long> values = new HashMap<>();
        counters.forEach((value, id, label) -> values.put(label, value));
        return values;
    }

    @Test
    void tellsTheFlightRecorderOfRolesAndStops() throws IOException {
        Path file = dir.resolve("group.jfr");
        long groupId = 0xF00D;
        int stopped;
        try (Recording recording = new Recording()) {
            recording.enable("io.ft4j.RoleChange");
            recording.enable("io.ft4j.ReplicaStopped");
            recording.start();
            try (InvokedGroup run = new InvokedGroup(builder -> builder.groupId(groupId))) {
                run.send(1);
                run.awaitAllAnswered();
                stopped = run.group.leaderId();
                run.send(SumMachine.POISON);
                run.until(() -> !run.errors.isEmpty(), "a replica stops");
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getLong("groupId") == groupId)
                .toList();
        assertTrue(
                events.stream()
                        .anyMatch(event -> event.getEventType().getName().equals("io.ft4j.RoleChange")
                                && event.getInt("processId") == stopped
                                && event.getString("role").equals("LEADER")
                                && event.getLong("term") == 1),
                events::toString);
        assertTrue(
                events.stream()
                        .anyMatch(event -> event.getEventType().getName().equals("io.ft4j.ReplicaStopped")
                                && event.getInt("processId") == stopped
                                && event.getString("cause").contains("failed at index")),
                events::toString);
        assertFalse(events.stream().anyMatch(event -> event.getInt("processId") > 2));
    }
}
