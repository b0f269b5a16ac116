package io.ft4j.commit.xa;

import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.Answers;
import io.ft4j.commit.manager.ThreadedParticipant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.agrona.ErrorHandler;

/**
 * A resource with an XA interface as the participant of one process. The service works in it through {@link #begin};
 * what was ended is prepared, committed or rolled back as the protocol says.
 *
 * <p>An error of the resource never changes an outcome. Where it is not known how a call ended, the session is given up
 * and the list of prepared branches is compared with what the protocol has promised, again and again until the two
 * agree; the intervals are those at which the protocol repeats a decision.
 *
 * <p><b>Threads.</b> The calls of the protocol do not block, the work at the resource is done by the executor. {@link
 * #begin} and {@link #recover} by any thread. No thread of its own. <b>Allocation.</b> As much as JDBC does.
 */
public final class XaParticipant implements ThreadedParticipant, AutoCloseable {
    private final XaIdentity identity;
    private final Executor executor;
    private final ErrorHandler errorHandler;
    private final XaCounters counters = new XaCounters();
    private final Sessions sessions;
    private final Branches branches;
    private final Resolution resolution;
    private final Recovery recovery;
    private final AtomicBoolean isRecoveryQueued = new AtomicBoolean();

    /**
     * @param executor     where calls to the resource block; as many threads as branches are to be prepared at a time.
     *                     It should not run them in the thread that hands them over, which is that of the protocol.
     * @param handler      is told what the resource has decided alone.
     * @param errorHandler is told every other error of the resource.
     */
    public XaParticipant(
            XaIdentity identity,
            XaSource source,
            Executor executor,
            HeuristicHandler handler,
            ErrorHandler errorHandler) {
        this.identity = Objects.requireNonNull(identity, "identity");
        this.executor = Objects.requireNonNull(executor, "executor");
        this.errorHandler = sparing(Objects.requireNonNull(errorHandler, "errorHandler"));
        sessions = new Sessions(Objects.requireNonNull(source, "source"), counters, this.errorHandler);
        branches = new Branches(counters);
        resolution = new Resolution(Objects.requireNonNull(handler, "handler"), counters, this.errorHandler);
        recovery = new Recovery(identity, branches, sessions, resolution, counters, this.errorHandler);
    }

    /** What a handler throws goes to the system logger: no branch is left half-way for it. */
    private static ErrorHandler sparing(ErrorHandler given) {
        return failure -> {
            try {
                given.onError(failure);
            } catch (RuntimeException | Error thrown) {
                System.getLogger(XaParticipant.class.getName())
                        .log(System.Logger.Level.ERROR, thrown.getMessage(), thrown);
            }
        };
    }

    public XaCounters counters() {
        return counters;
    }

    /** Branches that are not over, or that the protocol has not taken note of; those in doubt included. */
    public int branchCount() {
        return branches.size();
    }

    // The service

    /**
     * Begins the branch of a transaction; a transaction has one here. Blocks, for the first time and after errors until
     * what earlier lives and lost sessions left behind is cleared away.
     *
     * <p>The process should be enlisted after this, for the branch to be rolled back when no vote is asked for; where
     * that is refused, the transaction is over and the work to be closed.
     *
     * @throws SQLException when the resource can not be reached, or the transaction has a branch here.
     */
    public XaWork begin(int coordinatorId, long transactionId) throws SQLException {
        if (recovery.isNeeded()) {
            recovery.runIfNeeded();
            if (recovery.isNeeded()) {
                throw new SQLException("the process of " + identity + " has not started");
            }
        }
        Branch branch = Branch.begun(identity.branch(coordinatorId, transactionId));
        if (branches.addIfAbsent(branch) != null) {
            throw new SQLException("there is a branch already: " + branch.id);
        }
        boolean isBegun = false;
        try {
            XaWork work = start(branch, sessions.take());
            isBegun = true;
            return work;
        } finally {
            if (!isBegun) {
                branches.remove(branch);
            }
        }
    }

    private XaWork start(Branch branch, XaSession session) throws SQLException {
        boolean isStarted = false;
        try {
            Connection connection = session.connection();
            session.resource().start(branch.id, XAResource.TMNOFLAGS);
            isStarted = true;
            branch.session = session;
            return new XaWork(this, branch, session, connection);
        } catch (XAException e) {
            throw new SQLException("branch " + branch.id + " can not be started: " + text(e), e);
        } finally {
            if (!isStarted) {
                sessions.lose(session);
            }
        }
    }

    static String text(Throwable e) {
        return e instanceof XAException ? "XA error " + ((XAException) e).errorCode : e.toString();
    }

    void ended(Branch branch) throws SQLException {
        synchronized (branch) {
            if (branch.decision == Branch.Decision.NONE) {
                branch.state = Branch.State.ENDED;
                return;
            }
        }
        abandon(branch);
        throw new SQLException("transaction was aborted: " + branch.id);
    }

    /** By the thread of the service. */
    void abandon(Branch branch) {
        synchronized (branch) {
            branch.decide(Branch.Decision.ROLLBACK);
            branch.state = Branch.State.RESOLVING;
        }
        resolve(branch);
    }

    void onError(Throwable e) {
        errorHandler.onError(e);
    }

    /**
     * Compares what the resource lists with what the protocol knows, soon. Needed where a crash may have cut off a
     * preparation that the resource finished later: such a branch stays prepared until this is called or the next life
     * begins.
     */
    public void recover() {
        if (isRecoveryQueued.compareAndSet(false, true)) {
            try {
                executor.execute(this::runRecovery);
            } catch (RejectedExecutionException e) {
                isRecoveryQueued.set(false);
                errorHandler.onError(e);
            }
        }
    }

    private void runRecovery() {
        isRecoveryQueued.set(false);
        recovery.tryRun();
    }

