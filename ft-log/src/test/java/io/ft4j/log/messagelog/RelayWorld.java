package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.log.LogRepair;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.messagelog.host.ProcessHost;
import io.ft4j.log.messagelog.host.ProcessHostBuilder;
import io.ft4j.log.messagelog.host.ProcessRepair;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Hosts of {@link RelayProcess} over real folders, driven by hand; the clock moves by a millisecond a cycle. */
final class RelayWorld implements AutoCloseable {
    private static final long GROUP_ID = 7;
    private static final int CHANNEL = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
    private static final long MS = 1_000_000;

    private static final RelayProcess.Watcher NOBODY = new RelayProcess.Watcher() {
        @Override
        public void onSaid(int sourceId, int destinationId, long number, long content) {}

        @Override
        public void onHeard(int sourceId, int destinationId, long number, long content) {}
    };

    private final Path folder;
    private final int processCount;
    private final Function<Path, DurableLog> logs;
    private final InProcessNetwork network;
    private final ProcessHost[] hosts;
    private final RelayProcess[] relays;
    private final DurableLog[] opened;
    private final long[] offered;
    private final Set<Long> answered = new HashSet<>();
    private final long[] newestOutputs;
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[RelayProcess.LENGTH]);
    private final LoggingStyle style;
    private final int copyBytes;
    private long nowNs = 1_000_000 * MS;
    private int otherwiseId = -1;
    private long otherwiseFrom;

    RelayWorld(Path folder, int processCount, Function<Path, DurableLog> logs) {
        this(folder, processCount, LoggingStyle.RECEIVER, logs);
    }

    RelayWorld(Path folder, int processCount, LoggingStyle style, Function<Path, DurableLog> logs) {
        this(folder, processCount, style, 0, logs);
    }

    RelayWorld(Path folder, int processCount, LoggingStyle style, int copyBytes, Function<Path, DurableLog> logs) {
        this.style = style;
        this.copyBytes = copyBytes;
        this.folder = folder;
        this.processCount = processCount;
        this.logs = logs;
        network = new InProcessNetwork(processCount, 1 << 19, 1 << 16);
        hosts = new ProcessHost[processCount];
        relays = new RelayProcess[processCount];
        opened = new DurableLog[processCount];
        offered = new long[processCount];
        newestOutputs = new long[processCount];
        for (int id = 0; id < processCount; id++) {
            start(id);
        }
    }

    Path logFolder(int id) {
        return folder.resolve("log-" + id);
    }

    Path checkpointFolder(int id) {
        return folder.resolve("checkpoints-" + id);
    }

    ProcessHost host(int id) {
        return hosts[id];
    }

    RelayProcess relay(int id) {
        return relays[id];
    }

    DurableLog log(int id) {
        return opened[id];
    }

    /** From this event on, the process does something that it did not do the first time. */
    void behaveOtherwiseFrom(int id, long rsn) {
        otherwiseId = id;
        otherwiseFrom = rsn;
    }

    ProcessHostBuilder builder(int id) {
        stop(id);
        network.connect(id);
        long members = ProcessSet.firstN(processCount);
        relays[id] = new RelayProcess(id, ProcessSet.remove(members, id), NOBODY);
        RecoverableProcess service = id == otherwiseId ? new OtherwiseProcess(relays[id], otherwiseFrom) : relays[id];
        opened[id] = logs.apply(logFolder(id));
        return ProcessHost.builder()
                .groupId(GROUP_ID)
                .process(id, members)
                .service(service)
                .config(MessageLogConfig.builder()
                        .style(style)
                        .maxMessageBytes(64)
                        .channelBytes(16 * 1024)
                        .copyBytes(copyBytes)
                        .guardInterval(1)
                        .build())
                .log(opened[id])
                .checkpoints(CheckpointStore.open(checkpointFolder(id), id, 2))
                .transport(network.transport(id))
                .clock(() -> nowNs);
    }

    void start(int id) {
        hosts[id] = builder(id).build();
    }

    ProcessHost build(int id, UnaryOperator<ProcessHostBuilder> change) {
        ProcessHostBuilder builder = builder(id);
        try {
            return change.apply(builder).build();
        } catch (RuntimeException refused) {
            hosts[id] = builder.process(id, ProcessSet.firstN(processCount))
                    .config(MessageLogConfig.builder().build())
                    .build();
            throw refused;
        }
    }

    /** Without warning. */
    void stop(int id) {
        if (hosts[id] != null) {
            hosts[id].close();
            hosts[id] = null;
            network.disconnect(id);
        }
    }

    void restart(int id) {
        stop(id);
        start(id);
    }

    /** Of the log of a process that is stopped; the others run meanwhile. */
    ProcessRepair.Report rebuild(int id, LogRepair log) {
        network.connect(id);
        long members = ProcessSet.firstN(processCount);
        try (ProcessRepair repair = new ProcessRepair(GROUP_ID, id, members, log, network.transport(id), () -> nowNs)) {
            while (!repair.isReady()) {
                repair.doWork();
                cycle();
            }
            return repair.rebuild();
        } finally {
            network.disconnect(id);
        }
    }

    DirectBuffer input(long number, long chainId, long hops) {
        RelayProcess.put(input, 0, number, chainId, hops);
        return input;
    }

    boolean offer(int id) {
        long number = hosts[id].node().takenInput(CHANNEL) + 1;
        long chainId = number * 64 + id;
        boolean taken =
                hosts[id].offer(CHANNEL, number, input(number, chainId, chainId % 7), 0, RelayProcess.LENGTH) > 0;
        offered[id] = Math.max(offered[id], hosts[id].node().takenInput(CHANNEL));
        return taken;
    }

    long offered() {
        long sum = 0;
        for (long count : offered) {
            sum += count;
        }
        return sum;
    }

    int answered() {
        return answered.size();
    }

    int cycle() {
        nowNs += MS;
        int work = 0;
        for (int id = 0; id < processCount; id++) {
            if (hosts[id] != null) {
                int source = id;
                work += hosts[id].doWork();
                if (hosts[id].needsRestart()) {
                    restart(id);
                }
                work += hosts[id].poll(
                        (number, buffer, offset, length) -> onOutput(source, number, buffer, offset), 64);
            }
        }
        return work;
    }

    private boolean onOutput(int id, long number, DirectBuffer buffer, int offset) {
        if (number > newestOutputs[id]) {
            assertEquals(newestOutputs[id] + 1, number);
            newestOutputs[id] = number;
            assertTrue(answered.add(RelayProcess.chainId(buffer, offset)), "answered twice");
        }
        return true;
    }

    /** Until nobody waits for anything. */
    void settle() {
        for (int idle = 0; idle < 200; idle++) {
            if (!isSettled()) {
                idle = 0;
            }
            cycle();
        }
    }

    private boolean isSettled() {
        for (int id = 0; id < processCount; id++) {
            if (hosts[id] != null
                    && (hosts[id].node().isReplaying()
                            || relays[id].isWaiting()
                            || hosts[id].node().toldRsn() < hosts[id].node().takenRsn())) {
                return false;
            }
        }
        return true;
    }

    /** This many inputs, and all that follows from them. */
    void run(int inputs) {
        for (int i = 0; i < inputs; i++) {
            while (!offer(i % processCount)) {
                cycle();
            }
            cycle();
        }
        settle();
    }

    void checkChannels() {
        for (int id = 0; id < processCount; id++) {
            for (int other = 0; other < processCount; other++) {
                assertEquals(relays[id].saidTo(other), relays[other].heardFrom(id), id + " to " + other);
            }
        }
    }

    @Override
    public void close() {
        for (int id = 0; id < processCount; id++) {
            stop(id);
        }
    }
}
