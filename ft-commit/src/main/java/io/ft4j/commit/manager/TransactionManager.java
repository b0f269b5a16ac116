package io.ft4j.commit.manager;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.CommitNode;
import io.ft4j.commit.CoordinatorState;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.CommandRing.Command;
import io.ft4j.commit.manager.CommandRing.Kind;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.runtime.Duty;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.core.runtime.observe.CounterPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.BitUtil;
import org.agrona.ErrorHandler;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.NanoClock;

/**
 * Transactions over the participants of this process, all or nothing, through any crash: one coordinating node and one for
 * each participant, each with a log of its own, which do two-phase commit with each other. Services talk to it by clients.
 *
 * <p><b>Threads.</b> One, started by {@link TransactionManagerBuilder#start}, or with {@link Threading#INVOKER} none: then
 * {@link #doWork}, {@link #transactionsInDoubt} and {@link #close} belong to the thread that runs the duty cycle. All other
 * methods may be called from any thread. <b>Allocation.</b> None for a transaction. <b>Errors.</b> What participants throw
 * goes to the error handler, and they are asked again. A node whose log fails stops and is reported; without the
 * coordinator nothing is decided any more, without a participant its transactions abort, and those that it has promised to
 * commit wait for the next start.
 */
public final class TransactionManager implements AutoCloseable {
    static final int COORDINATOR_ID = 0;

    private static final String COORDINATOR_NAME = "coordinator";
    private static final long AWAIT_PARK_NS = 50_000;
    private static final long DURABLE_TIMEOUT_NS = 10_000_000_000L;
    private static final long COUNTER_INTERVAL_NS = 100_000_000;
    private static final int FRAMES_PER_LINK = 8;
    private static final Vote[] VOTES = Vote.values();

    private final String[] names;
    private final ErrorHandler errorHandler;
    private final NanoClock clock;
    private final Threading threading;
    private final ManagedNode[] nodes;
    private final CommandRing commands;
    private final CommandRing answers;
    private final CommandRing.Handler onCommand = this::onCommand;
    private final CommandRing.Handler onAnswer = this::onAnswer;
    private final CommandRing.Handler commandHandler = command -> guard(command, onCommand);
    private final CommandRing.Handler answerHandler = answer -> guard(answer, onAnswer);
    private final AtomicLong lostAnswers = new AtomicLong();
    private final Duty duty;
    /** Who is told the outcome. */
    private final Long2ObjectHashMap<TransactionClient> awaiting;

    private final List<CounterPublisher> publishers = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong lastId = new AtomicLong();
    private long maxId;
    private long nowNs;
    private volatile boolean undecided;

    private TransactionManager(TransactionManagerBuilder builder) {
        names = new String[builder.names().size() + 1];
        names[COORDINATOR_ID] = COORDINATOR_NAME;
        for (int i = 1; i < names.length; i++) {
            names[i] = builder.names().get(i - 1);
        }
        errorHandler = builder.errorHandler();
        clock = builder.clock();
        threading = builder.threading();
        nodes = new ManagedNode[names.length];
        commands = new CommandRing(builder.commandCapacity());
        answers = new CommandRing(builder.commandCapacity());
        awaiting = new Long2ObjectHashMap<>(2 * builder.commit().maxTransactions(), 0.6f);
        duty = new Duty("ft4j-transactions-" + builder.groupId(), this::cycle);
    }

    /** Begins the description of a manager. */
    public static TransactionManagerBuilder builder() {
        return new TransactionManagerBuilder();
    }

    /** Opens and replays all logs, then starts the thread. */
    static TransactionManager start(TransactionManagerBuilder builder) {
        TransactionManager manager = new TransactionManager(builder);
        try {
            manager.open(builder);
            manager.boot();
            manager.publishCounters(builder);
        } catch (RuntimeException | Error cause) {
            manager.closeNodes();
            manager.publishers.forEach(CounterPublisher::close);
            throw cause;
        }
        if (manager.threading != Threading.INVOKER) {
            manager.duty.startThread(builder.idleStrategies().get(), manager.errorHandler);
        }
        return manager;
    }

