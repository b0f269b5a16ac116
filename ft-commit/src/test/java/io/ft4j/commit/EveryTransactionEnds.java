package io.ft4j.commit;

/** Once all processes run, no transaction is left open anywhere. */
final class EveryTransactionEnds implements CommitCheck {
    @Override
    public void atEnd(CommitWorld world) {
        for (TestProcess process : world.processes) {
            if (process.node.coordinatedCount() > 0 || process.node.participatedCount() > 0) {
                throw new Broken("termination: " + process.id + " still coordinates " + process.node.coordinatedCount()
                        + " and takes part in " + process.node.participatedCount());
            }
        }
    }
}
