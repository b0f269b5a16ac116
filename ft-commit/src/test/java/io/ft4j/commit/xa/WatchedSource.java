package io.ft4j.commit.xa;

import java.sql.Connection;
import java.sql.SQLException;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** Says when a resource is asked to prepare, to commit and to roll back, and when it has. */
final class WatchedSource implements XaSource {
    interface Watcher {
        void before(String call) throws XAException;

        void after(String call) throws XAException;
    }

    private final XaSource source;
    private final Watcher watcher;

    WatchedSource(XaSource source, Watcher watcher) {
        this.source = source;
        this.watcher = watcher;
    }

    @Override
    public XaSession open() throws SQLException {
        return new WatchedSession(source.open());
    }

    private final class WatchedSession implements XaSession, XAResource {
        private final XaSession session;
        private final XAResource resource;

        WatchedSession(XaSession session) {
            this.session = session;
            resource = session.resource();
        }

        @Override
        public XAResource resource() {
            return this;
        }

        @Override
        public Connection connection() throws SQLException {
            return session.connection();
        }

        @Override
        public void close() throws SQLException {
            session.close();
        }

        @Override
        public int prepare(Xid xid) throws XAException {
            watcher.before("prepare");
            int result = resource.prepare(xid);
            watcher.after("prepare");
            return result;
        }

        @Override
        public void commit(Xid xid, boolean onePhase) throws XAException {
            watcher.before("commit");
            resource.commit(xid, onePhase);
            watcher.after("commit");
        }

        @Override
        public void rollback(Xid xid) throws XAException {
            watcher.before("rollback");
            resource.rollback(xid);
            watcher.after("rollback");
        }

        @Override
        public void start(Xid xid, int flags) throws XAException {
            resource.start(xid, flags);
        }

        @Override
        public void end(Xid xid, int flags) throws XAException {
            resource.end(xid, flags);
        }

        @Override
        public void forget(Xid xid) throws XAException {
            resource.forget(xid);
        }

        @Override
        public Xid[] recover(int flag) throws XAException {
            return resource.recover(flag);
        }

        @Override
        public boolean isSameRM(XAResource other) throws XAException {
            return resource.isSameRM(other);
        }

        @Override
        public int getTransactionTimeout() throws XAException {
            return resource.getTransactionTimeout();
        }

        @Override
        public boolean setTransactionTimeout(int seconds) throws XAException {
            return resource.setTransactionTimeout(seconds);
        }
    }
}
