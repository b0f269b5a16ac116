package io.ft4j.core.scenario;

import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Protocol;
import java.util.List;
import org.agrona.DirectBuffer;

/** What a harness must know about protocols: how they are made, and how their messages and state read. */
public interface Subject {
    /** The protocols of one life of a process. */
    Protocol[] createProtocols(int processId, int processCount, HotTail tail, TestLog log, Prng prng);

    HotTail createTail();

    /** What the state of a process is asked for when no field is named. */
    List<String> defaultFields();

    /** One field of the state of a process that runs; refuses a name that it does not know. */
    String field(ClusterProcess process, String name);

    /** Type of a message as scenario files name it. */
    String messageType(DirectBuffer buffer, int offset, int length);

    /** The message in one line, type first. */
    String message(DirectBuffer buffer, int offset, int length);
}
