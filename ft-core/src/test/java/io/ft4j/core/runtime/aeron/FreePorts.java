package io.ft4j.core.runtime.aeron;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loopback addresses that nobody uses at the moment. They stay free until they are opened, and while a process restarts:
 * the system gives none of these ports to whoever asks for any, and tests in other JVMs begin elsewhere.
 */
public final class FreePorts {
    /** Below those that Linux gives away by itself. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 12_000;
    private static final int PER_JVM = 100;

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() % (COUNT / PER_JVM)) * PER_JVM);

    private FreePorts() {}

    /** {@code host:port}, all different. */
    public static List<String> udp(int count) {
        List<String> addresses = new ArrayList<>();
        for (int tried = 0; tried < COUNT && addresses.size() < count; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                addresses.add("127.0.0.1:" + port);
            }
        }
        if (addresses.size() < count) {
            throw new IllegalStateException("only " + addresses.size() + " of " + count + " ports are free");
        }
        return addresses;
    }

    private static boolean isFree(int port) {
        try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (SocketException inUse) {
            return false;
        }
    }
}
