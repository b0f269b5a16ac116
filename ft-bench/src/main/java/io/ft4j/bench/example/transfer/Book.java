package io.ft4j.bench.example.transfer;

import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Positions in a few instruments, none of them ever below zero. A move is planned, then prepared, then committed or aborted;
 * what is prepared and what became of it stands in a log that survives the loss of the process, from which the book is made
 * again.
 *
 * <p>One thread, that of the manager.
 */
public final class Book implements TransactionParticipant, AutoCloseable {
    private static final int PREPARED = 1;
    private static final int COMMITTED = 2;
    private static final int ABORTED = 3;

    private static final int ID = 0;
    private static final int QUANTITY = 8;
    private static final int INSTRUMENT = 16;
    private static final int LENGTH = 20;

    /** A quantity below zero leaves this book. */
    private static final class Move {
        private final int instrument;
        private final long quantity;
        private boolean prepared;
        private boolean inDoubt;

        Move(int instrument, long quantity) {
            this.instrument = instrument;
            this.quantity = quantity;
        }
    }

    private final long[] positions;
    /** What prepared moves will take away. */
    private final long[] reserved;

    private final Long2ObjectHashMap<Move> moves = new Long2ObjectHashMap<>();
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[LENGTH]);
    private final DurableLog log;
    private long committedCount;

    private Book(DurableLog log, int instruments, long quantity) {
        this.log = log;
        positions = new long[instruments];
        reserved = new long[instruments];
        Arrays.fill(positions, quantity);
        log.replay(this::onRecord);
    }

    /** @param quantity of each instrument, where the book is new; the same every time. */
    public static Book open(Path folder, int instruments, long quantity) {
        return new Book(SegmentLog.open(folder, Durability.PROCESS), instruments, quantity);
    }

    private void onRecord(
            long recordPosition, long index, int recordType, DirectBuffer buffer, int offset, int length) {
        long id = buffer.getLong(offset + ID);
        if (recordType == PREPARED) {
            Move move = new Move(buffer.getInt(offset + INSTRUMENT), buffer.getLong(offset + QUANTITY));
            moves.put(id, move);
            reserve(move);
        } else {
            end(id, recordType == COMMITTED);
        }
    }

    /**
     * After the manager was started: what was prepared, but of which no vote ever left, is aborted. Nobody else knows of it.
     */
    public void recovered() {
        long[] ids = moves.keySet().stream().mapToLong(Long::longValue).toArray();
        for (long id : ids) {
            if (!moves.get(id).inDoubt) {
                abort(0, id);
            }
        }
    }

    /** Before the transaction is asked to commit. */
    public void plan(long transactionId, int instrument, long quantity) {
        moves.put(transactionId, new Move(instrument, quantity));
    }

    @Override
    public Vote prepare(int coordinatorId, long transactionId) {
        Move move = moves.get(transactionId);
        if (move == null || positions[move.instrument] - reserved[move.instrument] + move.quantity < 0) {
            moves.remove(transactionId);
            return Vote.ABORT;
        }
        append(PREPARED, transactionId, move);
        reserve(move);
        return Vote.COMMIT;
    }

    private void reserve(Move move) {
        move.prepared = true;
        reserved[move.instrument] += Math.max(0, -move.quantity);
    }

    /** A second time there is nothing left to do. */
    @Override
    public boolean commit(int coordinatorId, long transactionId) {
        Move move = moves.get(transactionId);
        if (move != null) {
            append(COMMITTED, transactionId, move);
            end(transactionId, true);
        }
        return true;
    }

    @Override
    public boolean abort(int coordinatorId, long transactionId) {
        Move move = moves.get(transactionId);
        if (move != null && move.prepared) {
            append(ABORTED, transactionId, move);
            end(transactionId, false);
        } else {
            moves.remove(transactionId);
        }
        return true;
    }

    private void end(long transactionId, boolean commit) {
        Move move = moves.remove(transactionId);
        reserved[move.instrument] -= Math.max(0, -move.quantity);
        if (commit) {
            positions[move.instrument] += move.quantity;
            committedCount++;
        }
    }

    private void append(int recordType, long transactionId, Move move) {
        record.putLong(ID, transactionId);
        record.putLong(QUANTITY, move.quantity);
        record.putInt(INSTRUMENT, move.instrument);
        log.appendState(recordType, record, 0, LENGTH);
        // Durable at once: the vote that rests on it may leave.
        if (log.durablePosition() < log.position()) {
            throw new IllegalStateException("the log of the book is not durable at once");
        }
    }

    /** One that is over here already: the process ended before the manager had that on record. It is told again. */
    @Override
    public void inDoubt(int coordinatorId, long transactionId) {
        Move move = moves.get(transactionId);
        if (move != null) {
            move.inDoubt = true;
        }
    }

    public long position(int instrument) {
        return positions[instrument];
    }

    /** Moves that were committed, in all lives. */
    public long committedCount() {
        return committedCount;
    }

    /** Moves that are not over. */
    public int openCount() {
        return moves.size();
    }

    @Override
    public void close() {
        log.close();
    }
}
