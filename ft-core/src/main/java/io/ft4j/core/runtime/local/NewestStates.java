package io.ft4j.core.runtime.local;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.RecordHandler;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * The newest state record of each type, by copy. A log has a handful of types, so a list that is searched from the
 * front is the fastest table. Allocates when it meets a new type, or a longer record of a known one.
 */
final class NewestStates {
    private final List<State> states = new ArrayList<>();

    void put(int recordType, long position, DirectBuffer buffer, int offset, int length) {
        State state = stateOf(recordType);
        state.position = position;
        state.length = length;
        state.body.putBytes(0, buffer, offset, length);
    }

    /** Gives those that stand before {@code endPosition} to the handler, oldest first. */
    void replayBefore(long endPosition, RecordHandler handler) {
        for (State state = nextAfter(0); state != null; state = nextAfter(state.position)) {
            if (state.position < endPosition) {
                handler.onRecord(state.position, DurableLog.NO_INDEX, state.recordType, state.body, 0, state.length);
            }
        }
    }

    private State nextAfter(long position) {
        State next = null;
        for (State state : states) {
            if (state.position > position && (next == null || state.position < next.position)) {
                next = state;
            }
        }
        return next;
    }

    private State stateOf(int recordType) {
        for (int i = 0; i < states.size(); i++) {
            if (states.get(i).recordType == recordType) {
                return states.get(i);
            }
        }
        State state = new State(recordType);
        states.add(state);
        return state;
    }

    private static final class State {
        final int recordType;
        final ExpandableArrayBuffer body = new ExpandableArrayBuffer();
        long position;
        int length;

        State(int recordType) {
            this.recordType = recordType;
        }
    }
}
