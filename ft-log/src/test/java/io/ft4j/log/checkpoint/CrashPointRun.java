package io.ft4j.log.checkpoint;

import io.ft4j.log.FolderImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Function;

/** Crashes at every step with whatever classes its own loader has; says what failed, or nothing. */
public final class CrashPointRun implements Function<Path, String> {
    @Override
    public String apply(Path temporary) {
        Path base = FolderImage.fastFolder(temporary);
        try {
            new CrashPoints(base.resolve("one"), 1).run();
            new CrashPoints(base.resolve("two"), 2).run();
            new TentativeCrashPoints(base.resolve("tentative"), 1).run();
            return "";
        } catch (AssertionError e) {
            return e.getMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            FolderImage.deleteAll(base);
        }
    }
}
