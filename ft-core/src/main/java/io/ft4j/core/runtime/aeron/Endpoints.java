package io.ft4j.core.runtime.aeron;

import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the processes of a group listen: {@code host:port} of each for UDP, or streams of one media driver for IPC. The
 * same in all processes.
 */
public final class Endpoints {
    /** The slots of a group, and as many client processes above them as anybody will have. */
    public static final int MAX_PROCESS_ID = 1023;

    private static final int UDP_STREAM_ID = 1;
    private static final String IPC = "aeron:ipc";
    private static final int MAX_PORT = 65_535;

    /** By process id; null: nobody. */
    private final String[] channels;

    private final int[] streamIds;

    private Endpoints(int maxProcessId) {
        channels = new String[maxProcessId + 1];
        streamIds = new int[maxProcessId + 1];
    }

    /** @param addresses {@code host:port} by process id; names are looked up once, at start. */
    public static Endpoints udp(Map<Integer, String> addresses) {
        TreeMap<Integer, String> sorted = new TreeMap<>(addresses);
        requireSome(sorted.size());
        Endpoints endpoints = new Endpoints(requireProcessId(sorted.lastKey()));
        List<String> seen = new ArrayList<>();
        sorted.forEach((processId, address) -> {
            if (seen.contains(address)) {
                throw new IllegalArgumentException(
                        "address=" + address + " of process " + processId + " is there twice");
            }
            seen.add(address);
            endpoints.set(processId, "aeron:udp?endpoint=" + requireAddress(processId, address), UDP_STREAM_ID);
        });
        return endpoints;
    }

    /**
     * The addresses of a group and of the processes of its clients, whose ids begin at {@link
     * ProcessSet#MAX_PROCESSES}.
     *
     * @param replicas {@code host:port} of replica 0, 1 and so on.
     * @param clients  {@code host:port} of each process that has clients but no replica; may be empty.
     */
    public static Endpoints udp(List<String> replicas, List<String> clients) {
        if (replicas.size() > ProcessSet.MAX_PROCESSES) {
            throw new IllegalArgumentException("replicas=" + replicas.size() + " is above " + ProcessSet.MAX_PROCESSES);
        }
        Map<Integer, String> addresses = new TreeMap<>();
        for (String address : replicas) {
            addresses.put(addresses.size(), address);
        }
        for (int i = 0; i < clients.size(); i++) {
            addresses.put(ProcessSet.MAX_PROCESSES + i, clients.get(i));
        }
        return udp(addresses);
    }

    /** @param firstStreamId of process 0; the others follow. Groups that share a driver need streams of their own. */
    public static Endpoints ipc(int firstStreamId, List<Integer> processIds) {
        requireSome(processIds.size());
        if (firstStreamId < 1 || firstStreamId > Integer.MAX_VALUE - MAX_PROCESS_ID) {
            throw new IllegalArgumentException(
                    "firstStreamId=" + firstStreamId + " is outside 1.." + (Integer.MAX_VALUE - MAX_PROCESS_ID));
        }
        Endpoints endpoints = new Endpoints(requireProcessId(Collections.max(processIds)));
        for (int processId : processIds) {
            endpoints.set(requireProcessId(processId), IPC, firstStreamId + processId);
        }
        return endpoints;
    }

    private void set(int processId, String channel, int streamId) {
        channels[requireProcessId(processId)] = channel;
        streamIds[processId] = streamId;
    }

    private static void requireSome(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("processes=" + count + " is below 2: nobody to talk to");
        }
    }

    private static int requireProcessId(int processId) {
        if (processId < 0 || processId > MAX_PROCESS_ID) {
            throw new IllegalArgumentException("processId=" + processId + " is outside 0.." + MAX_PROCESS_ID);
        }
        return processId;
    }

    /** The name may not carry more parameters of a channel than the address. */
    private static String requireAddress(int processId, String address) {
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon + 1);
        boolean sound = colon > 0
                && address.chars().allMatch(c -> Character.isLetterOrDigit(c) || ".-_:[]%".indexOf(c) >= 0)
                && port.matches("[0-9]{1,5}")
                && Integer.parseInt(port) >= 1
                && Integer.parseInt(port) <= MAX_PORT;
        if (!sound) {
            throw new IllegalArgumentException("address=" + address + " of process " + processId
                    + " must be host:port with a port in 1.." + MAX_PORT);
        }
        return address;
    }

    boolean contains(int processId) {
        return processId >= 0 && processId < channels.length && channels[processId] != null;
    }

    /** One more than the highest id. */
    int limitId() {
        return channels.length;
    }

    String channel(int processId) {
        return channels[processId];
    }

    int streamId(int processId) {
        return streamIds[processId];
    }
}
