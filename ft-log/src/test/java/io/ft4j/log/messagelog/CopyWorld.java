package io.ft4j.log.messagelog;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.log.LogRepair;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.inspect.LogDamage;
import io.ft4j.log.inspect.LogInspector;
import io.ft4j.log.inspect.LogRecord;
import io.ft4j.log.inspect.LogVisitor;
import io.ft4j.log.messagelog.host.ProcessHost;
import io.ft4j.log.messagelog.host.ProcessRepair;
import io.ft4j.log.messagelog.record.RecordTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;

/** Three processes of {@link ChainProcess} over real logs, which are damaged and rebuilt under the hand of a test. */
final class CopyWorld implements AutoCloseable {
    static final int COUNT = ChainProcess.PROCESS_COUNT;
    static final int CHANNEL = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;

    private static final long GROUP_ID = 9;
    private static final long MEMBERS = ProcessSet.firstN(COUNT);
    private static final long MS = 1_000_000;

    /** Logs of one kind. */
    record Backend(Function<Path, DurableLog> log, Function<Path, LogRepair> repair) {}

    /** Where an entry stands, and what it is. */
    record Entry(Path file, long offset, long index, int recordType, int channelId) {
        boolean isOfPeer() {
            return recordType == RecordTypes.DELIVERY && channelId < CHANNEL;
        }
    }

    final List<String> outputs = new ArrayList<>();
    private final Path folder;
    private final int copyBytes;
    private final Backend backend;
    private final InProcessNetwork network = new InProcessNetwork(COUNT, 1 << 19, 1 << 16);
    private final ProcessHost[] hosts = new ProcessHost[COUNT];
    private final ChainProcess[] chains = new ChainProcess[COUNT];
    private final long[] newestOutputs = new long[COUNT];
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[ChainProcess.LENGTH]);
    private final long[] checkpointedRsns = new long[COUNT];
    private final long[] releasedRsns = new long[COUNT];
    private long nowNs = 1_000_000 * MS;

    CopyWorld(Path folder, int copyBytes, Backend backend) {
        this.folder = folder;
        this.copyBytes = copyBytes;
        this.backend = backend;
        for (int id = 0; id < COUNT; id++) {
            start(id);
        }
    }

    Path logFolder(int id) {
        return folder.resolve("log-" + id);
    }

    ProcessHost host(int id) {
        return hosts[id];
    }

    void start(int id) {
        DurableLog log = backend.log.apply(logFolder(id));
        network.connect(id);
        chains[id] = new ChainProcess(id);
        hosts[id] = ProcessHost.builder()
                .groupId(GROUP_ID)
                .process(id, MEMBERS)
                .service(chains[id])
                .config(MessageLogConfig.builder()
                        .maxMessageBytes(32)
                        .frameBytes(256)
                        .channelBytes(8192)
                        .copyBytes(copyBytes)
                        .build())
                .log(log)
                .checkpoints(CheckpointStore.open(folder.resolve("checkpoints-" + id), id, 2))
                .transport(network.transport(id))
                .clock(() -> nowNs)
                .build();
    }

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
        settle();
    }

    /** Tells a process and waits for what follows from it. */
    void input(int id, long name, int hops) {
        ChainProcess.put(input, name, hops);
        long number = hosts[id].node().takenInput(CHANNEL) + 1;
        if (hosts[id].offer(CHANNEL, number, input, 0, ChainProcess.LENGTH) != number) {
            throw new IllegalStateException("input " + number + " is not taken");
        }
        settle();
    }

    void checkpoint(int id) {
        hosts[id].checkpoint();
        releasedRsns[id] = checkpointedRsns[id];
        checkpointedRsns[id] = hosts[id].node().toldRsn();
    }

    /** Nobody needs copies of events up to here. */
    long releasedRsn(int id) {
        return releasedRsns[id];
    }

    void settle() {
        for (int idle = 0; idle < 50; idle++) {
            if (cycle() > 0) {
                idle = 0;
            }
        }
    }

    private int cycle() {
        nowNs += MS;
        int work = 0;
        for (int id = 0; id < COUNT; id++) {
            if (hosts[id] != null) {
                int source = id;
                work += hosts[id].doWork();
                work += hosts[id].poll(
                        (number, buffer, offset, length) -> onOutput(source, number, buffer.getLong(offset)), 64);
            }
        }
        return work;
    }

    private boolean onOutput(int id, long number, long name) {
        if (number > newestOutputs[id]) {
            newestOutputs[id] = number;
            outputs.add(id + " said " + name);
        }
        return true;
    }

    long digest(int id) {
        return chains[id].digest();
    }

    List<Entry> entries(int id) {
        return entries(logFolder(id));
    }

    static List<Entry> entries(Path log) {
        List<Entry> entries = new ArrayList<>();
        LogInspector.of(log).walk(1, new LogVisitor() {
            @Override
            public boolean onRecord(LogRecord record) {
                if (record.index() > 0) {
                    int channelId = record.buffer().getInt(record.bodyOffset() + 24);
                    entries.add(
                            new Entry(record.file(), record.offset(), record.index(), record.recordType(), channelId));
                }
                return true;
            }

            @Override
            public void onDamage(LogDamage damage) {
                throw new IllegalStateException(damage.toString());
            }
        });
        return entries;
    }

    /** Two bits of a byte of the entry; twice is as if nothing had happened. */
    static void flip(Entry entry, int at) throws IOException {
        try (FileChannel channel = FileChannel.open(entry.file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, entry.offset + at);
            one.put(0, (byte) (one.get(0) ^ 0x22));
            one.rewind();
            channel.write(one, entry.offset + at);
        }
    }

    boolean opens(int id) {
        try {
            backend.log.apply(logFolder(id)).close();
            return true;
        } catch (LogException refused) {
            return false;
        }
    }

    ProcessRepair repair(int id) {
        return repair(id, logFolder(id));
    }

    ProcessRepair repair(int id, Path log) {
        stop(id);
        network.connect(id);
        return new ProcessRepair(GROUP_ID, id, MEMBERS, backend.repair.apply(log), network.transport(id), () -> nowNs);
    }

    /** The others run meanwhile. */
    ProcessRepair.Report rebuild(int id) {
        try (ProcessRepair repair = repair(id)) {
            ask(repair);
            return repair.rebuild();
        } finally {
            network.disconnect(id);
        }
    }

    void ask(ProcessRepair repair) {
        for (int i = 0; i < 200 && !repair.isReady(); i++) {
            repair.doWork();
            cycle();
        }
    }

    @Override
    public void close() {
        for (int id = 0; id < COUNT; id++) {
            stop(id);
        }
    }
}
