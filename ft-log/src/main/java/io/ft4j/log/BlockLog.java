package io.ft4j.log;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordHandler;
import java.io.IOException;
import org.agrona.DirectBuffer;

/** A {@link DurableLog} over the blocks of a store. */
public final class BlockLog implements DurableLog {
    private final LogFolder folder;
    private final BlockStore store;
    private final Durability durability;

    private BlockLog(LogFolder folder, BlockStore store, Durability durability) {
        this.folder = folder;
        this.store = store;
        this.durability = durability;
    }

    /**
     * Recovers the log that the store holds: verifies every block, cuts a tail that was never acknowledged. Takes over
     * folder and store and closes both, also when it throws. At {@link Durability#DISK} this starts the forcing thread.
     *
     * @throws LogException when the files hold something other than what was acknowledged.
     */
    public static BlockLog open(LogFolder folder, BlockStore store, Durability durability) throws IOException {
        return new BlockLog(folder, store, durability);
    }

    @Override
    public void replay(RecordHandler handler) {}

    @Override
    public long append(EntrySlice entries) {
        return 0;
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        return 0;
    }

    @Override
    public long truncateFrom(long index) {
        return 0;
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public void requestForce() {}

    @Override
    public long durablePosition() {
        return 0;
    }

    @Override
    public void releaseBefore(long position) {}

    @Override
    public long incarnation() {
        return 0;
    }

    @Override
    public Durability durability() {
        return durability;
    }

    @Override
    public long firstIndex() {
        return 1;
    }

    @Override
    public long lastIndex() {
        return 0;
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        return 0;
    }

    @Override
    public void close() {
        store.close();
        folder.close();
    }
}
