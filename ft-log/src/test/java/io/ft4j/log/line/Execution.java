package io.ft4j.log.line;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What some processes did, event by event, and all of its consistent cuts, found by trying every one. Cuts are judged by
 * the local time of the events and know nothing of intervals.
 */
final class Execution {
    private static final int MAX_CHECKPOINTS = 3;

    private final int processCount;
    private final int[] clocks;
    private final List<List<State>> states = new ArrayList<>();
    private final List<DependencyRecorder> recorders = new ArrayList<>();
    private final List<Sent> messages = new ArrayList<>();

    /** A checkpoint and when it was taken. */
    private static final class State {
        final long number;
        final int at;
        final DependencyVector dependencies;

        State(long number, int at, DependencyVector dependencies) {
            this.number = number;
            this.at = at;
            this.dependencies = dependencies;
        }
    }

    /** A message, with the local times of its events. */
    private static final class Sent {
        final int from;
        final int to;
        final int sentAt;
        final long sendInterval;
        int receivedAt = Integer.MAX_VALUE;
        long receiveInterval = Message.NOT_RECEIVED;

        Sent(int from, int to, int sentAt, long sendInterval) {
            this.from = from;
            this.to = to;
            this.sentAt = sentAt;
            this.sendInterval = sendInterval;
        }
    }

    Execution(int processCount) {
        this.processCount = processCount;
        clocks = new int[processCount];
        for (int id = 0; id < processCount; id++) {
            states.add(new ArrayList<>());
            recorders.add(DependencyRecorder.initial(id, 1));
        }
    }

    static Execution random(Prng prng, int maxMessages) {
        Execution execution = new Execution(2 + prng.nextInt(4));
        int events = prng.nextInt(3 * maxMessages + 1);
        for (int i = 0; i < events; i++) {
            execution.randomEvent(prng, maxMessages);
        }
        return execution;
    }

    void randomEvent(Prng prng, int maxMessages) {
        int id = prng.nextInt(processCount);
        int choice = prng.nextInt(10);
        if (choice < 4 && messages.size() < maxMessages) {
            send(id, (id + 1 + prng.nextInt(processCount - 1)) % processCount);
        } else if (choice < 8 && !messages.isEmpty()) {
            int message = prng.nextInt(messages.size());
            if (messages.get(message).receivedAt == Integer.MAX_VALUE) {
                receive(message + 1);
            }
        } else if (states.get(id).size() < MAX_CHECKPOINTS) {
            if (prng.nextInt(4) == 0) {
                recorders.get(id).onCheckpoint();
            }
            checkpoint(id);
        }
    }

    int processCount() {
        return processCount;
    }

    /** @return the id of the message, from 1 on. */
    int send(int from, int to) {
        messages.add(new Sent(from, to, ++clocks[from], recorders.get(from).interval()));
        return messages.size();
    }

    void receive(int id) {
        Sent message = messages.get(id - 1);
        message.receivedAt = ++clocks[message.to];
        message.receiveInterval = recorders.get(message.to).interval();
        recorders.get(message.to).onReceive(message.from, message.sendInterval);
    }

    /** Sends and receives at once. */
    int pass(int from, int to) {
        int id = send(from, to);
        receive(id);
        return id;
    }

    void checkpoint(int id) {
        DependencyRecorder recorder = recorders.get(id);
        UnsafeBuffer metadata = new UnsafeBuffer(new byte[DependencyVector.MAX_LENGTH]);
        int length = recorder.encode(metadata, 0);
        states.get(id).add(new State(recorder.interval(), ++clocks[id], DependencyVector.decode(metadata, 0, length)));
        recorder.onCheckpoint();
    }

    /** By all messages. */
    CheckpointGraph graph() {
        CheckpointGraph.Builder builder = CheckpointGraph.builder(ProcessSet.firstN(processCount));
        for (int id = 0; id < processCount; id++) {
            for (State state : states.get(id)) {
                builder.checkpoint(id, state.number);
            }
        }
        for (int i = 0; i < messages.size(); i++) {
            builder.message(message(i));
        }
        return builder.build();
    }

    private Message message(int index) {
        Sent sent = messages.get(index);
        return new Message(index + 1, sent.from, sent.sendInterval, sent.to, sent.receiveInterval);
    }

    /** By what stands in the checkpoints, of which the first {@code deleted} of each process are gone. */
    CheckpointGraph graphOfMetadata(int deleted) {
        CheckpointGraph.Builder builder = CheckpointGraph.builder(ProcessSet.firstN(processCount));
        for (int id = 0; id < processCount; id++) {
            List<State> left = states.get(id);
            for (State state : left.subList(Math.min(deleted, left.size()), left.size())) {
                builder.checkpoint(id, state.number, state.dependencies);
            }
        }
        return builder.build();
    }

    /** Each cut by the states of the processes: {@link RecoveryLine#INITIAL}, numbers, {@link RecoveryLine#CURRENT}. */
    List<long[]> consistentCuts(int deleted) {
        List<long[]> cuts = new ArrayList<>();
        extend(cuts, new long[processCount], new int[processCount], 0, deleted);
        return cuts;
    }

    private void extend(List<long[]> cuts, long[] cut, int[] times, int id, int deleted) {
        if (id == processCount) {
            cuts.add(cut.clone());
            return;
        }
        List<State> left = states.get(id);
        for (int i = -1; i <= left.size(); i++) {
            if (i >= 0 && i < Math.min(deleted, left.size())) {
                continue;
            }
            cut[id] = i < 0 ? RecoveryLine.INITIAL : i == left.size() ? RecoveryLine.CURRENT : left.get(i).number;
            times[id] = i < 0 ? 0 : i == left.size() ? clocks[id] : left.get(i).at;
            if (!hasOrphan(times, id)) {
                extend(cuts, cut, times, id + 1, deleted);
            }
        }
    }

    private boolean hasOrphan(int[] times, int lastId) {
        for (Sent message : messages) {
            if (Math.max(message.from, message.to) <= lastId
                    && message.receivedAt <= times[message.to]
                    && message.sentAt > times[message.from]) {
                return true;
            }
        }
        return false;
    }

    /** The greatest state of each process in any cut in which the failed ones are not current. */
    long[] latest(List<long[]> cuts, long failed) {
        long[] latest = new long[processCount];
        for (long[] cut : cuts) {
            boolean counts = true;
            for (int id = 0; id < processCount; id++) {
                counts &= !ProcessSet.contains(failed, id) || cut[id] != RecoveryLine.CURRENT;
            }
            for (int id = 0; counts && id < processCount; id++) {
                latest[id] = Math.max(latest[id], cut[id]);
            }
        }
        return latest;
    }

    /** By the local times of their events. */
    List<Message> inTransit(RecoveryLine line) {
        List<Message> found = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Sent sent = messages.get(i);
            if (sent.sentAt <= time(sent.from, line.state(sent.from))
                    && sent.receivedAt > time(sent.to, line.state(sent.to))) {
                found.add(message(i));
            }
        }
        return found;
    }

    private int time(int id, long number) {
        if (number == RecoveryLine.CURRENT) {
            return clocks[id];
        }
        int time = 0;
        for (State state : states.get(id)) {
            time = state.number == number ? state.at : time;
        }
        return time;
    }
}
