package io.ft4j.log.folder;

import io.ft4j.core.port.LogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the small files of a folder say, read without its lock and without a change: another process may have it open.
 * Immutable.
 *
 * @param backend      name of what stores the blocks.
 * @param idHigh       first half of the random id.
 * @param incarnation  how often the folder was opened; 0 where that is damaged.
 * @param keptFrom     records before this position may be missing; {@link Long#MAX_VALUE} where that is damaged.
 * @param acknowledged position that was reported as durable; 0 where the mark is damaged.
 * @param damages      files that say nothing any more, and why.
 */
public record FolderState(
        Path path,
        String backend,
        long idHigh,
        long idLow,
        long incarnation,
        long keptFrom,
        long acknowledged,
        Map<Path, String> damages) {
    private static final String MISSING = "it is missing";

    /**
     * Reads them.
     *
     * @throws LogException when the folder has no identity, or one that is damaged or of a later format.
     */
    public static FolderState read(Path path) throws IOException {
        if (Files.notExists(path.resolve(Identity.FILE_NAME))) {
            throw new LogException("folder " + path + " is no log: it has no file " + Identity.FILE_NAME);
        }
        Identity identity = Identity.read(path);
        Map<Path, String> damages = new TreeMap<>();
        Path markPath = path.resolve(AcknowledgementMark.FILE_NAME);
        AcknowledgementMark.Found mark = find(markPath, identity);
        if (mark.damage() != null) {
            damages.put(markPath, mark.damage());
        }
        Incarnation incarnation = new Incarnation(path, identity);
        String damage = load(incarnation);
        if (damage != null) {
            damages.put(incarnation.path(), damage);
        }
        return new FolderState(
                path,
                identity.backend,
                identity.idHigh,
                identity.idLow,
                incarnation.value(),
                damage == null ? incarnation.keptFrom() : Long.MAX_VALUE,
                mark.position(),
                Map.copyOf(damages));
    }

    private static AcknowledgementMark.Found find(Path path, Identity identity) throws IOException {
        try {
            AcknowledgementMark.Found found = AcknowledgementMark.find(path, identity);
            AcknowledgementMark.Found before = null;
            // While it changes another process is storing to it.
            while (found.damage() != null && !found.equals(before)) {
                before = found;
                found = AcknowledgementMark.find(path, identity);
            }
            return found;
        } catch (NoSuchFileException e) {
            return new AcknowledgementMark.Found(0, MISSING);
        }
    }

    private static String load(Incarnation incarnation) throws IOException {
        try {
            // Another process may have been writing to it.
            return incarnation.load() == null ? null : incarnation.load();
        } catch (NoSuchFileException e) {
            return MISSING;
        }
    }
}
