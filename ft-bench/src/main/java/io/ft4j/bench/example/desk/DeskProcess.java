package io.ft4j.bench.example.desk;

import io.ft4j.bench.example.orderbook.CommandSource;
import io.ft4j.bench.example.orderbook.CommandWriter;
import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.aeron.AeronMedia;
import io.ft4j.core.runtime.aeron.AeronTransport;
import io.ft4j.core.runtime.aeron.Endpoints;
import io.ft4j.core.runtime.aeron.MediaConfig;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.messagelog.RecoverableProcess;
import io.ft4j.log.messagelog.host.ProcessHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One process of the desk, in its JVM: runs until its standard input ends, then prints the digest of its state. Killed and
 * started again, it goes on.
 */
public final class DeskProcess {
    private static final long CHECKPOINT_INTERVAL = 50_000;
    private static final int KEPT_CHECKPOINTS = 2;

    private final AtomicLong granted = new AtomicLong();
    private volatile boolean ended;

    private DeskProcess() {}

    /**
     * @param arguments id, folder, number of orders, file of orders or "-", orders that each byte of standard input allows, and
     *                  {@code host:port} of each process.
     */
    public static void main(String[] arguments) throws IOException {
        int id = Integer.parseInt(arguments[0]);
        Path folder = Path.of(arguments[1]);
        Map<Integer, String> addresses = new HashMap<>();
        for (int i = 0; i < Desk.PROCESS_COUNT; i++) {
            addresses.put(i, arguments[5 + i]);
        }
        RecoverableProcess service = service(id);
        DeskProcess process = new DeskProcess();
        process.followStandardInput(Long.parseLong(arguments[4]));
        try (AeronMedia media = AeronMedia.launch(MediaConfig.DEFAULT);
                ProcessHost host = host(id, folder, media, Endpoints.udp(addresses), service)) {
            if (id == Desk.GATEWAY) {
                Path input = arguments[3].equals("-") ? null : Path.of(arguments[3]);
                try (CommandSource orders = Desk.orders(input, Long.parseLong(arguments[2]));
                        Answers answers = new Answers(folder.resolve(Answers.FILE))) {
                    process.run(host, new Outside(host, orders, answers, process.granted));
                }
            } else {
                process.run(host, null);
            }
        }
        System.out.println(Long.toHexString(service.digest()));
    }

    static RecoverableProcess service(int id) {
        switch (id) {
            case Desk.GATEWAY:
                return new Gateway();
            case Desk.RISK_CHECK:
                return new RiskCheck();
            default:
                return new Book();
        }
    }

    private static ProcessHost host(
            int id, Path folder, AeronMedia media, Endpoints endpoints, RecoverableProcess service) {
        return ProcessHost.builder()
                .groupId(Desk.GROUP_ID)
                .process(id, Desk.MEMBERS)
                .service(service)
                .config(Desk.config())
                .log(ChronicleLog.open(folder.resolve("log-" + id), Durability.PROCESS))
                .checkpoints(CheckpointStore.open(folder.resolve("checkpoints-" + id), id, KEPT_CHECKPOINTS))
                .transport(new AeronTransport(media, id, endpoints))
                .checkpointInterval(CHECKPOINT_INTERVAL)
                .build();
    }

    /** It ends as well when whoever has started this process is gone. @param stretch orders that may come in for each byte. */
    private void followStandardInput(long stretch) {
        Thread waiter = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            granted.addAndGet(stretch);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } finally {
                        ended = true;
                    }
                },
                "standard-input");
        waiter.setDaemon(true);
        waiter.start();
    }

    private void run(ProcessHost host, Outside outside) {
        IdleStrategy idle = new BackoffIdleStrategy();
        // One that was killed after the last answer is not what it was before it has been told everything again.
        while (!ended || host.node().isReplaying()) {
            int work = host.doWork();
            if (outside != null) {
                work += outside.doWork();
            }
            idle.idle(work);
        }
    }

    /** Orders in, answers out. */
    private static final class Outside {
        private static final int ANSWERS_PER_CYCLE = 256;
        private static final int ORDERS_PER_CYCLE = 64;

        private final ProcessHost host;
        private final CommandSource orders;
        private final Answers answers;
        private final AtomicLong granted;
        private final UnsafeBuffer order = new UnsafeBuffer(new byte[CommandWriter.MAX_LENGTH]);
        /** Of the order in the buffer. */
        private long number;

        private int length;

        Outside(ProcessHost host, CommandSource orders, Answers answers, AtomicLong granted) {
            this.host = host;
            this.orders = orders;
            this.answers = answers;
            this.granted = granted;
            next();
        }

        private void next() {
            length = orders.next(order, 0);
            number++;
        }

        int doWork() {
            int work = host.poll(answers::take, ANSWERS_PER_CYCLE);
            long taken = host.node().takenInput(Desk.ORDERS);
            while (length != CommandSource.END && number <= taken) {
                // Taken in an earlier life.
                next();
            }
            for (int i = 0; i < ORDERS_PER_CYCLE && length != CommandSource.END; i++) {
                if (number > granted.get() || host.offer(Desk.ORDERS, number, order, 0, length) < 0) {
                    break;
                }
                next();
                work++;
            }
            return work;
        }
    }
}
