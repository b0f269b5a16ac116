package io.ft4j.core.scenario;

import io.ft4j.core.port.DurableLog;

/** Breaks a promise that protocols build on, so that it shows whether the checks notice. By default it breaks nothing. */
public interface Sabotage {
    /** What a process gets for its disk. */
    default DurableLog log(TestLog log) {
        return log;
    }

    /** What a process gets for a frame that was sent to it. */
    default Packet arriving(Packet packet, ClusterProcess destination) {
        return packet;
    }

    /** The process is down, and its disk lies there. */
    default void crashed(TestLog log) {}
}
