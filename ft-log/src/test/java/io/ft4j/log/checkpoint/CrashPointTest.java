package io.ft4j.log.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.log.FolderImage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrashPointTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyCrashLeavesTheCheckpointBeforeOrTheNewOne(int keptCount) throws IOException {
        Path base = FolderImage.fastFolder(temporary);
        CrashPoints points = new CrashPoints(base.resolve("checkpoints"), keptCount);
        points.run();
        FolderImage.deleteAll(base);
        System.out.println("CrashPointTest: " + points.steps() + " steps, " + points.outcomes() + " outcomes");
        assertTrue(points.steps() > 20, "steps=" + points.steps());
        assertTrue(points.outcomes() > 8 * points.steps(), "outcomes=" + points.outcomes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everyCrashLeavesWhatWasPreparedUntilItIsDecidedOn(int keptCount) throws IOException {
        Path base = FolderImage.fastFolder(temporary);
        TentativeCrashPoints points = new TentativeCrashPoints(base.resolve("checkpoints"), keptCount);
        points.run();
        FolderImage.deleteAll(base);
        System.out.println(
                "CrashPointTest: tentative, " + points.steps() + " steps, " + points.outcomes() + " outcomes");
        assertTrue(points.steps() > 20, "steps=" + points.steps());
        assertTrue(points.outcomes() > 8 * points.steps(), "outcomes=" + points.outcomes());
    }
}
