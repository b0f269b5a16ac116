package io.ft4j.commit.xa;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.CommitNode;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.Answers;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A service that commits over resources: process 0 coordinates, each further one has one resource, all with a log on
 * disk. One thread runs the protocol, another one the calls to the resources, in the order in which the protocol makes
 * them.
 */
final class XaHost implements AutoCloseable {
    /** How long a test waits for what always comes; then it says for what. */
    private static final long PATIENCE_S = 180;

    private static final long GROUP_ID = 11;
    private static final int LINK_BYTES = 1 << 20;
    private static final SegmentConfig LOG = SegmentConfig.of(Durability.DISK).withSegmentBytes(1 << 20);
    /** However long a database takes, no transaction is aborted for it, nor because one has voted and asks the other. */
    private static final CommitConfig CONFIG = CommitConfig.builder()
            .resendIntervalNs(TimeUnit.MILLISECONDS.toNanos(20))
            .voteTimeoutNs(TimeUnit.HOURS.toNanos(1))
            .initTimeoutNs(TimeUnit.HOURS.toNanos(1))
            .readyTimeoutNs(TimeUnit.HOURS.toNanos(1))
            .maxTransactions(64)
            .rememberedOutcomes(1024)
            .maxBatchItems(16)
            .build();

    /** What a node does for nobody. */
    private static final TransactionParticipant NOBODY = new TransactionParticipant() {
        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            return Vote.ABORT;
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            return true;
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            return true;
        }

