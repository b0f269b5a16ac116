package io.ft4j.core.runtime.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import io.ft4j.core.port.TransportContract;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class InProcessNetworkTest extends TransportContract {
    private static final int LINK_BYTES = 64 * 1024;
    private static final int MAX_FRAME_BYTES = 4000;

    private final InProcessNetwork network = new InProcessNetwork(PROCESS_COUNT, LINK_BYTES, MAX_FRAME_BYTES);

    @Override
    protected Transport open(int processId) {
        return network.transport(processId);
    }

    @Override
    protected boolean isReliableAndOrdered() {
        return true;
    }

    @Override
    protected boolean noticesClosedPeers() {
        return true;
    }

    @Test
    void aProcessSendsNothingToItself() {
        assertThrows(IllegalArgumentException.class, () -> send(1, 1, new byte[8]));
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new InProcessNetwork(0, 4096, 512));
        assertThrows(IllegalArgumentException.class, () -> new InProcessNetwork(65, 4096, 512));
        assertThrows(IllegalArgumentException.class, () -> new InProcessNetwork(3, 4000, 100));
        assertThrows(IllegalArgumentException.class, () -> new InProcessNetwork(3, 4096, 513));
        assertThrows(IllegalArgumentException.class, () -> network.transport(3));
        assertThrows(IllegalArgumentException.class, () -> network.disconnect(-1));
        assertThrows(IllegalArgumentException.class, () -> network.connect(3));
    }

    @Test
    void framesToAndFromADisconnectedProcessAreRefused() {
        network.disconnect(1);
        assertFalse(network.isConnected(1));
        assertEquals(Transport.NOT_CONNECTED, send(0, 1, new byte[8]));
        assertEquals(Transport.NOT_CONNECTED, send(1, 0, new byte[8]));
        assertTrue(send(0, 2, new byte[8]) > 0);
        network.connect(1);
        assertTrue(send(0, 1, new byte[8]) > 0);
        assertTrue(send(1, 0, new byte[8]) > 0);
    }

    @Test
    void whatIsUnderWayToADisconnectedProcessIsDroppedByItsPoll() {
        send(0, 1, new byte[8]);
        network.disconnect(1);
        List<byte[]> received = new ArrayList<>();
        assertEquals(0, receive(1, received));
        network.connect(1);
        assertEquals(0, receive(1, received));
    }

    @Test
    void whatIsUnderWayIsDroppedByAReconnectAndWhatFollowsArrives() {
        for (int lap = 1; lap < 300; lap++) {
            for (int i = 0; i < 1 + lap % 7; i++) {
                assertTrue(send(0, 1, new byte[900]) > 0);
                assertTrue(send(2, 1, new byte[100]) > 0);
            }
            network.disconnect(1);
            network.connect(1);
            assertTrue(send(0, 1, new byte[lap]) > 0);
            List<byte[]> received = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                receive(1, received);
            }
            assertEquals(1, received.size());
            assertEquals(lap, received.get(0).length);
        }
    }

    @Test
    void aPollFindsAFrameWhereverItStands() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(send(0, 1, new byte[i * 7 % MAX_FRAME_BYTES]) > 0);
            assertEquals(1, receive(1, new ArrayList<>()), "frame " + i);
        }
    }

    @Test
    void whatADisconnectedProcessHadSentStillArrives() {
        send(1, 0, new byte[8]);
        network.disconnect(1);
        assertEquals(1, receive(0, new ArrayList<>()));
    }

    @Test
    void aClosedEndIsReplacedByANewOneThatSeesNothingOld() {
        Transport first = transport(1);
        assertSame(first, network.transport(1));
        send(0, 1, new byte[8]);
        first.close();
        assertEquals(Transport.NOT_CONNECTED, send(0, 1, new byte[8]));
        Transport second = network.transport(1);
        assertNotSame(first, second);
        assertTrue(send(0, 1, new byte[9]) > 0);
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            second.poll((buffer, offset, length) -> lengths.add(length), 10);
        }
        assertEquals(List.of(9), lengths);
        first.close();
        assertTrue(network.isConnected(1), "an old end that is closed again cuts off nobody");
        assertEquals(Transport.CLOSED, first.offer(0, new UnsafeBuffer(new byte[8]), 0, 8));
    }

    @Test
    void anotherThreadMayDisconnectAndConnectAtAnyTime() throws InterruptedException {
        int count = 200_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread sender = new Thread(() -> {
            UnsafeBuffer frame = new UnsafeBuffer(new byte[64]);
            for (int i = 0; i < count; i++) {
                frame.putInt(0, i);
                frame.setMemory(4, 60, (byte) i);
                network.transport(0).offer(1, frame, 0, 8 + i % 57);
            }
        });
        sender.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        sender.start();
        int[] last = {-1};
        FrameHandler check = (buffer, offset, length) -> {
            int number = buffer.getInt(offset);
            assertTrue(number > last[0], number + " after " + last[0]);
            assertEquals(8 + number % 57, length);
            assertEquals((byte) number, buffer.getByte(offset + length - 1));
            last[0] = number;
        };
        for (int turn = 1; sender.isAlive(); turn++) {
            transport(1).poll(check, 100);
            if (turn % 64 == 0) {
                network.disconnect(1);
                network.connect(1);
            }
        }
        sender.join();
        while (transport(1).poll(check, 100) > 0) {
            Thread.onSpinWait();
        }
        assertNull(failure.get());
        UnsafeBuffer frame = new UnsafeBuffer(new byte[64]);
        frame.putInt(0, count);
        frame.setMemory(4, 60, (byte) count);
        assertTrue(transport(0).offer(1, frame, 0, 8 + count % 57) > 0);
        assertEquals(1, transport(1).poll(check, 100));
        assertEquals(count, last[0]);
    }
}
