package io.ft4j.core.runtime.driver;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.Transport;

/**
 * What makes a process this one and no other.
 *
 * @param groupId   of the group in which it is {@code processId}; stands in every frame.
 * @param log       its own; its incarnation stands in every frame.
 * @param transport its end of the network.
 * @param memory    of its drivers, one life after another.
 */
public record NodeWiring(long groupId, int processId, DurableLog log, Transport transport, DriverMemory memory) {
    /** Of the only life of a process. */
    public NodeWiring(long groupId, int processId, DurableLog log, Transport transport) {
        this(groupId, processId, log, transport, new DriverMemory());
    }
}
