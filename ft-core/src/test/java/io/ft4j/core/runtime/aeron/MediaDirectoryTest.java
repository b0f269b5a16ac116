package io.ft4j.core.runtime.aeron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MediaDirectoryTest {
    @TempDir
    Path parent;

    @Test
    void nobodyElseHasIt() {
        try (MediaDirectory first = MediaDirectory.create(parent, "x-");
                MediaDirectory second = MediaDirectory.create(parent, "x-")) {
            assertNotEquals(first.path(), second.path());
            IllegalStateException refusal =
                    assertThrows(IllegalStateException.class, () -> MediaDirectory.claim(first.path()));
            assertTrue(refusal.getMessage().contains(first.path().toString()), refusal.getMessage());
        }
    }

    @Test
    void closeLeavesNothing() throws IOException {
        MediaDirectory directory = MediaDirectory.create(parent, "x-");
        Files.createDirectories(directory.path().resolve("publications"));
        Files.writeString(directory.path().resolve("cnc.dat"), "abc");
        directory.close();
        try (var left = Files.list(parent)) {
            assertTrue(left.findAny().isEmpty());
        }
        MediaDirectory.claim(directory.path()).close();
    }

    /** One start has opened the lock file and the former owner closes before it is locked; then comes another start. */
    @Test
    void ofTwoThatStartWhileTheOwnerClosesOneHasIt() throws IOException {
        Path path = parent.resolve("media");
        MediaDirectory owner = MediaDirectory.claim(path);
        try (FileChannel opened = FileChannel.open(parent.resolve("media.lock"), StandardOpenOption.WRITE)) {
            owner.close();
            try (MediaDirectory next = MediaDirectory.claim(path)) {
                assertEquals(path, next.path());
                assertThrows(OverlappingFileLockException.class, opened::tryLock);
            }
        }
    }

    @Test
    void aNameThatSomebodyHasIsNotUsedOnce() throws IOException {
        Path taken = Files.createFile(parent.resolve("x-1.lock"));
        try (MediaDirectory created = MediaDirectory.createFirstFree(
                parent, List.of("x-1", "x-1", "x-2").iterator()::next)) {
            assertEquals(parent.resolve("x-2"), created.path());
            assertTrue(Files.exists(taken));
        }
        assertFalse(Files.exists(parent.resolve("x-2.lock")));
    }

    @Test
    void whatAKilledProcessLeftIsDeletedAndWhatLivesStays() throws IOException {
        Path dead = Files.createDirectories(parent.resolve("x-1-abc"));
        Files.writeString(dead.resolve("cnc.dat"), "abc");
        Files.createFile(parent.resolve("x-1-abc.lock"));
        Path foreign = Files.createDirectories(parent.resolve("y-1-abc"));
        Files.createFile(parent.resolve("y-1-abc.lock"));
        try (MediaDirectory living = MediaDirectory.create(parent, "x-")) {
            Files.createDirectories(living.path());
            assertFalse(Files.exists(dead));
            assertFalse(Files.exists(parent.resolve("x-1-abc.lock")));
            assertTrue(Files.exists(foreign));
            MediaDirectory.create(parent, "x-").close();
            assertTrue(Files.exists(living.path()));
            assertThrows(IllegalStateException.class, () -> MediaDirectory.claim(living.path()));
        }
    }

    /** A driver deletes its directory at start. */
    @Test
    void whatIsNotADriversIsRefusedAndStays() throws IOException {
        Path own = Files.createDirectories(parent.resolve("own"));
        Path file = Files.writeString(own.resolve("orders.txt"), "abc");
        assertRefused(own, "holds orders.txt");
        assertRefused(file, "no directory");
        assertRefused(Files.createSymbolicLink(parent.resolve("link"), own), "no directory");
        assertTrue(Files.exists(file));
        assertFalse(Files.exists(parent.resolve("own.lock")));
    }

    private static void assertRefused(Path path, String reason) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> MediaDirectory.claim(path));
        assertTrue(refusal.getMessage().startsWith("directory=" + path), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    @Test
    void whatAKilledDriverLeftIsTaken() throws IOException {
        Path left = Files.createDirectories(parent.resolve("media"));
        Files.createDirectories(left.resolve("publications"));
        Files.writeString(left.resolve("cnc.dat"), "abc");
        Files.createDirectories(parent.resolve("empty"));
        MediaDirectory.claim(left).close();
        MediaDirectory.claim(parent.resolve("empty")).close();
        assertFalse(Files.exists(left));
    }
}
