package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.LogException;
import io.ft4j.log.FolderImage;
import io.ft4j.log.Protection;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.messagelog.host.ProcessRepair;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that are damaged and rebuilt out of the copies of the senders. */
final class ProcessRepairTest {
    private static final int COPY_BYTES = 1 << 14;
    private static final long SEED = 20_261_127;

    @TempDir
    Path temporary;

    private Path folder;
    private CopyWorld world;

    private CopyWorld world(int copyBytes) {
        folder = FolderImage.fastFolder(temporary);
        world = new CopyWorld(folder, copyBytes, CopyRuns.SEGMENT);
        return world;
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
            FolderImage.deleteAll(folder);
        }
    }

    /** Stops the process and damages the first entry of this kind. */
    private CopyWorld.Entry damage(int id, Predicate<CopyWorld.Entry> kind) throws IOException {
        List<CopyWorld.Entry> entries = world.entries(id);
        CopyWorld.Entry entry = entries.stream().filter(kind).findFirst().orElseThrow();
        world.stop(id);
        CopyWorld.flip(entry, 40);
        assertFalse(world.opens(id));
        return entry;
    }

    private LogException requireRefused(int id, CopyWorld.Entry entry) throws IOException {
        byte[] before = Files.readAllBytes(entry.file());
        LogException refused = assertThrows(LogException.class, () -> world.rebuild(id));
        assertArrayEquals(before, Files.readAllBytes(entry.file()));
        assertFalse(world.opens(id));
        return refused;
    }

    private static void requireText(String text, LogException refused) {
        assertTrue(refused.getMessage().contains(text), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anyMessageOfAnyLogComesBack(int hops) throws IOException {
        CopyRuns runs = new CopyRuns();
        runs.run(CopyRuns.SEGMENT, hops);
        System.out.println("ProcessRepairTest: " + hops + " hops, " + runs.rebuilt() + " events rebuilt");
        assertTrue(runs.rebuilt() >= 20 * hops, runs.rebuilt() + " rebuilt");
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void comesBackInEitherBackend(Protection protection) throws IOException {
        CopyRuns runs = new CopyRuns();
        runs.run(
                new CopyWorld.Backend(
                        path -> ChronicleLog.open(path, Durability.PROCESS, 256 << 10, protection),
                        ChronicleLog::repair),
                1);
        runs.run(
                new CopyWorld.Backend(
                        path -> SegmentLog.open(
                                path,
                                SegmentConfig.of(Durability.PROCESS)
                                        .withSegmentBytes(64 * 1024)
                                        .withProtection(protection)),
                        SegmentLog::repair),
                1);
        assertTrue(runs.rebuilt() > 0);
    }

    /** With timers, inputs, digests of the state after each event, checkpoints and restarts. */
    @Test
    void anyDamageIsUndoneOrRefused() throws IOException {
        System.out.println("ProcessRepairTest: seed " + SEED);
        Prng prng = new Prng(SEED);
        int rebuilt = 0;
        int refused = 0;
        folder = FolderImage.fastFolder(temporary);
        try (RelayWorld relays = new RelayWorld(folder, 3, LoggingStyle.RECEIVER, COPY_BYTES, CopyRuns.SEGMENT.log())) {
            for (int round = 0; round < 60; round++) {
                relays.run(15);
                int id = prng.nextInt(3);
                if (prng.chance(0.2)) {
                    relays.host(id).checkpoint();
                }
                relays.stop(id);
                List<CopyWorld.Entry> entries = CopyWorld.entries(relays.logFolder(id));
                CopyWorld.Entry entry = entries.get(prng.nextInt(entries.size()));
                byte[] before = Files.readAllBytes(entry.file());
                int at = prng.nextInt(48);
                CopyWorld.flip(entry, at);
                byte[] damaged = Files.readAllBytes(entry.file());
                try {
                    relays.rebuild(id, SegmentLog.repair(relays.logFolder(id)));
                    assertArrayEquals(before, Files.readAllBytes(entry.file()));
                    rebuilt++;
                } catch (LogException e) {
                    assertArrayEquals(damaged, Files.readAllBytes(entry.file()));
                    CopyWorld.flip(entry, at);
                    refused++;
                }
                relays.start(id);
                relays.settle();
            }
            relays.checkChannels();
        } finally {
            FolderImage.deleteAll(folder);
        }
        System.out.println("ProcessRepairTest: " + rebuilt + " rebuilt, " + refused + " refused");
        assertTrue(rebuilt > 10 && refused > 10, rebuilt + " rebuilt, " + refused + " refused");
    }

    @Test
    void reportsWhatWasRebuiltAndWhereFrom() throws IOException {
        world(COPY_BYTES).input(0, 1, 1);
        CopyWorld.Entry entry = damage(1, CopyWorld.Entry::isOfPeer);
        ProcessRepair.Report report = world.rebuild(1);
        assertEquals(1, report.eventCount());
        assertEquals(1, report.eventsByPeer().get(0));
        assertEquals(1, report.blocks().size());
        assertEquals(entry.file(), report.blocks().get(0).file());
        assertEquals(entry.index(), report.blocks().get(0).firstIndex());
        assertEquals(1, world.host(0).counters().count(MessageLogCounter.COPIES_ASKED));
        assertEquals(2, world.host(0).counters().count(MessageLogCounter.COPY_KEPT));
        assertTrue(world.rebuild(1).blocks().isEmpty());
    }

    /** Nothing tells what the block was but its neighbours and the copies. */
    @Test
    void aBlockOfZerosComesBack() throws IOException {
        world(COPY_BYTES).input(0, 1, 1);
        world.input(0, 2, 1);
        long digest = world.digest(1);
        CopyWorld.Entry entry = world.entries(1).get(0);
        world.stop(1);
        try (FileChannel channel = FileChannel.open(entry.file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(64 + 64), entry.offset() - 64);
        }
        assertFalse(world.opens(1));
        assertEquals(1, world.rebuild(1).eventCount());
        world.start(1);
        world.settle();
        assertEquals(digest, world.digest(1));
    }

    @Test
    void aTimerIsRefusedByName() throws IOException {
        world(COPY_BYTES).input(1, 1, ChainProcess.TIMER);
        world.input(1, 2, 1);
        CopyWorld.Entry entry = damage(1, each -> each.recordType() == RecordTypes.TIMER);
        LogException refused = requireRefused(1, entry);
        requireText("nobody has entry " + entry.index(), refused);
        requireText("process 0 has 0 of them, process 2 has 0 of them", refused);
    }

    @Test
    void anInputOfTheOutsideIsRefusedByName() throws IOException {
        world(COPY_BYTES).input(1, 1, 1);
        world.input(0, 2, 1);
        CopyWorld.Entry entry = damage(1, each -> each.channelId() == CopyWorld.CHANNEL);
        requireText("nobody has entry " + entry.index(), requireRefused(1, entry));
    }

    @Test
    void aSenderThatHasLostItsCopiesIsNamed() throws IOException {
        world(COPY_BYTES).input(0, 1, 1);
        world.input(2, 2, 1);
        world.checkpoint(0);
        world.restart(0);
        CopyWorld.Entry entry = damage(1, CopyWorld.Entry::isOfPeer);
        LogException refused = requireRefused(1, entry);
        requireText("nobody has entry " + entry.index(), refused);
        requireText("process 0 has 0 of them", refused);
    }

    @Test
    void aCopyThatGaveWayIsMissed() throws IOException {
        world(256).input(0, 1, 1);
        for (int name = 2; name < 6; name++) {
            world.input(0, name, 1);
        }
        assertEquals(2, world.host(0).counters().count(MessageLogCounter.COPY_DROPPED));
        CopyWorld.Entry entry = damage(1, CopyWorld.Entry::isOfPeer);
        requireText("nobody has entry 1", requireRefused(1, entry));
    }

    @Test
    void aPeerThatStaysAwayIsWaitedForUntilItIsForgotten() throws IOException {
        world(COPY_BYTES).input(0, 1, 1);
        damage(1, CopyWorld.Entry::isOfPeer);
        world.stop(2);
        try (ProcessRepair repair = world.repair(1)) {
            world.ask(repair);
            assertEquals(4L, repair.waitsFor());
            IllegalStateException refused = assertThrows(IllegalStateException.class, repair::rebuild);
            assertEquals("still waits for {2}", refused.getMessage());
            repair.forget(2);
            assertEquals(1, repair.rebuild().eventCount());
        }
        assertTrue(world.opens(1));
    }

    /** It says again what is behind its checkpoint, and is told the places again. */
    @Test
    void aSenderThatRestartedHelps() throws IOException {
        world(COPY_BYTES).input(0, 1, 1);
        world.restart(0);
        world.input(2, 2, 1);
        CopyWorld.Entry entry = damage(1, CopyWorld.Entry::isOfPeer);
        ProcessRepair.Report report = world.rebuild(1);
        assertEquals(1, report.eventsByPeer().get(0));
        assertEquals(entry.index(), report.blocks().get(0).firstIndex());
    }

    /** What the process is told anew after a restart is told its senders again. */
    @Test
    void aReceiverThatRestartedIsHelped() throws IOException {
        world(COPY_BYTES).input(0, 1, 1);
        world.restart(1);
        world.input(0, 2, 1);
        damage(1, CopyWorld.Entry::isOfPeer);
        assertEquals(1, world.rebuild(1).eventCount());
        world.start(1);
        world.settle();
        assertTrue(world.host(1).node().toldRsn() >= 2);
    }

    @Test
    void refusesTheLogOfAnotherProcess() throws IOException {
        world(COPY_BYTES).input(0, 1, 1);
        damage(1, CopyWorld.Entry::isOfPeer);
        LogException refused = assertThrows(LogException.class, () -> world.repair(2, world.logFolder(1)));
        requireText("process 2 of group 9 was written with processId=1", refused);
        world.start(2);
        assertEquals(1, world.rebuild(1).eventCount());
    }

    @Test
    void refusesWhatIsNoLog() {
        Path none = temporary.resolve("none");
        requireText("is no log", assertThrows(LogException.class, () -> SegmentLog.repair(none)));
        requireText("is no log", assertThrows(LogException.class, () -> ChronicleLog.repair(none)));
        assertFalse(Files.exists(none));
    }

    @Test
    void refusesCopiesWhereTheyAreOfNoUse() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> MessageLogConfig.builder()
                .style(LoggingStyle.SENDER)
                .copyBytes(4096)
                .build());
        assertTrue(refused.getMessage().startsWith("copyBytes=4096 must be 0 with style SENDER"), refused.getMessage());
        refused = assertThrows(
                IllegalArgumentException.class,
                () -> MessageLogConfig.builder().copyBytes(1024).build());
        assertEquals("copyBytes=1024 must be at least 1072 for the copy of a longest message", refused.getMessage());
        refused = assertThrows(
                IllegalArgumentException.class,
                () -> MessageLogConfig.builder().copyBytes(5000).build());
        assertTrue(refused.getMessage().startsWith("copyBytes=5000 must be a power of two"), refused.getMessage());
    }
}
