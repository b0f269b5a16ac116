package io.ft4j.log.inspect;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.BlockScan;
import io.ft4j.log.BlockStore;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.folder.FolderState;
import io.ft4j.log.segment.SegmentLog;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a log, opened for reading, and where a walk over them is. */
final class OpenLog implements BlockScan.Findings, AutoCloseable {
    private static final String CHECKPOINTS = "checkpoint-";

    /** How often what another process is just changing is looked at again. */
    private static final int ATTEMPTS = 10;

    private final Path folder;
    private final boolean follows;
    private final List<LogDamage> damages = new ArrayList<>();
    private BlockStore store;
    private BlockScan scan;
    private long marked;
    private long correctableBits;

    private OpenLog(Path folder, boolean follows) {
        this.folder = folder;
        this.follows = follows;
    }

    /** A look at files that another process may be writing. */
    interface Look<T> {
        T take() throws IOException;
    }

    /**
     * Looks again where another process cut or deleted a file in that moment: it ends too soon, or is not found.
     */
    static <T> T again(Look<T> look) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return look.take();
            } catch (EOFException | NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Opens to read everything that is there now. */
    static OpenLog open(Path folder) throws IOException {
        return open(folder, false);
    }

    /** @param follows to ask for more at the end, again and again. */
    static OpenLog open(Path folder, boolean follows) throws IOException {
        OpenLog log = new OpenLog(folder, follows);
        log.openStore();
        log.begin();
        return log;
    }

    /** From the oldest block on, in the files that are open. */
    void begin() throws IOException {
        scan = new BlockScan(read(folder), store, this);
    }

    /** @throws LogException when the folder is no log, with what it is. */
    static FolderState read(Path folder) throws IOException {
        FolderState state = FolderState.read(folder);
        switch (state.backend()) {
            case SegmentLog.BACKEND:
            case ChronicleLog.BACKEND:
                return state;
            default:
                throw new LogException("folder " + folder
                        + (state.backend().startsWith(CHECKPOINTS)
                                ? " holds checkpoints, not a log"
                                : " is of backend " + state.backend() + ", which is not known here"));
        }
    }

    private void openStore() throws IOException {
        FolderState state = read(folder);
        marked = state.acknowledged();
        store = state.backend().equals(SegmentLog.BACKEND) ? SegmentLog.view(state) : ChronicleLog.view(state);
    }

    /** Goes on in the files as they are now; false: where it was is not there, and it begins with the oldest block. */
    boolean reopen() throws IOException {
        close();
        openStore();
        boolean goesOn = scan.reopen(store);
        if (!goesOn) {
            begin();
        }
        return goesOn;
    }

    BlockScan scan() {
        return scan;
    }

    boolean next() throws IOException {
        return scan.next(follows ? marked : Long.MAX_VALUE);
    }

    /** Gives the records of the block from this position on; false when no more are wanted. */
    boolean records(long fromPosition, LogVisitor visitor) {
        Path file = store.file(scan.address());
        long blockOffset = store.blockOffset(scan.address());
        boolean[] wanted = {true};
        scan.records((position, index, recordType, buffer, offset, length) -> {
            if (wanted[0] && position >= fromPosition) {
                int begin = recordType == DurableLog.TRUNCATION ? offset : offset - Records.HEADER_LENGTH;
                wanted[0] = visitor.onRecord(
                        new LogRecord(position, index, recordType, file, blockOffset + begin, buffer, offset, length));
            }
        });
        return wanted[0];
    }

    @Override
    public void corrected(long address, long position, int bitCount) {
        correctableBits += bitCount;
        String reason = bitCount + (bitCount == 1 ? " flipped bit" : " flipped bits");
        add(address, LogDamage.Kind.CORRECTABLE, position, 0, reason);
    }

    @Override
    public void damaged(long address, String reason, long lastPosition, long nextPosition) {
        add(address, kindBehind(lastPosition), lastPosition + 1, nextPosition - lastPosition - 1, reason);
    }

    @Override
    public void fromFuture(long address, String reason) {
        add(address, LogDamage.Kind.LOST, 0, 0, reason);
    }

    @Override
    public long incarnation() throws IOException {
        FolderState state = read(folder);
        return state.incarnation() == 0 ? Long.MAX_VALUE : state.incarnation();
    }

    private LogDamage.Kind kindBehind(long lastPosition) {
        return acknowledged() > lastPosition ? LogDamage.Kind.LOST : LogDamage.Kind.TORN_TAIL;
    }

    private void add(long address, LogDamage.Kind kind, long position, long lostCount, String reason) {
        damages.add(new LogDamage(store.file(address), BlockStore.offset(address), kind, position, lostCount, reason));
    }

    /** Once {@link #next} found the end: says what is wrong there, if anything is. */
    void end() {
        long last = scan.lastPosition();
        LogDamage.Kind kind = kindBehind(last);
        if (kind == LogDamage.Kind.LOST) {
            String reason = scan.endDamage() == null ? "nothing follows" : scan.endDamage();
            add(scan.endAddress(), kind, last + 1, acknowledged() - last, reason);
        } else if (scan.endDamage() != null) {
            add(scan.endAddress(), kind, last + 1, 0, scan.endDamage());
        }
    }

    long acknowledged() {
        return Math.max(marked, scan.acknowledged());
    }

    boolean holdsAcknowledged() {
        return acknowledged() <= scan.lastPosition();
    }

    long correctableBits() {
        return correctableBits;
    }

    /** What was found since the last call. */
    List<LogDamage> takeDamages() {
        List<LogDamage> taken = List.copyOf(damages);
        damages.clear();
        return taken;
    }

    /** Gives what was found since the last call, as far as it concerns records from this position on. */
    void damages(long fromPosition, LogVisitor visitor) {
        for (LogDamage damage : takeDamages()) {
            long behind = damage.position() + Math.max(1, damage.lostCount());
            if (behind > fromPosition || damage.kind() == LogDamage.Kind.TORN_TAIL) {
                visitor.onDamage(damage);
            }
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
