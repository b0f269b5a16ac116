package io.ft4j.log;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.protocol.Records;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * What the blocks of a log add up to: its last position, the entries that can be read, and where the newest state
 * record of every type stands. Recovery and appends feed it the same way.
 */
final class LogContents {
    final LiveEntries entries = new LiveEntries();

    private long firstPosition = 1;
    private long lastPosition;
    private boolean hasBlocks;

    private int[] stateTypes = new int[8];
    private long[] stateAddresses = new long[8];
    private long[] statePositions = new long[8];
    private int stateTypeCount;

    /** @param body where the first record of the block begins. */
    void add(long address, BlockHeader block, DirectBuffer body, int bodyOffset) {
        if (!hasBlocks) {
            hasBlocks = true;
            firstPosition = block.firstPosition();
            entries.startAt(block.firstIndex());
        }
        Invariant.check(
                block.firstPosition() == lastPosition + 1 || lastPosition == 0,
                "L1 positions are consecutive",
                block.firstPosition(),
                lastPosition);
        lastPosition = block.lastPosition();
        switch (block.kind()) {
            case BlockHeader.TRUNCATION:
                entries.truncate(address, block.firstIndex());
                break;
            case BlockHeader.STATE:
                noteState(Records.type(body, bodyOffset), address, block.firstPosition());
                entries.add(address, block);
                break;
            default:
                entries.add(address, block);
        }
    }

    /** The blocks between the last one and this one are lost; it is added next. */
    void passLoss(BlockHeader next) {
        if (!hasBlocks) {
            hasBlocks = true;
            firstPosition = next.firstPosition();
        }
        lastPosition = next.firstPosition() - 1;
        entries.startAt(next.firstIndex());
    }

    boolean hasBlocks() {
        return hasBlocks;
    }

    /** Of the oldest record kept. */
    long firstPosition() {
        return firstPosition;
    }

    /** 0 when there is none. */
    long lastPosition() {
        return lastPosition;
    }

    void release(long address, long newFirstPosition, long newFirstIndex) {
        firstPosition = newFirstPosition;
        entries.release(address, newFirstIndex);
    }

    private void noteState(int type, long address, long position) {
        int slot = 0;
        while (slot < stateTypeCount && stateTypes[slot] != type) {
            slot++;
        }
        if (slot == stateTypeCount) {
            addStateType(type);
        }
        stateAddresses[slot] = address;
        statePositions[slot] = position;
    }

    private void addStateType(int type) {
        if (stateTypeCount == stateTypes.length) {
            stateTypes = Arrays.copyOf(stateTypes, stateTypeCount * 2);
            stateAddresses = Arrays.copyOf(stateAddresses, stateTypeCount * 2);
            statePositions = Arrays.copyOf(statePositions, stateTypeCount * 2);
        }
        stateTypes[stateTypeCount++] = type;
    }

    int stateTypeCount() {
        return stateTypeCount;
    }

    long stateAddress(int slot) {
        return stateAddresses[slot];
    }

    long statePosition(int slot) {
        return statePositions[slot];
    }
}
