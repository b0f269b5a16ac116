package io.ft4j.core.runtime;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.Transport;

/** What makes a replica this one and no other. */
record ReplicaWiring(long groupId, int replicaId, int processCount, DurableLog log, Transport transport) {}
