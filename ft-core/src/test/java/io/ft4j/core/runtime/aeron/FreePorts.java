package io.ft4j.core.runtime.aeron;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * Loopback addresses that nobody uses at the moment. They stay free until they are opened, and while a process restarts:
 * the system gives none of these ports to whoever asks for any, and each JVM of tests has a range of its own. What says so
 * is the TCP port of the same number as the first of a range: whoever has bound it has the range, until its JVM ends.
 */
public final class FreePorts {
    /** Below those that Linux gives away by itself. */
    private static final int FIRST = 20_000;

    private static final int PER_JVM = 400;
    private static final int RANGES = 30;

    private static final ServerSocket CLAIM = claimRange();
    private static int next;

    private FreePorts() {}

    /** {@code host:port}, all different. A port is used again when all others of the range were. */
    public static synchronized List<String> udp(int count) {
        List<String> addresses = new ArrayList<>();
        for (int tried = 0; tried < PER_JVM && addresses.size() < count; tried++) {
            int port = CLAIM.getLocalPort() + next;
            next = (next + 1) % PER_JVM;
            if (isFree(port)) {
                addresses.add("127.0.0.1:" + port);
            }
        }
        if (addresses.size() < count) {
            throw new IllegalStateException("only " + addresses.size() + " of " + count + " ports are free");
        }
        return addresses;
    }

    private static ServerSocket claimRange() {
        int firstTried = (int) (ProcessHandle.current().pid() % RANGES);
        for (int tried = 0; tried < RANGES; tried++) {
            int port = FIRST + (firstTried + tried) % RANGES * PER_JVM;
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (IOException inUse) {
                // The next one, then.
            }
        }
        throw new IllegalStateException("all " + RANGES + " ranges of ports are taken");
    }

    private static boolean isFree(int port) {
        try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (SocketException inUse) {
            return false;
        }
    }
}
