package io.ft4j.log.rollback;

import io.ft4j.log.FolderImage;
import java.nio.file.Path;
import java.util.function.BiFunction;

/** Seeds of the swarm with whatever classes its own loader has; says what failed first, or nothing. */
public final class BankSeeds implements BiFunction<Path, String, String> {
    /** @param which method, first seed and last seed. */
    @Override
    public String apply(Path folder, String which) {
        String[] words = which.split(" ");
        try (BankRuns runs = new BankRuns(FolderImage.fastFolder(folder))) {
            for (long seed = Long.parseLong(words[1]); seed <= Long.parseLong(words[2]); seed++) {
                runs.run(CheckpointMethod.valueOf(words[0]), seed).requireSuccess();
            }
            return "";
        } catch (AssertionError | RuntimeException e) {
            return e.getMessage();
        }
    }
}
