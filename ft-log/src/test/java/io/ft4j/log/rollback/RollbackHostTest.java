package io.ft4j.log.rollback;

import static io.ft4j.log.messagelog.MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.LogException;
import io.ft4j.log.FolderImage;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.coordinated.AttemptOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RollbackHostTest {
    private static final long SEED = 1;

    @TempDir
    Path folder;

    private BankWorld world;

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private void open(CheckpointMethod method) {
        open(BankWorld.config(method).build());
    }

    private void open(RollbackConfig config) {
        world = new BankWorld(folder, 3, config, SEED);
    }

    private void takeInputs() {
        for (int id = 0; id < 3; id++) {
            world.wanted[id] += 5;
        }
        world.runUntilQuiet();
    }

    @ParameterizedTest
    @EnumSource(CheckpointMethod.class)
    void theOutsideIsToldWhatAPermanentCheckpointHoldsAndNothingElse(CheckpointMethod method) {
        open(method);
        takeInputs();
        assertEquals(0, world.ledger.answered());
        assertEquals(0, world.settledInput(1));
        world.finish();
        assertEquals(15, world.ledger.answered());
        assertEquals(5, world.settledInput(1));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INDEPENDENT")
    void allGoBackToTheLineWhenOneCrashes(CheckpointMethod method) {
        open(method);
        takeInputs();
        world.finish();
        long[] digests = Stream.of(world.banks).mapToLong(BankProcess::digest).toArray();
        for (int id = 0; id < 3; id++) {
            world.wanted[id] += 50;
        }
        for (int i = 0; i < 100; i++) {
            world.cycle();
        }
        for (int id = 0; id < 3; id++) {
            world.wanted[id] -= 50;
        }
        world.restart(1);
        world.runUntilQuiet();
        for (int id = 0; id < 3; id++) {
            assertEquals(digests[id], world.banks[id].digest(), "process " + id);
            assertEquals(1, world.hosts[id].node().epoch());
            assertEquals(1, world.hosts[id].counters().count(RollbackCounter.ROLLED_BACK));
        }
    }

    @Test
    void whoDoesNotDependOnWhatIsLostKeepsItsState() {
        open(CheckpointMethod.DEPENDENCIES);
        world.runUntilQuiet();
        world.restart(2);
        world.runUntilQuiet();
        assertEquals(0, world.hosts[0].counters().count(RollbackCounter.ROLLED_BACK));
        assertEquals(1, world.hosts[0].counters().count(RollbackCounter.EPOCH_ENTERED) - 1);
        assertEquals(1, world.hosts[2].counters().count(RollbackCounter.ROLLED_BACK));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INDEPENDENT")
    void theInitiatorTakesCheckpointsByItself(CheckpointMethod method) {
        open(BankWorld.config(method).checkpointInterval(10).build());
        for (int round = 0; round < 20; round++) {
            takeInputs();
        }
        assertTrue(world.outcomes.get(AttemptOutcome.PERMANENT) > 3, world.outcomes::toString);
        assertTrue(world.ledger.answered() > 200, () -> "answered=" + world.ledger.answered());
        assertTrue(world.hosts[0].node().eventsSincePermanent() < 10);
    }

    @Test
    void aCheckpointThatCannotBeWrittenLeavesTheOneBefore() {
        open(CheckpointMethod.ALL);
        takeInputs();
        long before = world.hosts[2].node().permanentNumber();
        world.banks[2].failsNextSave = true;
        world.checkpoint(0);
        world.runUntilQuiet();
        assertEquals(1, world.outcomes.get(AttemptOutcome.REFUSED));
        assertEquals(before, world.hosts[2].node().permanentNumber());
        assertNotNull(world.hosts[2].checkpointFailure());
        world.finish();
    }

    /** The third one does not answer, so the attempt goes on. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INDEPENDENT")
    void snapshotsStopNobodyAndTwoPhasesStopSends(CheckpointMethod method) {
        open(method);
        takeInputs();
        world.finish();
        world.wanted[0] += 5;
        world.runUntilQuiet();
        world.stop(2);
        world.checkpoint(0);
        long heard = world.banks[1].heardFrom(0) + world.banks[1].heardFrom(2);
        world.wanted[0] += 30;
        for (int i = 0; i < 100; i++) {
            world.cycle();
        }
        boolean hasHeard = world.banks[1].heardFrom(0) + world.banks[1].heardFrom(2) > heard;
        assertTrue(world.hosts[0].checkpoints().isInAttempt() || method == CheckpointMethod.DEPENDENCIES);
        assertEquals(method == CheckpointMethod.SNAPSHOT, hasHeard);
    }

    @Test
    void onlyTheInitiatorBeginsSnapshots() {
        open(CheckpointMethod.SNAPSHOT);
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> world.hosts[1].checkpoint());
        assertEquals("ft4j-process-1 does not begin snapshots, initiatorId=0 does", refused.getMessage());
    }

    @Test
    void stopsWhenTheServiceThrows() {
        open(CheckpointMethod.ALL);
        UnsafeBuffer input = new UnsafeBuffer(new byte[BankProcess.LENGTH]);
        RollbackHost host = world.hosts[0];
        assertThrows(
                IllegalArgumentException.class,
                () -> host.offer(FIRST_OUTSIDE_CHANNEL - 1, 1, input, 0, BankProcess.LENGTH));
        host.doWork();
        world.ledger.callsToDeath = 1;
        assertThrows(BankLedger.Killed.class, () -> host.offer(FIRST_OUTSIDE_CHANNEL, 1, input, 0, BankProcess.LENGTH));
        IllegalStateException refused = assertThrows(IllegalStateException.class, host::doWork);
        assertTrue(refused.getMessage().startsWith("ft4j-process-0 has failed"), refused.getMessage());
    }

    @Test
    void theLogKeepsWhatIsNeeded() throws IOException {
        Path memory = FolderImage.fastFolder(folder);
        world = new BankWorld(memory, 3, BankWorld.config(CheckpointMethod.ALL).build(), SEED);
        long first = logBytes();
        for (int round = 0; round < 1_500; round++) {
            world.wanted[0]++;
            world.finish();
        }
        long bytes = logBytes();
        assertTrue(bytes < 2 * first, "bytes=" + bytes + " first=" + first);
        world.restart(0);
        world.runUntilQuiet();
        world.finish();
        world.close();
        FolderImage.deleteAll(memory);
    }

    private long logBytes() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(world.logFolder(0))) {
            for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    @Test
    void refusesTheLogOfAnotherProcess() throws IOException {
        open(CheckpointMethod.ALL);
        world.stop(0);
        world.stop(1);
        FolderImage.deleteAll(world.logFolder(0));
        Files.move(world.logFolder(1), world.logFolder(0));
        refuses("process 0 of group 7 was written with processId=1", () -> world.start(0));
    }

    @Test
    void refusesALogThatWasWrittenWithAnotherMethod() {
        open(CheckpointMethod.ALL);
        RollbackConfig other = BankWorld.config(CheckpointMethod.SNAPSHOT).build();
        refuses("was written with method=ALL, not SNAPSHOT", () -> world.build(0, builder -> builder.config(other)));
    }

    @Test
    void refusesTheCheckpointsOfAnotherProcess() {
        open(CheckpointMethod.ALL);
        world.stop(1);
        CheckpointStore foreign = CheckpointStore.open(world.checkpointFolder(1), 1, 1);
        refuses(
                "the checkpoint says process=1, here it is 0",
                () -> world.build(0, builder -> builder.checkpoints(foreign)));
    }

    @Test
    void refusesAnEmptyLogWhereThereAreCheckpoints() {
        open(CheckpointMethod.ALL);
        takeInputs();
        world.finish();
        world.stop(0);
        FolderImage.deleteAll(world.logFolder(0));
        refuses("is empty, but the process has taken checkpoint 2", () -> world.start(0));
    }

    @Test
    void refusesToComeBackWithoutThePermanentCheckpoint() {
        open(CheckpointMethod.ALL);
        takeInputs();
        world.finish();
        world.stop(0);
        FolderImage.deleteAll(world.checkpointFolder(0));
        refuses("permanent checkpoint 2 of the process is lost: the newest that is there is 0", () -> world.start(0));
    }

    @Test
    void refusesADamagedPermanentCheckpoint() throws IOException {
        open(CheckpointMethod.ALL);
        takeInputs();
        world.finish();
        world.stop(0);
        List<Path> files;
        try (Stream<Path> found = Files.list(world.checkpointFolder(0))) {
            files = found.filter(file -> file.toString().endsWith(".checkpoint"))
                    .collect(Collectors.toList());
        }
        assertEquals(1, files.size());
        byte[] bytes = Files.readAllBytes(files.get(0));
        bytes[700] ^= 4;
        Files.write(files.get(0), bytes);
        refuses("offset", () -> world.start(0));
    }

    private static void refuses(String reason, Runnable call) {
        LogException refused = assertThrows(LogException.class, call::run);
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void refusesSettingsThatCannotWork() {
        open(CheckpointMethod.ALL);
        misfits(
                "processId=5 must be one of the members {0, 1, 2}",
                () -> world.build(0, builder -> builder.process(5, 7)));
        RollbackConfig stranger =
                BankWorld.config(CheckpointMethod.ALL).initiatorId(9).build();
        misfits(
                "initiatorId=9 must be one of the members {0, 1, 2}",
                () -> world.build(1, builder -> builder.config(stranger)));
        RollbackConfig large = RollbackConfig.builder().build();
        misfits("frameBytes=16384 must be less", () -> world.build(2, builder -> builder.config(large)));
        misfits(
                "checkpointInterval=10 must be 0 without an initiatorId",
                () -> RollbackConfig.builder().checkpointInterval(10).build());
        misfits(
                "initiatorId=-1 must be the id of a process with method=SNAPSHOT",
                () -> RollbackConfig.builder().method(CheckpointMethod.SNAPSHOT).build());
    }

    private static void misfits(String reason, Runnable call) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(refused.getMessage().startsWith(reason), refused.getMessage());
    }
}
