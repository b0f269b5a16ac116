package io.ft4j.commit.manager;

import io.ft4j.commit.CommitNode;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.CommandRing.Command;
import io.ft4j.commit.manager.CommandRing.Kind;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.runtime.Duty;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.observe.CounterPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.ErrorHandler;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.NanoClock;

/**
 * Transactions over the participants of this process, all or nothing, through any crash: one coordinating node and one for
 * each participant, each with a log of its own or all with one ({@link TransactionManagerBuilder#sharedLog}), which do
 * two-phase commit with each other. Services talk to it by clients.
 * Instead of one node with one log, a group of replicas may coordinate ({@link TransactionManagerBuilder#coordinator}).
 *
 * <p><b>Threads.</b> One, and that of the group where there is one, started by {@link TransactionManagerBuilder#start}, or with {@link Threading#INVOKER} none: then
 * {@link #doWork}, {@link #transactionsInDoubt} and {@link #close} belong to the thread that runs the duty cycle. All other
 * methods may be called from any thread. Participants and the error handler are called within the duty cycle: there {@link
 * #doWork}, {@link #close} and a {@link TransactionClient#commit} that waits are refused. <b>Allocation.</b> None for a
 * transaction. <b>Errors.</b> What participants throw, Errors too, goes to the error handler, and they are asked again. A node whose log fails stops and is reported; without the
 * coordinator, or without a majority of its replicas, nothing is decided any more, without a participant its transactions abort, and those that it has promised to
 * commit wait for the next start.
 */
public final class TransactionManager implements AutoCloseable {
    /** Of the node that coordinates, or of the group that does: what a resource knows its transactions by, beside their ids. */
    public static final int COORDINATOR_ID = 0;

    static final String COORDINATOR_NAME = "coordinator";
    private static final Vote[] VOTES = Vote.values();

    private final String[] names;
    private final ErrorHandler errorHandler;
    private final NanoClock clock;
    private final Threading threading;
    private final Nodes nodes;
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

    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong lastId = new AtomicLong();
    private long maxId;
    private long nowNs;
    private volatile boolean undecided;
    /** The thread that is within a duty cycle, to that thread itself; others may read anything. */
    private Thread cycling;

