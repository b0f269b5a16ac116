package io.ft4j.core.port;

import org.agrona.MutableDirectBuffer;

/** Gives back what a {@link StateSink} took, in pieces of any length. One thread. */
public interface StateSource {
    /**
     * Takes the next bytes of the state.
     *
     * @return how many: {@code length}, or less at the end of the state; 0 behind it.
     * @throws LogException when it cannot be read any more; what was read before is right.
     */
    int read(MutableDirectBuffer buffer, int offset, int length);
}
