package io.ft4j.core.runtime.aeron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.aeron.ExclusivePublication;
import io.aeron.protocol.HeaderFlyweight;
import io.aeron.protocol.SetupFlyweight;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes, each with a driver of its own, in one thread. */
final class AeronTransportTest {
    private static final long TIMEOUT_NS = 30_000_000_000L;
    private static final int TERM_BYTES = 64 * 1024;
    private static final int MAX_FRAME_BYTES = 4000;
    private static final MediaConfig CONFIG =
            MediaConfig.DEFAULT.withTermBytes(TERM_BYTES).withPeerTimeoutNs(500_000_000L);

    /** Nobody is given up while the machine is busy elsewhere. */
    private static final MediaConfig PATIENT = CONFIG.withPeerTimeoutNs(TIMEOUT_NS);

    /** As that; a driver that says that it is gone is heard within a quarter of it. */
    private static final long JOINED_TIMEOUT_NS = TIMEOUT_NS / 3;

    private final List<String> addresses = FreePorts.udp(2);
    private final Endpoints endpoints = Endpoints.udp(addresses, List.of());
    private final List<Throwable> errors = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[TERM_BYTES]);
    private final Process[] processes = new Process[2];
    private MediaConfig config = CONFIG;

    /** A life of a process. */
    private final class Process implements AutoCloseable {
        final AeronMedia media;
        final AeronTransport transport;
        final List<Integer> numbers = new ArrayList<>();
        final FrameHandler handler = (buffer, offset, length) -> numbers.add(buffer.getInt(offset));

        Process(int id, long firstPosition) {
            media = AeronMedia.launch(config, errors::add);
            opened.add(this);
            transport = new AeronTransport(media, id, endpoints, MAX_FRAME_BYTES, firstPosition);
            processes[id] = this;
        }

        @Override
        public void close() {
            transport.close();
            media.close();
        }
    }

    @AfterEach
    void close() {
        CloseHelper.quietCloseAll(opened);
    }

    @Test
    void noThreadIsStarted() {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        open(0);
        open(1);
        await(() -> send(0, 1, 8) > 0);
        await(() -> !processes[1].numbers.isEmpty());
        Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
        after.removeAll(before);
        assertEquals(Set.of(), after);
    }

    @Test
    void nobodyThereIsNotConnected() {
        open(0);
        assertEquals(Transport.NOT_CONNECTED, send(0, 1, 8));
        assertFalse(processes[0].transport.isConnected(1));
    }

    @Test
    void aPeerThatRestartsIsFoundAgain() {
        open(0);
        open(1);
        exchange();
        for (int life = 0; life < 3; life++) {
            processes[1].close();
            processes[1] = null;
            send(0, 1, MAX_FRAME_BYTES);
            open(1);
            exchange();
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void aPeerThatPausesIsFoundAgain() {
        open(0);
        open(1);
        exchange();
        Process paused = processes[1];
        processes[1] = null;
        await(() -> send(0, 1, 8) == Transport.NOT_CONNECTED);
        processes[1] = paused;
        exchange();
        assertEquals(List.of(), errors);
    }

    /** Without a peer that listens nothing piles up for its next life for longer than the timeout. */
    @Test
    void aPeerThatStaysAwayIsNotConnected() {
        open(0);
        open(1);
        exchange();
        processes[1].close();
        processes[1] = null;
        await(() -> send(0, 1, 8) == Transport.NOT_CONNECTED);
        open(1);
        exchange();
    }

    @Test
    void fullTermsHoldBackTheSenderAndLoseNothing() {
        config = PATIENT;
        open(0);
        open(1);
        await(() -> processes[0].transport.isConnected(1));
        Prng prng = new Prng(31);
        int sent = 0;
        int refused = 0;
        long bytes = 0;
        while (bytes < 40L * TERM_BYTES) {
            int length = 4 + prng.nextInt(MAX_FRAME_BYTES - 4);
            frame.putInt(0, sent);
            long result = processes[0].transport.offer(1, frame, 0, length);
            if (result > 0) {
                sent++;
                bytes += length;
            } else {
                assertEquals(Transport.BACK_PRESSURED, result, "seed=31 frame " + sent);
                refused++;
                poll();
            }
        }
        int total = sent;
        await(() -> processes[1].numbers.size() == total);
        for (int i = 0; i < total; i++) {
            assertEquals(i, processes[1].numbers.get(i), "seed=31");
        }
        assertTrue(refused > 0, "never full");
    }

    @Test
    void aStreamWhosePositionsEndIsFollowedByAnother() {
        config = PATIENT;
        long lastTerm = (long) TERM_BYTES * Integer.MAX_VALUE;
        new Process(0, lastTerm);
        open(1);
        await(() -> processes[0].transport.isConnected(1));
        int sent = 0;
        for (int bytes = 0; bytes < 3 * TERM_BYTES; bytes += MAX_FRAME_BYTES) {
            await(() -> send(0, 1, MAX_FRAME_BYTES) > 0);
            sent++;
        }
        int total = sent;
        await(() -> processes[1].numbers.size() == total);
    }

    @Test
    void whatTheHandlerThrowsComesOutOfPoll() {
        open(0);
        open(1);
        exchange();
        IllegalStateException thrown = new IllegalStateException("broken");
        FrameHandler broken = (buffer, offset, length) -> {
            throw thrown;
        };
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        assertSame(thrown, assertThrows(IllegalStateException.class, () -> {
            while (System.nanoTime() < deadlineNs) {
                processes[0].transport.offer(1, frame, 0, 8);
                processes[0].media.poll();
                processes[1].transport.poll(broken, 10);
            }
        }));
        assertEquals(List.of(), errors);
    }

    @Test
    void whatIsTooLongForThisProcessIsDropped() {
        config = PATIENT;
        open(0);
        open(1);
        exchange();
        ExclusivePublication foreign =
                processes[0].media.aeron().addExclusivePublication(endpoints.channel(1), endpoints.streamId(1));
        await(() -> foreign.offer(frame, 0, TERM_BYTES / 8) > 0);
        await(() -> foreign.offer(frame, 0, MAX_FRAME_BYTES + 1) > 0);
        await(() -> processes[1].transport.droppedFrames() == 2);
        exchange();
    }

    @Test
    void garbageOnThePortDoesNoHarm() throws IOException {
        open(0);
        open(1);
        exchange();
        Prng prng = new Prng(32);
        InetSocketAddress target = address(1);
        try (DatagramChannel channel = DatagramChannel.open()) {
            for (int i = 0; i < 2000; i++) {
                ByteBuffer garbage = ByteBuffer.allocate(prng.nextInt(1400));
                while (garbage.remaining() >= 4) {
                    garbage.putInt(prng.nextInt(Integer.MAX_VALUE));
                }
                garbage.flip();
                channel.send(garbage, target);
                poll();
            }
        }
        exchange();
        // What is sent here are zeros.
        assertEquals(Set.of(0), Set.copyOf(processes[1].numbers), "seed=32");
    }

    /** Each one is told: whoever logs errors has to bound that. */
    @Test
    void aMalformedRequestForAStreamIsAnErrorAndDoesNoHarm() throws IOException {
        open(0);
        open(1);
        exchange();
        ByteBuffer setup = ByteBuffer.allocate(SetupFlyweight.HEADER_LENGTH);
        SetupFlyweight request = new SetupFlyweight(setup);
        request.streamId(endpoints.streamId(1))
                .termLength(TERM_BYTES)
                .mtuLength(1)
                .frameLength(SetupFlyweight.HEADER_LENGTH)
                .headerType(HeaderFlyweight.HDR_TYPE_SETUP);
        try (DatagramChannel channel = DatagramChannel.open()) {
            for (int i = 1; i <= 10; i++) {
                request.sessionId(i);
                channel.send(setup.rewind(), address(1));
                int expected = i;
                await(() -> errors.size() == expected);
            }
        }
        assertTrue(errors.get(9).getMessage().contains("mtuLength"), errors.toString());
        exchange();
    }

    @Test
    void limitsOfTheTransportAreChecked() {
        open(0);
        AeronMedia media = processes[0].media;
        IllegalArgumentException tooLong = assertThrows(
                IllegalArgumentException.class, () -> new AeronTransport(media, 1, endpoints, TERM_BYTES / 8 + 1));
        assertTrue(tooLong.getMessage().contains("maxFrameBytes=8193 is outside 1..8192"), tooLong.getMessage());
        IllegalArgumentException nobody =
                assertThrows(IllegalArgumentException.class, () -> new AeronTransport(media, 2, endpoints, 100));
        assertTrue(nobody.getMessage().contains("selfId=2"), nobody.getMessage());
        assertThrows(IllegalArgumentException.class, () -> processes[0].transport.offer(0, frame, 0, 8));
    }

    @Test
    void theDirectoryIsGoneAfterwards(@TempDir Path parent) {
        MediaConfig given = CONFIG.withDirectory(parent.resolve("media"));
        try (AeronMedia media = AeronMedia.launch(given, errors::add)) {
            assertTrue(Files.exists(given.directory()));
            assertThrows(IllegalStateException.class, () -> AeronMedia.launch(given, errors::add));
            media.poll();
        }
        assertFalse(Files.exists(given.directory()));
    }

    /** The way between two JVMs of one machine: one has the driver, the other one joins it. */
    @Test
    void aProcessThatJoinsADriverHearsWhenItIsGone(@TempDir Path parent) throws InterruptedException {
        MediaConfig shared = CONFIG.withDirectory(parent.resolve("media")).withPeerTimeoutNs(JOINED_TIMEOUT_NS);
        Endpoints ipc = Endpoints.ipc(1, List.of(0, 1));
        AtomicBoolean ended = new AtomicBoolean();
        AeronMedia owner = AeronMedia.launch(shared, errors::add);
        AeronTransport echo = new AeronTransport(owner, 0, ipc, MAX_FRAME_BYTES);
        Thread other = new Thread(() -> {
            while (!ended.get()) {
                echo.poll((buffer, offset, length) -> echo.offer(1, buffer, offset, length), 10);
            }
            echo.close();
            owner.close();
        });
        other.start();
        List<Integer> numbers = new ArrayList<>();
        try (AeronMedia joined = AeronMedia.join(shared, errors::add)) {
            AeronTransport transport = new AeronTransport(joined, 1, ipc, MAX_FRAME_BYTES);
            frame.putInt(0, 42);
            await(() -> {
                transport.offer(0, frame, 0, MAX_FRAME_BYTES);
                transport.poll((buffer, offset, length) -> numbers.add(buffer.getInt(offset)), 10);
                return !numbers.isEmpty();
            });
            assertEquals(42, numbers.get(0));
            ended.set(true);
            other.join();
            IllegalStateException gone = assertThrows(
                    IllegalStateException.class, () -> await(() -> transport.poll((b, o, l) -> {}, 10) < 0));
            assertTrue(gone.getMessage().contains("is gone"), gone.getMessage());
            assertEquals(Transport.CLOSED, transport.offer(0, frame, 0, 8));
            transport.close();
        } finally {
            ended.set(true);
        }
    }

    // ---- helpers

    private void open(int id) {
        new Process(id, 0);
    }

    private InetSocketAddress address(int id) {
        int colon = addresses.get(id).indexOf(':');
        return new InetSocketAddress(
                "127.0.0.1", Integer.parseInt(addresses.get(id).substring(colon + 1)));
    }

    /** A frame arrives either way. */
    private void exchange() {
        passOn(0, 1);
        passOn(1, 0);
    }

    /** What is taken before the receiver has noticed a new life of the sender, or the other way round, may be lost. */
    private void passOn(int from, int to) {
        List<Integer> numbers = processes[to].numbers;
        int before = numbers.size();
        await(() -> {
            send(from, to, MAX_FRAME_BYTES);
            return numbers.size() > before;
        });
    }

    private long send(int from, int to, int length) {
        long result = processes[from].transport.offer(to, frame, 0, length);
        poll();
        return result;
    }

    private void poll() {
        for (Process process : processes) {
            if (process != null) {
                process.transport.poll(process.handler, 100);
            }
        }
    }

    private void await(BooleanSupplier reached) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() >= deadlineNs) {
                fail("not in time; errors " + errors);
            }
            poll();
        }
    }
}
