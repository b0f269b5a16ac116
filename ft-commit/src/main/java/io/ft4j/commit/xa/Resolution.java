package io.ft4j.commit.xa;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.agrona.ErrorHandler;

/** Commits or rolls back one branch as decided, and says what the answer of the resource means. Blocks; any thread. */
final class Resolution {
    enum Result {
        DONE,
        /** The resource says so: not now. */
        LATER,
        /** It has no such branch. */
        GONE,
        /** It is not known what has become of it; the session is of no more use. */
        LOST
    }

    private final HeuristicHandler handler;
    private final XaCounters counters;
    private final ErrorHandler errorHandler;

    Resolution(HeuristicHandler handler, XaCounters counters, ErrorHandler errorHandler) {
        this.handler = handler;
        this.counters = counters;
        this.errorHandler = errorHandler;
    }

    static boolean isRollback(int errorCode) {
        return errorCode >= XAException.XA_RBBASE && errorCode <= XAException.XA_RBEND;
    }

    /**
     * @param xid the branch as the resource knows it.
     * @param id  the same, for reports.
     */
    Result resolve(XAResource resource, Xid xid, BranchId id, Branch branch) {
        boolean commit = branch.isCommit();
        try {
            if (commit) {
                resource.commit(xid, false);
            } else {
                resource.rollback(xid);
            }
            return Result.DONE;
        } catch (XAException e) {
            return commit ? afterCommit(resource, xid, id, branch, e) : afterRollback(resource, xid, id, branch, e);
        } catch (RuntimeException | Error e) {
            return lost(e);
        }
    }

    private Result afterCommit(XAResource resource, Xid xid, BranchId id, Branch branch, XAException e) {
        if (isRollback(e.errorCode)) {
            // Allowed for one phase only. It says that nothing is left that could be forgotten.
            return report(id, branch, HeuristicOutcome.ROLLED_BACK) ? Result.DONE : Result.LOST;
        }
        switch (e.errorCode) {
            case XAException.XA_HEURCOM:
            case XAException.XA_HEURRB:
            case XAException.XA_HEURMIX:
            case XAException.XA_HEURHAZ:
                return afterHeuristic(resource, xid, id, branch, e);
            case XAException.XA_RETRY:
                return Result.LATER;
            case XAException.XAER_RMERR:
                // By the letter it was rolled back. Drivers say so of errors of every kind, so the list has to tell.
                branch.mayBeLost = true;
                return lost(e);
            case XAException.XAER_NOTA:
                return Result.GONE;
            default:
                return lost(e);
        }
    }

    private Result afterRollback(XAResource resource, Xid xid, BranchId id, Branch branch, XAException e) {
        if (isRollback(e.errorCode)) {
            return Result.DONE;
        }
        switch (e.errorCode) {
            case XAException.XA_HEURCOM:
            case XAException.XA_HEURRB:
            case XAException.XA_HEURMIX:
            case XAException.XA_HEURHAZ:
                return afterHeuristic(resource, xid, id, branch, e);
            case XAException.XAER_NOTA:
                return Result.GONE;
            default:
                return lost(e);
        }
    }

    private Result lost(Throwable e) {
        errorHandler.onError(e);
        return Result.LOST;
    }

    private Result afterHeuristic(XAResource resource, Xid xid, BranchId id, Branch branch, XAException e) {
        if (!report(id, branch, outcome(e.errorCode))) {
            return Result.LOST;
        }
        try {
            resource.forget(xid);
            return Result.DONE;
        } catch (XAException | RuntimeException | Error forgetting) {
            if (forgetting instanceof XAException && ((XAException) forgetting).errorCode == XAException.XAER_NOTA) {
                return Result.DONE;
            }
            counters.increment(XaCounter.HEURISTIC_KEPT);
            return lost(forgetting);
        }
    }

    private static HeuristicOutcome outcome(int errorCode) {
        switch (errorCode) {
            case XAException.XA_HEURCOM:
                return HeuristicOutcome.COMMITTED;
            case XAException.XA_HEURRB:
                return HeuristicOutcome.ROLLED_BACK;
            case XAException.XA_HEURMIX:
                return HeuristicOutcome.MIXED;
            default:
                return HeuristicOutcome.HAZARD;
        }
    }

    /** The resource has it no more, but was to commit it. @return false: to be tried again. */
    boolean afterAbsence(BranchId id, Branch branch) {
        counters.increment(XaCounter.ABSENT_AT_COMMIT);
        return !branch.mayBeLost || report(id, branch, HeuristicOutcome.HAZARD);
    }

    /** @return false: the handler threw. */
    private boolean report(BranchId id, Branch branch, HeuristicOutcome outcome) {
        if (branch.isReported) {
            return true;
        }
        try {
            handler.onHeuristic(id, branch.isCommit(), outcome);
        } catch (RuntimeException | Error e) {
            counters.increment(XaCounter.HEURISTIC_KEPT);
            errorHandler.onError(e);
            return false;
        }
        branch.isReported = true;
        counters.increment(counter(outcome));
        return true;
    }

    private static XaCounter counter(HeuristicOutcome outcome) {
        switch (outcome) {
            case COMMITTED:
                return XaCounter.HEURISTIC_COMMITTED;
            case ROLLED_BACK:
                return XaCounter.HEURISTIC_ROLLED_BACK;
            case MIXED:
                return XaCounter.HEURISTIC_MIXED;
            default:
                return XaCounter.HEURISTIC_HAZARD;
        }
    }
}