    private TransactionManager(TransactionManagerBuilder builder) {
        names = new String[builder.names().size() + 1];
        names[COORDINATOR_ID] = COORDINATOR_NAME;
        for (int i = 1; i < names.length; i++) {
            names[i] = builder.names().get(i - 1);
        }
        errorHandler = builder.errorHandler();
        clock = builder.clock();
        threading = builder.threading();
        nodes = new Nodes(builder, names);
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
            manager.boot();
        } catch (RuntimeException | Error cause) {
            manager.nodes.close();
            throw cause;
        }
        if (manager.threading != Threading.INVOKER) {
            manager.duty.startThread(builder.idleStrategies().get(), manager.errorHandler);
        }
        return manager;
    }

    private void boot() {
        nodes.open(NodeAnswers::new, this::onOutcome, errorHandler);
        nodes.boot();
        long life = nodes.coordinator().life();
        lastId.set(TransactionIds.of(life, 0));
        maxId = TransactionIds.of(life, TransactionIds.MAX_SEQUENCE);
        CounterPublisher publisher = nodes.publishCounters();
        if (publisher != null) {
            publisher.add("answers.not_taken", lostAnswers::get);
        }
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
            for (int id = 1; id < nodes.size(); id++) {
                String name = names[id];
                if (!nodes.get(id).isStopped()) {
                    nodes.participant(id)
                            .protocol()
                            .forEachInDoubt((coordinatorId, transactionId, sinceNs, unblockers) ->
                                    found.add(new InDoubtTransaction(name, transactionId, sinceNs, names(unblockers))));
                }
            }
            return found;
        });
    }

    /**
     * What was decided by hand otherwise than the coordinator has decided, at the participants that are running, in all lives until
     * an operator has taken note ({@code ft4j indoubt --forget}). The error handler has heard of each. Allocates.
     */
    public List<MixedTransaction> transactionsMixed() {
        return duty.call(() -> {
            List<MixedTransaction> found = new ArrayList<>();
            for (int id = 1; id < nodes.size(); id++) {
                String name = names[id];
                if (!nodes.get(id).isStopped()) {
                    nodes.participant(id)
                            .protocol()
                            .forEachMixed((coordinatorId, transactionId, committed) ->
                                    found.add(new MixedTransaction(name, transactionId, committed)));
                }
            }
            return found;
        });
    }

    /**
     * The group that coordinates, to take replicas down and bring them back, and to look at them; its methods have the threads
     * that it says, and its end is that of the manager.
     *
     * @throws IllegalStateException when the coordinator is one node, see {@link TransactionManagerBuilder#coordinator}.
     */
    public ReplicaGroup coordinatorGroup() {
        if (nodes.coordinator() instanceof GroupCoordinator replicated) {
            return replicated.group();
        }
        throw new IllegalStateException("the coordinator is not replicated");
    }

    /** One duty cycle, for {@link Threading#INVOKER}. Returns how much was done. */
    public int doWork() {
        if (threading != Threading.INVOKER) {
            throw new IllegalStateException("threading=" + threading + ": the manager has its own thread");
        }
        requireOutsideCycle("doWork");
        return closed.get() ? 0 : duty.doWork();
    }

    /**
     * Ends the thread and closes the logs; flushes nothing, awaits nothing: what is under way ends at the next start.
     * Idempotent.
     *
     * @throws IllegalStateException when a participant or the error handler calls it in the middle of the duty cycle.
     */
    @Override
    public void close() {
        requireOutsideCycle("close");
        if (closed.compareAndSet(false, true)) {
            duty.close();
            nodes.close();
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

    /** Participants and the error handler are called within the duty cycle, which can not wait for itself. */
    void requireOutsideCycle(String call) {
        if (cycling == Thread.currentThread()) {
            throw new IllegalStateException(call + " within the duty cycle, of a participant or of the error handler: "
                    + "it has to come from another thread, or later");
        }
    }

    /** What a client that waits has to run meanwhile. */
    int workOfWaiting() {
        return threading == Threading.INVOKER ? doWork() : 0;
    }

    int nodeCount() {
        return nodes.size();
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
        cycling = Thread.currentThread();
        try {
            return cycleOfAll();
        } finally {
            cycling = null;
            if (threading != Threading.INVOKER && !closed.get()) {
                // What a participant has left behind would end the thread, and nobody would hear of it.
                Thread.interrupted();
            }
        }
    }

    private int cycleOfAll() {
        nowNs = clock.nanoTime();
        int work = answers.poll(answerHandler) + commands.poll(commandHandler);
        for (int id = 0; id < nodes.size(); id++) {
            work += cycle(id);
        }
        if (work > 0) {
            work += cycle(COORDINATOR_ID);
        }
        nodes.compactTogether();
        nodes.pollCounters(nowNs);
        return work;
    }

    private int cycle(int id) {
        if (nodes.get(id).isStopped()) {
            return 0;
        }
        try {
            return nodes.get(id).doWork(nowNs);
        } catch (RuntimeException | Error cause) {
            onStopped(id, cause);
            return 1;
        }
    }

    private void onStopped(int id, Throwable cause) {
        nodes.get(id).close();
        if (id == COORDINATOR_ID) {
            undecided = true;
            awaiting.forEachLong(this::tellUndecided);
            awaiting.clear();
        }
        errorHandler.onError(
                new IllegalStateException(nodes.get(id).identity() + " stopped: " + cause.getMessage(), cause));
    }

    /** Of what may have been decided nobody knows before the coordinator is there again. */
    private void tellUndecided(long id, TransactionClient client) {
        Outcome outcome = nodes.coordinator().isUndecided(id) ? Outcome.ABORTED_BY_TIMEOUT : Outcome.INDETERMINATE;
        client.onOutcome(id, outcome, ProcessSet.of(COORDINATOR_ID));
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
        long id = command.transactionId();
        switch (command.kind()) {
            case ENLIST:
                // One that has no room votes against when it is asked, and one that has stopped not at all.
                // A client enlists nobody twice, nor after it has asked for the end: whatever its age, it is new there.
                nodes.participant(command.nodeId()).protocol().enlistNew(nowNs, COORDINATOR_ID, id);
                return true;
            case ROLLBACK:
                return undecided || nodes.coordinator().rollback(id);
            default:
                return end(command, id);
        }
    }

    private boolean end(Command command, long id) {
        if (undecided) {
            command.client().onOutcome(id, Outcome.ABORTED_BY_TIMEOUT, ProcessSet.of(COORDINATOR_ID));
            return true;
        }
        CoordinatingNode coordinator = nodes.coordinator();
        awaiting.put(id, command.client()); // before it, since the outcome may come at once
        boolean taken = command.kind() == Kind.COMMIT
                ? coordinator.commit(nowNs, id, command.argument())
                : coordinator.abandon(nowNs, id, command.argument());
        if (!taken) {
            awaiting.remove(id);
        }
        return taken;
    }

    private boolean onAnswer(Command answer) {
        ManagedNode node = nodes.participant(answer.nodeId());
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
}