    private void open(TransactionManagerBuilder builder) {
        CommitConfig config = builder.commit();
        long members = ProcessSet.firstN(nodes.length);
        int frameBytes = Frames.HEADER_LENGTH + TransactionManagerBuilder.maxFrameBytes(config);
        InProcessNetwork network = new InProcessNetwork(
                nodes.length, BitUtil.findNextPositivePowerOfTwo(FRAMES_PER_LINK * frameBytes), frameBytes);
        for (int id = 0; id < nodes.length; id++) {
            TransactionParticipant participant =
                    id == COORDINATOR_ID ? new NoPart() : builder.participants().get(id - 1);
            if (participant instanceof ThreadedParticipant threaded) {
                threaded.start(new NodeAnswers(id));
            }
            nodes[id] = openNode(builder, id, members, participant, network);
            nodes[id].replay();
        }
    }

    private ManagedNode openNode(
            TransactionManagerBuilder builder,
            int id,
            long members,
            TransactionParticipant participant,
            InProcessNetwork network) {
        DurableLog log = builder.logs().apply(id);
        try {
            NodeIdentity identity = new NodeIdentity(builder.groupId(), id, names[id], nodes.length);
            NodeWiring wiring = new NodeWiring(builder.groupId(), id, log, network.transport(id));
            return new ManagedNode(
                    builder.commit(), identity, wiring, members, participant, this::onOutcome, errorHandler);
        } catch (RuntimeException | Error cause) {
            log.close();
            throw cause;
        }
    }

    /** Nobody takes part before everybody's new life is on record: a log that does not know it has lost something then. */
    private void boot() {
        long[] launched = new long[nodes.length];
        long[] lives = new long[nodes.length];
        for (int id = 0; id < nodes.length; id++) {
            lives[id] = nodes[id].log().incarnation();
            for (ManagedNode node : nodes) {
                launched[id] = Math.max(launched[id], node.identity().knownLife(id));
            }
            nodes[id].identity().requireKnown(launched[id]);
            nodes[id].identity().requireNewest(lives[id], launched[id]);
        }
        for (int id = 0; id < nodes.length; id++) {
            long[] known = launched.clone();
            known[id] = lives[id];
            nodes[id].writeIdentity(known, clock.nanoTime());
        }
        for (ManagedNode node : nodes) {
            awaitDurable(node);
        }
        lastId.set(TransactionIds.of(lives[COORDINATOR_ID], 0));
        maxId = TransactionIds.of(lives[COORDINATOR_ID], TransactionIds.MAX_SEQUENCE);
        for (ManagedNode node : nodes) {
            node.start(clock.nanoTime(), lives);
        }
    }

    private static void awaitDurable(ManagedNode node) {
        long beginNs = System.nanoTime();
        while (!node.isDurable()) {
            if (System.nanoTime() - beginNs >= DURABLE_TIMEOUT_NS) {
                throw new IllegalStateException("the log of " + node.identity() + " did not become durable within "
                        + DURABLE_TIMEOUT_NS + " ns");
            }
            LockSupport.parkNanos(AWAIT_PARK_NS);
        }
    }

    private void publishCounters(TransactionManagerBuilder builder) {
        if (builder.counters() == null) {
            return;
        }
        for (int id = 0; id < nodes.length; id++) {
            ManagedNode node = nodes[id];
            CounterPublisher publisher =
                    new CounterPublisher(builder.counters(), builder.groupId(), id, COUNTER_INTERVAL_NS);
            publishers.add(publisher);
            publisher
                    .add("running", () -> node.isStopped() ? 0 : 1)
                    .add("transactions.coordinated", () -> node.protocol().coordinatedCount())
                    .add("transactions.participated", () -> node.protocol().participatedCount())
                    .add("frames.not_taken", node::droppedFrames)
                    .addAll("commit", node.counters());
        }
        publishers.get(COORDINATOR_ID).add("answers.not_taken", lostAnswers::get);
    }

    // Any thread

    /** A client for one thread. @param maxOutstanding transactions that it may have begun without having their outcome. */
    public TransactionClient connect(int maxOutstanding) {
        return new TransactionClient(this, maxOutstanding);
    }

