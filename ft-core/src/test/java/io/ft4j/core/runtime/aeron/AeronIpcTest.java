package io.ft4j.core.runtime.aeron;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

final class AeronIpcTest extends AeronContract {
    private static final AtomicInteger NEXT_STREAM_ID = new AtomicInteger(1);

    private final Endpoints endpoints = Endpoints.ipc(NEXT_STREAM_ID.getAndAdd(PROCESS_COUNT), List.of(0, 1, 2));

    @Override
    Endpoints endpoints() {
        return endpoints;
    }
}
