package io.ft4j.log.line;

/**
 * One step of a cascade: a process goes back from one state to an earlier one. Immutable.
 *
 * @param from  a checkpoint, or {@link RecoveryLine#CURRENT}.
 * @param to    a checkpoint, or {@link RecoveryLine#INITIAL}.
 * @param cause the orphan that forced it; null: the process failed.
 */
public record Rollback(int processId, long from, long to, Message cause) {
    @Override
    public String toString() {
        return "process " + processId + " from " + RecoveryLine.name(from) + " to " + RecoveryLine.name(to)
                + (cause == null ? ": it failed" : ": would have received " + cause);
    }
}
