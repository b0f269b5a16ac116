package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.messagelog.host.ProcessHost;
import io.ft4j.log.messagelog.host.ProcessHostBuilder;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes over real logs and checkpoints, that are stopped without warning and come back. */
final class ProcessHostTest {
    private static final long SEED = 20_261_126;
    private static final int INPUTS = 400;

    @TempDir
    Path folder;

    private RelayWorld world;

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    enum Backend {
        SEGMENT {
            @Override
            DurableLog open(Path folder) {
                return SegmentLog.open(folder, SegmentConfig.of(Durability.PROCESS));
            }
        },
        SEGMENT_AT_DISK {
            @Override
            DurableLog open(Path folder) {
                return SegmentLog.open(folder, SegmentConfig.of(Durability.DISK));
            }
        },
        CHRONICLE {
            @Override
            DurableLog open(Path folder) {
                return ChronicleLog.open(folder, Durability.PROCESS);
            }
        };

        abstract DurableLog open(Path folder);
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void answersEachInputOnceHoweverOftenProcessesAreStopped(Backend backend) {
        answerAll(LoggingStyle.RECEIVER, backend);
    }

    @ParameterizedTest
    @EnumSource(LoggingStyle.class)
    void answersEachInputOnceInEachStyle(LoggingStyle style) {
        answerAll(style, Backend.SEGMENT_AT_DISK);
    }

    private void answerAll(LoggingStyle style, Backend backend) {
        world = new RelayWorld(folder, 3, style, backend::open);
        Prng prng = new Prng(SEED);
        System.out.println("ProcessHostTest: " + style + " " + backend + " seed " + SEED);
        for (int cycle = 0; world.answered() < INPUTS; cycle++) {
            if (world.offered() < INPUTS) {
                world.offer(prng.nextInt(3));
            }
            world.cycle();
            if (cycle % 40 == 39) {
                world.restart(prng.nextInt(3));
            }
            if (cycle % 70 == 69) {
                world.host(prng.nextInt(3)).checkpoint();
            }
        }
        world.settle();
        world.checkChannels();
    }

    @Test
    void replaysToTheSameState() {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        world.run(100);
        long digest = world.relay(0).digest();
        long told = world.host(0).node().toldRsn();
        world.restart(0);
        world.settle();
        assertEquals(told, world.host(0).node().toldRsn());
        assertEquals(digest, world.relay(0).digest());
        assertEquals(told, world.host(0).counters().count(MessageLogCounter.EVENT_REPLAYED));
    }

    @Test
    void replaysOnlyWhatIsBehindTheCheckpoint() {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        world.run(100);
        world.host(0).checkpoint();
        long checkpointed = world.host(0).node().toldRsn();
        world.run(20);
        long told = world.host(0).node().toldRsn();
        long digest = world.relay(0).digest();
        world.restart(0);
        world.settle();
        assertEquals(told - checkpointed, world.host(0).counters().count(MessageLogCounter.EVENT_REPLAYED));
        assertEquals(digest, world.relay(0).digest());
    }

    @Test
    void fallsBackToTheCheckpointBeforeADamagedOneAndReplaysMore() throws IOException {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        for (int i = 0; i < 3; i++) {
            world.run(50);
            world.host(0).checkpoint();
        }
        long told = world.host(0).node().toldRsn();
        long digest = world.relay(0).digest();
        world.stop(0);
        List<Path> checkpoints = checkpoints(0);
        assertEquals(2, checkpoints.size());
        flip(checkpoints.get(1), 700);
        world.start(0);
        world.settle();
        assertEquals(digest, world.relay(0).digest());
        assertTrue(world.host(0).counters().count(MessageLogCounter.EVENT_REPLAYED) > 0);
        assertEquals(told, world.host(0).node().toldRsn());
    }

    @Test
    void forgetsTheLogBehindTheOldestCheckpointOnly() {
        world = new RelayWorld(
                folder,
                2,
                path -> SegmentLog.open(
                        path, SegmentConfig.of(Durability.PROCESS).withSegmentBytes(64 * 1024)));
        for (int i = 0; i < 12; i++) {
            world.run(400);
            world.host(0).checkpoint();
            world.host(1).checkpoint();
        }
        world.settle();
        assertTrue(world.log(0).firstIndex() > 1, "nothing was forgotten");
        long digest = world.relay(0).digest();
        world.restart(0);
        world.settle();
        assertEquals(digest, world.relay(0).digest());
    }

    @Test
    void refusesTheLogOfAnotherProcess() throws IOException {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        world.run(10);
        world.stop(0);
        world.stop(1);
        deleteAll(world.logFolder(0));
        Files.move(world.logFolder(1), world.logFolder(0));
        LogException refused = assertThrows(LogException.class, () -> world.start(0));
        assertTrue(
                refused.getMessage().contains("process 0 of group 7 was written with processId=1"),
                refused.getMessage());
    }

    @Test
    void refusesALogWithMessagesOfAChannelThatIsNotConfigured() {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        world.run(10);
        ProcessHostBuilder builder = world.builder(0)
                .config(MessageLogConfig.builder()
                        .maxMessageBytes(64)
                        .channelBytes(16 * 1024)
                        .guardInterval(1)
                        .outsideChannels(0)
                        .build());
        LogException refused = assertThrows(LogException.class, builder::build);
        assertTrue(
                refused.getMessage()
                        .contains("the log has a message of channel " + MessageLogConfig.FIRST_OUTSIDE_CHANNEL
                                + ", but outsideChannels=0"),
                refused.getMessage());
    }

    @Test
    void refusesAnEmptyLogWhereThereAreCheckpoints() throws IOException {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        world.run(10);
        world.host(0).checkpoint();
        world.stop(0);
        deleteAll(world.logFolder(0));
        LogException refused = assertThrows(LogException.class, () -> world.start(0));
        assertTrue(
                refused.getMessage().contains("is empty, but the process has taken checkpoint 1"),
                refused.getMessage());
    }

    @Test
    void noticesThatItsLogIsLostWhenPeersKnowMore() throws IOException {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        world.run(20);
        world.stop(0);
        deleteAll(world.logFolder(0));
        world.start(0);
        LogException refused = assertThrows(LogException.class, () -> world.run(20));
        assertTrue(refused.getMessage().endsWith("is another one, or has lost its end"), refused.getMessage());
    }

    @Test
    void namesTheFirstEventThatDiffersOnReplay() {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        world.run(50);
        world.stop(0);
        world.behaveOtherwiseFrom(0, 17);
        world.start(0);
        DeterminismException refused = assertThrows(DeterminismException.class, world::settle);
        assertTrue(refused.getMessage().contains("at event 17, "), refused.getMessage());
    }

    @Test
    void aPeerThatStaysAwayStallsTheOthersUntilItIsForgotten() {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        world.run(5);
        world.stop(1);
        long told = 0;
        for (int i = 0; i < 2_000; i++) {
            world.offer(0);
            world.cycle();
            told = world.host(0).node().toldRsn();
        }
        assertEquals(2L, world.host(0).node().stallingPeers());
        assertTrue(told < world.host(0).node().takenRsn());
        world.host(0).node().forget(1);
        world.cycle();
        world.cycle();
        assertEquals(0L, world.host(0).node().stallingPeers());
        assertNotEquals(told, world.host(0).node().toldRsn());
    }

    @Test
    void refusesSettingsThatCannotWork() {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> world.build(
                        0,
                        builder -> builder.config(MessageLogConfig.builder()
                                .frameBytes(128 * 1024)
                                .build())));
        assertTrue(refused.getMessage().startsWith("frameBytes=131072 must be less"), refused.getMessage());
        refused = assertThrows(IllegalArgumentException.class, () -> world.build(0, builder -> builder.process(2, 3)));
        assertEquals("processId=2 must be one of the members {0, 1}", refused.getMessage());
        refused = assertThrows(
                IllegalArgumentException.class,
                () -> MessageLogConfig.builder().maxMessageBytes(20_000).build());
        assertEquals("frameBytes=16384 must be at least 20016 for a longest message", refused.getMessage());
    }

