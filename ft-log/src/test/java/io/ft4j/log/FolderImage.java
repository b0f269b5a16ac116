package io.ft4j.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.BitUtil;

/** The bytes of all files of a closed log, in folders below its own as well, to damage and to put back. */
public final class FolderImage {
    private final Path folder;
    private final Map<Path, Content> files = new TreeMap<>();

    public FolderImage(Path folder) {
        this.folder = folder;
        for (Path file : list(folder)) {
            files.put(file, Content.of(read(file)));
        }
    }

    /** Memory where there is some to mount: tens of thousands of opens, each of which forces, are too slow on a disk. */
    public static Path fastFolder(Path otherwise) {
        Path memory = Path.of("/dev/shm");
        if (!Files.isDirectory(memory) || !Files.isWritable(memory)) {
            return otherwise;
        }
        try {
            return Files.createTempDirectory(memory, "ft4j-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void deleteAll(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes(String name) {
        return content(name).bytes;
    }

    /** Offset behind the last byte of a file that is not zero, rounded up to where a next block would begin. */
    public int usedLength(String name) {
        return BitUtil.align(content(name).trimmedLength, BlockStore.BLOCK_ALIGNMENT);
    }

    private Content content(String name) {
        return files.get(folder.resolve(name));
    }

    /** The file is as the image has it. */
    public void flip(String name, int offset, int bit) {
        overwrite(name, offset, new byte[] {(byte) (bytes(name)[offset] ^ 1 << bit)});
    }

    /** The file is as the image has it. */
    public void overwrite(String name, int offset, byte[] bytes) {
        try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void cut(String name, int length) {
        replace(name, Arrays.copyOf(bytes(name), length));
    }

    public void replace(String name, byte[] bytes) {
        write(folder.resolve(name), Content.of(bytes));
    }

    public void delete(String name) {
        try {
            Files.delete(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void restore(String name) {
        write(folder.resolve(name), content(name));
    }

    public void restore() {
        for (Path file : list(folder)) {
            if (!files.containsKey(file)) {
                delete(folder.relativize(file).toString());
            }
        }
        files.forEach(FolderImage::write);
    }

    /** Whether the folder has the same files with the same bytes. */
    public boolean isUnchanged() {
        List<Path> found = list(folder);
        return found.size() == files.size()
                && found.stream().allMatch(file -> Arrays.equals(files.get(file).bytes, read(file)));
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Zeros at the end become a hole: most of a log file is not used yet. */
    private static void write(Path file, Content content) {
        file.getParent().toFile().mkdirs();
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(0);
            open.write(content.bytes, 0, content.trimmedLength);
            open.setLength(content.bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a file, and how many of them there are before the zeros at its end. */
    private record Content(byte[] bytes, int trimmedLength) {
        static Content of(byte[] bytes) {
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] == 0) {
                end--;
            }
            return new Content(bytes, end);
        }
    }
}
