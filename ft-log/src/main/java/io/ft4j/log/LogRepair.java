package io.ft4j.log;

import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.folder.FolderState;
import io.ft4j.log.folder.LogFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes damaged blocks of a log again, out of copies of their entries that others have. It holds the folder as an open log
 * does; once it is closed, the log opens as if nothing had happened.
 *
 * <p>A block is written only if it is certain to be what it was. Either the checksum that stands in the file is the one of
 * the block that was put together: that is proof, and entries that nobody has may then be those that stand there. Or there are
 * copies of all its entries, from an opening of the log that is late enough to know what it says, and they fill the place
 * between two sound blocks to the byte. What neither holds for is refused; nothing is then changed, in no block. State records
 * and truncations have no copies.
 *
 * <p>All blocks are put together before the first is written, and each is forced. A crash in between leaves a log that is
 * still refused, and can be repaired again.
 *
 * <p>One thread. Allocates: the damaged blocks in memory.
 */
public final class LogRepair implements AutoCloseable {
    /** Instead of an incarnation: nobody has the record. */
    public static final long NOBODY = 0;

    /** Entries of the log that somebody has. */
    public interface Copies {
        /**
         * Writes the whole entry of this index, header first.
         *
         * @return an incarnation of the log in which it stood there, or {@link #NOBODY}.
         */
        long entry(long index, MutableDirectBuffer out);
    }

    /**
     * Damaged blocks one behind the other.
     *
     * @param firstIndex of the entries that are not there.
     */
    public record Stretch(Path file, long offset, long firstPosition, long firstIndex, long lastIndex, String reason) {}

    /** A block that was written again. */
    public record Rebuilt(Path file, long offset, long firstPosition, long firstIndex, long lastIndex) {}

    private record Sound(long address, BlockHeader header) {}

    /** @param after null: nothing sound is behind it. */
    private record Gap(Sound before, Sound after, long afterPosition, long afterIndex, String reason) {}

    private record Copy(UnsafeBuffer entry, long incarnation) {}

    private record Block(long address, UnsafeBuffer bytes, Rebuilt rebuilt) {}

    private final LogFolder folder;
    private final BlockStore store;
    private final BlockView view = new BlockView();
    private final Map<Long, Copy> copies = new HashMap<>();
    private List<Gap> gaps;

