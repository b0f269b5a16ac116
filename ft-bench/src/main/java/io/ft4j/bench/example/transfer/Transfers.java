package io.ft4j.bench.example.transfer;

import io.ft4j.commit.Outcome;
import io.ft4j.commit.manager.TransactionClient;
import io.ft4j.commit.manager.TransactionManager;
import io.ft4j.commit.manager.TransactionManagerBuilder;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.Threading;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Moves positions between two books at random, dozens of transactions at a time. Kill it whenever you like, and start it
 * again on the same folder: nothing is lost, and nothing appears from nowhere.
 *
 * <p>One thread. The books belong to the thread that prepares and commits them, so it runs the manager as well.
 */
public final class Transfers implements AutoCloseable {
    static final int INSTRUMENTS = 8;
    static final long QUANTITY = 1_000;
    private static final int WINDOW = 64;
    private static final int MAX_MOVE = 100;
    private static final String SHARED_LOG = "--shared-log";

    private final Book left;
    private final Book right;
    private final TransactionManager manager;
    private final TransactionClient client;
    private final int leftId;
    private final int rightId;
    private long committed;
    private long refused;

    private Transfers(Path folder, boolean sharedLog) {
        left = Book.open(folder.resolve("left"), INSTRUMENTS, QUANTITY);
        right = Book.open(folder.resolve("right"), INSTRUMENTS, QUANTITY);
        TransactionManagerBuilder builder = TransactionManager.builder()
                .participant("left", left)
                .participant("right", right)
                .log(id -> SegmentLog.open(folder.resolve("node-" + id), Durability.PROCESS))
                .threading(Threading.INVOKER);
        if (sharedLog) {
            builder.sharedLog(() -> SegmentLog.open(folder.resolve("nodes"), Durability.PROCESS));
        }
        manager = builder.start();
        left.recovered();
        right.recovered();
        client = manager.connect(WINDOW);
        leftId = manager.participantId("left");
        rightId = manager.participantId("right");
    }

    /**
     * Whatever an earlier run left open there goes on to its end.
     *
     * @param sharedLog one log for coordinator and participants; as in earlier runs on that folder.
     */
    public static Transfers open(Path folder, boolean sharedLog) {
        return new Transfers(folder, sharedLog);
    }

    /** As many new transfers as there is room for, then a duty cycle. Returns how much was done. */
    public int step(Prng prng) {
        long id = client.begin();
        while (id > 0) {
            transfer(id, prng.nextInt(INSTRUMENTS), prng.nextInt(2 * MAX_MOVE + 1) - MAX_MOVE);
            id = client.begin();
        }
        return finish();
    }

    private void transfer(long id, int instrument, long quantity) {
        client.enlist(id, leftId);
        client.enlist(id, rightId);
        left.plan(id, instrument, -quantity);
        right.plan(id, instrument, quantity);
        client.requestCommit(id);
    }

    /** A duty cycle without new transfers. Returns how much was done. */
    public int finish() {
        return manager.doWork() + client.poll(this::onOutcome, WINDOW);
    }

    private void onOutcome(long id, Outcome outcome, long causes) {
        if (outcome == Outcome.COMMITTED) {
            committed++;
        } else {
            refused++;
        }
    }

    /** In this run, as the client was told. */
    public long committedCount() {
        return committed;
    }

    /** Of all instruments in both books; the same at all times when nothing is under way. */
    public long total() {
        long sum = 0;
        for (int instrument = 0; instrument < INSTRUMENTS; instrument++) {
            sum += left.position(instrument) + right.position(instrument);
        }
        return sum;
    }

    public Book left() {
        return left;
    }

    public Book right() {
        return right;
    }

    /** Transfers that are not over, here or in a book. */
    public int openCount() {
        return client.outstanding() + left.openCount() + right.openCount();
    }

    @Override
    public void close() {
        manager.close();
        left.close();
        right.close();
    }

    /** @param args folder, for how many seconds (10), and {@code --shared-log} for one log in place of three. */
    public static void main(String[] args) {
        Prng prng = new Prng(System.nanoTime());
        List<String> given = new ArrayList<>(List.of(args));
        boolean sharedLog = given.remove(SHARED_LOG);
        long seconds = given.size() > 1 ? Long.parseLong(given.get(1)) : 10;
        try (Transfers transfers = open(Path.of(given.get(0)), sharedLog)) {
            long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (System.nanoTime() - endNs < 0) {
                transfers.step(prng);
            }
            while (transfers.openCount() > 0) {
                transfers.finish();
            }
            System.out.println(transfers.committed + " transfers committed, " + transfers.refused
                    + " refused; the books hold " + transfers.total());
        }
    }
}
