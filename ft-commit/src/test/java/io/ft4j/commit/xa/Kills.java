package io.ft4j.commit.xa;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/** Kills this process, by SIGKILL, at one step after it was armed. */
final class Kills implements WatchedSource.Watcher {
    private Step step;
    private int count;

    synchronized void arm(Step newStep) {
        step = newStep;
        count = 0;
    }

    XaSource watch(XaSource source) {
        return new WatchedSource(source, this);
    }

    DurableLog watch(DurableLog log) {
        return new WatchedLog(log);
    }

    @Override
    public synchronized void before(String call) {
        if (step != null && step.call.equals(call)) {
            count++;
            if (step.before && count == step.count) {
                die();
            }
        }
    }

    @Override
    public synchronized void after(String call) {
        if (step != null && step.call.equals(call) && !step.before && count == step.count) {
            die();
        }
    }

    private static void die() {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        while (true) {
            LockSupport.park();
        }
    }

    /** The log of the coordinator. */
    private final class WatchedLog implements DurableLog {
        private final DurableLog log;

        WatchedLog(DurableLog log) {
            this.log = log;
        }

        @Override
        public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
            before("record");
            return log.appendState(recordType, buffer, offset, length);
        }

        @Override
        public void replay(RecordHandler handler) {
            log.replay(handler);
        }

        @Override
        public long append(EntrySlice entries) {
            return log.append(entries);
        }

        @Override
        public long truncateFrom(long index) {
            return log.truncateFrom(index);
        }

        @Override
        public long position() {
            return log.position();
        }

        @Override
        public void requestForce() {
            log.requestForce();
        }

        @Override
        public long durablePosition() {
            return log.durablePosition();
        }

        @Override
        public void releaseBefore(long position) {
            log.releaseBefore(position);
        }

        @Override
        public long incarnation() {
            return log.incarnation();
        }

        @Override
        public Durability durability() {
            return log.durability();
        }

        @Override
        public long firstIndex() {
            return log.firstIndex();
        }

        @Override
        public long lastIndex() {
            return log.lastIndex();
        }

        @Override
        public int read(long fromIndex, int maxBytes, EntrySlice out) {
            return log.read(fromIndex, maxBytes, out);
        }

        @Override
        public void close() {
            log.close();
        }
    }
}
