package io.ft4j.log.line;

import io.ft4j.core.model.ProcessSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rollback-dependency graph of some processes: which checkpoints they have, and which messages tie the intervals
 * between them together. If the interval in which a message was sent is undone, so must be that in which it was received.
 * Immutable.
 *
 * <p>Numbers of checkpoints may have gaps, from checkpoints that were deleted or failed: a rollback goes to the newest
 * one that is there.
 */
public final class CheckpointGraph {
    /** Of all processes together. */
    public static final int MAX_CHECKPOINTS = 1 << 16;

    public static final int MAX_MESSAGES = 1 << 20;

    /** No interval is later: above are the names of states that are no checkpoints. */
    public static final long MAX_INTERVAL = Long.MAX_VALUE - 2;

    private static final long[] NONE = {};

    private final long processes;
    private final long[][] checkpoints = new long[ProcessSet.MAX_PROCESSES][];
    private final Message[][] sent = new Message[ProcessSet.MAX_PROCESSES][];
    private final List<Message> messages;

    private CheckpointGraph(Builder builder) {
        processes = builder.processes;
        messages = List.copyOf(builder.messages);
        Arrays.fill(checkpoints, NONE);
        for (long rest = processes; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            checkpoints[id] = builder.checkpoints.get(id).stream()
                    .mapToLong(Long::longValue)
                    .toArray();
            sent[id] = messages.stream()
                    .filter(message -> message.senderId() == id)
                    .sorted(Comparator.comparingLong(Message::sendInterval).reversed())
                    .toArray(Message[]::new);
        }
    }

    /** @param processes as a {@link ProcessSet}, not empty. */
    public static Builder builder(long processes) {
        if (processes == ProcessSet.EMPTY) {
            throw new IllegalArgumentException("processes must not be empty");
        }
        return new Builder(processes);
    }

    static long requireInterval(long interval) {
        if (interval < 1 || interval > MAX_INTERVAL) {
            throw new IllegalArgumentException("interval=" + interval + " is outside 1.." + MAX_INTERVAL);
        }
        return interval;
    }

    public long processes() {
        return processes;
    }

    public List<Message> messages() {
        return messages;
    }

    /** Ascending; without the initial state. */
    public long[] checkpoints(int processId) {
        return checkpoints[processId].clone();
    }

    /** The newest checkpoint before this state, or {@link RecoveryLine#INITIAL}. */
    public long checkpointBefore(int processId, long number) {
        int at = Arrays.binarySearch(checkpoints[processId], number);
        int before = (at < 0 ? -at - 1 : at) - 1;
        return before < 0 ? RecoveryLine.INITIAL : checkpoints[processId][before];
    }

    /**
     * Whether the processes can have been in all these states in one run: nothing was received before something that its
     * sending depends on.
     */
    public boolean isOfOneRun() {
        Set<Long> sentIds = new HashSet<>();
        int[] sentCounts = new int[ProcessSet.MAX_PROCESSES];
        List<ArrayDeque<Message>> received = received();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (long rest = processes; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                int id = ProcessSet.first(rest);
                moved |= goOn(id, received.get(id), sentCounts, sentIds);
            }
        }
        return received.stream().allMatch(ArrayDeque::isEmpty);
    }

    /** What each process received, in an order that it may have had. */
    private List<ArrayDeque<Message>> received() {
        List<ArrayDeque<Message>> received = new ArrayList<>();
        for (int id = 0; id < ProcessSet.MAX_PROCESSES; id++) {
            received.add(new ArrayDeque<>());
        }
        messages.stream()
                .filter(message -> message.receiveInterval() != Message.NOT_RECEIVED)
                .sorted(Comparator.comparingLong(Message::receiveInterval))
                .forEach(message -> received.get(message.receiverId()).add(message));
        return received;
    }

    /** Up to what was not sent yet; within an interval first what was sent. Returns whether the process went on at all. */
    private boolean goOn(int id, ArrayDeque<Message> received, int[] sentCounts, Set<Long> sentIds) {
        boolean moved = false;
        boolean waits = false;
        while (!waits) {
            long interval = received.isEmpty() ? MAX_INTERVAL : received.peek().receiveInterval();
            Message[] all = sent[id];
            while (sentCounts[id] < all.length && all[all.length - 1 - sentCounts[id]].sendInterval() <= interval) {
                sentIds.add(all[all.length - 1 - sentCounts[id]++].id());
                moved = true;
            }
            waits = received.isEmpty() || !sentIds.contains(received.peek().id());
            if (!waits) {
                received.poll();
                moved = true;
            }
        }
        return moved;
    }

    /** What a process sent, from its latest interval to its first. */
    Message[] sentBy(int processId) {
        return sent[processId];
    }

    /** Collects a graph; one thread. Everything is validated when it is added. */
    public static final class Builder {
        private final long processes;
        private final List<List<Long>> checkpoints = new ArrayList<>();
        private final List<Message> messages = new ArrayList<>();
        private final Set<Long> messageIds = new HashSet<>();
        private final DependencyVector[] newest = new DependencyVector[ProcessSet.MAX_PROCESSES];
        private int checkpointCount;
        private long nextMessageId = 1;

        private Builder(long processes) {
            this.processes = processes;
            for (int id = 0; id < ProcessSet.MAX_PROCESSES; id++) {
                checkpoints.add(new ArrayList<>());
                newest[id] = new DependencyVector();
            }
        }

        /** @param number greater than those of the process before. */
        public Builder checkpoint(int processId, long number) {
            requireProcess(processId);
            requireInterval(number);
            List<Long> before = checkpoints.get(processId);
            if (!before.isEmpty() && number <= before.get(before.size() - 1)) {
                throw new IllegalArgumentException("number=" + number + " of process " + processId
                        + " must be greater than " + before.get(before.size() - 1));
            }
            if (++checkpointCount > MAX_CHECKPOINTS) {
                throw new IllegalArgumentException("more than " + MAX_CHECKPOINTS + " checkpoints");
            }
            before.add(number);
            return this;
        }

        /**
         * A checkpoint by what is stored along with it. Where it depends on a later interval of a sender than the one
         * before, at least one message was received since then; the newest such one is added, with an id of its own.
         */
        public Builder checkpoint(int processId, long number, DependencyVector dependencies) {
            checkpoint(processId, number);
            for (long rest = dependencies.senders(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                int senderId = ProcessSet.first(rest);
                long interval = dependencies.interval(senderId);
                if (interval > newest[processId].interval(senderId)) {
                    message(new Message(nextMessageId, senderId, interval, processId, number));
                    newest[processId].raise(senderId, interval);
                }
            }
            return this;
        }

        public Builder message(Message message) {
            requireProcess(message.senderId());
            requireProcess(message.receiverId());
            if (!messageIds.add(message.id())) {
                throw new IllegalArgumentException("message id=" + message.id() + " twice");
            }
            if (messages.size() == MAX_MESSAGES) {
                throw new IllegalArgumentException("more than " + MAX_MESSAGES + " messages");
            }
            messages.add(message);
            nextMessageId = Math.max(nextMessageId, message.id() + 1);
            return this;
        }

        private void requireProcess(int processId) {
            if (!ProcessSet.contains(processes, processId)) {
                throw new IllegalArgumentException(
                        "processId=" + processId + " is none of " + ProcessSet.toString(processes));
            }
        }

        public CheckpointGraph build() {
            messages.sort(Comparator.comparingLong(Message::id));
            return new CheckpointGraph(this);
        }
    }
}
