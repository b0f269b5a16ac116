package io.ft4j.log.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DependencyRecorderTest {
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[1024]);

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    private DependencyVector encoded(DependencyRecorder recorder) {
        return DependencyVector.decode(bytes, 8, recorder.encode(bytes, 8));
    }

    @Test
    void anIntervalIsNamedByTheCheckpointThatEndsIt() {
        DependencyRecorder recorder = DependencyRecorder.initial(3, 7);
        assertEquals(7, recorder.interval());
        recorder.onCheckpoint();
        assertEquals(8, recorder.interval());
    }

    @Test
    void theNewestIntervalOfEachSenderCounts() {
        DependencyRecorder recorder = DependencyRecorder.initial(3, 1);
        recorder.onReceive(0, 5);
        recorder.onReceive(0, 2);
        recorder.onReceive(63, 1L << 40);
        recorder.onCheckpoint();
        recorder.onReceive(1, 1);
        assertEquals("0:5 1:1 63:1099511627776", encoded(recorder).toString());
    }

    @Test
    void aRestoredProcessDependsOnWhatItsCheckpointDependsOn() {
        DependencyRecorder recorder = DependencyRecorder.initial(3, 1);
        recorder.onReceive(0, 300);
        int length = recorder.encode(bytes, 0);
        DependencyRecorder restored = DependencyRecorder.restored(3, 9, bytes, 0, length);
        restored.onReceive(1, 2);
        assertEquals("0:300 1:2", encoded(restored).toString());
        assertEquals(9, restored.interval());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 255, 256, 65_535, 65_536, (1 << 24) - 1})
    void everyVectorOfAllProcessesFitsTheMetadata(long greatest) {
        DependencyRecorder recorder = DependencyRecorder.initial(63, 1);
        for (int id = 0; id < 63; id++) {
            recorder.onReceive(id, Math.max(1, greatest - id));
        }
        assertTrue(recorder.encode(bytes, 0) <= DependencyVector.MAX_LENGTH);
        for (int id = 0; id < 63; id++) {
            assertEquals(Math.max(1, greatest - id), encoded(recorder).interval(id));
        }
    }

    @Test
    void moreThanTheMetadataHoldIsRefused() {
        DependencyRecorder recorder = DependencyRecorder.initial(63, 1);
        for (int id = 0; id < 63; id++) {
            recorder.onReceive(id, 1 << 24);
        }
        assertEquals(
                "dependencies on 63 senders up to interval 16777216 take 262 bytes, more than 256",
                refusal(() -> recorder.encode(bytes, 0)));
    }

    @Test
    void whatCannotBeIsRefusedWithItsLimit() {
        DependencyRecorder recorder = DependencyRecorder.initial(3, 1);
        assertTrue(refusal(() -> recorder.onReceive(3, 1)).contains("senderId=3"));
        assertTrue(refusal(() -> recorder.onReceive(64, 1)).contains("senderId=64"));
        assertTrue(refusal(() -> recorder.onReceive(-1, 1)).contains("senderId=-1"));
        assertTrue(refusal(() -> recorder.onReceive(0, 0)).contains("interval=0 is outside 1..9223372036854775805"));
        assertTrue(refusal(() -> DependencyRecorder.initial(64, 1)).contains("processId=64 is outside 0..63"));
        assertTrue(refusal(() -> DependencyRecorder.initial(0, 0)).contains("interval=0"));
        recorder.onReceive(1, 1);
        int length = recorder.encode(bytes, 0);
        assertTrue(refusal(() -> DependencyRecorder.restored(1, 1, bytes, 0, length))
                .contains("depends on itself"));
    }

    /** Random bytes are refused or are a vector that is encoded to as many dependencies again. */
    @Test
    void bytesThatAreNoVectorAreRefused() {
        long seed = System.nanoTime();
        System.out.println("DependencyRecorderTest seed " + seed);
        Prng prng = new Prng(seed);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            bytes.putByte(0, (byte) (prng.nextInt(10) == 0 ? prng.nextInt(256) : 1));
            bytes.putByte(1, (byte) prng.nextInt(10));
            bytes.putLong(2, prng.nextLong() & 0x1111L << prng.nextInt(40));
            for (int at = 10; at < 100; at++) {
                bytes.putByte(at, (byte) prng.nextInt(256));
            }
            int fitting = 10 + bytes.getByte(1) * ProcessSet.size(bytes.getLong(2));
            int length = prng.nextInt(4) == 0 ? prng.nextInt(100) : fitting;
            try {
                DependencyVector vector = DependencyVector.decode(bytes, 0, length);
                assertEquals(ProcessSet.size(vector.senders()), ProcessSet.size(bytes.getLong(2)));
                accepted++;
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().startsWith("dependencies")
                        || e.getMessage().startsWith("interval"));
            }
        }
        assertTrue(accepted > 100, "accepted=" + accepted);
    }

    @Test
    void allocatesNothing() {
        DependencyRecorder recorder = DependencyRecorder.initial(3, 1);
        long[] received = {0};
        assertEquals(0, AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 100_000; i++) {
                recorder.onReceive(i % 3, 1 + received[0]++ / 1000);
                if (i % 1000 == 0) {
                    recorder.encode(bytes, 0);
                    recorder.onCheckpoint();
                }
            }
        }));
    }
}
