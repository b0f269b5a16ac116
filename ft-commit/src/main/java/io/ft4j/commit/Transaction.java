package io.ft4j.commit;

import io.ft4j.core.model.ProcessSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * A transaction in the hands of one thread: {@code begin}, work under its {@link #id} at some participants, {@code enlist} each
 * of them, then {@code commit} or {@code rollback}. Each of these has a form that waits and one that asks and returns. When it is
 * over it can begin anew, under another id.
 *
 * <p>One thread. Allocates nothing after construction.
 */
public final class Transaction {
    /** Where it is between its thread and the node. */
    enum Phase {
        /** Not begun yet, or over. */
        ENDED,
        BEGINNING,
        ACTIVE,
        COMMITTING,
        ROLLING_BACK
    }

    private final TransactionManager manager;
    private final NanoClock clock;
    private final IntSupplier driver;
    private final IdleStrategy idle = new BackoffIdleStrategy();

    private long participants;
    private long id;
    private Outcome outcome;
    private long causes;
    /** Written last and read first by whoever hands this over; a time-out may end it at any time. */
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.ENDED);

    Transaction(TransactionManager manager, NanoClock clock, IntSupplier driver) {
        this.manager = manager;
        this.clock = clock;
        this.driver = driver;
    }

    Phase phase() {
        return phase.get();
    }

    long participants() {
        return participants;
    }

    void begun(long newId) {
        id = newId;
        phase.set(Phase.ACTIVE);
    }

    void ended(Outcome newOutcome, long newCauses) {
        outcome = newOutcome;
        causes = newCauses;
        phase.set(Phase.ENDED);
    }

    /** Under this id, and that of this process as the coordinator, the participants know it; 0: it is not begun yet. */
    public long id() {
        return phase.get() == Phase.BEGINNING ? 0 : id;
    }

    /** How it ended; null: not yet, or it was never begun. */
    public Outcome outcome() {
        return phase.get() == Phase.ENDED ? outcome : null;
    }

    /** The participants that {@link #outcome} speaks of, as a set. */
    public long causes() {
        return phase.get() == Phase.ENDED ? causes : ProcessSet.EMPTY;
    }

    /** @return false: no room now. It has begun when {@link #id} is not 0. */
    public boolean requestBegin() {
        if (phase.get() != Phase.ENDED) {
            throw new IllegalStateException("phase=" + phase + ": it is not over");
        }
        participants = ProcessSet.EMPTY;
        outcome = null;
        return handOver(Phase.ENDED, Phase.BEGINNING);
    }

    /** This process takes part: it will be asked for its vote. */
    public void enlist(int processId) {
        manager.checkMember(processId);
        participants = ProcessSet.add(participants, processId);
    }

    /** @return false: no room now. It is over when {@link #outcome} is not null; perhaps it is already, by a time-out. */
    public boolean requestCommit() {
        if (participants == ProcessSet.EMPTY) {
            throw new IllegalStateException("nobody is enlisted");
        }
        return end(Phase.COMMITTING);
    }

    /** As {@link #requestCommit}, to abort. */
    public boolean requestRollback() {
        return end(Phase.ROLLING_BACK);
    }

    /** Begins, and waits until it has. @throws IllegalStateException after this time. */
    public void begin(long timeoutNs) {
        long deadlineNs = clock.nanoTime() + timeoutNs;
        while (!requestBegin()) {
            await(deadlineNs);
        }
        while (phase.get() == Phase.BEGINNING) {
            await(deadlineNs);
        }
    }

    /**
     * Commits, and waits for the outcome.
     *
     * @throws IllegalStateException after this time: the outcome is open, and {@link #outcome} will say it.
     */
    public Outcome commit(long timeoutNs) {
        long deadlineNs = clock.nanoTime() + timeoutNs;
        while (!requestCommit()) {
            await(deadlineNs);
        }
        return awaitOutcome(deadlineNs);
    }

    /** Aborts, and waits until that is certain. @throws IllegalStateException after this time. */
    public Outcome rollback(long timeoutNs) {
        long deadlineNs = clock.nanoTime() + timeoutNs;
        while (!requestRollback()) {
            await(deadlineNs);
        }
        return awaitOutcome(deadlineNs);
    }

    private Outcome awaitOutcome(long deadlineNs) {
        while (phase.get() != Phase.ENDED) {
            await(deadlineNs);
        }
        return outcome;
    }

    private void await(long deadlineNs) {
        idle.idle(driver.getAsInt());
        if (clock.nanoTime() >= deadlineNs) {
            throw new IllegalStateException("time-out in phase " + phase);
        }
    }

    private boolean end(Phase next) {
        Phase before = phase.get();
        if (before != Phase.ACTIVE && outcome() == null) {
            throw new IllegalStateException("phase=" + before + ": it is not begun, or was asked to end already");
        }
        return before == Phase.ENDED || handOver(Phase.ACTIVE, next);
    }

    /** Where a time-out has ended it meanwhile, there is nothing to hand over. */
    private boolean handOver(Phase before, Phase next) {
        return !phase.compareAndSet(before, next) || manager.offer(this) || !phase.compareAndSet(next, before);
    }
}
