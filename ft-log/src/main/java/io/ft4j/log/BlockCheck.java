package io.ft4j.log;

import io.ft4j.log.folder.Incarnation;
import org.agrona.DirectBuffer;

/** Whether a block is sound, and follows the blocks that a log consists of so far. */
final class BlockCheck {
    private final BlockCodec codec;
    private final LogContents contents;
    private final long keptFrom;
    private final BlockHeader header = new BlockHeader();

    /** @param keptFrom records before this position may be missing. */
    BlockCheck(BlockCodec codec, LogContents contents, long keptFrom) {
        this.codec = codec;
        this.contents = contents;
        this.keptFrom = keptFrom;
    }

    /** Why these bytes are no sound block of the next position; null where they are. */
    String damage(DirectBuffer buffer, int offset, int length) {
        String damage = codec.damage(buffer, offset, length, expectedPosition(buffer, offset));
        return damage == null ? codec.disorder(buffer, offset) : damage;
    }

    /** The first block may hold anything up to what was released; nothing released means position 1. */
    private long expectedPosition(DirectBuffer buffer, int offset) {
        return contents.hasBlocks()
                ? contents.lastPosition() + 1
                : Math.min(header.wrap(buffer, offset).firstPosition(), keptFrom);
    }

    /** Why a sound block cannot have been written in the first {@code incarnations} of the log; null where it can. */
    String future(DirectBuffer buffer, int offset, long incarnations) {
        header.wrap(buffer, offset);
        return header.incarnation() > incarnations
                ? "a block of incarnation " + header.incarnation() + ", but the folder was opened " + incarnations
                        + " times before: its file " + Incarnation.FILE_NAME + " is older than its blocks"
                : null;
    }

    /** Why a sound block of the next position has no place behind the others; null where it has. */
    String outOfPlace(DirectBuffer buffer, int offset) {
        header.wrap(buffer, offset);
        return contents.hasBlocks() && !follows(contents.entries)
                ? "a block of kind " + header.kind() + " for index " + header.firstIndex() + " behind index "
                        + contents.entries.lastIndex()
                : null;
    }

    private boolean follows(LiveEntries entries) {
        switch (header.kind()) {
            case BlockHeader.ENTRIES:
                return entries.mayFollow(header.firstIndex());
            case BlockHeader.STATE:
                return header.firstIndex() == entries.lastIndex() + 1;
            default:
                return header.firstIndex() <= entries.lastIndex();
        }
    }
}
