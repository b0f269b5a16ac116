package io.ft4j.commit.xa;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.ErrorHandler;

/** Sessions that wait for their next branch. Any thread. */
final class Sessions {
    private final XaSource source;
    private final XaCounters counters;
    private final ErrorHandler errorHandler;
    private final Deque<XaSession> idle = new ArrayDeque<>();
    private boolean closed;

    Sessions(XaSource source, XaCounters counters, ErrorHandler errorHandler) {
        this.source = source;
        this.counters = counters;
        this.errorHandler = errorHandler;
    }

    XaSession take() throws SQLException {
        synchronized (this) {
            if (closed) {
                throw new SQLException("the participant is closed");
            }
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return source.open();
    }

    void give(XaSession session) {
        synchronized (this) {
            if (!closed) {
                idle.push(session);
                return;
            }
        }
        close(session);
    }

    /** After an error. Those that wait may have gone the same way, and to find out would cost a transaction each. */
    void lose(XaSession session) {
        close(session);
        suspect();
    }

    /** As {@link #lose}, for a session that must not be closed yet. */
    void suspect() {
        counters.increment(XaCounter.SESSION_LOST);
        closeIdle();
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        closeIdle();
    }

    private void closeIdle() {
        Deque<XaSession> rest;
        synchronized (this) {
            rest = new ArrayDeque<>(idle);
            idle.clear();
        }
        rest.forEach(this::close);
    }

    void close(XaSession session) {
        try {
            session.close();
        } catch (SQLException | RuntimeException | Error e) {
            errorHandler.onError(e);
        }
    }
}
