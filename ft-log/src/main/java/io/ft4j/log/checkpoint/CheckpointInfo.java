package io.ft4j.log.checkpoint;

import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * What a checkpoint file says of itself. Immutable.
 *
 * @param number    by the name of the file; the other fields are 0 and empty where the header is damaged.
 * @param position  in the message log of the process.
 * @param fileBytes length of the file.
 * @param sizeBytes length of the state, as the length of the file has it.
 * @param damage    null when none was found.
 */
public record CheckpointInfo(
        Path file,
        long number,
        int processId,
        long position,
        DirectBuffer metadata,
        long fileBytes,
        long sizeBytes,
        CheckpointDamage damage) {}
