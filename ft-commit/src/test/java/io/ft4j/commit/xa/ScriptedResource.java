package io.ft4j.commit.xa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** A resource that keeps what it has prepared, and fails as it is told to. Its sessions share everything. */
final class ScriptedResource implements XaSource {
    static final int UNREACHABLE = Integer.MIN_VALUE;
    /** The driver throws an Error. */
    static final int BROKEN = Integer.MAX_VALUE;

    final List<String> calls = new ArrayList<>();
    final Set<Xid> prepared = new LinkedHashSet<>();
    int prepareResult = XAResource.XA_OK;
    int openSessions;
    /** As H2 does with what is prepared. */
    boolean closeRollsBack;
    /** Where there is nothing to list. */
    boolean listsNull;

    Runnable duringList = () -> {};
    private final Map<String, Deque<Integer>> failures = new HashMap<>();
    private final Map<Xid, Integer> heuristics = new HashMap<>();

    /** The next call of this name fails, the one after it as the next one says. {@link #UNREACHABLE}: of an open. */
    ScriptedResource fail(String call, int errorCode) {
        failures.computeIfAbsent(call, name -> new ArrayDeque<>()).add(errorCode);
        return this;
    }

    /** Decides by itself. It lists the branch until it is told to forget it. */
    void decideAlone(Xid xid, int errorCode) {
        heuristics.put(xid, errorCode);
    }

    long count(String call) {
        return calls.stream().filter(made -> made.startsWith(call)).count();
    }

    @Override
    public XaSession open() throws SQLException {
        calls.add("open");
        if (next("open") != 0) {
            throw new SQLException("unreachable");
        }
        openSessions++;
        return new Session();
    }

    private int next(String call) {
        Deque<Integer> codes = failures.get(call);
        return codes == null || codes.isEmpty() ? 0 : codes.remove();
    }

    private void made(String call, Xid xid) throws XAException {
        calls.add(call + " " + xid);
        int code = next(call);
        if (code == BROKEN) {
            throw new AssertionError(call);
        }
        if (code != 0) {
            throw new XAException(code);
        }
    }

    private void resolve(String call, Xid xid) throws XAException {
        made(call, xid);
        if (heuristics.containsKey(xid)) {
            throw new XAException(heuristics.get(xid));
        }
        prepared.remove(xid);
    }

    private final class Session implements XaSession, XAResource {
        private boolean closed;
        private Xid own;

        @Override
        public XAResource resource() {
            return this;
        }

        @Override
        public Connection connection() {
            return null;
        }

        @Override
        public void close() throws SQLException {
            if (closed) {
                throw new SQLException("closed twice");
            }
            closed = true;
            openSessions--;
            if (closeRollsBack) {
                prepared.remove(own);
            }
            if (next("close") != 0) {
                throw new SQLException("close");
            }
        }

        @Override
        public void start(Xid xid, int flags) throws XAException {
            made("start", xid);
            own = xid;
        }

        @Override
        public void end(Xid xid, int flags) throws XAException {
            made(flags == TMSUCCESS ? "end" : "endFailed", xid);
        }

        @Override
        public int prepare(Xid xid) throws XAException {
            made("prepare", xid);
            if (prepareResult == XA_OK) {
                prepared.add(xid);
            }
            return prepareResult;
        }

        @Override
        public void commit(Xid xid, boolean onePhase) throws XAException {
            if (onePhase) {
                throw new XAException(XAException.XAER_INVAL);
            }
            resolve("commit", xid);
        }

        @Override
        public void rollback(Xid xid) throws XAException {
            resolve("rollback", xid);
        }

        @Override
        public void forget(Xid xid) throws XAException {
            made("forget", xid);
            heuristics.remove(xid);
            prepared.remove(xid);
        }

        @Override
        public Xid[] recover(int flag) throws XAException {
            calls.add("recover");
            int code = next("recover");
            if (code != 0) {
                throw new XAException(code);
            }
            Xid[] list = listsNull && prepared.isEmpty() ? null : prepared.toArray(new Xid[0]);
            duringList.run();
            return list;
        }

        @Override
        public boolean isSameRM(XAResource other) {
            return other == this;
        }

        @Override
        public int getTransactionTimeout() {
            return 0;
        }

        @Override
        public boolean setTransactionTimeout(int seconds) {
            return false;
        }
    }
}
