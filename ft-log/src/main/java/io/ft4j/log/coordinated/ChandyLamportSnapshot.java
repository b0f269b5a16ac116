package io.ft4j.log.coordinated;

import io.ft4j.core.model.Invariant;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;

/**
 * One process's part in a global snapshot that stops nobody (Chandy, Lamport 1985): it records its state, sends a marker over
 * every outgoing channel before any other message, and records of every incoming channel what arrives until the marker does. Any
 * process may start; who starts the same snapshot joins it. The channels have to be FIFO, and every process has to be reachable
 * from one that starts.
 *
 * <p>A leaf: the host tells it markers and messages in the order in which they arrive, before they reach the application. What is
 * complete is the state of the process and the {@link #channelStates}, which go into one checkpoint. After a restore these
 * messages are delivered again, before all others. A crash during a snapshot ends it; the one before stays.
 *
 * <p>One thread. Allocates nothing after construction.
 */
public final class ChandyLamportSnapshot {
    /** Where it stands. */
    public enum State {
        /** None was started yet. */
        NONE,
        /** The own state is recorded, and markers are awaited. */
        RECORDING,
        /** The markers of all incoming channels have arrived. */
        COMPLETE,
        /** More was in transit than there is room for: this one is of no use, take the next. */
        TOO_LARGE,
        /** The marker of a later one came first: its initiator did not wait for this one. */
        OVERTAKEN
    }

    private final SnapshotProcess process;
    /** Ascending. */
    private final int[] channelIds;

    private final boolean[] isOpen;
    private final ChannelStates states;
    private State state = State.NONE;
    private State lastFailure = State.NONE;
    private long number;
    private int openCount;
    private boolean isStarting;

    private ChandyLamportSnapshot(Builder builder) {
        process = builder.process;
        channelIds = builder.channelIds.toIntArray();
        Arrays.sort(channelIds);
        isOpen = new boolean[channelIds.length];
        states = new ChannelStates(builder.maxChannelStateBytes);
    }

    /** @param maxChannelStateBytes of what may be in transit to this process, see {@link ChannelStates}. */
    public static Builder builder(SnapshotProcess process, int maxChannelStateBytes) {
        return new Builder(process, maxChannelStateBytes);
    }

    public State state() {
        return state;
    }

    /** Why the last one failed that did; {@link State#NONE}: none has. */
    public State lastFailure() {
        return lastFailure;
    }

    /** Of the newest one; 0 before the first. */
    public long number() {
        return number;
    }

    /** Channels whose marker has not arrived. */
    public int openChannelCount() {
        return openCount;
    }

    /**
     * Starts a snapshot, or joins it where its marker has been here already.
     *
     * @param snapshotNumber greater than those before, and only when the one before is complete everywhere.
     * @return whether it has begun here now.
     */
    public boolean start(long snapshotNumber) {
        if (snapshotNumber < 1) {
            throw new IllegalArgumentException("snapshotNumber=" + snapshotNumber + " must be at least 1");
        }
        if (snapshotNumber <= number) {
            return false;
        }
        begin(snapshotNumber);
        completeIfClosed();
        return true;
    }

    private void begin(long snapshotNumber) {
        Invariant.check(!isStarting, "L1 a state is recorded between two events", snapshotNumber, number);
        if (state == State.RECORDING) {
            fail(State.OVERTAKEN);
        }
        number = snapshotNumber;
        state = State.RECORDING;
        states.clear();
        Arrays.fill(isOpen, true);
        openCount = isOpen.length;
        isStarting = true;
        process.recordState(snapshotNumber);
        process.sendMarkers(snapshotNumber);
        isStarting = false;
    }

    /**
     * A marker has arrived: the first of a snapshot records the state, and the channel that it came over is empty.
     *
     * @throws IllegalArgumentException when there is no such channel.
     */
    public void onMarker(int channelId, long snapshotNumber) {
        int channel = channel(channelId);
        if (snapshotNumber > number) {
            begin(snapshotNumber);
        }
        if (snapshotNumber == number && isOpen[channel]) {
            isOpen[channel] = false;
            openCount--;
            completeIfClosed();
        }
    }

    /** A message has arrived, and is about to be delivered. */
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length) {
        int channel = channel(channelId);
        Invariant.check(!isStarting, "L1 a state is recorded between two events", channelId, number);
        if (state == State.RECORDING && isOpen[channel] && !states.add(channelId, buffer, offset, length)) {
            fail(State.TOO_LARGE);
        }
    }

    /** A message is about to be sent. */
    public void onSend() {
        Invariant.check(!isStarting, "L2 no message between the recorded state and the markers", number, 0);
    }

    private void completeIfClosed() {
        if (state == State.RECORDING && openCount == 0) {
            state = State.COMPLETE;
        }
    }

    private void fail(State reason) {
        state = reason;
        lastFailure = reason;
        states.clear();
    }

    /** Of a snapshot that is complete, until the next one begins. */
    public ChannelStates channelStates() {
        if (state != State.COMPLETE) {
            throw new IllegalStateException("snapshot " + number + " is " + state);
        }
        return states;
    }

    private int channel(int channelId) {
        int channel = Arrays.binarySearch(channelIds, channelId);
        if (channel < 0) {
            throw new IllegalArgumentException("channelId=" + channelId + " is none of " + Arrays.toString(channelIds));
        }
        return channel;
    }

    /** Collects the incoming channels. Not thread-safe. */
    public static final class Builder {
        private final SnapshotProcess process;
        private final int maxChannelStateBytes;
        private final IntArrayList channelIds = new IntArrayList();

        private Builder(SnapshotProcess process, int maxChannelStateBytes) {
            this.process = process;
            this.maxChannelStateBytes = maxChannelStateBytes;
        }

        /** @throws IllegalArgumentException when the channel is not FIFO, or is there already. */
        public Builder incoming(int channelId, ChannelOrder order) {
            if (order != ChannelOrder.FIFO) {
                throw new IllegalArgumentException(
                        "channelId=" + channelId + " is " + order
                                + ", not FIFO: a message that was sent behind the marker could overtake it and be received before the"
                                + " state is recorded: an orphan, received in the snapshot and sent in none of its states. One that"
                                + " was sent before the marker could be overtaken by it, and would be in no state and no channel");
            }
            if (channelIds.containsInt(channelId)) {
                throw new IllegalArgumentException("channelId=" + channelId + " twice");
            }
            channelIds.addInt(channelId);
            return this;
        }

        public ChandyLamportSnapshot build() {
            return new ChandyLamportSnapshot(this);
        }
    }
}
