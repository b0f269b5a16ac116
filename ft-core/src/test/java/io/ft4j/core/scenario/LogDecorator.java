package io.ft4j.core.scenario;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import org.agrona.DirectBuffer;

/** Hands everything on; what differs is overridden. */
public class LogDecorator implements DurableLog {
    private final DurableLog log;

    public LogDecorator(DurableLog log) {
        this.log = log;
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
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        return log.appendState(recordType, buffer, offset, length);
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
    public void close() {
        log.close();
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
}
