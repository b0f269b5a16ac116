package io.ft4j.core.fault;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordHandler;
import org.agrona.DirectBuffer;

/**
 * The log of one life of a process of a live group, as badly as a {@link FaultInjector} has it; made by {@link
 * FaultInjector#log}. A force that is slow or stalled shows in {@link #durablePosition} late, though the log below may
 * have done it already. What fails does so for the rest of this life, as the real ones do.
 *
 * <p>Faults begin when the process takes part in its group: what it writes before that it writes in peace.
 *
 * <p>One thread at a time. Allocates for faults only.
 */
public final class FaultyLog implements DurableLog {
    /** Forces under way; one that is asked for beyond that is merged with the newest of them. A power of two. */
    private static final int MAX_FORCES = 64;

    private final FaultInjector injector;
    private final DiskFaults disk;
    private final Fuse fuse;
    private final int processId;
    private final DurableLog log;
    private final int forgottenLives;

    // Forces under way, a ring; they end in the order in which they begin.
    private final long[] forcePositions = new long[MAX_FORCES];
    private final long[] forceEndsNs = new long[MAX_FORCES];
    private int firstForce;
    private int forceCount;

    private long forcedPosition;
    private long shownPosition;
    private boolean takesPart;
    private LogException failure;

    /** @param forgottenLives by which its incarnation is behind that of the sound one. */
    FaultyLog(FaultInjector injector, int processId, DurableLog sound, int forgottenLives) {
        this.injector = injector;
        this.processId = processId;
        this.forgottenLives = forgottenLives;
        log = sound;
        disk = injector.disk(processId);
        fuse = injector.fuse(processId);
    }

    void takePart() {
        takesPart = true;
        forcedPosition = log.position();
        shownPosition = log.durablePosition();
    }

    boolean hasFailed() {
        return failure != null;
    }

    @Override
    public void replay(RecordHandler handler) {
        log.replay(handler);
    }

    @Override
    public long append(EntrySlice entries) {
        beforeWrite();
        return log.append(entries);
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        beforeWrite();
        return log.appendState(recordType, buffer, offset, length);
    }

    @Override
    public long truncateFrom(long index) {
        beforeWrite();
        return log.truncateFrom(index);
    }

    private void beforeWrite() {
        if (takesPart) {
            fuse.burn();
            throwFailure();
            if (disk.isFull()) {
                fail(FaultKind.DISK_FULL, "no space left on the disk");
                throwFailure();
            }
        }
    }

    private void fail(FaultKind kind, String reason) {
        injector.onHit(kind);
        failure = new LogException("log of process " + processId + ", by an injected fault: " + reason);
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    /** A force that fails is noticed with the next call, as it would be where it ends later. */
    @Override
    public void requestForce() {
        if (takesPart) {
            fuse.burn();
            throwFailure();
            if (disk.takeForceFailure()) {
                fail(FaultKind.FORCE_FAILS, "the force failed");
                return;
            }
            beginForce(log.position());
        }
        log.requestForce();
    }

    private void beginForce(long position) {
        if (isSound()) {
            forcedPosition = position;
            return;
        }
        long endNs = forceCount == 0 ? injector.nowNs() : forceEndsNs[slot(forceCount - 1)];
        if (disk.slowForceNs() > 0) {
            endNs = Math.max(endNs, injector.nowNs() + injector.exponentialNs(disk.slowForceNs()));
            injector.onHit(FaultKind.SLOW_FORCE);
        }
        if (isStalled()) {
            injector.onHit(FaultKind.STALLED_DISK);
        }
        forceCount = Math.min(forceCount + 1, MAX_FORCES);
        forceEndsNs[slot(forceCount - 1)] = endNs;
        forcePositions[slot(forceCount - 1)] = position;
    }

    /** Whether forces take as long as those below. */
    private boolean isSound() {
        return forceCount == 0 && disk.slowForceNs() == 0 && !isStalled();
    }

    private boolean isStalled() {
        return disk.isStalled(injector.nowNs());
    }

    private int slot(int force) {
        return (firstForce + force) & (MAX_FORCES - 1);
    }

    @Override
    public long durablePosition() {
        throwFailure();
        long durable = log.durablePosition();
        if (takesPart && !isSound()) {
            endForces();
            durable = Math.max(shownPosition, isStalled() ? 0 : Math.min(durable, forcedPosition));
        }
        shownPosition = durable;
        return durable;
    }

    private void endForces() {
        while (!isStalled() && forceCount > 0 && forceEndsNs[firstForce] <= injector.nowNs()) {
            forcedPosition = forcePositions[firstForce];
            firstForce = slot(1);
            forceCount--;
        }
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        throwFailure();
        if (takesPart && disk.readErrorRate() > 0 && injector.happens(FaultKind.READ_ERROR, processId)) {
            fail(FaultKind.READ_ERROR, "the checksum of the block with index " + fromIndex + " is wrong");
            throwFailure();
        }
        return log.read(fromIndex, maxBytes, out);
    }

    @Override
    public long position() {
        return log.position();
    }

    @Override
    public void releaseBefore(long position) {
        throwFailure();
        log.releaseBefore(position);
    }

    @Override
    public long incarnation() {
        return log.incarnation() - forgottenLives;
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
    public void close() {
        log.close();
    }
}
