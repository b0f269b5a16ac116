package io.ft4j.commit.xa;

/** Is told what resources decided alone. What is said here only an operator can mend. */
@FunctionalInterface
public interface HeuristicHandler {
    /**
     * By the thread that found it. The resource forgets the branch after this has returned. When this throws, or the
     * process crashes or the resource fails in between, it is told again later.
     *
     * @param commit what was decided.
     */
    void onHeuristic(BranchId branch, boolean commit, HeuristicOutcome outcome);
}
