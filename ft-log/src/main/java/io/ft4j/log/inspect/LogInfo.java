package io.ft4j.log.inspect;

import io.ft4j.log.Protection;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a folder says of its log. Immutable.
 *
 * @param backend      {@code segment} or {@code chronicle}.
 * @param logId        the random id, 32 hexadecimal digits.
 * @param incarnation  how often the log was opened; 0 where that is damaged.
 * @param keptFrom     records before this position may be missing, since they were released.
 * @param acknowledged position that was reported as durable, by the mark alone; 0 where that is damaged.
 * @param protection   of the oldest block that is sound; null where there is none.
 * @param fileBytes    all files with their lengths, by path.
 */
public record LogInfo(
        Path folder,
        String backend,
        String logId,
        long incarnation,
        long keptFrom,
        long acknowledged,
        Protection protection,
        Map<Path, Long> fileBytes) {
    public LogInfo {
        fileBytes = Collections.unmodifiableMap(new TreeMap<>(fileBytes));
    }
}
