package io.ft4j.log.coordinated;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.log.coordinated.codec.ReportDecoder;

/**
 * Who has to go back to its permanent checkpoint: who has lost its state, and whoever has delivered a message that is thereby
 * unsent, and so on. Owns what the processes have reported.
 *
 * <p>One thread. Allocates nothing after construction.
 */
final class RollbackSet {
    private static final int WIDTH = ProcessSet.MAX_PROCESSES;

    private final long members;
    /** By receiver and sender. */
    private final long[] delivered = new long[WIDTH * WIDTH];
    /** By sender and receiver. */
    private final long[] sentAtPermanent = new long[WIDTH * WIDTH];

    private long lost;

    RollbackSet(long members) {
        this.members = members;
    }

    void clear() {
        lost = ProcessSet.EMPTY;
    }

    void hasLostState(int processId) {
        lost = ProcessSet.add(lost, processId);
    }

    void label(int processId, int otherId, long deliveredFromOther, long sentToOtherAtPermanent) {
        delivered[processId * WIDTH + otherId] = deliveredFromOther;
        sentAtPermanent[processId * WIDTH + otherId] = sentToOtherAtPermanent;
    }

    void add(int processId, ReportDecoder report) {
        if (report.hasLostState() != 0) {
            hasLostState(processId);
        }
        for (ReportDecoder.LabelsDecoder label : report.labels()) {
            if (ProcessSet.contains(members, label.processId())) {
                label(processId, label.processId(), label.delivered(), label.sentAtPermanent());
            }
        }
    }

    /** The smallest set that leaves no orphan. */
    long rolled() {
        long rolled = lost;
        long before;
        do {
            before = rolled;
            for (long rest = members & ~rolled; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                int id = ProcessSet.first(rest);
                rolled = hasOrphan(id, rolled) ? ProcessSet.add(rolled, id) : rolled;
            }
        } while (rolled != before);
        return rolled;
    }

    private boolean hasOrphan(int receiverId, long rolled) {
        for (long rest = rolled; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int senderId = ProcessSet.first(rest);
            if (delivered[receiverId * WIDTH + senderId] > sentAtPermanent[senderId * WIDTH + receiverId]) {
                return true;
            }
        }
        return false;
    }
}
