package io.ft4j.commit.xa;

import java.sql.Connection;
import java.sql.SQLException;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * What a service does at one resource for one transaction. It is prepared only after {@link #end}; closed without that,
 * it is rolled back, so a failure in between needs no care:
 *
 * <pre>{@code
 * try (XaWork work = participant.begin(coordinatorId, transactionId)) {
 *     pay(work.connection());
 *     work.end();
 * }
 * }</pre>
 *
 * <p>One thread at a time. Every call blocks.
 */
public final class XaWork implements AutoCloseable {
    private final XaParticipant participant;
    private final Branch branch;
    private final XaSession session;
    private final Connection connection;
    private final BranchConnection guarded;
    private boolean isOver;

    XaWork(XaParticipant participant, Branch branch, XaSession session, Connection connection) {
        this.participant = participant;
        this.branch = branch;
        this.session = session;
        this.connection = connection;
        guarded = connection == null ? null : new BranchConnection(connection);
    }

    /**
     * Refuses what would end the transaction; may be closed, and is when the work is over. Null: the resource is no
     * database.
     */
    public Connection connection() {
        return guarded;
    }

    /** As the source has opened it. */
    public XaSession session() {
        return session;
    }

    public BranchId branch() {
        return branch.id;
    }

    /**
     * The work is done and may be committed.
     *
     * @throws SQLException it can not be, and is rolled back; also when the protocol has aborted the transaction
     * meanwhile.
     */
    public void end() throws SQLException {
        if (isOver) {
            throw new SQLException("the work of " + branch.id + " is over");
        }
        if (connection != null && (connection.isClosed() || connection.getAutoCommit())) {
            close();
            throw new SQLException("the connection of " + branch.id + " was closed or set to commit by itself");
        }
        over();
        try {
            session.resource().end(branch.id, XAResource.TMSUCCESS);
        } catch (XAException | RuntimeException | Error e) {
            participant.abandon(branch);
            throw new SQLException("branch " + branch.id + " can not be ended: " + XaParticipant.text(e), e);
        }
        participant.ended(branch);
    }

    private void over() {
        isOver = true;
        if (guarded != null) {
            guarded.close();
        }
    }

    /** Rolls back what was not ended. Idempotent. */
    @Override
    public void close() {
        if (isOver) {
            return;
        }
        over();
        try {
            session.resource().end(branch.id, XAResource.TMFAIL);
        } catch (XAException | RuntimeException | Error e) {
            if (!(e instanceof XAException) || !Resolution.isRollback(((XAException) e).errorCode)) {
                participant.onError(e);
            }
        }
        participant.abandon(branch);
    }
}
