package io.ft4j.bench.jmh;

import io.ft4j.core.consensus.raft.codec.AppendEntriesDecoder;
import io.ft4j.core.consensus.raft.codec.AppendEntriesEncoder;
import io.ft4j.core.consensus.raft.codec.MessageHeaderDecoder;
import io.ft4j.core.consensus.raft.codec.MessageHeaderEncoder;
import io.ft4j.core.protocol.Records;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The message that replicates one command of 64 B, written and read; no checksum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AppendEntriesBenchmark {
    private static final int BUFFER_BYTES = 1024;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(BUFFER_BYTES));
    private final UnsafeBuffer command = new UnsafeBuffer(ByteBuffer.allocateDirect(Entries.COMMAND_BYTES));
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final AppendEntriesEncoder encoder = new AppendEntriesEncoder();
    private final AppendEntriesDecoder decoder = new AppendEntriesDecoder();
    private long index;

    /** So that there is something to decode. */
    @Setup
    public void fill() {
        encode();
    }

    /**
     * Message header, four fields, one entry.
     *
     * @return where it ends
     */
    @Benchmark
    public int encode() {
        index++;
        encoder.wrapAndApplyHeader(buffer, 0, headerEncoder)
                .term(1)
                .prevIndex(index - 1)
                .prevTerm(1)
                .commitIndex(index - 1);
        int at = encoder.limit();
        int length = Records.ENTRY_HEADER_LENGTH + Entries.COMMAND_BYTES;
        Records.putHeader(buffer, at, length, Records.COMMAND, index);
        Records.putEntry(buffer, at, 1, index, 1, index);
        buffer.putBytes(at + Records.ENTRY_HEADER_LENGTH, command, 0, Entries.COMMAND_BYTES);
        return at + Records.stride(length);
    }

    /**
     * All that stands in it, the command by one word.
     *
     * @return of all fields
     */
    @Benchmark
    public long decode() {
        decoder.wrapAndApplyHeader(buffer, 0, headerDecoder);
        int at = decoder.limit();
        return decoder.term()
                + decoder.prevIndex()
                + decoder.prevTerm()
                + decoder.commitIndex()
                + Records.length(buffer, at)
                + Records.type(buffer, at)
                + Records.index(buffer, at)
                + Records.term(buffer, at)
                + Records.timestampNs(buffer, at)
                + Records.sessionId(buffer, at)
                + Records.sequence(buffer, at)
                + buffer.getLong(at + Records.ENTRY_HEADER_LENGTH);
    }
}
