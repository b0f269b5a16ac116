package io.ft4j.commit.xa;

import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.Answers;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** A participant over a {@link ScriptedResource}, with the test as protocol and as executor. */
final class XaStage implements Answers {
    static final int COORDINATOR = 0;
    static final long TX = (7L << 44) + 1;

    final ScriptedResource resource;
    final List<String> said = new ArrayList<>();
    final List<String> heuristics = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();
    final XaIdentity identity;
    final XaParticipant participant;
    boolean handlerThrows;
    boolean errorHandlerThrows;
    boolean executorRefuses;
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    private XaStage(ScriptedResource resource, long life) {
        this.resource = resource;
        identity = new XaIdentity(5, 1, life, "orders");
        participant = new XaParticipant(identity, resource, this::execute, this::onHeuristic, this::onError);
        participant.start(this);
    }

    /** Nobody is in doubt; recovery has run. */
    static XaStage started() {
        XaStage stage = life(new ScriptedResource(), 3);
        stage.participant.started();
        stage.run();
        stage.resource.calls.clear();
        return stage;
    }

    /** The protocol has not started. */
    static XaStage life(ScriptedResource resource, long life) {
        return new XaStage(resource, life);
    }

    private void execute(Runnable task) {
        if (executorRefuses) {
            throw new RejectedExecutionException("full");
        }
        tasks.add(task);
    }

    private void onHeuristic(BranchId branch, boolean commit, HeuristicOutcome outcome) {
        if (handlerThrows) {
            throw new IllegalStateException("the handler");
        }
        heuristics.add((commit ? "commit " : "rollback ") + outcome + " " + branch);
    }

    private void onError(Throwable failure) {
        errors.add(failure);
        if (errorHandlerThrows) {
            throw new IllegalStateException("the error handler", failure);
        }
    }

    /** What the executor was given, and what that gives it. */
    XaStage run() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        return this;
    }

    BranchId branch() {
        return identity.branch(COORDINATOR, TX);
    }

    XaStage work() throws SQLException {
        try (XaWork work = participant.begin(COORDINATOR, TX)) {
            work.end();
        }
        return this;
    }

    Vote prepare() {
        return participant.prepare(COORDINATOR, TX);
    }

    XaStage prepared() throws SQLException {
        work().prepare();
        run();
        said.clear();
        return this;
    }

    boolean commit() {
        return participant.commit(COORDINATOR, TX);
    }

    boolean abort() {
        return participant.abort(COORDINATOR, TX);
    }

    long count(XaCounter counter) {
        return participant.counters().count(counter);
    }

    @Override
    public void vote(int coordinatorId, long transactionId, Vote vote) {
        said.add("vote " + vote);
    }

    @Override
    public void resume(int coordinatorId, long transactionId) {
        said.add("resume");
    }
}
