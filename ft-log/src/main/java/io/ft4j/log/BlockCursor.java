package io.ft4j.log;

import io.ft4j.core.port.LogException;
import java.io.IOException;
import org.agrona.DirectBuffer;

/** Walks over the blocks of a log that was recovered, and verifies each one before it shows it. */
final class BlockCursor {
    private final BlockStore store;
    private final BlockCodec codec;
    private final BlockMender mender;
    private final LogContents contents;
    private final BlockView view = new BlockView();
    private final BlockHeader header = new BlockHeader();

    BlockCursor(BlockStore store, BlockCodec codec, BlockMender mender, LogContents contents) {
        this.store = store;
        this.codec = codec;
        this.mender = mender;
        this.contents = contents;
    }

    void toFirst() throws IOException {
        store.first(view);
        enter(contents.firstPosition());
    }

    /** To the oldest block, whatever its position. */
    void toOldest() throws IOException {
        store.first(view);
        if (view.isBlock()) {
            mender.mend(view);
        }
        enter(view.isBlock() ? header.wrap(view.buffer(), view.offset()).firstPosition() : contents.firstPosition());
    }

    /** To a block that {@link LiveEntries} remembers by this number, or to the first where it is negative. */
    void toMark(int mark) throws IOException {
        if (mark < 0) {
            toFirst();
        } else {
            to(contents.entries.markAddress(mark), contents.entries.markPosition(mark));
        }
    }

    void to(long address, long firstPosition) throws IOException {
        store.at(address, view);
        enter(firstPosition);
    }

    void toNext() throws IOException {
        long position = header.lastPosition() + 1;
        store.next(view);
        enter(position);
    }

    private void enter(long expectedPosition) throws IOException {
        String damage = damage(expectedPosition);
        if (damage != null && view.isBlock() && mender.mend(view)) {
            damage = damage(expectedPosition);
        }
        if (damage != null) {
            throw new LogException(store.describe(view.address()) + ": " + damage);
        }
        header.wrap(view.buffer(), view.offset());
    }

    private String damage(long expectedPosition) {
        return view.isBlock()
                ? codec.damage(view.buffer(), view.offset(), view.length(), expectedPosition)
                : view.isEnd() ? "the block of position " + expectedPosition + " is missing" : view.damage();
    }

    /** To the block that holds this position, which the log has. */
    void toPosition(long position) throws IOException {
        toMark(contents.entries.markBeforePosition(position));
        while (header.lastPosition() < position) {
            toNext();
        }
    }

    /** To the block from which this live entry can be read. */
    void toIndex(long index) throws IOException {
        toMark(contents.entries.markBeforeIndex(index));
        while (!holds(index)) {
            toNext();
        }
    }

    /** Onward to the block from which this live entry can be read. */
    void onToIndex(long index) throws IOException {
        do {
            toNext();
        } while (!holds(index));
    }

    private boolean holds(long index) {
        return header.kind() == BlockHeader.ENTRIES && header.firstIndex() <= index && index <= lastLive();
    }

    /** Of the entries in this block, the last one that no truncation hides. */
    long lastLive() {
        return contents.entries.lastLive(view.address(), header.lastIndex());
    }

    boolean hasLive() {
        return holds(header.firstIndex());
    }

    boolean isLast() {
        return header.lastPosition() == contents.lastPosition();
    }

    BlockHeader header() {
        return header;
    }

    long address() {
        return view.address();
    }

    DirectBuffer buffer() {
        return view.buffer();
    }

    int bodyOffset() {
        return view.offset() + BlockHeader.LENGTH;
    }

    /** Behind the last record. */
    int endOffset() {
        return bodyOffset() + header.recordsLength();
    }
}
