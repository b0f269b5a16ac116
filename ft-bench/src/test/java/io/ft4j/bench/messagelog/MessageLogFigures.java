package io.ft4j.bench.messagelog;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.log.checkpoint.CheckpointSink;
import io.ft4j.log.checkpoint.CheckpointSource;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.messagelog.LoggingStyle;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.RecoverableProcess;
import io.ft4j.log.messagelog.host.ProcessHost;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What message logging costs beside the floor under it, each in the same run: plain appends to a Chronicle Queue, plain writes
 * and forces of one file, a plain copy of a file. A few rounds of each, alternating; the medians are printed.
 */
public final class MessageLogFigures {
    private static final List<String> PARTS = List.of("process", "disk", "checkpoint");
    private static final int ROUNDS = 5;
    private static final int CHANNEL = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
    private static final int BATCH = 256;
    private static final int FORCES = 400;
    private static final int BATCHES_AHEAD = 4;
    private static final int QUIET_MS = 500;
    private static final int STATE_BYTES = 512 << 20;
    private static final int COPY_BYTES = 1 << 20;

    /** More than there are: no checkpoint is taken. */
    private static final int RETAINED = 1 << 20;

    private final Path folder;

    private MessageLogFigures(Path folder) {
        this.folder = folder;
    }

    /** @param arguments a folder on the device that is to be measured, and which {@link #PARTS}; none: all. */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("chronicle.disk.monitor.disable", "true");
        System.setProperty("chronicle.analytics.disable", "true");
        MessageLogFigures figures = new MessageLogFigures(Path.of(arguments[0]));
        List<String> parts = arguments.length > 1 ? List.of(arguments).subList(1, arguments.length) : PARTS;
        if (!PARTS.containsAll(parts)) {
            throw new IllegalArgumentException("parts=" + parts + " are not all of " + PARTS);
        }
        if (parts.contains("process")) {
            figures.logging(64, 1_000_000);
            figures.logging(1024, 200_000);
        }
        if (parts.contains("disk")) {
            figures.forced(64);
        }
        if (parts.contains("checkpoint")) {
            figures.checkpoint();
        }
    }

    private interface Measurement {
        double run(Path place) throws Exception;
    }

    private double median(String name, String unit, Measurement measurement, double[] values) {
        Arrays.sort(values);
        double median = values[values.length / 2];
        System.out.printf(
                Locale.ROOT,
                "%-46s %10.1f %s (%.1f to %.1f)%n",
                name,
                median,
                unit,
                values[0],
                values[values.length - 1]);
        return median;
    }

    /** Alternates, so that what the host does meanwhile meets all. */
    private double[] medians(String[] names, String unit, Measurement... measurements) throws Exception {
        double[][] values = new double[measurements.length][ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            for (int i = 0; i < measurements.length; i++) {
                Path place = Files.createDirectories(folder.resolve("run"));
                double value = measurements[i].run(place);
                delete(place);
                if (round >= 0) {
                    values[i][round] = value;
                }
            }
        }
        double[] medians = new double[measurements.length];
        for (int i = 0; i < medians.length; i++) {
            medians[i] = median(names[i], unit, measurements[i], values[i]);
        }
        return medians;
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void logging(int bytes, int count) throws Exception {
        String size = bytes + " B: ";
        double[] appends = medians(
                new String[] {
                    size + "plain append to a Chronicle Queue",
                    size + "receiver-based, Chronicle Queue",
                    size + "receiver-based, segments",
                    size + "receiver-based between two, Chronicle Queue",
                    size + "sender-based between two, Chronicle Queue",
                    size + "optimistic between two, Chronicle Queue",
                    size + "causal between two, Chronicle Queue"
                },
                "ns a message",
                place -> plainAppend(place, bytes, count),
                place -> input(ChronicleLog.open(place.resolve("log"), Durability.PROCESS), place, bytes, count),
                place -> input(SegmentLog.open(place.resolve("log"), Durability.PROCESS), place, bytes, count),
                place -> between(place, LoggingStyle.RECEIVER, bytes, count),
                place -> between(place, LoggingStyle.SENDER, bytes, count),
                place -> between(place, LoggingStyle.OPTIMISTIC, bytes, count),
                place -> between(place, LoggingStyle.CAUSAL, bytes, count));
        ratio("receiver-based, Chronicle Queue : plain append", appends[1] / appends[0]);
        ratio("receiver-based, segments : plain append", appends[2] / appends[0]);
        ratio("receiver-based between two : plain append", appends[3] / appends[0]);
        ratio("sender-based between two : plain append", appends[4] / appends[0]);
        ratio("the same without the input : plain append", (appends[4] - appends[1]) / appends[0]);
        ratio("optimistic between two : plain append", appends[5] / appends[0]);
        ratio("causal between two : plain append", appends[6] / appends[0]);
        medians(
                new String[] {
                    size + "plain tail of a Chronicle Queue",
                    size + "replay, Chronicle Queue",
                    size + "replay, segments"
                },
                "ns a message",
                place -> plainTail(place, bytes, count),
                place -> replay(true, place, bytes, count),
                place -> replay(false, place, bytes, count));
    }

    private static void ratio(String name, double ratio) {
        System.out.printf(Locale.ROOT, "%-46s %10.2f%n", name, ratio);
    }

    private static ChronicleQueue queue(Path place) {
        return SingleChronicleQueueBuilder.binary(place.resolve("queue").toFile())
                .build();
    }

    private static double plainAppend(Path place, int bytes, int count) {
        try (ChronicleQueue queue = queue(place);
                ExcerptAppender appender = queue.createAppender()) {
            return append(appender, bytes, count);
        }
    }

    private static double append(ExcerptAppender appender, int bytes, int count) {
        Bytes<?> message = Bytes.allocateDirect(bytes);
        message.writeLimit(bytes).readPositionRemaining(0, bytes);
        long startNs = System.nanoTime();
        for (int i = 0; i < count; i++) {
            message.writeLong(0, i);
            appender.writeBytes(message);
            message.readPositionRemaining(0, bytes);
        }
        double ns = (double) (System.nanoTime() - startNs) / count;
        message.releaseLast();
        return ns;
    }

    private static double plainTail(Path place, int bytes, int count) {
        try (ChronicleQueue queue = queue(place);
                ExcerptAppender appender = queue.createAppender();
                ExcerptTailer tailer = queue.createTailer()) {
            append(appender, bytes, count);
            Bytes<?> message = Bytes.allocateElasticDirect(bytes);
            long startNs = System.nanoTime();
            for (int i = 0; i < count; i++) {
                message.clear();
                if (!tailer.readBytes(message) || message.readLong(0) != i) {
                    throw new IllegalStateException("message " + i + " is lost");
                }
            }
            double ns = (double) (System.nanoTime() - startNs) / count;
            message.releaseLast();
            return ns;
        }
    }

    private static MessageLogConfig config(LoggingStyle style, int bytes) {
        return MessageLogConfig.builder()
                .style(style)
                .maxMessageBytes(bytes)
                .maxMessagesPerEvent(1)
                .retainedMessages(RETAINED)
                .build();
    }

    private static ProcessHost host(
            InProcessNetwork network,
            int id,
            int processes,
            DurableLog log,
            Path place,
            MessageLogConfig config,
            Sink sink) {
        return ProcessHost.builder()
                .process(id, ProcessSet.firstN(processes))
                .service(sink)
                .config(config)
                .log(log)
                .checkpoints(CheckpointStore.open(place.resolve("checkpoints-" + id), id, 1))
                .transport(network.transport(id))
                .build();
    }

    private static InProcessNetwork network() {
        return new InProcessNetwork(2, 1 << 20, 1 << 16);
    }

    /** Messages of the outside: one process, one log. */
    private static double input(DurableLog log, Path place, int bytes, int count) {
        Sink sink = new Sink();
        try (ProcessHost host = host(network(), 0, 1, log, place, config(LoggingStyle.RECEIVER, bytes), sink)) {
            UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
            long startNs = System.nanoTime();
            fill(host, sink, message, count, 64);
            return (double) (System.nanoTime() - startNs) / count;
        }
    }

    private static void fill(ProcessHost host, Sink sink, UnsafeBuffer message, int count, int batch) {
        long offered = 0;
        while (sink.count < count) {
            for (int i = 0; i < batch && offered < count; i++) {
                message.putLong(0, offered);
                if (host.offer(CHANNEL, offered + 1, message, 0, message.capacity()) < 0) {
                    break;
                }
                offered++;
            }
            host.doWork();
        }
    }

    private static DurableLog open(boolean chronicle, Path folder) {
        return chronicle ? ChronicleLog.open(folder, Durability.PROCESS) : SegmentLog.open(folder, Durability.PROCESS);
    }

    private static double replay(boolean chronicle, Path place, int bytes, int count) {
        Path folder = place.resolve("log");
        input(open(chronicle, folder), place, bytes, count);
        Sink sink = new Sink();
        DurableLog log = open(chronicle, folder);
        long startNs = System.nanoTime();
        try (ProcessHost host = host(network(), 0, 1, log, place, config(LoggingStyle.RECEIVER, bytes), sink)) {
            while (host.node().isReplaying()) {
                host.doWork();
            }
            double ns = (double) (System.nanoTime() - startNs) / count;
            if (sink.count != count) {
                throw new IllegalStateException(sink.count + " of " + count + " messages replayed");
            }
            return ns;
        }
    }

    /** Process 0 takes messages of the outside and passes them on to 1; the time is that of both. */
    private static double between(Path place, LoggingStyle style, int bytes, int count) {
        InProcessNetwork network = network();
        Sink first = new Sink(1);
        Sink second = new Sink();
        MessageLogConfig config = config(style, bytes);
        try (ProcessHost sender = host(network, 0, 2, open(true, place.resolve("log-0")), place, config, first);
                ProcessHost receiver = host(network, 1, 2, open(true, place.resolve("log-1")), place, config, second)) {
            UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
            long offered = 0;
            long startNs = System.nanoTime();
            while (second.count < count) {
                for (int i = 0; i < 64 && offered < count; i++) {
                    if (sender.offer(CHANNEL, offered + 1, message, 0, bytes) < 0) {
                        break;
                    }
                    offered++;
                }
                sender.doWork();
                receiver.doWork();
            }
            return (double) (System.nanoTime() - startNs) / count;
        }
    }

    private void forced(int bytes) throws Exception {
        double[] rates = medians(
                new String[] {
                    "plain write and force of " + BATCH,
                    "receiver-based at DISK, batches of " + BATCH + ", " + BATCHES_AHEAD + " ahead",
                    "the same without a quiet moment before"
                },
                "messages/ms",
                place -> plainForce(place, bytes),
                place -> disk(place, bytes, QUIET_MS),
                place -> disk(place, bytes, 0));
        ratio("receiver-based at DISK : plain write and force", rates[1] / rates[0]);
        ratio("without a quiet moment : plain write and force", rates[2] / rates[0]);
    }

    private static double plainForce(Path place, int bytes) throws IOException {
        Path file = place.resolve("plain");
        int batchBytes = BATCH * bytes;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer batch = ByteBuffer.allocateDirect(batchBytes);
            for (int i = 0; i < FORCES; i++) {
                batch.clear();
                channel.write(batch);
            }
            channel.force(true);
            long startNs = System.nanoTime();
            for (int i = 0; i < FORCES; i++) {
                batch.clear();
                channel.write(batch, (long) i * batchBytes);
                channel.force(false);
            }
            return FORCES * (double) BATCH * 1e6 / (System.nanoTime() - startNs);
        }
    }

    /** @param quietMs in which the log takes space ahead; else it does while it is written. */
    private static double disk(Path place, int bytes, int quietMs) throws InterruptedException {
        Sink sink = new Sink();
        DurableLog log = SegmentLog.open(place.resolve("log"), Durability.DISK);
        try (ProcessHost host = host(network(), 0, 1, log, place, config(LoggingStyle.RECEIVER, bytes), sink)) {
            UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
            int count = FORCES * BATCH;
            Thread.sleep(quietMs);
            long startNs = System.nanoTime();
            long offered = 0;
            while (sink.count < count) {
                // The next batches are appended while those before are being forced.
                if (offered < count && offered - sink.count <= (BATCHES_AHEAD - 1) * BATCH) {
                    for (int i = 0; i < BATCH; i++) {
                        offered += host.offer(CHANNEL, offered + 1, message, 0, bytes) > 0 ? 1 : 0;
                    }
                }
                host.doWork();
            }
            return count * 1e6 / (System.nanoTime() - startNs);
        }
    }

    private void checkpoint() throws Exception {
        double[] rates = medians(
                new String[] {"plain copy of a file with force", "checkpoint written", "checkpoint restored"},
                "MB/s",
                MessageLogFigures::plainCopy,
                MessageLogFigures::writeCheckpoint,
                MessageLogFigures::readCheckpoint);
        ratio("checkpoint written : plain copy", rates[1] / rates[0]);
        ratio("checkpoint restored : plain copy", rates[2] / rates[0]);
    }

    private static double rate(long startNs) {
        return STATE_BYTES * 1e3 / (System.nanoTime() - startNs);
    }

    private static double plainCopy(Path place) throws IOException {
        Path from = place.resolve("from");
        ByteBuffer part = ByteBuffer.allocateDirect(COPY_BYTES);
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int at = 0; at < STATE_BYTES; at += COPY_BYTES) {
                source.write(part.clear());
            }
        }
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target =
                        FileChannel.open(place.resolve("to"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long startNs = System.nanoTime();
            while (source.read(part.clear()) > 0) {
                target.write(part.flip());
            }
            target.force(true);
            return rate(startNs);
        }
    }

    private static double writeCheckpoint(Path place) {
        try (CheckpointStore store = CheckpointStore.open(place.resolve("checkpoints"), 0, 1)) {
            UnsafeBuffer part = new UnsafeBuffer(ByteBuffer.allocateDirect(COPY_BYTES));
            long startNs = System.nanoTime();
            try (CheckpointSink sink = store.begin(1, 1, part, 0, 0)) {
                for (int at = 0; at < STATE_BYTES; at += COPY_BYTES) {
                    sink.write(part, 0, COPY_BYTES);
                }
                sink.commit();
            }
            return rate(startNs);
        }
    }

    /** With the verification of every block, which comes before the first byte is given. */
    private static double readCheckpoint(Path place) {
        writeCheckpoint(place);
        try (CheckpointStore store = CheckpointStore.open(place.resolve("checkpoints"), 0, 1)) {
            UnsafeBuffer part = new UnsafeBuffer(ByteBuffer.allocateDirect(COPY_BYTES));
            long startNs = System.nanoTime();
            try (CheckpointSource source = store.newest()) {
                while (source.read(part, 0, COPY_BYTES) > 0) {
                    // The next.
                }
            }
            return rate(startNs);
        }
    }

    /** Counts, and passes on where it is told to. */
    private static final class Sink implements RecoverableProcess {
        private final int destinationId;
        private long count;

        Sink() {
            this(Integer.MIN_VALUE);
        }

        Sink(int destinationId) {
            this.destinationId = destinationId;
        }

        @Override
        public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
            count++;
            if (destinationId >= 0) {
                out.send(destinationId, buffer, offset, length);
            }
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