    private LogRepair(LogFolder folder, BlockStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** Takes over folder and store and closes both, also when it throws. */
    public static LogRepair open(LogFolder folder, BlockStore store) {
        LogRepair repair = new LogRepair(folder, store);
        boolean opened = false;
        try {
            repair.gaps = repair.find();
            opened = true;
            return repair;
        } catch (IOException | InternalError e) {
            throw new LogException("cannot read the log in " + folder.path() + ": " + e, e);
        } finally {
            if (!opened) {
                repair.close();
            }
        }
    }

    public Path folder() {
        return folder.path();
    }

    /** How often the folder was opened, this time included. */
    public long incarnation() {
        return folder.incarnation();
    }

    /** What has to be written again before the log can be opened. */
    public List<Stretch> stretches() {
        try {
            List<Stretch> stretches = new ArrayList<>();
            for (Gap gap : gaps) {
                stretches.add(stretch(gap));
            }
            return stretches;
        } catch (IOException e) {
            throw new LogException("cannot read the log in " + folder.path() + ": " + e, e);
        }
    }

    private Stretch stretch(Gap gap) throws IOException {
        if (gap.before == null) {
            store.first(view);
            return new Stretch(store.file(view.address()), BlockStore.offset(view.address()), 0, 0, -1, gap.reason);
        }
        long address = place(gap.before.address, gap.before.header.blockLength(), limit(gap));
        return new Stretch(
                store.file(address),
                BlockStore.offset(address),
                gap.before.header.lastPosition() + 1,
                gap.before.header.lastIndex() + 1,
                gap.afterIndex - 1,
                gap.reason);
    }

    // What is damaged

    private final class Findings implements BlockScan.Findings {
        private String reason;

        @Override
        public void corrected(long address, long position, int bitCount) {
            // Corrected when the log is opened.
        }

        @Override
        public void damaged(long address, String why, long lastPosition, long nextPosition) {
            reason = why;
        }

        @Override
        public void fromFuture(long address, String why) {
            throw new LogException(store.describe(address) + ": " + why);
        }

        @Override
        public long incarnation() {
            return folder.incarnation() - 1;
        }
    }

    private List<Gap> find() throws IOException {
        List<Gap> found = new ArrayList<>();
        Findings findings = new Findings();
        BlockScan scan = new BlockScan(FolderState.read(folder.path()), store, findings);
        Sound before = null;
        while (scan.next(Long.MAX_VALUE)) {
            Sound sound = new Sound(scan.address(), scan.copyHeader());
            if (findings.reason != null
                    && before != null
                    && sound.header.firstPosition() == 1 + before.header.lastPosition()) {
                // Nothing is missing: what is damaged is this block, in its check bits.
                continue;
            }
            if (findings.reason != null) {
                found.add(new Gap(
                        before, sound, sound.header.firstPosition(), sound.header.firstIndex(), findings.reason));
                findings.reason = null;
            }
            before = sound;
        }
        long acknowledged = Math.max(folder.mark().position(), scan.acknowledged());
        if (acknowledged > (before == null ? 0 : before.header.lastPosition())) {
            String atEnd = scan.endDamage() == null ? "nothing follows" : scan.endDamage();
            long lost = before == null ? 0 : acknowledged - before.header.lastPosition();
            long nextIndex = before == null ? 0 : before.header.lastIndex() + lost + 1;
            found.add(new Gap(
                    before, null, acknowledged + 1, nextIndex, findings.reason == null ? atEnd : findings.reason));
        }
        // What was not acknowledged is cut when the log is opened.
        found.removeIf(gap -> gap.before != null && gap.before.header.lastPosition() >= acknowledged);
        return found;
    }

    // What it was

    /**
     * Writes all damaged blocks again.
     *
     * @return the blocks that were written; none where the log can be opened as it is.
     * @throws LogException when a block cannot be rebuilt, with file, offset, the entries that nobody has, and reason; nothing
     *                      was changed then. Also when writing failed; then the repair is to be begun anew.
     */
    public List<Rebuilt> rebuild(Copies source) {
        // An interrupt that waits would close the file that is written to.
        boolean interrupted = Thread.interrupted();
        try {
            copies.clear();
            List<Block> blocks = new ArrayList<>();
            for (Gap gap : gaps) {
                rebuild(gap, source, blocks);
            }
            for (Block block : blocks) {
                store.rewrite(block.address, block.bytes, 0, block.bytes.capacity());
            }
            gaps = find();
            if (!gaps.isEmpty()) {
                throw new LogException("the log in " + folder.path() + " is still damaged: " + stretches());
            }
            return blocks.stream().map(Block::rebuilt).collect(Collectors.toList());
        } catch (IOException | InternalError e) {
            throw new LogException("cannot repair the log in " + folder.path() + ": " + e, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void rebuild(Gap gap, Copies source, List<Block> blocks) throws IOException {
        requireEntries(gap);
        long limit = limit(gap);
        long address = place(gap.before.address, gap.before.header.blockLength(), limit);
        long position = gap.before.header.lastPosition() + 1;
        long index = gap.before.header.lastIndex() + 1;
        while (position < gap.afterPosition) {
            int shown = view.isBlock() && view.address() == address ? view.length() : 0;
            Attempt attempt = new Attempt(gap, source, address, position, index);
            if (!attempt.fill(shown, true)
                    && !attempt.fill(attempt.lengthToNext(), false)
                    && !attempt.fill(shown, false)) {
                throw refused(gap, address, index, attempt.reason());
            }
            blocks.add(attempt.block());
            position += attempt.count;
            index += attempt.count;
            address = place(address, attempt.block().bytes.capacity(), limit);
        }
        if (gap.after != null && address != gap.after.address) {
            throw refused(gap, address, index, "something stands here that is not part of the log");
        }
    }

    private void requireEntries(Gap gap) {
        if (gap.before == null) {
            throw new LogException("the log in " + folder.path()
                    + " cannot be rebuilt: no sound block is before what is damaged: " + gap.reason);
        }
        if (gap.after == null) {
            return;
        }
        long positions = gap.afterPosition - gap.before.header.lastPosition() - 1;
        long entries = gap.afterIndex - gap.before.header.lastIndex() - 1;
        if (gap.after.header.kind() == BlockHeader.TRUNCATION || positions != entries) {
            throw new LogException("the log in " + folder.path()
                    + " cannot be rebuilt: a state record or a truncation is"
                    + " among positions " + (gap.before.header.lastPosition() + 1) + " to " + (gap.afterPosition - 1)
                    + ", behind " + store.describe(gap.before.address) + ", and has no copy: " + gap.reason);
        }
    }

    private LogException refused(Gap gap, long address, long index, String why) {
        return new LogException(store.describe(address) + ": the block of entry " + index + " cannot be rebuilt: " + why
                + "; found there: " + gap.reason);
    }

    private static long limit(Gap gap) {
        return gap.after == null ? Long.MAX_VALUE : gap.after.address;
    }

    /** Where the block behind this one has its place; the view shows it if something is there that may be one. */
    private long place(long address, int length, long limit) throws IOException {
        view.block(address, new UnsafeBuffer(0, 0), 0, length);
        long behind = store.behind(view);
        store.next(view);
        return view.isEnd() || view.address() > limit ? behind : view.address();
    }

    private UnsafeBuffer read(long address, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(store.file(address), StandardOpenOption.READ)) {
            int count = 0;
            while (count >= 0 && bytes.hasRemaining()) {
                count = channel.read(bytes, store.blockOffset(address) + (long) bytes.position());
            }
        }
        return new UnsafeBuffer(bytes.array());
    }

    /** @return null where nobody has it. */
    private Copy copy(Copies source, long index) {
        Copy known = copies.get(index);
        if (known != null) {
            return known;
        }
        ExpandableArrayBuffer out = new ExpandableArrayBuffer();
        long incarnation = source.entry(index, out);
        if (incarnation == NOBODY) {
            return null;
        }
        int length = Records.length(out, 0);
        if (length < Records.HEADER_LENGTH || length > out.capacity() || Records.index(out, 0) != index) {
            throw new LogException("the copy of entry " + index + " is one of entry " + Records.index(out, 0) + ", of "
                    + length + " bytes");
        }
        UnsafeBuffer entry = new UnsafeBuffer(new byte[Records.stride(length)]);
        entry.putBytes(0, out, 0, length);
        Copy copy = new Copy(entry, incarnation);
        copies.put(index, copy);
        return copy;
    }

    /** To put one block together. */
    private final class Attempt {
        private final Gap gap;
        private final Copies source;
        private final long address;
        private final long position;
        private final long index;
        /** In all trials. */
        private final TreeSet<Long> nobodys = new TreeSet<>();

        private String misfit = "it has no place before the next block";
        private String doubt;
        private boolean proofOnly;
        private boolean allCopied;
        private UnsafeBuffer there;
        private long oldest;
        private int count;
        private UnsafeBuffer bytes;

        Attempt(Gap gap, Copies source, long address, long position, long index) {
            this.gap = gap;
            this.source = source;
            this.address = address;
            this.position = position;
            this.index = index;
        }

        /** If nothing else is in between; 0: the next block is in another file. */
        int lengthToNext() {
            boolean together = gap.after != null && store.file(address).equals(store.file(gap.after.address));
            return together ? BlockStore.offset(gap.after.address) - store.blockOffset(address) : 0;
        }

        /** @param byProof only. */
        boolean fill(int length, boolean byProof) throws IOException {
            proofOnly = byProof;
            if (length <= BlockHeader.LENGTH
                    || length % BlockStore.BLOCK_ALIGNMENT != 0
                    || lengthToNext() > 0 && length > lengthToNext()) {
                return false;
            }
            there = read(address, length);
            int bodyLength = length - BlockHeader.LENGTH;
            int recordsLength = CheckBits.recordsLength(bodyLength);
            return fill(bodyLength, Protection.CHECKSUM)
                    || CheckBits.bodyLength(recordsLength) == bodyLength && fill(recordsLength, Protection.SECDED);
        }

        private boolean fill(int recordsLength, Protection protection) {
            UnsafeBuffer records = new UnsafeBuffer(new byte[recordsLength]);
            allCopied = true;
            oldest = Long.MAX_VALUE;
            count = 0;
            int at = 0;
            while (at < recordsLength && position + count < gap.afterPosition) {
                int stride = put(index + count, records, at);
                if (stride == 0) {
                    return false;
                }
                at += stride;
                count++;
            }
            if (at != recordsLength) {
                misfit = "the entries that are missing take " + at + " bytes, the block has " + recordsLength;
                return false;
            }
            return seal(records, protection, headerThere());
        }

        /** The copy, or what stands there where nobody has one. Returns its stride, 0 where it does not fit. */
        private int put(long entry, UnsafeBuffer records, int at) {
            Copy copy = copy(source, entry);
            if (copy != null) {
                int stride = copy.entry.capacity();
                if (stride > records.capacity() - at) {
                    misfit = "entry " + entry + " is longer than the block";
                    return 0;
                }
                oldest = Math.min(oldest, copy.incarnation);
                records.putBytes(at, copy.entry, 0, stride);
                return stride;
            }
            allCopied = false;
            nobodys.add(entry);
            int from = BlockHeader.LENGTH + at;
            int room = records.capacity() - at;
            int length = room < Records.HEADER_LENGTH ? 0 : Records.length(there, from);
            if (length < Records.HEADER_LENGTH || length > room || Records.index(there, from) != entry) {
                return 0;
            }
            records.putBytes(at, there, from, Records.stride(length));
            return Records.stride(length);
        }

        /** As far as check bits correct it. */
        private BlockHeader headerThere() {
            UnsafeBuffer header = new UnsafeBuffer(new byte[BlockHeader.LENGTH]);
            header.putBytes(0, there, 0, BlockHeader.LENGTH);
            if (CheckBits.arePresent(header, 0)) {
                CheckBits.correctHeader(header, 0);
            }
            return new BlockHeader().wrap(header, 0);
        }

        private boolean seal(UnsafeBuffer records, Protection protection, BlockHeader found) {
            long newest = gap.after == null ? folder.incarnation() - 1 : gap.after.header.incarnation();
            long[] incarnations = {found.incarnation(), gap.before.header.incarnation(), newest};
            long[] marks = {found.acknowledgedPosition(), gap.before.header.acknowledgedPosition(), position - 1};
            UnsafeBuffer likely = null;
            for (long incarnation : incarnations) {
                for (long mark : marks) {
                    if (incarnation >= gap.before.header.incarnation()
                            && incarnation <= newest
                            && mark >= gap.before.header.acknowledgedPosition()
                            && mark < position) {
                        bytes = block(records, protection, incarnation, mark);
                        if (new BlockHeader().wrap(bytes, 0).crc() == found.crc()) {
                            return true;
                        }
                        likely = likely == null ? bytes : likely;
                    }
                }
            }
            bytes = likely;
            return likely != null && isCertain(newest);
        }

        /** Without proof by the checksum. */
        private boolean isCertain(long newest) {
            if (oldest < newest) {
                doubt = "a copy is of incarnation " + oldest + ", and the block may be of incarnation " + newest;
            }
            return allCopied && oldest >= newest && lengthToNext() > 0 && !proofOnly;
        }

        private UnsafeBuffer block(UnsafeBuffer records, Protection protection, long incarnation, long mark) {
            BlockCodec codec = new BlockCodec(folder.idHigh(), folder.idLow(), incarnation, protection);
            codec.indexes(index, index + count - 1);
            codec.positions(BlockHeader.ENTRIES, position, count, mark, records.capacity());
            codec.seal(records, 0, records.capacity());
            UnsafeBuffer block = new UnsafeBuffer(new byte[BlockHeader.LENGTH + codec.bodyLength()]);
            block.putBytes(0, codec.buffer(), codec.headerOffset(), BlockHeader.LENGTH);
            block.putBytes(BlockHeader.LENGTH, codec.body(), codec.bodyOffset(), codec.bodyLength());
            return block;
        }

        String reason() {
            if (!nobodys.isEmpty()) {
                return "nobody has "
                        + nobodys.stream().map(entry -> "entry " + entry).collect(Collectors.joining(", "))
                        + ", and what stands there is not what was written";
            }
            return doubt == null ? misfit : doubt;
        }

        Block block() {
            Rebuilt rebuilt =
                    new Rebuilt(store.file(address), BlockStore.offset(address), position, index, index + count - 1);
            return new Block(address, bytes, rebuilt);
        }
    }

    /** Idempotent. */
    @Override
    public void close() {
        try {
            store.close();
        } finally {
            folder.close();
        }
    }
}
