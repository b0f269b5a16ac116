package io.ft4j.log;

import io.ft4j.core.port.RecordHandler;
import io.ft4j.log.folder.FolderState;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks over the sound blocks of a log that it must not change: nothing is locked, cut or corrected in a file. It goes on
 * behind damage where it finds a block again, and it may be asked again at the end, where another process may have
 * written more.
 *
 * <p>What is not sound is looked at twice before it is called damage: a block that is there behind it shows that the
 * writer has been past that place, so that a second look sees what it left. At the end nothing shows that.
 *
 * <p>Blocks are copied before they are verified: a store that reads what another process may be writing shows them only
 * until it is asked for more.
 *
 * <p>One thread. The bytes of a block are valid until the next call.
 */
public final class BlockScan {
    /** Receives what is found between sound blocks, and in them. */
    public interface Findings {
        /** The block that comes next was given back by its check bits. */
        void corrected(long address, long position, int bitCount);

        /** What stands here is not sound; records between these two positions are not there. */
        void damaged(long address, String reason, long lastPosition, long nextPosition);

        /** The block that comes next says that it is from a later opening of the log than {@link #incarnation}. */
        void fromFuture(long address, String reason);

        /** How often the log was opened by now. */
        long incarnation() throws IOException;
    }

    private static final long NONE = -1;
    private static final String NOTHING = "nothing follows";

    private final LogContents contents = new LogContents();
    private final BlockView view = new BlockView();
    private final BlockHeader header = new BlockHeader();
    private final BlockCodec codec;
    private final BlockCheck check;
    private final Findings findings;

    private BlockStore store;
    private BlockMender mender;
    private long incarnation;
    private long acknowledged;
    private long endAddress;
    private String endDamage;

    private UnsafeBuffer copy = new UnsafeBuffer(0, 0);

    /** Where the last block is, and its bytes: a copy, as they stand in the file or corrected. */
    private long address = NONE;

    private DirectBuffer block = copy;
    private int correctedBitCount;

    /**
     * Begins before the oldest block.
     *
     * @param folder read after the store was opened.
     */
    public BlockScan(FolderState folder, BlockStore store, Findings findings) {
        this.findings = findings;
        incarnation = folder.incarnation();
        codec = new BlockCodec(folder.idHigh(), folder.idLow(), incarnation, Protection.CHECKSUM);
        check = new BlockCheck(codec, contents, folder.keptFrom());
        readFrom(store);
    }

    private void readFrom(BlockStore opened) {
        store = opened;
        mender = new BlockMender(opened, codec);
    }

    /**
     * Goes on in the files as they are now.
     *
     * @return false when no block was read, or its file is no longer there: this scan is of no use any more.
     */
    public boolean reopen(BlockStore opened) throws IOException {
        readFrom(opened);
        store.first(view);
        return address != NONE && !view.isEnd() && view.address() <= address;
    }

    /**
     * Moves on to the next sound block.
     *
     * @param acknowledged where less than this was read, zeros are not taken for the end before blocks were looked for
     *                     behind them; {@link Long#MAX_VALUE} for always.
     * @return false at the end of the blocks that are there now.
     */
    public boolean next(long acknowledged) throws IOException {
        step();
        String damage = damage();
        if (damage == null && view.isBlock()) {
            take();
            return true;
        }
        endAddress = view.address();
        endDamage = damage;
        boolean isEnd = view.isEnd() && Math.max(acknowledged, this.acknowledged) <= lastPosition();
        return !isEnd && search() && takeBehind(view.address());
    }

    private boolean takeBehind(long found) throws IOException {
        step();
        String damage = damage();
        if (damage == null && view.isBlock()) {
            take();
            return true;
        }
        long damaged = view.address();
        store.at(found, view);
        if (!view.isBlock() || !isBehind()) {
            return false;
        }
        findings.damaged(damaged, damage == null ? NOTHING : damage, lastPosition(), header.firstPosition());
        contents.passLoss(header);
        take();
        return true;
    }

    private void step() throws IOException {
        if (address == NONE) {
            store.first(view);
        } else {
            store.at(address, view);
            store.next(view);
        }
    }

    /** Why the view shows no block that follows; null also where it shows the end. */
    private String damage() {
        if (!view.isBlock()) {
            return view.damage();
        }
        copy();
        String damage = damageOfBlock();
        DirectBuffer corrected = damage == null ? null : mender.corrected(view);
        if (corrected == null || mender.copyBitCount() == 0) {
            return damage;
        }
        show(corrected, mender.copyBitCount());
        return damageOfBlock();
    }

