package io.ft4j.commit.xa;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.agrona.ErrorHandler;

/**
 * Compares what a resource lists as prepared with what the protocol has promised. A listed branch that is decided is
 * resolved; one that is in doubt stays; one of which the protocol knows nothing is rolled back. A decided one that is
 * not listed is over.
 *
 * <p>Once the protocol has named what it is in doubt about, everything unknown is abandoned: what it promises to commit
 * it knows until the resource has confirmed the end. To be unknown a branch must have been so before the list was made
 * as well as after: one may end in between. That finds branches of this life too, whose preparation was under way when
 * the session was lost.
 *
 * <p>Blocks; any thread, one at a time.
 */
final class Recovery {
    private static final Xid[] NOTHING = {};

    private final XaIdentity identity;
    private final Branches branches;
    private final Sessions sessions;
    private final Resolution resolution;
    private final XaCounters counters;
    private final ErrorHandler errorHandler;
    private final ReentrantLock lock = new ReentrantLock();

    /** The protocol has named all that it is in doubt about. */
    private volatile boolean isProtocolStarted;

    /** Something may stand prepared that nobody knows. */
    private volatile boolean isNeeded = true;

    Recovery(
            XaIdentity identity,
            Branches branches,
            Sessions sessions,
            Resolution resolution,
            XaCounters counters,
            ErrorHandler errorHandler) {
        this.identity = identity;
        this.branches = branches;
        this.sessions = sessions;
        this.resolution = resolution;
        this.counters = counters;
        this.errorHandler = errorHandler;
    }

    void protocolStarted() {
        isProtocolStarted = true;
    }

    void need() {
        isNeeded = true;
    }

    boolean isNeeded() {
        return isNeeded;
    }

    /** What goes wrong is reported, and recovery stays needed. */
    void tryRun() {
        lock.lock();
        try {
            run();
        } catch (SQLException | RuntimeException | Error e) {
            errorHandler.onError(e);
        } finally {
            lock.unlock();
        }
    }

    /** @throws SQLException when the resource can not be asked. */
    void runIfNeeded() throws SQLException {
        lock.lock();
        try {
            if (isNeeded) {
                run();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() throws SQLException {
        isNeeded = !isProtocolStarted;
        counters.increment(XaCounter.RECOVERY);
        boolean isDone = false;
        try {
            Set<BranchId> left = new HashSet<>();
            while (!recover(left)) {
                // What can not be resolved does not keep the others from it.
            }
            isDone = true;
        } finally {
            if (!isDone) {
                counters.increment(XaCounter.RECOVERY_FAILED);
                isNeeded = true;
            }
        }
    }

    /**
     * In one session.
     *
     * @param left  what is not tried any more; grows.
     * @return false: the session was lost over a branch.
     */
    private boolean recover(Set<BranchId> left) throws SQLException {
        closeSessions();
        XaSession session = sessions.take();
        boolean isUsable = false;
        try {
            Map<BranchId, Xid> actionable = compare(session.resource(), left);
            // A driver may resolve one branch only after each list, and say nothing.
            for (int pass = actionable.size(); pass > 0 && !actionable.isEmpty(); pass--) {
                if (!resolve(session.resource(), actionable, left)) {
                    return false;
                }
                actionable = compare(session.resource(), left);
            }
            isUsable = true;
            return true;
        } catch (XAException e) {
            throw new SQLException("recovery of " + identity + ": XA error " + e.errorCode, e);
        } finally {
            if (isUsable) {
                sessions.give(session);
            } else {
                sessions.lose(session);
            }
        }
    }

    /**
     * What was never prepared ends with its session. One that is to be committed keeps it until the end: H2 rolls back
     * a prepared branch when its session is closed.
     */
    private void closeSessions() {
        for (Branch branch : branches.due()) {
            if (!branch.isCommit()) {
                closeSession(branch);
            }
        }
    }

    private void closeSession(Branch branch) {
        XaSession session = branch.session;
        if (session != null) {
            branch.session = null;
            sessions.close(session);
        }
    }

    /** @return what is listed and has to be resolved. */
    private Map<BranchId, Xid> compare(XAResource resource, Set<BranchId> left) throws XAException {
        boolean isComplete = isProtocolStarted;
        Set<BranchKey> known = branches.keys();
        List<Branch> due = branches.due();
        Set<Branch> listed = new HashSet<>();
        Map<BranchId, Xid> actionable = new HashMap<>();
        Xid[] list = resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
        for (Xid xid : list == null ? NOTHING : list) { // as some drivers say that there is nothing
            BranchId id = identity.read(xid);
            if (id == null) {
                continue;
            }
            Branch branch = branches.get(id.key());
            if (id.identity().life() > identity.life()) {
                counters.increment(XaCounter.LATER_LIFE);
                errorHandler.onError(new IllegalStateException(
                        "branch " + id + " is of a later life than " + identity.life() + ": it is left alone"));
            } else if (branch != null && branch.is(id, identity.life())) {
                listed.add(branch);
                if (branch.isDue()) {
                    actionable.put(id, xid);
                }
            } else if (isComplete && (branch != null || !known.contains(id.key()))) {
                actionable.put(id, xid);
            }
        }
        for (Branch branch : due) {
            if (!listed.contains(branch)) {
                absent(branch);
            }
        }
        actionable.keySet().removeAll(left);
        return actionable;
    }

    private void absent(Branch branch) {
        if (!branch.isCommit()) {
            branches.rolledBack(branch);
        } else if (branch.isResolved || resolution.afterAbsence(id(branch), branch)) {
            closeSession(branch);
            branches.committed(branch);
        }
    }

    private BranchId id(Branch branch) {
        return branch.id != null ? branch.id : identity.branch(branch.key.coordinatorId(), branch.key.transactionId());
    }

    /** @return false: the session was lost over a branch. */
    private boolean resolve(XAResource resource, Map<BranchId, Xid> actionable, Set<BranchId> left) {
        for (Map.Entry<BranchId, Xid> entry : actionable.entrySet()) {
            BranchId id = entry.getKey();
            Branch branch = branches.get(id.key());
            boolean isAbandoned = branch == null || !branch.is(id, identity.life());
            if (isAbandoned) {
                branch = Branch.begun(id);
                branch.decide(Branch.Decision.ROLLBACK);
            }
            switch (resolution.resolve(resource, entry.getValue(), id, branch)) {
                case DONE:
                    branch.isResolved = true;
                    if (isAbandoned) {
                        counters.increment(XaCounter.ABANDONED);
                    }
                    break;
                case GONE:
                    break;
                case LATER:
                    left.add(id);
                    break;
                default:
                    left.add(id);
                    return false;
            }
        }
        return true;
    }
}
