package io.ft4j.log;

import io.ft4j.core.port.LogException;
import io.ft4j.log.folder.LogFolder;
import java.io.IOException;
import org.agrona.DirectBuffer;

/**
 * Reads all blocks at open, up to the first that is not sound. What stands there is the torn end of a log that was
 * killed, and is cut, if everything that was acknowledged stands before it; otherwise records that somebody relies on
 * are gone, and the log is refused: it must not be used before they are fetched from elsewhere.
 */
final class Recovery {
    private final LogFolder folder;
    private final BlockStore store;
    private final BlockCodec codec;
    private final BlockMender mender;
    private final BlockCheck check;
    private final LogContents contents = new LogContents();
    private final BlockView view = new BlockView();
    private final BlockHeader header = new BlockHeader();
    private long acknowledged;

    Recovery(LogFolder folder, BlockStore store, BlockCodec codec, BlockMender mender) {
        this.folder = folder;
        this.store = store;
        this.codec = codec;
        this.mender = mender;
        check = new BlockCheck(codec, contents, folder.keptFrom());
        acknowledged = folder.mark().position();
    }

    LogContents run() throws IOException {
        store.first(view);
        String damage = damage();
        while (damage == null && view.isBlock()) {
            header.wrap(view.buffer(), view.offset());
            acknowledged = Math.max(acknowledged, header.acknowledgedPosition());
            contents.add(view.address(), header, view.buffer(), view.offset() + BlockHeader.LENGTH);
            store.next(view);
            damage = damage();
        }
        long end = view.address();
        askBlocksBehind();
        if (acknowledged > contents.lastPosition()) {
            throw new LogException("the log in " + folder.path() + " ends with position " + contents.lastPosition()
                    + " but position " + acknowledged + " was acknowledged: " + store.describe(end) + ": "
                    + (damage == null ? "nothing follows" : damage));
        }
        store.cutFrom(end);
        return contents;
    }

    /**
     * The mark is not forced, so after a loss of power it may be older than the blocks. Each block says what was
     * acknowledged before it, and so the ones behind the damage know whether it matters.
     */
    private void askBlocksBehind() throws IOException {
        store.resume(view);
        while (!view.isEnd()) {
            if (view.isBlock() && wrapSound()) {
                acknowledged = Math.max(acknowledged, header.acknowledgedPosition());
                store.next(view);
            } else {
                store.resume(view);
            }
        }
    }

    /** Bytes behind the damage may be a copy of a block in a record, so nothing is corrected where it stands. */
    private boolean wrapSound() {
        if (codec.isBlock(view.buffer(), view.offset(), view.length())) {
            header.wrap(view.buffer(), view.offset());
            return true;
        }
        DirectBuffer corrected = mender.corrected(view);
        if (corrected != null) {
            header.wrap(corrected, 0);
        }
        return corrected != null;
    }

    /** Why the view shows no sound block of this log, also when it was mended; null also where it shows the end. */
    private String damage() throws IOException {
        if (!view.isBlock()) {
            return view.damage();
        }
        String damage = damageOfBlock();
        return damage != null && mender.mend(view) ? damageOfBlock() : damage;
    }

    private String damageOfBlock() {
        String damage = check.damage(view.buffer(), view.offset(), view.length());
        if (damage != null) {
            return damage;
        }
        String future = check.future(view.buffer(), view.offset(), folder.incarnation() - 1);
        if (future != null) {
            throw new LogException(store.describe(view.address()) + ": " + future);
        }
        return check.outOfPlace(view.buffer(), view.offset());
    }
}
