package io.ft4j.core.runtime.aeron;

import java.util.List;

final class AeronUdpTest extends AeronContract {
    private final Endpoints endpoints = Endpoints.udp(FreePorts.udp(PROCESS_COUNT), List.of());

    @Override
    Endpoints endpoints() {
        return endpoints;
    }
}
