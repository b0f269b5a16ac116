package io.ft4j.log.messagelog;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.messagelog.host.ProcessHost;
import java.nio.file.Path;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Three processes in a row: what the outside tells the first, the last tells the outside. The least that a process can do. */
final class PassingWorld implements AutoCloseable {
    static final int MESSAGE_BYTES = 64;

    private static final int COUNT = 3;
    private static final int CHANNEL = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;

    private final ProcessHost[] hosts = new ProcessHost[COUNT];
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[MESSAGE_BYTES]);
    private final OutputHandler outputHandler = this::onOutput;
    private long outputs;
    private long offered;

    PassingWorld(Path folder, LoggingStyle style, Function<Path, DurableLog> logs) {
        this(folder, style, 0, logs);
    }

    PassingWorld(Path folder, LoggingStyle style, int copyBytes, Function<Path, DurableLog> logs) {
        InProcessNetwork network = new InProcessNetwork(COUNT, 1 << 20, 1 << 16);
        for (int id = 0; id < COUNT; id++) {
            hosts[id] = ProcessHost.builder()
                    .process(id, ProcessSet.firstN(COUNT))
                    .service(new Passing(id + 1 < COUNT ? id + 1 : Out.OUTSIDE))
                    .config(MessageLogConfig.builder()
                            .style(style)
                            .maxMessageBytes(MESSAGE_BYTES)
                            .copyBytes(copyBytes)
                            .build())
                    .log(logs.apply(folder.resolve("log-" + id)))
                    .checkpoints(CheckpointStore.open(folder.resolve("checkpoints-" + id), id, 2))
                    .transport(network.transport(id))
                    .build();
        }
    }

    void run(int inputs) {
        long target = offered + inputs;
        while (outputs < target) {
            if (offered < target && hosts[0].offer(CHANNEL, offered + 1, input, 0, MESSAGE_BYTES) > 0) {
                offered++;
            }
            for (ProcessHost host : hosts) {
                host.doWork();
            }
            hosts[COUNT - 1].poll(outputHandler, 64);
        }
    }

    private boolean onOutput(long number, DirectBuffer buffer, int offset, int length) {
        outputs++;
        return true;
    }

    long count(MessageLogCounter counter) {
        long count = 0;
        for (ProcessHost host : hosts) {
            count += host.counters().count(counter);
        }
        return count;
    }

    long outputs() {
        return outputs;
    }

    @Override
    public void close() {
        for (ProcessHost host : hosts) {
            host.close();
        }
    }

    private static final class Passing implements RecoverableProcess {
        private final int destinationId;
        private long count;

        Passing(int destinationId) {
            this.destinationId = destinationId;
        }

        @Override
        public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
            count++;
            if ((count & 63) == 0) {
                out.setTimer(1, out.nowNs());
            }
            out.send(destinationId, buffer, offset, length);
        }

        @Override
        public void onTimer(long timerId, Out out) {
            count += out.random() & 1;
        }

        @Override
        public long digest() {
            return count;
        }

        @Override
        public void save(StateSink sink) {}

        @Override
        public void restore(StateSource source) {}
    }
}
