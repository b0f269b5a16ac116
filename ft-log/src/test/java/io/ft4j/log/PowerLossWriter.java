package io.ft4j.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A device that loses power after some write or force, and with it what was not forced. Writes go to one file. */
public final class PowerLossWriter extends FileWriter {
    /** Of each write that was not forced. */
    public enum Left {
        NOTHING,
        HALF,
        EVERYTHING
    }

    private static final int CHUNK_BYTES = 64 * 1024;

    private record Write(long offset, byte[] before) {}

    private final Path file;
    private final int lastStep;
    private final List<Write> unforced = new ArrayList<>();
    private int steps;

    /** @param lastStep after which there is no power; from 1 on. */
    public PowerLossWriter(Path file, int lastStep) {
        super(CHUNK_BYTES);
        this.file = file;
        this.lastStep = lastStep;
    }

    @Override
    protected void write(FileChannel channel, long offset, ByteBuffer bytes) throws IOException {
        byte[] before = new byte[bytes.remaining()];
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
            reading.read(ByteBuffer.wrap(before), offset);
        }
        unforced.add(new Write(offset, before));
        super.write(channel, offset, bytes);
        step();
    }

    @Override
    protected void force(FileChannel channel) throws IOException {
        unforced.clear();
        step();
    }

    private void step() throws IOException {
        if (++steps == lastStep) {
            throw new IOException("loss of power at step " + steps);
        }
    }

    /** Takes back what is lost. */
    public void leave(Left left) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (Write write : unforced) {
                int kept = left == Left.NOTHING ? 0 : left == Left.HALF ? write.before.length / 2 : write.before.length;
                ByteBuffer lost = ByteBuffer.wrap(write.before).position(kept);
                channel.write(lost, write.offset + kept);
            }
        }
    }
}
