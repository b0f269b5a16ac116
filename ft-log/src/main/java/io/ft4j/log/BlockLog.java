package io.ft4j.log;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.folder.AcknowledgementMark;
import io.ft4j.log.folder.LogFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A {@link DurableLog} over the blocks of a store: one block for each append, state record or truncation. The package
 * description has the layout of a block and the invariants; the backends build it.
 */
public final class BlockLog implements DurableLog {
    private final LogFolder folder;
    private final BlockStore store;
    private final Durability durability;
    private final BlockCodec codec;
    private final BlockMender mender;
    private final AcknowledgementMark mark;
    private final LogContents contents;
    private final LiveEntries entries;
    private final EntryReader reader;
    private final BlockCursor releaseCursor;
    private final ForceThread forcer;

    private UnsafeBuffer stateRecord = new UnsafeBuffer(ByteBuffer.allocateDirect(256));
    private long releaseFrom;
    private long releaseAfter;
    private LogException failure;
    private boolean closed;

    private BlockLog(
            LogFolder folder,
            BlockStore store,
            BlockCodec codec,
            BlockMender mender,
            LogContents contents,
            ForceThread forcer) {
        this.folder = folder;
        this.store = store;
        this.codec = codec;
        this.mender = mender;
        this.contents = contents;
        this.forcer = forcer;
        durability = forcer == null ? Durability.PROCESS : Durability.DISK;
        mark = folder.mark();
        entries = contents.entries;
        reader = new EntryReader(cursor());
        releaseCursor = cursor();
    }

    private BlockCursor cursor() {
        return new BlockCursor(store, codec, mender, contents);
    }

    /**
     * Recovers the log that the store holds: verifies every block and cuts a tail that was never acknowledged. Takes
     * over folder and store and closes both, also when it throws. At {@link Durability#DISK} this starts the forcing
     * thread.
     *
     * @param protection of the blocks that are written.
     * @throws LogException when the files hold something other than what was acknowledged.
     */
    public static BlockLog open(LogFolder folder, BlockStore store, Durability durability, Protection protection) {
        boolean opened = false;
        try {
            BlockCodec codec = new BlockCodec(folder.idHigh(), folder.idLow(), folder.incarnation(), protection);
            BlockMender mender = new BlockMender(store, codec);
            LogContents contents = new Recovery(folder, store, codec, mender).run();
            BlockLog log =
                    new BlockLog(folder, store, codec, mender, contents, forcer(folder, store, contents, durability));
            if (log.forcer != null) {
                log.forcer.start();
            }
            opened = true;
            return log;
        } catch (IOException | InternalError e) {
            throw new LogException("cannot open the log in " + folder.path() + ": " + e, e);
        } finally {
            if (!opened) {
                close(store, folder);
            }
        }
    }

    private static ForceThread forcer(LogFolder folder, BlockStore store, LogContents contents, Durability durability)
            throws IOException {
        if (durability == Durability.PROCESS) {
            return null;
        }
        // What a killed process wrote is in the page cache and may not have reached the device.
        store.force();
        return new ForceThread(store, "ft4j-force-" + folder.path().getFileName(), contents.lastPosition());
    }

    @Override
    public void replay(RecordHandler handler) {
        check();
        if (!contents.hasBlocks()) {
            return;
        }
        BlockCursor cursor = cursor();
        step(cursor, true);
        Replay.block(cursor.header(), cursor.buffer(), cursor.bodyOffset(), handler);
        while (!cursor.isLast()) {
            step(cursor, false);
            Replay.block(cursor.header(), cursor.buffer(), cursor.bodyOffset(), handler);
        }
    }

    private void step(BlockCursor cursor, boolean first) {
        try {
            if (first) {
                cursor.toFirst();
            } else {
                cursor.toNext();
            }
        } catch (IOException | RuntimeException | InternalError e) {
            throw failed("replay", e);
        }
    }

    @Override
    public long append(EntrySlice slice) {
        check();
        if (slice.isEmpty() || !entries.mayFollow(slice.firstIndex())) {
            throw new IllegalArgumentException("entries from index " + slice.firstIndex() + " to " + slice.lastIndex()
                    + " cannot follow index " + entries.lastIndex());
        }
        int maxRecordsBytes = codec.maxRecordsLength(store.maxBlockBytes());
        if (slice.length() <= maxRecordsBytes) {
            writeEntries(slice, slice.offset(), slice.length(), slice.firstIndex(), slice.lastIndex());
        } else {
            appendSplit(slice, maxRecordsBytes);
        }
        return contents.lastPosition();
    }

