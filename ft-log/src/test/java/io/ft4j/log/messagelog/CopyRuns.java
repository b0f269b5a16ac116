package io.ft4j.log.messagelog;

import io.ft4j.core.port.Durability;
import io.ft4j.log.FolderImage;
import io.ft4j.log.messagelog.host.ProcessRepair;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * One log is damaged in one entry after the other, and rebuilt while the others run: every message of another
 * process comes back to the byte, and in the end everything is as in a run in which nothing was damaged. With whatever classes
 * its own loader has.
 */
public final class CopyRuns implements IntFunction<String> {
    static final CopyWorld.Backend SEGMENT = new CopyWorld.Backend(
            path -> SegmentLog.open(path, SegmentConfig.of(Durability.PROCESS).withSegmentBytes(64 * 1024)),
            SegmentLog::repair);

    private int rebuilt;

    /** @param hops of the inputs, 1 to 3. */
    @Override
    public String apply(int hops) {
        try {
            run(SEGMENT, hops);
            return "";
        } catch (IOException | RuntimeException | AssertionError e) {
            return e.toString();
        }
    }

    /** Events that came back. */
    int rebuilt() {
        return rebuilt;
    }

    void run(CopyWorld.Backend backend, int hops) throws IOException {
        Path folder = FolderImage.fastFolder(Files.createTempDirectory("copies"));
        try {
            List<String> undisturbed = run(folder.resolve("undisturbed"), backend, hops, -1);
            for (int id = 0; id < CopyWorld.COUNT; id++) {
                List<String> damaged = run(folder.resolve("damaged-" + id), backend, hops, id);
                require(damaged.equals(undisturbed), damaged + " instead of " + undisturbed);
            }
        } finally {
            FolderImage.deleteAll(folder);
        }
    }

    private List<String> run(Path folder, CopyWorld.Backend backend, int hops, int damagedId) throws IOException {
        try (CopyWorld world = new CopyWorld(folder, 1 << 14, backend)) {
            return run(world, hops, damagedId);
        }
    }

    private List<String> run(CopyWorld world, int hops, int damagedId) throws IOException {
        world.input(0, 1, hops);
        world.input(1, 2, hops);
        checkpoint(world);
        for (int id = 0; id < CopyWorld.COUNT; id++) {
            world.input(id, 3 + id, hops);
            if (damagedId >= 0) {
                damageEach(world, damagedId);
            }
            if (id > 0) {
                checkpoint(world);
            }
        }
        List<String> result = new ArrayList<>(world.outputs);
        result.sort(null);
        for (int id = 0; id < CopyWorld.COUNT; id++) {
            result.add("state " + world.digest(id));
        }
        return result;
    }

    /** The older one of two checkpoints is there from the second time on, and copies behind it are needed only. */
    private static void checkpoint(CopyWorld world) {
        for (int id = 0; id < CopyWorld.COUNT; id++) {
            world.checkpoint(id);
        }
        world.settle();
    }

    private void damageEach(CopyWorld world, int id) throws IOException {
        long released = world.releasedRsn(id);
        for (CopyWorld.Entry entry : world.entries(id)) {
            if (!entry.isOfPeer() || entry.index() <= released) {
                continue;
            }
            world.stop(id);
            byte[] before = Files.readAllBytes(entry.file());
            CopyWorld.flip(entry, 50);
            require(!world.opens(id), "a damaged log opens");
            ProcessRepair.Report report = world.rebuild(id);
            require(Arrays.equals(before, Files.readAllBytes(entry.file())), "the file differs from what it was");
            require(report.eventsByPeer().containsKey(entry.channelId()), "it came from " + report.eventsByPeer());
            rebuilt += (int) report.eventCount();
            world.start(id);
            world.settle();
        }
    }

    private static void require(boolean holds, String broken) {
        if (!holds) {
            throw new AssertionError(broken);
        }
    }
}
