package io.ft4j.bench.latency;

import com.arjuna.ats.arjuna.common.CoordinatorEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.arjuna.objectstore.VolatileStore;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionManagerImple;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import com.atomikos.datasource.xa.XATransactionalResource;
import com.atomikos.icatch.config.Configuration;
import com.atomikos.icatch.jta.UserTransactionManager;
import jakarta.transaction.TransactionManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.agrona.IoUtil;

/**
 * Narayana and Atomikos under the load of {@code ft4j bench commit}: transactions with two resources that do nothing, each
 * thread one at a time. Prints transactions a second, latency, allocation and cores; at {@code disk} what a raw write and
 * force takes as well.
 *
 * <p>It is a test so that they stay out of the executable jar. {@code docs/benchmarks.md} has the command. Arguments: narayana
 * or atomikos; memory (no log), process (Narayana only) or disk (forced); threads; seconds of warm-up; seconds that are measured; folder for the log.
 */
final class OtherManagers {
    private static final int RESOURCES = 2;
    private static final int BLOCK_BYTES = 128;
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TransactionManager manager;
    private final Meter meter = new Meter();
    private volatile long beginNs;
    private volatile long endNs;

    private OtherManagers(TransactionManager manager) {
        this.manager = manager;
    }

    /** Votes for everything. */
    private static final class NoWork implements XAResource {
        private int prepared;
        private int committed;

        @Override
        public int prepare(Xid xid) {
            prepared++;
            return XA_OK;
        }

        @Override
        public void commit(Xid xid, boolean onePhase) {
            committed++;
        }

        @Override
        public void rollback(Xid xid) {
            throw new IllegalStateException("rolled back " + xid);
        }

        @Override
        public boolean isSameRM(XAResource other) {
            return this == other;
        }

        @Override
        public Xid[] recover(int flag) {
            return new Xid[0];
        }

        @Override
        public void start(Xid xid, int flags) {
            // no work
        }

        @Override
        public void end(Xid xid, int flags) {
            // no work
        }

        @Override
        public void forget(Xid xid) {
            // no heuristics
        }

        @Override
        public int getTransactionTimeout() {
            return 0;
        }

        @Override
        public boolean setTransactionTimeout(int seconds) {
            return false;
        }
    }

    /** Atomikos takes only resources that it knows for its recovery. */
    private static final class Known extends XATransactionalResource {
        private final XAResource resource;

        Known(String name, XAResource resource) {
            super(name);
            this.resource = resource;
        }

        @Override
        protected XAResource refreshXAConnection() {
            return resource;
        }
    }

    /** One client: begins, enlists, commits, and again. */
    private final class Worker extends Thread {
        private final NoWork[] resources = {new NoWork(), new NoWork()};
        private final Recorder recorder = new Recorder();
        private long count;
        private long all;

        @Override
        public void run() {
            try {
                long nowNs = System.nanoTime();
                while (nowNs - endNs < 0) {
                    long startNs = nowNs;
                    commitOne();
                    nowNs = System.nanoTime();
                    all++;
                    if (startNs - beginNs >= 0 && nowNs - endNs < 0) {
                        recorder.record(startNs, nowNs);
                        count++;
                    }
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private void commitOne() throws Exception {
            manager.begin();
            for (XAResource resource : resources) {
                if (!manager.getTransaction().enlistResource(resource)) {
                    throw new IllegalStateException("not enlisted");
                }
            }
            for (XAResource resource : resources) {
                manager.getTransaction().delistResource(resource, XAResource.TMSUCCESS);
            }
            manager.commit();
        }

        private boolean isSound() {
            for (NoWork resource : resources) {
                if (resource.prepared != all || resource.committed != all) {
                    return false;
                }
            }
            return true;
        }
    }

    private RunResult run(int threads, int warmup, int seconds) throws InterruptedException {
        beginNs = System.nanoTime() + warmup * NS_PER_SECOND;
        endNs = beginNs + seconds * NS_PER_SECOND;
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(new Worker());
            workers.get(i).recorder.begin(beginNs);
            for (int j = 0; manager instanceof UserTransactionManager && j < RESOURCES; j++) {
                Configuration.addResource(new Known("resource-" + i + "-" + j, workers.get(i).resources[j]));
            }
        }
        workers.forEach(Thread::start);
        TimeUnit.NANOSECONDS.sleep(beginNs - System.nanoTime());
        meter.begin();
        TimeUnit.NANOSECONDS.sleep(endNs - System.nanoTime());
        meter.end();
        long count = 0;
        for (Worker worker : workers) {
            worker.join();
            if (!worker.isSound()) {
                throw new IllegalStateException("a transaction was not committed by two phases");
            }
            count += worker.count;
        }
        for (Worker worker : workers.subList(1, threads)) {
            workers.get(0).recorder.histogram().add(worker.recorder.histogram());
        }
        return new RunResult(meter, count).withLatencies(workers.get(0).recorder.histogram());
    }

    private static TransactionManager narayana(String durability, Path folder) throws Exception {
        BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("1");
        BeanPopulator.getDefaultInstance(CoordinatorEnvironmentBean.class).setDefaultTimeout(0);
        for (String store : new String[] {null, "stateStore", "communicationStore"}) {
            ObjectStoreEnvironmentBean bean = store == null
                    ? BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class)
                    : BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store);
            bean.setObjectStoreDir(folder.toString());
            bean.setObjectStoreSync(durability.equals("disk"));
            if (durability.equals("memory")) {
                bean.setObjectStoreType(VolatileStore.class.getName());
            }
        }
        return new TransactionManagerImple();
    }

    private static TransactionManager atomikos(boolean disk, Path folder) throws Exception {
        System.setProperty("com.atomikos.icatch.log_base_dir", folder.toString());
        System.setProperty("com.atomikos.icatch.enable_logging", Boolean.toString(disk));
        System.setProperty("com.atomikos.icatch.max_actives", "-1");
        System.setProperty("com.atomikos.icatch.threaded_2pc", "false");
        UserTransactionManager manager = new UserTransactionManager();
        manager.init();
        return manager;
    }

    public static void main(String[] args) throws Exception {
        boolean disk = args[1].equals("disk");
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of(args[5])), "other-managers-");
        RawForce rawForce = disk ? new RawForce(folder, BLOCK_BYTES) : null;
        if (disk) {
            rawForce.measure();
        }
        TransactionManager manager = args[0].equals("narayana") ? narayana(args[1], folder) : atomikos(disk, folder);
        RunResult result = new OtherManagers(manager)
                .run(Integer.parseInt(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        if (disk) {
            rawForce.measure();
            result.withRawForce(rawForce.p50Us());
        }
        System.out.printf(
                Locale.ROOT,
                "%s, %d resources, %s, %s threads%n%s%n",
                args[0],
                RESOURCES,
                args[1],
                args[2],
                Report.line(result, "transaction"));
        delete(folder);
        Runtime.getRuntime().halt(0);
    }

    private static void delete(Path folder) throws IOException {
        IoUtil.delete(folder.toFile(), true);
    }
}