    @Test
    void stopsWhenTheServiceThrows() {
        world = new RelayWorld(folder, 2, Backend.SEGMENT::open);
        ProcessHostBuilder broken = world.builder(0).service(new Throwing());
        ProcessHost host = broken.build();
        host.offer(MessageLogConfig.FIRST_OUTSIDE_CHANNEL, 1, world.input(1, 1, 0), 0, RelayProcess.LENGTH);
        ArithmeticException thrown = assertThrows(ArithmeticException.class, () -> {
            host.doWork();
            host.doWork();
        });
        assertEquals("broken", thrown.getMessage());
        IllegalStateException refused = assertThrows(IllegalStateException.class, host::doWork);
        assertEquals("ft4j-process-0 has failed: broken", refused.getMessage());
        host.close();
    }

    private List<Path> checkpoints(int id) throws IOException {
        try (Stream<Path> files = Files.list(world.checkpointFolder(id))) {
            return files.filter(file -> file.toString().endsWith(".checkpoint"))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.flip();
            one.put(0, (byte) (one.get(0) ^ 4));
            channel.write(one, at);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.delete(file);
            }
        }
    }

    private static final class Throwing implements RecoverableProcess {
        @Override
        public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
            throw new ArithmeticException("broken");
        }

        @Override
        public long digest() {
            return 0;
        }

        @Override
        public void save(StateSink sink) {}

        @Override
        public void restore(StateSource source) {}
    }
}
