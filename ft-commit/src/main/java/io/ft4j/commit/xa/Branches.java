package io.ft4j.commit.xa;

import io.ft4j.commit.manager.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The branches that are not over. Any thread. */
final class Branches {
    private final ConcurrentHashMap<BranchKey, Branch> branches = new ConcurrentHashMap<>();
    private final XaCounters counters;
    private volatile Answers answers;

    Branches(XaCounters counters) {
        this.counters = counters;
    }

    void start(Answers protocol) {
        answers = protocol;
    }

    Answers answers() {
        return answers;
    }

    Branch get(BranchKey key) {
        return branches.get(key);
    }

    /** @return the one that is there already, or null. */
    Branch addIfAbsent(Branch branch) {
        return branches.putIfAbsent(branch.key, branch);
    }

    Branch getOrAddEarlier(BranchKey key) {
        return branches.computeIfAbsent(key, Branch::ofEarlierLife);
    }

    Set<BranchKey> keys() {
        return Set.copyOf(branches.keySet());
    }

    int size() {
        return branches.size();
    }

    /** Those that wait for recovery, and those that nobody rolls back. */
    List<Branch> due() {
        List<Branch> due = new ArrayList<>();
        for (Branch branch : branches.values()) {
            if (branch.isDue()) {
                due.add(branch);
            }
        }
        return due;
    }

    /** Rolled back, or never begun. */
    void remove(Branch branch) {
        boolean isAwaited;
        synchronized (branch) {
            branches.remove(branch.key, branch);
            isAwaited = branch.isAwaited;
        }
        if (isAwaited) {
            answers.resume(branch.key.coordinatorId(), branch.key.transactionId());
        }
    }

    void rolledBack(Branch branch) {
        counters.increment(XaCounter.ROLLED_BACK);
        remove(branch);
    }

    /** It stays until the protocol has taken note. */
    void committed(Branch branch) {
        counters.increment(XaCounter.COMMITTED);
        synchronized (branch) {
            branch.state = Branch.State.DONE;
        }
        answers.resume(branch.key.coordinatorId(), branch.key.transactionId());
    }

    /** The protocol has taken note. */
    void forget(Branch branch) {
        branches.remove(branch.key, branch);
    }
}