        @Override
        public void inDoubt(int coordinatorId, long transactionId) {}
    };

    private final class Node implements Answers {
        final int id;
        final DurableLog log;
        final CommitNode protocol;
        final EffectDriver driver;

        Node(int id, DurableLog log, InProcessNetwork network, TransactionParticipant participant) {
            this.id = id;
            this.log = log;
            long members = ProcessSet.firstN(sources.size() + 1);
            protocol = new CommitNode(
                    CONFIG, id, members, log.incarnation(), participant, XaHost.this::onOutcome, XaHost.this::onError);
            ProtocolStack stack = new ProtocolStack(GROUP_ID, id, members, protocol);
            driver = new EffectDriver(new NodeWiring(GROUP_ID, id, log, network.transport(id)), stack);
            log.replay(stack::onRecord);
        }

        @Override
        public void vote(int coordinatorId, long transactionId, Vote vote) {
            calls.add(() -> protocol.vote(System.nanoTime(), coordinatorId, transactionId, vote, driver.outbox()));
        }

        @Override
        public void resume(int coordinatorId, long transactionId) {
            calls.add(() -> protocol.resume(System.nanoTime(), coordinatorId, transactionId, driver.outbox()));
        }
    }

    private final List<XaSource> sources;
    private final List<XaParticipant> participants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final ConcurrentLinkedQueue<Runnable> calls = new ConcurrentLinkedQueue<>();
    private final Map<Long, CompletableFuture<Outcome>> outcomes = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> heuristics = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "protocol");
    private volatile boolean closing;

    /** @param kills dies where it is told to; null: nowhere. */
    XaHost(Path folder, Kills kills, List<XaSource> sources) {
        this.sources = sources;
        InProcessNetwork network = new InProcessNetwork(sources.size() + 1, LINK_BYTES, LINK_BYTES / 8);
        DurableLog log = SegmentLog.open(folder.resolve("log-0"), LOG);
        nodes.add(new Node(0, kills == null ? log : kills.watch(log), network, NOBODY));
        for (int id = 1; id <= sources.size(); id++) {
            DurableLog own = SegmentLog.open(folder.resolve("log-" + id), LOG);
            XaIdentity identity = new XaIdentity(GROUP_ID, id, own.incarnation(), "bank " + id);
            XaSource source = kills == null ? sources.get(id - 1) : kills.watch(sources.get(id - 1));
            XaParticipant participant = new XaParticipant(identity, source, executor, this::onHeuristic, this::onError);
            Node node = new Node(id, own, network, participant);
            participant.start(node);
            participants.add(participant);
            nodes.add(node);
        }
        thread.setUncaughtExceptionHandler((ended, cause) -> errors.add(cause));
        thread.start();
    }

    private void onOutcome(long transactionId, Outcome outcome, long causes) {
        CompletableFuture<Outcome> future = outcomes.get(transactionId);
        if (future != null) {
            future.complete(outcome);
        }
    }

    private void onHeuristic(BranchId branch, boolean commit, HeuristicOutcome outcome) {
        heuristics.add((commit ? "commit " : "rollback ") + outcome);
    }

    private void onError(Throwable e) {
        errors.add(e);
    }

    private void run() {
        nodes.forEach(node -> node.driver.start(System.nanoTime()));
        while (!closing) {
            int work = 0;
            for (Node node : nodes) {
                work += node.driver.cycle(System.nanoTime());
            }
            Runnable call = calls.poll();
            if (call != null) {
                call.run();
            } else if (work == 0) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private <T> T call(String what, Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        calls.add(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return await(what, result);
    }

    /** A wait that ends, also where nothing comes: with what it was for. */
    <T> T await(String what, Future<T> future) {
        try {
            return future.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + " failed; errors=" + errors, e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new IllegalStateException("waited in vain for " + what + "; " + state(), e);
        }
    }

    private String state() {
        return "protocol thread " + thread.getState() + ", branches "
                + participants.stream().map(XaParticipant::branchCount).toList() + ", errors " + errors;
    }

    XaParticipant participant(int id) {
        return participants.get(id - 1);
    }

    List<String> heuristics() {
        return List.copyOf(heuristics);
    }

    List<Throwable> errors() {
        return List.copyOf(errors);
    }

    long begin() {
        return call("begin", () -> {
            long id = nodes.get(0).protocol.begin(System.nanoTime());
            outcomes.put(id, new CompletableFuture<>());
            return id;
        });
    }

    /** Work of one process for a transaction; it is enlisted. */
    XaWork work(int processId, long transactionId) throws SQLException {
        XaWork work = participant(processId).begin(0, transactionId);
        long enlisted = call("enlist", () -> nodes.get(processId).protocol.enlist(System.nanoTime(), 0, transactionId));
        if (enlisted != transactionId) {
            work.close();
            throw new SQLException("transaction is over: " + work.branch());
        }
        return work;
    }

    Outcome commit(long transactionId, int... processIds) {
        call(
                "requestCommit",
                () -> nodes.get(0).protocol.requestCommit(System.nanoTime(), transactionId, set(processIds)));
        return await("the outcome of a commit", outcomes.get(transactionId));
    }

    Outcome rollback(long transactionId, int... processIds) {
        call("rollback", () -> nodes.get(0).protocol.rollback(transactionId, set(processIds)));
        return await("the outcome of a rollback", outcomes.get(transactionId));
    }

    private static long set(int... processIds) {
        long set = ProcessSet.EMPTY;
        for (int id : processIds) {
            set = ProcessSet.add(set, id);
        }
        return set;
    }

    /** Compares what the resource lists with what the protocol knows, and returns when that is done. */
    void recover(int processId) {
        participant(processId).recover();
        await("recovery", executor.submit(() -> {}));
    }

    /** Until nothing is under way anywhere. */
    void awaitQuiet() {
        await(
                "the end of what is under way",
                () -> call("a look at what is under way", () -> nodes.stream()
                                .allMatch(node -> node.protocol.coordinatedCount() == 0
                                        && node.protocol.participatedCount() == 0))
                        && participants.stream().allMatch(participant -> participant.branchCount() == 0));
    }

    private void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted() || System.nanoTime() >= endNs) {
                throw new IllegalStateException("waited in vain for " + what + "; " + state());
            }
            LockSupport.parkNanos(500_000);
        }
    }

    @Override
    public void close() {
        closing = true;
        await("the end of the protocol thread", () -> !thread.isAlive());
        executor.shutdown();
        participants.forEach(XaParticipant::close);
        nodes.forEach(node -> node.log.close());
    }
}