    private String damageOfBlock() {
        String damage = check.damage(block, 0, view.length());
        return damage == null ? check.outOfPlace(block, 0) : damage;
    }

    /** The view shows the copy then. */
    private void copy() {
        int length = view.length();
        if (copy.capacity() < length) {
            copy = new UnsafeBuffer(ByteBuffer.allocateDirect(BitUtil.findNextPositivePowerOfTwo(length)));
        }
        if (view.buffer() != copy) {
            copy.putBytes(0, view.buffer(), view.offset(), length);
            view.block(view.address(), copy, 0, length);
        }
        show(copy, 0);
    }

    private void show(DirectBuffer bytes, int bitCount) {
        block = bytes;
        correctedBitCount = bitCount;
    }

    /** Looks for a block of this log that belongs further behind. */
    private boolean search() throws IOException {
        long jump = behindDamaged();
        if (address != NONE) {
            store.at(address, view);
            store.resume(view);
        } else {
            store.first(view);
            if (!view.isBlock()) {
                store.resume(view);
            }
        }
        while (!view.isEnd() && !(view.isBlock() && isBehind())) {
            store.resume(view);
        }
        if (jump != NONE && (view.isEnd() || jump < view.address())) {
            store.at(jump, view);
        }
        return view.isBlock();
    }

    /** Where the next block is, if the view shows one with damage elsewhere than in its length; it may be a long one. */
    private long behindDamaged() throws IOException {
        if (!view.isBlock() || isBehind()) {
            return NONE;
        }
        store.next(view);
        return view.isBlock() && isBehind() ? view.address() : NONE;
    }

    private boolean isBehind() {
        if (!wrapSound()) {
            return false;
        }
        acknowledged = Math.max(acknowledged, header.acknowledgedPosition());
        return header.firstPosition() > lastPosition() && codec.disorder(block, 0) == null;
    }

    private boolean wrapSound() {
        if (!codec.mayBeBlock(view.buffer(), view.offset(), view.length())) {
            return false;
        }
        copy();
        DirectBuffer corrected = mender.corrected(view);
        if (corrected != null && mender.copyBitCount() > 0) {
            show(corrected, mender.copyBitCount());
        } else if (!codec.isBlock(copy, 0, view.length())) {
            return false;
        }
        header.wrap(block, 0);
        return true;
    }

    private void take() throws IOException {
        header.wrap(block, 0);
        if (header.incarnation() > incarnation) {
            askIncarnation();
        }
        if (correctedBitCount > 0) {
            findings.corrected(view.address(), header.firstPosition(), correctedBitCount);
        }
        address = view.address();
        acknowledged = Math.max(acknowledged, header.acknowledgedPosition());
        contents.add(address, header, block, BlockHeader.LENGTH);
    }

    private void askIncarnation() throws IOException {
        String future = check.future(block, 0, findings.incarnation());
        if (future != null) {
            findings.fromFuture(view.address(), future);
        }
        incarnation = header.incarnation();
    }

    /** Gives the records of the block, or the truncation, in a buffer that begins with the block. */
    public void records(RecordHandler handler) {
        Replay.block(header, block, BlockHeader.LENGTH, handler);
    }

    /** Of the block; a copy. */
    BlockHeader copyHeader() {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[BlockHeader.LENGTH]);
        bytes.putBytes(0, block, 0, BlockHeader.LENGTH);
        return new BlockHeader().wrap(bytes, 0);
    }

    /** Where the block is. */
    public long address() {
        return address;
    }

    public boolean hasCheckBits() {
        return header.hasCheckBits();
    }

    /** Records that the block holds; 1 for a truncation. */
    public int recordCount() {
        return header.recordCount();
    }

    /** Of the oldest record; 0 when there is none. */
    public long firstPosition() {
        return contents.hasBlocks() ? contents.firstPosition() : 0;
    }

    /** Of the newest record that was read; 0 when there is none. */
    public long lastPosition() {
        return contents.lastPosition();
    }

    /** The newest position that a sound block calls acknowledged. */
    public long acknowledged() {
        return acknowledged;
    }

    /** Where {@link #next} found the end. */
    public long endAddress() {
        return endAddress;
    }

    /** What stands at the end; null where nothing does. */
    public String endDamage() {
        return endDamage;
    }
}
