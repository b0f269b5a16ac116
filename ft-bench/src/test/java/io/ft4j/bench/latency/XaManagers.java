package io.ft4j.bench.latency;

import com.arjuna.ats.arjuna.common.CoordinatorEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionManagerImple;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.manager.TransactionClient;
import io.ft4j.commit.manager.TransactionManager;
import io.ft4j.commit.xa.XaIdentity;
import io.ft4j.commit.xa.XaParticipant;
import io.ft4j.commit.xa.XaWork;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.log.segment.SegmentLog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.transaction.xa.XAResource;
import org.agrona.IoUtil;

/**
 * The same work committed by ft4j and by Narayana: each transaction moves money from a PostgreSQL server on this machine, which
 * forces its log, to H2 in this process. Each thread has an account of its own in both and moves it one transaction at a time.
 * Prints transactions a second, latency, allocation of this JVM, its cores, and what a raw write and force takes; fails when
 * money was lost or made, or a branch stays prepared.
 *
 * <p>ft4j has a log on disk for the coordinator and for each participant, Narayana its object store in files, forced. The commit
 * of ft4j returns when the decision is durable, that of Narayana when both databases have committed; in both the next transaction
 * of a thread needs the locks of the one before.
 *
 * <p>{@code docs/benchmarks.md} has the command. Arguments: ft4j or narayana; file or memory, for H2; threads; seconds of warm-up;
 * seconds that are measured; folder for logs and databases.
 */
final class XaManagers {
    private static final int BLOCK_BYTES = 128;
    private static final long BALANCE = 1_000_000_000;
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long PARK_NS = 500_000;

    private final XaBank from;
    private final XaBank to;
    private final Meter meter = new Meter();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile long beginNs;
    private volatile long endNs;

    private XaManagers(XaBank from, XaBank to) {
        this.from = from;
        this.to = to;
    }

    /** How one thread moves 1 from its account to its account: begins, works at both, commits. */
    private interface Transfer {
        void run() throws Exception;
    }

    /** Makes that of each thread, by the number of its account. */
    private interface Transfers extends AutoCloseable {
        Transfer of(int account) throws Exception;

        /** Returns when every branch is over. */
        @Override
        default void close() {}
    }

    /** One client: a transfer, and again. */
    private final class Worker extends Thread {
        private final Transfer transfer;
        private final Recorder recorder = new Recorder();
        private long count;
        private long all;

        private Worker(Transfer transfer) {
            this.transfer = transfer;
            recorder.begin(beginNs);
        }

        @Override
        public void run() {
            try {
                long nowNs = System.nanoTime();
                while (nowNs - endNs < 0) {
                    long startNs = nowNs;
                    transfer.run();
                    nowNs = System.nanoTime();
                    all++;
                    if (startNs - beginNs >= 0 && nowNs - endNs < 0) {
                        recorder.record(startNs, nowNs);
                        count++;
                    }
                }
            } catch (Exception e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    private final class Ft4j implements Transfers {
        private static final int FROM_ID = 1;
        private static final int TO_ID = 2;

        private final ExecutorService executor;
        private final XaParticipant left;
        private final XaParticipant right;
        private final TransactionManager manager;

        /** Of each thread two branches are prepared at a time. */
        Ft4j(Path folder, int threads) {
            executor = Executors.newFixedThreadPool(2 * threads);
            DurableLog log = SegmentLog.open(folder.resolve("nodes"), Durability.DISK);
            left = participant(FROM_ID, "from", log, from);
            right = participant(TO_ID, "to", log, to);
            manager = TransactionManager.builder()
                    .participant("from", left)
                    .participant("to", right)
                    .sharedLog(() -> log)
                    .errorHandler(cause -> failure.compareAndSet(null, cause))
                    .start();
        }

        private XaParticipant participant(int id, String name, DurableLog log, XaBank bank) {
            return new XaParticipant(
                    new XaIdentity(1, id, log.incarnation(), name),
                    bank::take,
                    executor,
                    (branch, commit, outcome) ->
                            failure.compareAndSet(null, new IllegalStateException(branch + " was " + outcome)),
                    cause -> failure.compareAndSet(null, cause));
        }

        @Override
        public Transfer of(int account) {
            TransactionClient client = manager.connect(1);
            return () -> {
                long id = client.begin();
                add(client, id, FROM_ID, left, account, -1);
                add(client, id, TO_ID, right, account, 1);
                Outcome outcome = client.commit(id, TIMEOUT_NS).outcome();
                if (outcome != Outcome.COMMITTED) {
                    throw new IllegalStateException("a transfer ended " + outcome);
                }
            };
        }

        private void add(
                TransactionClient client,
                long id,
                int participantId,
                XaParticipant participant,
                int account,
                long amount)
                throws Exception {
            try (XaWork work = participant.begin(0, id)) {
                if (client.enlist(id, participantId) < 0) {
                    throw new IllegalStateException("not enlisted");
                }
                ((XaBank.Session) work.session()).add(account, amount);
                work.end();
            }
        }

        @Override
        public void close() {
            while (left.branchCount() + right.branchCount() > 0 && failure.get() == null) {
                LockSupport.parkNanos(PARK_NS);
            }
            manager.close();
            executor.shutdown();
        }
    }

    private Transfers narayana(Path folder) throws Exception {
        BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("1");
        BeanPopulator.getDefaultInstance(CoordinatorEnvironmentBean.class).setDefaultTimeout(0);
        for (String store : new String[] {null, "stateStore", "communicationStore"}) {
            ObjectStoreEnvironmentBean bean = store == null
                    ? BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class)
                    : BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store);
            bean.setObjectStoreDir(folder.resolve("store").toString());
            bean.setObjectStoreSync(true);
        }
        jakarta.transaction.TransactionManager manager = new TransactionManagerImple();
        return account -> {
            XaBank.Session left = from.take();
            XaBank.Session right = to.take();
            return () -> {
                manager.begin();
                add(manager.getTransaction(), left, account, -1);
                add(manager.getTransaction(), right, account, 1);
                manager.commit();
            };
        };
    }

