package io.ft4j.commit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A service without a database: positions that transactions move, all of them or none. It is staged before it is voted on. */
final class PositionBook implements TransactionParticipant {
    private record Move(int account, long amount) {}

    private final long[] positions;
    private final boolean[] locked;
    private final Map<Long, Move> staged = new HashMap<>();

    PositionBook(int accounts, long each) {
        positions = new long[accounts];
        locked = new boolean[accounts];
        Arrays.fill(positions, each);
    }

    /** By the threads of the application. */
    synchronized void stage(long id, int account, long amount) {
        staged.put(id, new Move(account, amount));
    }

    synchronized long total() {
        long total = 0;
        for (long position : positions) {
            total += position;
        }
        return total;
    }

    synchronized int openCount() {
        return staged.size();
    }

    @Override
    public synchronized Vote prepare(int coordinatorId, long id) {
        Move move = staged.get(id);
        if (move == null) {
            return Vote.ABORT;
        }
        if (move.amount == 0) {
            staged.remove(id);
            return Vote.READ_ONLY;
        }
        if (locked[move.account] || positions[move.account] + move.amount < 0) {
            staged.remove(id);
            return Vote.ABORT;
        }
        locked[move.account] = true;
        return Vote.COMMIT;
    }

    @Override
    public synchronized void commit(int coordinatorId, long id) {
        Move move = staged.remove(id);
        if (move != null) {
            positions[move.account] += move.amount;
            locked[move.account] = false;
        }
    }

    @Override
    public synchronized void abort(int coordinatorId, long id) {
        Move move = staged.remove(id);
        if (move != null) {
            locked[move.account] = false;
        }
    }

    @Override
    public void inDoubt(int coordinatorId, long id) {}
}