    // The protocol

    @Override
    public void start(Answers answers) {
        branches.start(answers);
    }

    @Override
    public void inDoubt(int coordinatorId, long transactionId) {
        branches.getOrAddEarlier(new BranchKey(coordinatorId, transactionId));
    }

    @Override
    public void started() {
        recovery.protocolStarted();
        recover();
    }

    @Override
    public Vote prepare(int coordinatorId, long transactionId) {
        Branch branch = branches.get(new BranchKey(coordinatorId, transactionId));
        if (branch == null) {
            counters.increment(XaCounter.UNKNOWN_AT_PREPARE);
            return Vote.ABORT;
        }
        synchronized (branch) {
            if (branch.state == Branch.State.WORKING) {
                branch.decide(Branch.Decision.ROLLBACK);
            }
            if (branch.state != Branch.State.ENDED) {
                counters.increment(XaCounter.UNFINISHED_AT_PREPARE);
                return Vote.ABORT;
            }
            branch.state = Branch.State.PREPARING;
        }
        return execute(branch, this::prepare) ? Vote.LATER : Vote.ABORT;
    }

    @Override
    public boolean commit(int coordinatorId, long transactionId) {
        Branch branch = branches.getOrAddEarlier(new BranchKey(coordinatorId, transactionId));
        synchronized (branch) {
            switch (branch.state) {
                case DONE:
                    branches.forget(branch);
                    return true;
                case WORKING:
                case ENDED:
                case PREPARING:
                    throw new IllegalStateException("X1 committed before it was prepared: " + branch.id);
                default:
                    branch.decide(Branch.Decision.COMMIT);
                    return !isAwaiting(branch);
            }
        }
    }

    @Override
    public boolean abort(int coordinatorId, long transactionId) {
        BranchKey key = new BranchKey(coordinatorId, transactionId);
        Branch branch = branches.get(key);
        if (branch == null) {
            return true;
        }
        synchronized (branch) {
            branch.decide(Branch.Decision.ROLLBACK);
            return branches.get(key) != branch || !isAwaiting(branch);
        }
    }

    /** True; what is not under way already begins. */
    private boolean isAwaiting(Branch branch) {
        branch.isAwaited = true;
        if (branch.state == Branch.State.DETACHED) {
            recover();
        } else if (branch.state == Branch.State.ENDED || branch.state == Branch.State.PREPARED) {
            branch.state = Branch.State.RESOLVING;
            execute(branch, this::resolve);
        }
        return true;
    }

    // The executor

    private interface Step {
        void run(Branch branch);
    }

    /** @return false: the executor does not take it, and the branch is left to recovery. */
    private boolean execute(Branch branch, Step step) {
        try {
            executor.execute(() -> step.run(branch));
            return true;
        } catch (RejectedExecutionException e) {
            errorHandler.onError(e);
            synchronized (branch) {
                if (branch.decision == Branch.Decision.NONE) {
                    branch.decision = Branch.Decision.ROLLBACK;
                }
                branch.state = Branch.State.DETACHED;
            }
            recovery.need();
            return false;
        }
    }

    private void prepare(Branch branch) {
        int result;
        try {
            result = branch.session.resource().prepare(branch.id);
        } catch (XAException | RuntimeException | Error e) {
            notPrepared(branch, e);
            return;
        }
        if (result == XAResource.XA_RDONLY) {
            counters.increment(XaCounter.READ_ONLY);
            sessions.give(branch.session);
            branches.remove(branch);
            vote(branch, Vote.READ_ONLY);
        } else if (isPrepared(branch)) {
            counters.increment(XaCounter.PREPARED);
            vote(branch, Vote.COMMIT);
        } else {
            resolve(branch);
        }
    }

    /** False: it was aborted meanwhile. */
    private static boolean isPrepared(Branch branch) {
        synchronized (branch) {
            boolean isPrepared = branch.decision == Branch.Decision.NONE;
            branch.state = isPrepared ? Branch.State.PREPARED : Branch.State.RESOLVING;
            return isPrepared;
        }
    }

    /** The resource may have prepared it all the same, unless it says that it has rolled it back. */
    private void notPrepared(Branch branch, Throwable e) {
        counters.increment(XaCounter.REFUSED);
        errorHandler.onError(e);
        synchronized (branch) {
            branch.decide(Branch.Decision.ROLLBACK);
            branch.state = Branch.State.RESOLVING;
        }
        vote(branch, Vote.ABORT);
        if (e instanceof XAException && Resolution.isRollback(((XAException) e).errorCode)) {
            sessions.lose(branch.session);
            branches.rolledBack(branch);
        } else {
            resolve(branch);
        }
    }

    private void vote(Branch branch, Vote vote) {
        branches.answers().vote(branch.key.coordinatorId(), branch.key.transactionId(), vote);
    }

    /** In the session of the branch. */
    private void resolve(Branch branch) {
        switch (resolution.resolve(branch.session.resource(), branch.id, branch.id, branch)) {
            case DONE:
                sessions.give(branch.session);
                if (branch.isCommit()) {
                    branches.committed(branch);
                } else {
                    branches.rolledBack(branch);
                }
                break;
            case LATER:
                synchronized (branch) {
                    branch.state = Branch.State.PREPARED;
                }
                break;
            default:
                detach(branch);
                break;
        }
    }

    /** The session is of no more use; from now on recovery has to do with the branch. */
    private void detach(Branch branch) {
        sessions.suspect();
        synchronized (branch) {
            branch.state = Branch.State.DETACHED;
        }
        recovery.need();
        recover();
    }

    /**
     * Releases the sessions that nobody uses; those in use when they are given back. What is in doubt stays prepared.
     */
    @Override
    public void close() {
        sessions.close();
    }
}