    private static void add(
            jakarta.transaction.Transaction transaction, XaBank.Session session, int account, long amount)
            throws Exception {
        if (!transaction.enlistResource(session.resource())) {
            throw new IllegalStateException("not enlisted");
        }
        session.add(account, amount);
        transaction.delistResource(session.resource(), XAResource.TMSUCCESS);
    }

    private RunResult run(Transfers transfers, int threads, int warmup, int seconds) throws Exception {
        beginNs = System.nanoTime() + warmup * NS_PER_SECOND;
        endNs = beginNs + seconds * NS_PER_SECOND;
        List<Worker> workers = new ArrayList<>();
        for (int account = 0; account < threads; account++) {
            workers.add(new Worker(transfers.of(account)));
        }
        workers.forEach(Thread::start);
        TimeUnit.NANOSECONDS.sleep(beginNs - System.nanoTime());
        meter.begin();
        TimeUnit.NANOSECONDS.sleep(endNs - System.nanoTime());
        meter.end();
        for (Worker worker : workers) {
            worker.join();
        }
        transfers.close();
        requireSound(threads, workers.stream().mapToLong(worker -> worker.all).sum());
        for (Worker worker : workers.subList(1, threads)) {
            workers.get(0).recorder.histogram().add(worker.recorder.histogram());
        }
        return new RunResult(
                        meter,
                        workers.stream().mapToLong(worker -> worker.count).sum())
                .withLatencies(workers.get(0).recorder.histogram());
    }

    /** Each transfer has happened once, at both. */
    private void requireSound(int threads, long transferCount) throws Exception {
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
        long before = threads * BALANCE;
        if (from.total() != before - transferCount || to.total() != before + transferCount) {
            throw new IllegalStateException("of " + before + " and " + before + " there are " + from.total() + " and "
                    + to.total() + " after " + transferCount + " transfers of 1");
        }
        if (from.preparedCount() + to.preparedCount() > 0) {
            throw new IllegalStateException("a branch stays prepared");
        }
    }

    public static void main(String[] args) throws Exception {
        int threads = Integer.parseInt(args[2]);
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of(args[5])), "xa-managers-");
        String place = args[1].equals("memory") ? "mem:to" : "file:" + folder.resolve("to");
        try (EmbeddedPostgres server = postgres(folder, threads);
                XaBank from = XaBank.postgres(server.getPort());
                XaBank to = XaBank.h2(place)) {
            // With ft4j a session is back when its branch is committed, which may be after the next one has begun.
            from.open(threads, BALANCE, 2 * threads);
            to.open(threads, BALANCE, 2 * threads);
            RawForce rawForce = new RawForce(folder, BLOCK_BYTES);
            rawForce.measure();
            XaManagers managers = new XaManagers(from, to);
            Transfers transfers =
                    args[0].equals("narayana") ? managers.narayana(folder) : managers.new Ft4j(folder, threads);
            RunResult result = managers.run(transfers, threads, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            rawForce.measure();
            System.out.printf(
                    Locale.ROOT,
                    "%s, PostgreSQL and H2 (%s), %d threads, %d and %d sessions, money is right%n%s%n",
                    args[0],
                    args[1],
                    threads,
                    from.sessionCount(),
                    to.sessionCount(),
                    Report.line(result.withRawForce(rawForce.p50Us()), "transaction"));
        } finally {
            IoUtil.delete(folder.toFile(), true);
        }
        Runtime.getRuntime().halt(0);
    }

    private static EmbeddedPostgres postgres(Path folder, int threads) throws Exception {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("from"))
                .setServerConfig("max_prepared_transactions", Integer.toString(4 * threads))
                .setServerConfig("max_connections", Integer.toString(4 * threads + 16))
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on")
                .start();
    }
}
