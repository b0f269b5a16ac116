package io.ft4j.log.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder that stops at a step and knows what a loss of power may leave then: of the names that were created, renamed and
 * deleted since the folder was forced, any; of a file that was not forced, nothing, a part, zeros, or all.
 */
final class CrashingFiles extends CheckpointFiles {
    /** The process is gone: nothing it does from here on happens. */
    static final class Crash extends IOException {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crashed");
        }
    }

    /** One file, under whatever name. */
    private static final class Content {
        byte[] current = {};
        byte[] durable = {};
    }

    /** A change of names: {@code from} goes, {@code to} comes; either may be null. */
    private static final class Change {
        final String from;
        final String to;
        final Content content;

        Change(String from, String to, Content content) {
            this.from = from;
            this.to = to;
            this.content = content;
        }
    }

    private final Map<String, Content> names = new TreeMap<>();
    private final Map<String, Content> durableNames = new TreeMap<>();
    private final List<Change> unforced = new ArrayList<>();
    private final Map<FileChannel, Content> open = new HashMap<>();

    private int stepsLeft;
    private boolean crashed;

    /** @param steps that happen before the crash. */
    CrashingFiles(Path folder, int steps) throws IOException {
        super(folder);
        stepsLeft = steps;
        for (Path file : list("")) {
            if (file.getFileName().toString().contains(SUFFIX)) {
                Content content = new Content();
                content.current = Files.readAllBytes(file);
                content.durable = content.current;
                names.put(file.getFileName().toString(), content);
            }
        }
        durableNames.putAll(names);
    }

    boolean hasCrashed() {
        return crashed;
    }

    private void step() throws IOException {
        if (crashed || stepsLeft-- == 0) {
            crashed = true;
            throw new Crash();
        }
    }

    @Override
    FileChannel create(String name) throws IOException {
        step();
        FileChannel channel = super.create(name);
        Content content = new Content();
        open.put(channel, content);
        change(new Change(null, name, content));
        return channel;
    }

    private void change(Change change) {
        unforced.add(change);
        apply(change, names);
    }

    private static void apply(Change change, Map<String, Content> names) {
        if (change.from != null) {
            names.remove(change.from);
        }
        if (change.to != null) {
            names.put(change.to, change.content);
        }
    }

    @Override
    void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        step();
        Content content = open.get(channel);
        byte[] grown =
                Arrays.copyOf(content.current, Math.max(content.current.length, (int) offset + bytes.remaining()));
        bytes.duplicate().get(grown, (int) offset, bytes.remaining());
        content.current = grown;
        super.write(channel, bytes, offset);
    }

    @Override
    void force(FileChannel channel) throws IOException {
        step();
        open.get(channel).durable = open.get(channel).current;
    }

    @Override
    void rename(String from, String to) throws IOException {
        step();
        super.rename(from, to);
        change(new Change(from, to, names.get(from)));
    }

    @Override
    void delete(String name) throws IOException {
        step();
        super.delete(name);
        if (names.containsKey(name)) {
            change(new Change(name, null, null));
        }
    }

    @Override
    void forceFolder() throws IOException {
        step();
        durableNames.clear();
        durableNames.putAll(names);
        unforced.clear();
    }

    /** What may be found after a loss of power here, by name; each is one folder. After a kill it is the last of them. */
    List<Map<String, byte[]>> outcomes() {
        List<Map<String, byte[]>> outcomes = new ArrayList<>();
        for (int kept = 0; kept < 1 << unforced.size(); kept++) {
            Map<String, Content> left = new LinkedHashMap<>(durableNames);
            for (int i = 0; i < unforced.size(); i++) {
                if ((kept >>> i & 1) != 0) {
                    apply(unforced.get(i), left);
                }
            }
            for (int fate = 0; fate < 4; fate++) {
                Map<String, byte[]> outcome = new TreeMap<>();
                for (Map.Entry<String, Content> entry : left.entrySet()) {
                    outcome.put(entry.getKey(), content(entry.getValue(), fate));
                }
                outcomes.add(outcome);
            }
        }
        return outcomes;
    }

    private static byte[] content(Content content, int fate) {
        if (content.durable == content.current) {
            return content.current;
        }
        byte[] durable = content.durable;
        byte[] current = content.current;
        switch (fate) {
            case 0:
                return durable;
            case 1:
                return Arrays.copyOf(current, durable.length + (current.length - durable.length) / 2);
            case 2:
                return Arrays.copyOf(durable, current.length);
            default:
                return current;
        }
    }

    /** Leaves these files in the folder and no others of checkpoints. */
    static void leave(Path folder, Map<String, byte[]> outcome) {
        try {
            for (Path file : new CheckpointFiles(folder).list("")) {
                if (file.getFileName().toString().contains(SUFFIX)) {
                    Files.delete(file);
                }
            }
            for (Map.Entry<String, byte[]> file : outcome.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