    /**
     * The number under which clients enlist a participant.
     *
     * @throws IllegalArgumentException when there is none of this name.
     */
    public int participantId(String name) {
        for (int id = 1; id < names.length; id++) {
            if (names[id].equals(name)) {
                return id;
            }
        }
        throw new IllegalArgumentException("participant=" + name + " is none of this manager's");
    }

    /** The names of a set of nodes: of participants, and {@code coordinator}. */
    public List<String> names(long nodeSet) {
        List<String> named = new ArrayList<>();
        for (long rest = nodeSet; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            named.add(names[ProcessSet.first(rest)]);
        }
        return named;
    }

    /** What participants have promised and wait for in vain, at those that are running. Allocates. */
    public List<InDoubtTransaction> transactionsInDoubt() {
        return duty.call(() -> {
            List<InDoubtTransaction> found = new ArrayList<>();
            for (int id = 1; id < nodes.length; id++) {
                String name = names[id];
                if (!nodes[id].isStopped()) {
                    nodes[id]
                            .protocol()
                            .forEachInDoubt((coordinatorId, transactionId, sinceNs, unblockers) ->
                                    found.add(new InDoubtTransaction(name, transactionId, sinceNs, names(unblockers))));
                }
            }
            return found;
        });
    }

    /** One duty cycle, for {@link Threading#INVOKER}. Returns how much was done. */
    public int doWork() {
        if (threading != Threading.INVOKER) {
            throw new IllegalStateException("threading=" + threading + ": the manager has its own thread");
        }
        return closed.get() ? 0 : duty.doWork();
    }

    /**
     * Ends the thread and closes the logs; flushes nothing, awaits nothing: what is under way ends at the next start.
     * Idempotent.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            duty.close();
            closeNodes();
            publishers.forEach(CounterPublisher::close);
        }
    }

    private void closeNodes() {
        for (ManagedNode node : nodes) {
            if (node != null) {
                node.close();
            }
        }
    }

    // Of clients

    CommandRing commands() {
        return commands;
    }

    NanoClock clock() {
        return clock;
    }

    /** Whether transactions end no more. */
    boolean isClosed() {
        return undecided || closed.get();
    }

    /** Whether nothing at all comes any more. */
    boolean isEnded() {
        return closed.get();
    }

    /** What a client that waits has to run meanwhile. */
    int workOfWaiting() {
        return threading == Threading.INVOKER ? doWork() : 0;
    }

    int nodeCount() {
        return nodes.length;
    }

    /** The id of a new transaction, or {@link CommitNode#IDS_EXHAUSTED}. */
    long nextId() {
        long id = lastId.incrementAndGet();
        return id > maxId ? CommitNode.IDS_EXHAUSTED : id;
    }

    // The protocol's thread

    /**
     * The coordinator before the participants, and once more behind them: with logs that are durable at once a transaction
     * is then decided in one pass, and where they are not, all are forced at the same time.
     */
    private int cycle() {
        nowNs = clock.nanoTime();
        int work = answers.poll(answerHandler) + commands.poll(commandHandler);
        for (int id = 0; id < nodes.length; id++) {
            work += cycle(id);
        }
        if (work > 0) {
            work += cycle(COORDINATOR_ID);
        }
        for (int i = 0; i < publishers.size(); i++) {
            publishers.get(i).poll(nowNs);
        }
        return work;
    }

    private int cycle(int id) {
        if (nodes[id].isStopped()) {
            return 0;
        }
        try {
            return nodes[id].doWork(nowNs);
        } catch (RuntimeException | Error cause) {
            onStopped(id, cause);
            return 1;
        }
    }

    private void onStopped(int id, Throwable cause) {
        nodes[id].close();
        if (id == COORDINATOR_ID) {
            undecided = true;
            awaiting.forEachLong(this::tellUndecided);
            awaiting.clear();
        }
        errorHandler.onError(
                new IllegalStateException(nodes[id].identity() + " stopped: " + cause.getMessage(), cause));
    }

