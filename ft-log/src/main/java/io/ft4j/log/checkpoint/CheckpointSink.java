package io.ft4j.log.checkpoint;

import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.DirectBuffer;

/**
 * Takes the state of a checkpoint, in pieces of any length. Nothing counts before {@link #commit} has returned; a sink
 * that is closed before leaves nothing behind.
 *
 * <p>After an exception the sink is of no use any more, and all earlier checkpoints are as they were. An interrupt closes
 * the file, so an interrupted thread writes no checkpoint. One thread, that of the store; no allocation per block.
 */
public final class CheckpointSink implements StateSink, AutoCloseable {
    private final CheckpointStore store;
    private final CheckpointFiles files;
    private final StateBlock block;
    private final CheckpointHeader header;
    private final String temporaryName;
    private final FileChannel channel;

    private boolean open = true;
    private int index;
    private int filled;

    CheckpointSink(CheckpointStore store, CheckpointFiles files, StateBlock block, CheckpointHeader header)
            throws IOException {
        this.store = store;
        this.files = files;
        this.block = block;
        this.header = header;
        temporaryName = CheckpointFiles.name(header.number(), CheckpointFiles.TEMPORARY_SUFFIX);
        channel = files.create(temporaryName);
    }

    long number() {
        return header.number();
    }

    void writeHeader() {
        write(block.encode(header), 0);
    }

    @Override
    public void write(DirectBuffer buffer, int offset, int length) {
        requireOpen();
        buffer.boundsCheck(offset, length);
        int taken = 0;
        while (taken < length) {
            if (filled == block.blockBytes()) {
                writeBlock(false);
            }
            int part = Math.min(length - taken, block.blockBytes() - filled);
            block.buffer().putBytes(StateBlock.HEADER_LENGTH + filled, buffer, offset + taken, part);
            taken += part;
            filled += part;
        }
    }

    private void writeBlock(boolean isLast) {
        long offset = StateBlock.offset(index, block.blockBytes());
        write(block.seal(index, filled, isLast), offset);
        index = Math.addExact(index, 1);
        filled = 0;
    }

    private void write(ByteBuffer bytes, long offset) {
        try {
            files.write(channel, bytes, offset);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Makes the checkpoint durable, then deletes what is older than those to be kept. When it has returned the
     * checkpoint is the newest and survives a loss of power.
     *
     * @throws LogException when it could not; the message says whether the checkpoint counts nevertheless.
     */
    public void commit() {
        finish(CheckpointFiles.SUFFIX);
        store.published(this);
    }

    /**
     * Makes the checkpoint durable without making it the newest: it waits for {@link CheckpointStore#makePermanent}, also
     * across a crash. Nothing older goes.
     *
     * @throws LogException when it could not; then it does not wait, or the store is of no use any more.
     */
    public void prepare() {
        finish(CheckpointFiles.TENTATIVE_SUFFIX);
        store.prepared(this);
    }

    private void finish(String suffix) {
        requireOpen();
        writeBlock(true);
        try {
            files.force(channel);
            channel.close();
            files.rename(temporaryName, CheckpointFiles.name(number(), suffix));
        } catch (IOException e) {
            throw failure(e);
        }
        open = false;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("checkpoint " + number() + " is committed, closed or failed");
        }
    }

    private LogException failure(IOException cause) {
        LogException failure = new LogException(
                "checkpoint " + number() + " is not taken, file " + files.path(temporaryName) + ": " + cause, cause);
        try {
            close();
        } catch (LogException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Without a {@link #commit} before, the checkpoint is given up. Idempotent. */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        store.givenUp(this);
        try {
            channel.close();
            files.delete(temporaryName);
        } catch (IOException e) {
            throw new LogException("cannot remove file " + files.path(temporaryName) + ": " + e, e);
        }
    }
}
