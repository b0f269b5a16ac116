package io.ft4j.bench.example.desk;

import io.ft4j.bench.example.orderbook.CommandSource;
import io.ft4j.bench.example.orderbook.CommandWriter;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.RecoverableProcess;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The three processes in one thread, by plain calls: nothing is logged, nothing can be lost. What a run is measured by. */
final class UndisturbedDesk {
    private final RecoverableProcess[] processes = new RecoverableProcess[Desk.PROCESS_COUNT];
    private final Deque<Message> messages = new ArrayDeque<>();
    private long answers;

    private record Message(int sourceId, int destinationId, UnsafeBuffer buffer) {}

    UndisturbedDesk() {
        for (int id = 0; id < processes.length; id++) {
            processes[id] = DeskProcess.service(id);
        }
    }

    /** Returns how many orders there were. */
    long run(Path input, long count) {
        UnsafeBuffer order = new UnsafeBuffer(new byte[CommandWriter.MAX_LENGTH]);
        long orders = 0;
        try (CommandSource source = Desk.orders(input, count)) {
            for (int length = source.next(order, 0); length != CommandSource.END; length = source.next(order, 0)) {
                orders++;
                processes[Desk.GATEWAY].onMessage(Desk.ORDERS, order, 0, length, new Caller(Desk.GATEWAY));
                deliver();
            }
        }
        return orders;
    }

    private void deliver() {
        for (Message next = messages.poll(); next != null; next = messages.poll()) {
            int id = next.destinationId();
            if (id == Out.OUTSIDE) {
                answers++;
            } else {
                UnsafeBuffer buffer = next.buffer();
                processes[id].onMessage(next.sourceId(), buffer, 0, buffer.capacity(), new Caller(id));
            }
        }
    }

    long answers() {
        return answers;
    }

    long digest(int id) {
        return processes[id].digest();
    }

    long refused() {
        return ((RiskCheck) processes[Desk.RISK_CHECK]).refused();
    }

    private final class Caller implements Out {
        private final int id;
        private int destination;
        private UnsafeBuffer claimed;

        Caller(int id) {
            this.id = id;
        }

        @Override
        public long nowNs() {
            return 0;
        }

        @Override
        public long random() {
            throw new UnsupportedOperationException("nobody here takes a chance");
        }

        @Override
        public int claim(int destinationId, int length) {
            destination = destinationId;
            claimed = new UnsafeBuffer(new byte[length]);
            return 0;
        }

        @Override
        public MutableDirectBuffer buffer() {
            return claimed;
        }

        @Override
        public void publish(int claimOffset) {
            messages.add(new Message(id, destination, claimed));
        }

        @Override
        public void setTimer(long timerId, long deadlineNs) {
            throw new UnsupportedOperationException("nobody here waits");
        }

        @Override
        public void cancelTimer(long timerId) {
            throw new UnsupportedOperationException("nobody here waits");
        }
    }
}