    private void appendSplit(EntrySlice slice, int maxRecordsBytes) {
        int end = slice.offset() + slice.length();
        for (int at = slice.offset(); at < end; at += stride(slice, at)) {
            checkFits(stride(slice, at), maxRecordsBytes);
        }
        int begin = slice.offset();
        int at = begin;
        long first = slice.firstIndex();
        for (long index = first; index <= slice.lastIndex(); index++) {
            int stride = stride(slice, at);
            if (at + stride - begin > maxRecordsBytes) {
                writeEntries(slice, begin, at - begin, first, index - 1);
                begin = at;
                first = index;
            }
            at += stride;
        }
        writeEntries(slice, begin, at - begin, first, slice.lastIndex());
    }

    private static int stride(EntrySlice slice, int offset) {
        return Records.stride(Records.length(slice.buffer(), offset));
    }

    private static void checkFits(int stride, int maxRecordsBytes) {
        if (stride > maxRecordsBytes) {
            throw new IllegalArgumentException(
                    "record of " + stride + " bytes is longer than a block can hold, " + maxRecordsBytes);
        }
    }

    private void writeEntries(EntrySlice slice, int offset, int length, long first, long last) {
        assert Records.countConsecutive(slice.buffer(), offset, length, first, Records.HEADER_LENGTH)
                == last - first + 1;
        codec.indexes(first, last);
        write(BlockHeader.ENTRIES, (int) (last - first + 1), slice.buffer(), offset, length);
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        check();
        if (recordType < 1 || recordType > MAX_RECORD_TYPE) {
            throw new IllegalArgumentException("recordType=" + recordType + " must be 1 to " + MAX_RECORD_TYPE);
        }
        int recordLength = Records.HEADER_LENGTH + length;
        int stride = Records.stride(recordLength);
        checkFits(stride, codec.maxRecordsLength(store.maxBlockBytes()));
        ensureStateRecord(stride);
        // What pads it.
        stateRecord.putLong(stride - Long.BYTES, 0);
        Records.putHeader(stateRecord, 0, recordLength, recordType, NO_INDEX);
        stateRecord.putBytes(Records.HEADER_LENGTH, buffer, offset, length);
        writeState(stride);
        return contents.lastPosition();
    }

    private void ensureStateRecord(int stride) {
        if (stateRecord.capacity() < stride) {
            stateRecord = new UnsafeBuffer(ByteBuffer.allocateDirect(2 * stride));
        }
    }

    private void writeState(int stride) {
        codec.indexes(entries.lastIndex() + 1, entries.lastIndex());
        write(BlockHeader.STATE, 1, stateRecord, 0, stride);
    }

    @Override
    public long truncateFrom(long index) {
        check();
        if (index < entries.firstIndex() || index > entries.lastIndex()) {
            throw new IllegalArgumentException("index=" + index + " to truncate from is not between "
                    + entries.firstIndex() + " and " + entries.lastIndex());
        }
        reader.reset();
        codec.indexes(index, index - 1);
        write(BlockHeader.TRUNCATION, 1, stateRecord, 0, 0);
        return contents.lastPosition();
    }

    /**
     * An interrupt that waits would close every channel that is touched, so it is held back. One that arrives in the
     * middle of a write closes the file, and the log fails.
     */
    private void write(int kind, int recordCount, DirectBuffer records, int offset, int length) {
        boolean interrupted = Thread.interrupted();
        try {
            codec.positions(kind, contents.lastPosition() + 1, recordCount, mark.position(), length);
            codec.seal(records, offset, length);
            long address = store.append(
                    codec.buffer(),
                    codec.headerOffset(),
                    BlockHeader.LENGTH,
                    codec.body(),
                    codec.bodyOffset(),
                    codec.bodyLength());
            contents.add(address, codec.header(), records, offset);
        } catch (IOException | RuntimeException | InternalError e) {
            throw failed("append at position " + (contents.lastPosition() + 1), e);
        } finally {
            interruptAgain(interrupted);
        }
    }

