package io.ft4j.core.runtime.aeron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AeronConfigTest {
    @ParameterizedTest
    @ValueSource(ints = {0, -1, 32 * 1024, 100_000, Integer.MIN_VALUE})
    void aTermOfAnotherSizeIsRefused(int termBytes) {
        refused(() -> MediaConfig.DEFAULT.withTermBytes(termBytes), "termBytes=" + termBytes, "65536..1073741824");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 499_999_999L, 3_600_000_000_001L})
    void aTimeoutOutsideItsLimitsIsRefused(long peerTimeoutNs) {
        refused(
                () -> MediaConfig.DEFAULT.withPeerTimeoutNs(peerTimeoutNs),
                "peerTimeoutNs=" + peerTimeoutNs,
                "500000000..3600000000000");
    }

    @Test
    void anEighthOfATermIsTheLongestFrame() {
        assertEquals(1 << 17, MediaConfig.DEFAULT.maxFrameBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "host:",
                ":9000",
                "host:0",
                "host:65536",
                "host:x",
                "host:-1",
                "host:9000|mtu=9000",
                "a,b:9000",
                "host:9000:"
            })
    void anAddressWithoutHostAndPortIsRefused(String address) {
        refused(() -> Endpoints.udp(Map.of(0, "a:1", 7, address)), "address=" + address + " of process 7", "1..65535");
    }

    @Test
    void nobodySharesAnAddress() {
        refused(() -> Endpoints.udp(List.of("a:1", "b:1", "a:1"), List.of()), "address=a:1 of process 2", "twice");
    }

    @Test
    void oneProcessAloneIsRefused() {
        refused(() -> Endpoints.udp(List.of("a:1"), List.of()), "processes=1", "below 2");
        refused(() -> Endpoints.ipc(1, List.of(3)), "processes=1", "below 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1024})
    void anIdOutsideItsLimitsIsRefused(int processId) {
        refused(() -> Endpoints.udp(Map.of(1, "a:1", processId, "b:1")), "processId=" + processId, "0..1023");
        refused(() -> Endpoints.ipc(1, List.of(1, processId)), "processId=" + processId, "0..1023");
    }

    @Test
    void aGroupHasNoMoreReplicasThanSlots() {
        List<String> addresses = new ArrayList<>(Collections.nCopies(65, "a:1"));
        refused(() -> Endpoints.udp(addresses, List.of()), "replicas=65", "above 64");
    }

    @Test
    void clientsBeginAboveTheSlots() {
        Endpoints endpoints = Endpoints.udp(List.of("a:1", "b:1"), List.of("c:1"));
        assertEquals("aeron:udp?endpoint=b:1", endpoints.channel(1));
        assertEquals("aeron:udp?endpoint=c:1", endpoints.channel(64));
        assertEquals(65, endpoints.limitId());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -5, Integer.MAX_VALUE})
    void aStreamIdOutsideItsLimitsIsRefused(int streamId) {
        refused(() -> Endpoints.ipc(streamId, List.of(0, 1)), "firstStreamId=" + streamId, "1..2147482624");
    }

    private static void refused(Executable attempt, String... words) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, attempt);
        for (String word : words) {
            assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
        }
    }
}
