package io.ft4j.log.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableMap;

/** The numbered files of a folder where another process creates and deletes some at that time. */
public final class SharedFiles {
    private SharedFiles() {}

    /** Finds files by number. */
    public interface Listing {
        NavigableMap<Integer, Path> list() throws IOException;
    }

    /**
     * Adds files that were overlooked: the names of a folder are not read in one step, and of files that are created
     * meanwhile a later one may be seen alone.
     */
    public static void addOverlooked(NavigableMap<Integer, Path> seen, Listing again) throws IOException {
        if (!seen.isEmpty() && seen.lastKey() - seen.firstKey() >= seen.size()) {
            seen.putAll(again.list().headMap(seen.lastKey(), true));
        }
    }
}