    /** What has no record of a decision will be presumed aborted; of the rest nobody knows before the log is read again. */
    private void tellUndecided(long id, TransactionClient client) {
        CoordinatorState state = nodes[COORDINATOR_ID].protocol().coordinatorState(id);
        boolean open = state == CoordinatorState.INIT || state == CoordinatorState.WAIT;
        client.onOutcome(id, open ? Outcome.ABORTED_BY_TIMEOUT : Outcome.INDETERMINATE, ProcessSet.of(COORDINATOR_ID));
    }

    private void onOutcome(long id, Outcome outcome, long causes) {
        TransactionClient client = awaiting.remove(id);
        Invariant.check(client != null, "M1 a transaction ends once", id, causes);
        client.onOutcome(id, outcome, causes);
    }

    /** A command that breaks its node is not tried again. */
    private boolean guard(Command command, CommandRing.Handler handler) {
        try {
            return handler.onCommand(command);
        } catch (RuntimeException | Error cause) {
            onStopped(command.nodeId(), cause);
            return true;
        }
    }

    private boolean onCommand(Command command) {
        CommitNode coordinator = nodes[COORDINATOR_ID].protocol();
        long id = command.transactionId();
        switch (command.kind()) {
            case ENLIST:
                // One that has no room votes against when it is asked, and one that has stopped not at all.
                nodes[command.nodeId()].protocol().enlist(nowNs, COORDINATOR_ID, id);
                return true;
            case ROLLBACK:
                coordinator.rollback(id, ProcessSet.EMPTY);
                return true;
            default:
                return end(coordinator, command, id);
        }
    }

    private boolean end(CommitNode coordinator, Command command, long id) {
        if (undecided) {
            command.client().onOutcome(id, Outcome.ABORTED_BY_TIMEOUT, ProcessSet.of(COORDINATOR_ID));
            return true;
        }
        if (coordinator.begin(nowNs, id) < 0) {
            return false;
        }
        awaiting.put(id, command.client());
        if (command.kind() == Kind.COMMIT) {
            coordinator.requestCommit(nowNs, id, command.argument());
        } else {
            coordinator.rollback(id, command.argument());
        }
        return true;
    }

    private boolean onAnswer(Command answer) {
        ManagedNode node = nodes[answer.nodeId()];
        if (node.isStopped()) {
            return true;
        }
        if (!node.driver().hasRoomForStep()) {
            return false;
        }
        int coordinatorId = (int) (answer.argument() >>> Integer.SIZE);
        if (answer.kind() == Kind.VOTE) {
            Vote vote = VOTES[(int) answer.argument()];
            node.protocol()
                    .vote(
                            nowNs,
                            coordinatorId,
                            answer.transactionId(),
                            vote,
                            node.driver().outbox());
        } else {
            node.protocol()
                    .resume(
                            nowNs,
                            coordinatorId,
                            answer.transactionId(),
                            node.driver().outbox());
        }
        return true;
    }

    /** An answer that finds the ring full is lost: the time-out of the vote, or the next attempt, makes up for it. */
    private final class NodeAnswers implements Answers {
        private final int nodeId;

        NodeAnswers(int nodeId) {
            this.nodeId = nodeId;
        }

        @Override
        public void vote(int coordinatorId, long transactionId, Vote vote) {
            Objects.requireNonNull(vote, "vote");
            offer(Kind.VOTE, coordinatorId, transactionId, vote.ordinal());
        }

        @Override
        public void resume(int coordinatorId, long transactionId) {
            offer(Kind.RESUME, coordinatorId, transactionId, 0);
        }

        private void offer(Kind kind, int coordinatorId, long transactionId, int vote) {
            long argument = (long) coordinatorId << Integer.SIZE | vote;
            if (!answers.offer(kind, null, nodeId, transactionId, argument)) {
                lostAnswers.incrementAndGet();
            }
        }
    }

    /** The coordinating node has no part of its own. */
    private static final class NoPart implements TransactionParticipant {
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
        public void inDoubt(int coordinatorId, long transactionId) {
            throw new IllegalStateException(
                    "transaction " + TransactionIds.toString(transactionId) + " names the coordinator");
        }
    }
}
