package io.ft4j.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import io.ft4j.log.BlockView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ChronicleStoreTest {
    private static final int FILE_BYTES = ChronicleStore.MIN_FILE_BYTES;
    private static final int HEADER_BYTES = 64;

    @TempDir
    Path folder;

    private final UnsafeBuffer header = new UnsafeBuffer(new byte[HEADER_BYTES]);
    private final UnsafeBuffer body = new UnsafeBuffer(ByteBuffer.allocateDirect(FILE_BYTES));
    private final BlockView view = new BlockView();
    private final List<Long> addresses = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private ChronicleStore store;

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private void open() throws IOException {
        open(FILE_BYTES);
    }

    private void open(int fileBytes) throws IOException {
        close();
        store = new ChronicleStore(folder, fileBytes);
        store.startWriting();
    }

    /** Block i is filled with bytes that tell it from the others. */
    private void append(int bodyLength) throws IOException {
        int i = addresses.size();
        header.putInt(0, HEADER_BYTES + bodyLength, ByteOrder.LITTLE_ENDIAN);
        header.putInt(4, i, ByteOrder.LITTLE_ENDIAN);
        body.setMemory(0, bodyLength, (byte) (i | 1));
        addresses.add(store.append(header, 0, HEADER_BYTES, body, 0, bodyLength));
        lengths.add(HEADER_BYTES + bodyLength);
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        open();
        append(8);
        close();
        Path directory = Files.createDirectory(folder.resolve("queue-0000000000/19700105F.cq4"));
        assertNamesUnreadable(directory, () -> new ChronicleStore(folder, FILE_BYTES));
        store = ChronicleStore.view(folder);
        assertNamesUnreadable(directory, () -> store.at(CycleFile.address(4, 0), view));
    }

    private static void assertNamesUnreadable(Path path, Executable reading) {
        String refusal = assertThrows(IOException.class, reading).getMessage();
        assertTrue(refusal.startsWith("file " + path + " at offset 0: it cannot be read: "), refusal);
    }

    private void append(int count, int bodyLength) throws IOException {
        for (int i = 0; i < count; i++) {
            append(bodyLength);
        }
    }

    private void assertBlock(int i) {
        assertTrue(view.isBlock(), () -> "block " + i + ": " + store.describe(view.address()) + ": " + view.damage());
        assertEquals(addresses.get(i), view.address());
        assertEquals(lengths.get(i), view.length());
        assertEquals(i, view.buffer().getInt(view.offset() + 4, ByteOrder.LITTLE_ENDIAN));
        for (int k = HEADER_BYTES; k < view.length(); k++) {
            assertEquals((byte) (i | 1), view.buffer().getByte(view.offset() + k));
        }
    }

    private void assertBlocks(int from, int to) throws IOException {
        store.first(view);
        for (int i = from; i < to; i++) {
            assertBlock(i);
            store.next(view);
        }
        assertTrue(view.isEnd());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.toString().endsWith(".cq4"))
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    @Test
    void blocksComeBackAcrossFilesAndRuns() throws IOException {
        Prng random = new Prng(20);
        for (int run = 0; run < 4; run++) {
            open();
            for (int i = 0; i < 60; i++) {
                append(random.nextInt(20_000));
            }
            assertBlocks(0, addresses.size());
        }
        open();
        assertBlocks(0, addresses.size());
        assertTrue(files().size() > 12, files().toString());
        for (int i = addresses.size() - 1; i >= 0; i -= 7) {
            store.at(addresses.get(i), view);
            assertBlock(i);
        }
    }

    @Test
    void addressesGrow() throws IOException {
        for (int run = 0; run < 3; run++) {
            open();
            append(40, 15_000);
        }
        for (int i = 1; i < addresses.size(); i++) {
            assertTrue(addresses.get(i) > addresses.get(i - 1));
        }
    }

    @Test
    void blocksOfEveryLengthComeBack() throws IOException {
        open();
        for (int length = 0; length < 300; length++) {
            append(length);
        }
        append(store.maxBlockBytes() - HEADER_BYTES);
        append(0);
        append(store.maxBlockBytes() - HEADER_BYTES);
        open();
        assertBlocks(0, addresses.size());
    }

    @Test
    void everyRunHasAQueueOfItsOwnAndGoesOnWithTheNextFileNumber() throws IOException {
        open();
        append(30, 15_000);
        open();
        append(1, 1);
        assertEquals(
                List.of(
                        "queue-0000000000/19700101F.cq4",
                        "queue-0000000000/19700102F.cq4",
                        "queue-0000000002/19700103F.cq4"),
                files());
    }

    @Test
    void runsThatWroteNothingLeaveNothing() throws IOException {
        open();
        append(3, 100);
        for (int run = 0; run < 5; run++) {
            open();
        }
        assertEquals(List.of("queue-0000000000/19700101F.cq4", "queue-0000000001/19700102F.cq4"), files());
        assertBlocks(0, 3);
    }

    @Test
    void neverReadsTheQueueOfAnEarlierRunThroughChronicle() throws IOException {
        open();
        append(3, 100);
        store.close();
        // A table store that is locked by this very process, or full of nonsense, would keep a queue from opening.
        Path tableStore = folder.resolve("queue-0000000000/metadata.cq4t");
        byte[] nonsense = new byte[(int) Files.size(tableStore)];
        java.util.Arrays.fill(nonsense, (byte) 0x80);
        Files.write(tableStore, nonsense);
        open();
        append(3, 100);
        assertBlocks(0, 6);
    }

    @Test
    void aCutRemovesTheBlockAndAllBehindIt() throws IOException {
        for (int cut = 0; cut < 70; cut += 3) {
            addresses.clear();
            lengths.clear();
            try (Stream<Path> paths = Files.list(folder)) {
                for (Path run : paths.collect(Collectors.toList())) {
                    org.agrona.IoUtil.delete(run.toFile(), false);
                }
            }
            open();
            append(30, 15_000);
            open();
            append(40, 15_000);
            store.close();

            store = new ChronicleStore(folder, FILE_BYTES);
            store.cutFrom(addresses.get(cut));
            assertBlocks(0, cut);
            store.startWriting();
            addresses.subList(cut, 70).clear();
            lengths.subList(cut, 70).clear();
            append(20, 15_000);
            assertBlocks(0, cut + 20);
            open();
            assertBlocks(0, cut + 20);
        }
    }

    @Test
    void aCutAtTheEndLeavesAllBlocks() throws IOException {
        open();
        append(5, 100);
        store.close();
        store = new ChronicleStore(folder, FILE_BYTES);
        store.first(view);
        while (view.isBlock()) {
            store.next(view);
        }
        assertTrue(view.isEnd());
        store.cutFrom(view.address());
        assertBlocks(0, 5);
    }

    @Test
    void releaseDeletesFilesThatHoldOnlyEarlierBlocks() throws IOException {
        open();
        append(30, 15_000);
        open();
        append(30, 15_000);
        int before = files().size();
        store.releaseBefore(addresses.get(0));
        assertEquals(before, files().size());
        store.releaseBefore(addresses.get(29));
        store.first(view);
        int first = addresses.indexOf(view.address());
        assertTrue(first > 0 && first <= 29, "first " + first);
        assertBlocks(first, 60);
        append(30, 15_000);
        store.releaseBefore(addresses.get(89));
        store.first(view);
        assertFalse(Files.exists(folder.resolve("queue-0000000000")));
        first = addresses.indexOf(view.address());
        assertBlocks(first, 90);
        append(30, 15_000);
        open();
        assertBlocks(first, 120);
    }

    @Test
    void aLostFileIsDamage() throws IOException {
        open();
        append(60, 15_000);
        store.close();
        Files.delete(folder.resolve("queue-0000000000/19700102F.cq4"));
        store = new ChronicleStore(folder, FILE_BYTES);
        store.first(view);
        while (view.isBlock()) {
            store.next(view);
        }
        assertEquals("the file is missing", view.damage());
        assertTrue(store.describe(view.address()).contains("19700102F.cq4"));
        store.cutFrom(view.address());
        assertEquals(1, files().size());
        assertBlocks(0, (int) addresses.stream().filter(a -> a >> 32 == 0).count());
    }

    /** The names of a folder are not read in one step: of files that are created meanwhile a later one may be seen alone. */
    @Test
    void aFileThatWasOverlookedIsNotMissing() throws IOException {
        open();
        append(30, 15_000);
        open();
        append(60, 15_000);
        store.close();
        Path last = folder.resolve(files().get(files().size() - 1));
        NavigableMap<Integer, Path> seen = new TreeMap<>();
        seen.put(0, folder.resolve("queue-0000000000/19700101F.cq4"));
        seen.put(FileNames.fileNumber(last.getFileName().toString()), last);
        store = ChronicleStore.view(folder, seen);
        assertBlocks(0, 90);
    }

    @Test
    void aDocumentThatWasNotCompletedIsDamageAndCanBeCut() throws IOException {
        open();
        append(5, 100);
        store.close();
        Path file = folder.resolve(files().get(0));
        try (java.nio.channels.FileChannel channel =
                java.nio.channels.FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            word.putInt(0, 0x8000_0000);
            channel.write(word, addresses.get(4) & 0xFFFF_FFFFL);
        }
        store = new ChronicleStore(folder, FILE_BYTES);
        store.first(view);
        for (int i = 0; i < 4; i++) {
            assertBlock(i);
            store.next(view);
        }
        assertEquals("a document that was not completed", view.damage());
        store.cutFrom(view.address());
        assertBlocks(0, 4);
    }

    @Test
    void indexPagesOfChronicleDoNotDisturbBlocks() throws IOException {
        int count = 600_000;
        open(64 << 20);
        append(count, 1);
        assertEquals(1, files().size());
        store.first(view);
        for (int i = 0; i < count; i++) {
            assertEquals(addresses.get(i), view.address());
            assertEquals(i, view.buffer().getInt(view.offset() + 4, ByteOrder.LITTLE_ENDIAN));
            store.next(view);
        }
        byte[] bytes = Files.readAllBytes(folder.resolve(files().get(0)));
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        int pages = 0;
        for (int at = latin.indexOf("\u00B9\u0005index"); at >= 0; at = latin.indexOf("\u00B9\u0005index", at + 1)) {
            pages++;
        }
        assertEquals(3, pages, "one page for 262,144 blocks");
    }

    @Test
    void appendAllocatesNothing() throws IOException {
        open(64 << 20);
        assertEquals(0, AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 20_000; i++) {
                appendOne();
            }
        }));
    }

    private void appendOne() {
        try {
            store.append(header, 0, HEADER_BYTES, body, 0, 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anotherThreadMayUseTheStore() throws Exception {
        open();
        IOException[] failure = new IOException[1];
        Thread thread = new Thread(() -> {
            try {
                append(40, 15_000);
            } catch (IOException e) {
                failure[0] = e;
            }
        });
        thread.start();
        thread.join();
        assertEquals(null, failure[0]);
        assertBlocks(0, 40);
    }

    @Test
    void fileSizesOutsideTheLimitsAreRefused() {
        for (int fileBytes :
                new int[] {-1, 0, FILE_BYTES - 1, FILE_BYTES + 1, ChronicleStore.MAX_FILE_BYTES + (64 << 10)}) {
            assertThrows(IllegalArgumentException.class, () -> ChronicleStore.requireFileBytes(fileBytes));
        }
    }
}