    private static void interruptAgain(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long position() {
        return contents.lastPosition();
    }

    @Override
    public void requestForce() {
        check();
        if (forcer != null) {
            forcer.request(contents.lastPosition());
        }
    }

    @Override
    public long durablePosition() {
        check();
        long position = forcer == null ? contents.lastPosition() : forcer.forcedPosition();
        if (position > mark.position()) {
            mark.raise(position);
        }
        if (releaseFrom > 0 && position >= releaseAfter) {
            release();
        }
        return position;
    }

    /**
     * Does nothing while no file can go. At DISK the files go only when the state records that were saved from them are
     * forced.
     */
    @Override
    public void releaseBefore(long position) {
        check();
        long from = Math.min(position, contents.lastPosition());
        if (from <= Math.max(folder.keptFrom(), releaseFrom)) {
            return;
        }
        try {
            releaseCursor.toPosition(from);
            if (!store.hasFilesBefore(releaseCursor.address())) {
                return;
            }
            saveStateBefore(from);
        } catch (IOException | RuntimeException | InternalError e) {
            throw failed("release before position " + position, e);
        }
        releaseFrom = from;
        releaseAfter = contents.lastPosition();
        if (forcer == null) {
            release();
        } else {
            forcer.request(releaseAfter);
        }
    }

    private void saveStateBefore(long position) throws IOException {
        for (int slot = 0; slot < contents.stateTypeCount(); slot++) {
            if (contents.statePosition(slot) < position) {
                releaseCursor.to(contents.stateAddress(slot), contents.statePosition(slot));
                int stride = releaseCursor.endOffset() - releaseCursor.bodyOffset();
                ensureStateRecord(stride);
                stateRecord.putBytes(0, releaseCursor.buffer(), releaseCursor.bodyOffset(), stride);
                writeState(stride);
            }
        }
    }

    private void release() {
        boolean interrupted = Thread.interrupted();
        try {
            folder.keepFrom(releaseFrom);
            releaseCursor.toPosition(releaseFrom);
            store.releaseBefore(releaseCursor.address());
            reader.reset();
            releaseFrom = 0;
            forgetReleased();
        } catch (IOException | RuntimeException | InternalError e) {
            throw failed("release", e);
        } finally {
            interruptAgain(interrupted);
        }
    }

    private void forgetReleased() throws IOException {
        releaseCursor.toOldest();
        long address = releaseCursor.address();
        long position = releaseCursor.header().firstPosition();
        while (!entries.isEmpty() && !releaseCursor.hasLive() && !releaseCursor.isLast()) {
            releaseCursor.toNext();
        }
        long firstIndex = releaseCursor.hasLive() ? releaseCursor.header().firstIndex() : entries.lastIndex() + 1;
        contents.release(address, position, firstIndex);
    }

    @Override
    public long firstIndex() {
        return entries.firstIndex();
    }

    @Override
    public long lastIndex() {
        return entries.lastIndex();
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        check();
        if (fromIndex < entries.firstIndex() || fromIndex > entries.lastIndex()) {
            out.clear();
            return 0;
        }
        try {
            return reader.read(fromIndex, maxBytes, out);
        } catch (IOException | RuntimeException | InternalError e) {
            throw failed("read of index " + fromIndex, e);
        }
    }

    @Override
    public long incarnation() {
        return folder.incarnation();
    }

    @Override
    public Durability durability() {
        return durability;
    }

    /**
     * Bits that were found flipped and corrected since the log was opened, recovery included. Files are corrected as
     * well, so that each is counted once.
     */
    public long correctedBitCount() {
        return mender.correctedBitCount();
    }

    /** Where that was, in the order in which it was found: the first {@value BlockMender#MAX_CORRECTIONS} blocks. */
    public List<Correction> corrections() {
        return mender.corrections();
    }

    private void check() {
        if (failure != null) {
            throw new LogException("the log failed before: " + failure.getMessage(), failure);
        }
        if (closed) {
            throw new IllegalStateException("the log in " + folder.path() + " is closed");
        }
        if (forcer != null && forcer.failure() != null) {
            throw failed("force", forcer.failure());
        }
    }

    private LogException failed(String what, Throwable cause) {
        failure = new LogException("log in " + folder.path() + ": " + what + " failed: " + cause.getMessage(), cause);
        return failure;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (forcer != null) {
            forcer.stop();
        }
        close(store, folder);
    }

    private static void close(BlockStore store, LogFolder folder) {
        try {
            store.close();
        } finally {
            folder.close();
        }
    }
}
