package io.ft4j.log.segment;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.log.Entries;
import io.ft4j.log.FolderImage;
import io.ft4j.log.LogRepair;
import io.ft4j.log.PowerLossWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.agrona.MutableDirectBuffer;

/** Repairs of a block of zeros that must succeed, or must not, with whatever classes its own loader has. */
public final class RepairRuns implements IntFunction<String> {
    private static final int BODY = 24;
    private static final int BLOCK_LENGTH = 64 + 16 + BODY;

    /** @param index of the entry that is lost: 2 or 3. */
    @Override
    public String apply(int index) {
        try {
            Path folder = FolderImage.fastFolder(Files.createTempDirectory("repair"));
            try {
                run(folder.resolve("log"), index);
            } finally {
                FolderImage.deleteAll(folder);
            }
            return "";
        } catch (IOException | RuntimeException | AssertionError e) {
            return e.toString();
        }
    }

    private static DurableLog open(Path folder) {
        return SegmentLog.open(folder, SegmentConfig.of(Durability.PROCESS).withSegmentBytes(64 * 1024));
    }

    private void run(Path folder, int index) throws IOException {
        open(folder).close();
        try (DurableLog log = open(folder)) {
            for (int next = 1; next <= 4; next++) {
                new Entries(256).append(log, next, next, BODY);
            }
            log.durablePosition();
        }
        Path file = folder.resolve("00000001.seg");
        byte[] sound = Files.readAllBytes(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(BLOCK_LENGTH), SegmentHeader.LENGTH + (long) (index - 1) * BLOCK_LENGTH);
        }
        byte[] damaged = Files.readAllBytes(file);
        refuse(folder, "of an earlier life", (entry, out) -> copy(1, entry, 1, out));
        refuse(folder, "of another entry", (entry, out) -> copy(2, entry + 1, 0, out));
        require(Arrays.equals(damaged, Files.readAllBytes(file)), "something was changed");
        PowerLossWriter writer = new PowerLossWriter(file, Integer.MAX_VALUE);
        try (LogRepair repair = SegmentLog.repair(folder, writer)) {
            repair.rebuild((entry, out) -> copy(2, entry, 0, out));
        }
        writer.leave(PowerLossWriter.Left.NOTHING);
        require(Arrays.equals(sound, Files.readAllBytes(file)), "it is not what it was, after a loss of power");
    }

    private static long copy(long incarnation, long index, int generation, MutableDirectBuffer out) {
        var slice = new Entries(256).slice(index, index, BODY, generation);
        out.putBytes(0, slice.buffer(), slice.offset(), slice.length());
        return incarnation;
    }

    private static void refuse(Path folder, String copy, LogRepair.Copies copies) {
        try (LogRepair repair = SegmentLog.repair(folder)) {
            repair.rebuild(copies);
        } catch (LogException refused) {
            return;
        }
        throw new AssertionError("a copy " + copy + " is taken");
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new AssertionError(broken);
        }
    }
}
