package io.ft4j.core.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.Records;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link DurableLog} does: one test per sentence of its javadoc and of {@link LogReader}'s. */
public abstract class DurableLogContract {
    protected static final int ENTRY = Records.COMMAND;
    protected static final int TERM = Records.FIRST_PROTOCOL_TYPE;
    protected static final int VOTE = Records.FIRST_PROTOCOL_TYPE + 1;

    private static final long FORCE_TIMEOUT_NS = 30_000_000_000L;
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    protected DurableLog log;
    private final EntrySlice slice = new EntrySlice();

    /** A new, empty log: the first boot of a replica. Called once per test. */
    protected abstract DurableLog open();

    /** The storage of a log that was closed, opened again. For a log in memory this may be the same object, revived. */
    protected abstract DurableLog reopen(DurableLog closed);

    /** What a round of several thousand calls may allocate; a log whose rolls or library allocate says so here. */
    protected long allocationAllowanceBytes() {
        return 0;
    }

    @BeforeEach
    void openLog() {
        log = open();
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    // ---- the empty log

    @Test
    void anEmptyLogHoldsNothing() {
        assertEquals(log.lastIndex() + 1, log.firstIndex());
        assertEquals(0, log.position());
        assertEquals(0, log.durablePosition());
        assertEquals(0, log.read(log.firstIndex(), NO_LIMIT, slice));
        assertTrue(slice.isEmpty());
        assertEquals(List.of(), replayed());
    }

    @Test
    void theFirstIndexOfAnEmptyLogIsFree() {
        assertEquals(1, append(7, 10));
        assertEquals(7, log.firstIndex());
        assertEquals(7, log.lastIndex());
        assertEntries(7, 7);
    }

    // ---- positions and indexes

    @Test
    void everyRecordTakesOnePosition() {
        assertEquals(1, log.appendState(TERM, buffer(body(1, 8)), 0, 8));
        assertEquals(4, append(1, 1, 2, 3));
        assertEquals(5, log.truncateFrom(2));
        assertEquals(6, log.appendState(VOTE, buffer(body(2, 8)), 0, 8));
        assertEquals(7, append(2, 5));
        assertEquals(7, log.position());
    }

    @Test
    void positionsAreNeverReusedButIndexesAre() {
        append(1, 10, 10, 10);
        long cut = log.truncateFrom(1);
        assertEquals(log.lastIndex() + 1, log.firstIndex());
        assertTrue(append(1, 20, 20) > cut);
        assertEquals(2, log.lastIndex());
        reopenDurable();
        assertTrue(append(3, 20) > cut + 2, "positions go on after a reopen");
    }

    @Test
    void indexesSpanFirstToLast() {
        append(1, 5, 6, 7);
        assertEquals(1, log.firstIndex());
        assertEquals(3, log.lastIndex());
        log.truncateFrom(3);
        assertEquals(2, log.lastIndex());
        log.appendState(TERM, buffer(body(1, 8)), 0, 8);
        assertEquals(2, log.lastIndex());
    }

    @Test
    void aGapIsRefusedAndLeavesTheLogAsItWas() {
        append(1, 5, 5);
        assertRefused(() -> append(4, 5));
        assertRefused(() -> append(2, 5));
        assertEquals(2, log.position());
        assertEquals(3, append(3, 5));
        assertEntries(1, 3);
    }

    @Test
    void aTruncationThatCutsNothingIsRefused() {
        append(1, 5, 5);
        assertRefused(() -> log.truncateFrom(3));
        assertEquals(2, log.lastIndex());
        assertEquals(2, log.position());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, DurableLog.MAX_RECORD_TYPE + 1})
    void aStateRecordTypeOutsideTheLimitsIsRefused(int recordType) {
        assertRefused(() -> log.appendState(recordType, buffer(body(1, 8)), 0, 8));
        assertEquals(0, log.position());
    }

    /** A channel that an interrupted thread touches is closed, and with it the log. */
    @Test
    void anInterruptedThreadAppendsAndReleases() {
        Thread.currentThread().interrupt();
        for (int index = 1; index <= 60; index++) {
            append(index, index % 2 == 0 ? 10 : 15_000);
        }
        log.releaseBefore(log.position());
        log.requestForce();
        awaitDurable();
        assertTrue(Thread.interrupted(), "the interrupt is not swallowed");
        assertEquals(60, append(61, 10) - 1);
        assertArrayEquals(body(61, 10), bodyOf(61));
    }

    // ---- copying

    @Test
    void entriesAreCopiedBeforeAppendReturns() {
        EntrySlice entries = RecordList.slice(1, ENTRY, body(1, 40), body(2, 40));
        log.append(entries);
        ((org.agrona.MutableDirectBuffer) entries.buffer()).setMemory(entries.offset(), entries.length(), (byte) 0xAA);
        assertArrayEquals(body(1, 40), bodyOf(1));
        assertArrayEquals(body(2, 40), bodyOf(2));
    }

    @Test
    void stateIsCopiedBeforeAppendStateReturns() {
        UnsafeBuffer state = buffer(body(1, 40));
        log.appendState(TERM, state, 0, 40);
        state.setMemory(0, 40, (byte) 0xAA);
        reopenDurable();
        assertArrayEquals(body(1, 40), replayed().get(0).body());
    }

    @Test
    void directAndHeapBuffersAndOffsetsAreTaken() {
        UnsafeBuffer direct = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(256));
        EntrySlice source = RecordList.slice(1, ENTRY, body(1, 33), body(2, 0), body(3, 21));
        direct.putBytes(64, source.buffer(), source.offset(), source.length());
        log.append(new EntrySlice().set(direct, 64, source.length(), 1, 3));
        direct.putBytes(3, body(4, 17));
        log.appendState(TERM, direct, 3, 17);
        assertArrayEquals(body(1, 33), bodyOf(1));
        assertArrayEquals(body(2, 0), bodyOf(2));
        assertArrayEquals(body(3, 21), bodyOf(3));
        reopenDurable();
        assertArrayEquals(body(4, 17), replayed().get(3).body());
    }

    @Test
    void typesAndBodiesOfAllLengthsComeBack() {
        int[] lengths = {0, 1, 7, 8, 9, 63, 64, 65, 4095, 4096, 4097, 65_537};
        List<RecordList.Seen> expected = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            byte[] entry = body(i, lengths[i]);
            long position = log.append(RecordList.slice(i + 1, ENTRY + i, entry));
            expected.add(new RecordList.Seen(position, i + 1, ENTRY + i, entry));
            byte[] state = body(100 + i, lengths[i]);
            position = log.appendState(TERM + i, buffer(state), 0, lengths[i]);
            expected.add(new RecordList.Seen(position, DurableLog.NO_INDEX, TERM + i, state));
        }
        for (int i = 0; i < lengths.length; i++) {
            assertArrayEquals(body(i, lengths[i]), bodyOf(i + 1));
        }
        reopenDurable();
        assertEquals(expected, replayed());
        for (int i = 0; i < lengths.length; i++) {
            assertArrayEquals(body(i, lengths[i]), bodyOf(i + 1));
        }
    }

    @Test
    void theLargestTypesComeBack() {
        log.append(RecordList.slice(1, DurableLog.MAX_RECORD_TYPE, body(1, 8)));
        log.appendState(DurableLog.MAX_RECORD_TYPE, buffer(body(2, 8)), 0, 8);
        reopenDurable();
        assertEquals(DurableLog.MAX_RECORD_TYPE, replayed().get(0).recordType());
    }

    // ---- reading

    @Test
    void readSeesWhatWasJustAppended() {
        append(1, 10);
        assertEntries(1, 1);
        append(2, 20, 30);
        assertEntries(1, 3);
    }

    @Test
    void readGivesNothingOutsideTheLog() {
        append(5, 10, 10);
        slice.set(buffer(new byte[8]), 0, 8, 1, 1);
        assertEquals(0, log.read(4, NO_LIMIT, slice));
        assertTrue(slice.isEmpty());
        assertEquals(0, log.read(7, NO_LIMIT, slice));
        assertEquals(0, log.read(0, NO_LIMIT, slice));
        assertEquals(0, log.read(-1, NO_LIMIT, slice));
        assertEquals(0, log.read(Long.MAX_VALUE, NO_LIMIT, slice));
    }

    @Test
    void readStaysWithinMaxBytes() {
        append(1, 40, 40, 40, 40);
        int stride = Records.stride(Records.HEADER_LENGTH + 40);
        for (int maxBytes = stride; maxBytes <= 4 * stride; maxBytes += 8) {
            int count = log.read(1, maxBytes, slice);
            assertTrue(count >= 1 && count <= maxBytes / stride, "count=" + count + " maxBytes=" + maxBytes);
            assertTrue(slice.length() <= maxBytes);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 100})
    void readGivesAtLeastOneRecordHoweverLong(int maxBytes) {
        append(1, 5000, 5000);
        assertEquals(1, log.read(1, maxBytes, slice));
        assertArrayEquals(body(1, 5000), bodyAt(slice.offset()));
        assertEquals(1, log.read(2, maxBytes, slice));
    }

    @Test
    void aSliceHoldsWholeConsecutiveRecordsAndNoMore() {
        append(1, 0, 1, 7, 8, 9, 63);
        log.appendState(TERM, buffer(body(1, 8)), 0, 8);
        append(7, 64, 65);
        for (long from = 1; from <= 8; from++) {
            int count = log.read(from, NO_LIMIT, slice);
            assertEquals(from, slice.firstIndex());
            assertEquals(from + count - 1, slice.lastIndex());
            assertEquals(
                    count,
                    Records.countConsecutive(
                            slice.buffer(), slice.offset(), slice.length(), from, Records.HEADER_LENGTH));
        }
        assertEntries(1, 8);
    }

    @Test
    void truncatedRecordsAreNotRead() {
        append(1, 10, 10, 10, 10);
        log.truncateFrom(3);
        assertEquals(0, log.read(3, NO_LIMIT, slice));
        assertEquals(2, log.read(1, NO_LIMIT, slice));
    }

    @Test
    void theNewestRecordOfAnIndexIsRead() {
        append(1, 10, 10, 10);
        log.truncateFrom(2);
        log.append(RecordList.slice(2, ENTRY, body(77, 12)));
        log.truncateFrom(2);
        log.append(RecordList.slice(2, ENTRY, body(88, 14), body(89, 3)));
        assertArrayEquals(body(1, 10), bodyOf(1));
        assertArrayEquals(body(88, 14), bodyOf(2));
        assertArrayEquals(body(89, 3), bodyOf(3));
        reopenDurable();
        replayed();
        assertArrayEquals(body(1, 10), bodyOf(1));
        assertArrayEquals(body(88, 14), bodyOf(2));
        assertArrayEquals(body(89, 3), bodyOf(3));
        assertEquals(3, log.lastIndex());
    }

    @Test
    void whatWasReadCanBeAppendedToAnotherLog() {
        append(1, 10, 0, 30);
        log.read(1, NO_LIMIT, slice);
        assertEquals(3, slice.lastIndex() - slice.firstIndex() + 1);
        UnsafeBuffer copy = new UnsafeBuffer(new byte[slice.length()]);
        copy.putBytes(0, slice.buffer(), slice.offset(), slice.length());
        log.truncateFrom(1);
        log.append(new EntrySlice().set(copy, 0, copy.capacity(), 1, 3));
        assertEntries(1, 3);
    }

    // ---- durability

    @Test
    void durablePositionIsReachedAndNeverFallsBack() {
        long before = 0;
        for (int i = 1; i <= 50; i++) {
            append(i, 64);
            log.requestForce();
            long durable = log.durablePosition();
            assertTrue(durable >= before && durable <= log.position(), durable + " after " + before);
            before = durable;
        }
        awaitDurable();
        assertEquals(50, log.durablePosition());
        log.requestForce();
        assertEquals(50, log.durablePosition(), "a force that has nothing to do changes nothing");
    }

    @Test
    void truncationsAndStateBecomeDurableToo() {
        append(1, 10, 10);
        log.truncateFrom(2);
        awaitDurable();
        log.appendState(TERM, buffer(body(1, 8)), 0, 8);
        awaitDurable();
        assertEquals(4, log.durablePosition());
    }

    @Test
    void whatIsDurableIsReplayedAfterAReopen() {
        append(1, 10, 20, 30);
        log.appendState(TERM, buffer(body(50, 9)), 0, 9);
        log.truncateFrom(3);
        append(3, 31);
        reopenDurable();
        List<RecordList.Seen> expected = List.of(
                seen(1, 1, ENTRY, body(1, 10)),
                seen(2, 2, ENTRY, body(2, 20)),
                seen(3, 3, ENTRY, body(3, 30)),
                seen(4, DurableLog.NO_INDEX, TERM, body(50, 9)),
                seen(5, 3, DurableLog.TRUNCATION, new byte[0]),
                seen(6, 3, ENTRY, body(3, 31)));
        assertEquals(expected, replayed());
        assertEquals(6, log.position());
        assertEquals(1, log.firstIndex());
        assertEquals(3, log.lastIndex());
        assertEntries(1, 3);
        assertEquals(7, append(4, 40));
    }

    @Test
    void replayCanBeRepeatedBeforeTheFirstAppend() {
        append(1, 10, 20);
        reopenDurable();
        assertEquals(replayed(), replayed());
    }

    @Test
    void everyReopenRaisesTheIncarnation() {
        assertEquals(1, log.incarnation());
        for (int i = 2; i <= 4; i++) {
            reopenDurable();
            replayed();
            assertEquals(i, log.incarnation());
        }
        append(1, 5);
        reopenDurable();
        replayed();
        assertEquals(5, log.incarnation());
        assertEntries(1, 1);
    }

    @Test
    void theDurabilityOfALogDoesNotChange() {
        Durability durability = log.durability();
        assertNotNull(durability);
        reopenDurable();
        assertEquals(durability, log.durability());
    }

    // ---- releasing

    @Test
    void releaseKeepsEverythingFromThePositionOn() {
        for (int i = 1; i <= 200; i++) {
            append(i, 100);
        }
        awaitDurable();
        log.releaseBefore(150);
        assertTrue(log.firstIndex() <= 150);
        assertEquals(200, log.lastIndex());
        assertEntries(150, 200);
        reopenDurable();
        List<RecordList.Seen> after = replayed();
        assertTrue(after.get(0).position() <= 150);
        assertPositionsGrow(after);
        assertEntries(150, 200);
    }

    @Test
    void releaseKeepsTheNewestStateRecordOfEachType() {
        log.appendState(TERM, buffer(body(1, 20)), 0, 20);
        log.appendState(VOTE, buffer(body(2, 30)), 0, 30);
        log.appendState(TERM, buffer(body(3, 21)), 0, 21);
        for (int i = 1; i <= 200; i++) {
            append(i, 100);
        }
        awaitDurable();
        log.releaseBefore(log.position() + 1);
        awaitDurable();
        reopenDurable();
        Map<Integer, RecordList.Seen> newest = new HashMap<>();
        List<RecordList.Seen> after = replayed();
        after.forEach(record -> newest.put(record.recordType(), record));
        assertPositionsGrow(after);
        assertArrayEquals(body(3, 21), newest.get(TERM).body());
        assertArrayEquals(body(2, 30), newest.get(VOTE).body());
        assertEquals(200, log.lastIndex());
        append(201, 10);
        assertEntries(201, 201);
    }

    @Test
    void releasingWhatIsReleasedChangesNothing() {
        append(1, 10, 10, 10);
        awaitDurable();
        log.releaseBefore(3);
        log.releaseBefore(2);
        log.releaseBefore(0);
        assertEntries(3, 3);
    }

    // ---- closing

    @Test
    void closeIsIdempotent() {
        append(1, 10);
        log.close();
        log.close();
    }

    @Test
    void callsAfterCloseThrow() {
        append(1, 10);
        EntrySlice next = RecordList.slice(2, ENTRY, body(2, 10));
        log.close();
        assertClosed(() -> log.append(next));
        assertClosed(() -> log.appendState(TERM, buffer(body(1, 8)), 0, 8));
        assertClosed(() -> log.truncateFrom(1));
        assertClosed(() -> log.read(1, NO_LIMIT, slice));
        assertClosed(() -> log.replay(new RecordList()));
        assertClosed(() -> log.requestForce());
        assertClosed(() -> log.releaseBefore(1));
    }

    // ---- all of it at random

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behavesAsANaiveLog(long seed) {
        new RandomRun(seed).run(400);
    }

    @Test
    void appendReadAndStateAllocateNothing() {
        EntrySlice entry = RecordList.slice(1, ENTRY, body(1, 64));
        UnsafeBuffer header = new UnsafeBuffer(entry.buffer(), entry.offset(), entry.length());
        UnsafeBuffer state = buffer(body(1, 16));
        EntrySlice out = new EntrySlice();
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 2000; i++) {
                long index = log.lastIndex() + 1;
                Records.putHeader(header, 0, Records.HEADER_LENGTH + 64, ENTRY, index);
                log.append(entry.set(header, 0, entry.length(), index, index));
                log.read(Math.max(log.firstIndex(), index - 20), 1024, out);
                log.appendState(TERM, state, 0, 16);
                log.requestForce();
                log.durablePosition();
            }
        });
        assertTrue(bytes <= allocationAllowanceBytes(), "allocated " + bytes + " bytes in 2000 rounds");
    }

    /** The same calls on a log and on a model of it. */
    private final class RandomRun {
        private final long seed;
        private final Prng prng;
        private final List<RecordList.Seen> records = new ArrayList<>();
        private final TreeMap<Long, RecordList.Seen> live = new TreeMap<>();

        RandomRun(long seed) {
            this.seed = seed;
            prng = new Prng(seed);
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                int choice = prng.nextInt(100);
                if (choice < 50) {
                    appendSome();
                } else if (choice < 65) {
                    appendState();
                } else if (choice < 75 && !live.isEmpty()) {
                    truncate();
                } else if (choice < 97) {
                    readSome(step);
                } else {
                    reopenAndCompare(step);
                }
                assertEquals(records.size(), log.position(), at(step));
                assertEquals(live.isEmpty() ? log.firstIndex() - 1 : live.lastKey(), log.lastIndex(), at(step));
            }
            reopenAndCompare(steps);
        }

        private void appendSome() {
            long first = log.lastIndex() + 1;
            byte[][] bodies = new byte[1 + prng.nextInt(20)][];
            for (int i = 0; i < bodies.length; i++) {
                bodies[i] = body(prng.nextLong(), prng.chance(0.02) ? prng.nextInt(9000) : prng.nextInt(200));
                RecordList.Seen record = seen(records.size() + 1, first + i, ENTRY, bodies[i]);
                records.add(record);
                live.put(first + i, record);
            }
            assertEquals(records.size(), log.append(RecordList.slice(first, ENTRY, bodies)));
        }

        private void appendState() {
            int type = TERM + prng.nextInt(3);
            byte[] state = body(prng.nextLong(), prng.nextInt(100));
            records.add(seen(records.size() + 1, DurableLog.NO_INDEX, type, state));
            assertEquals(records.size(), log.appendState(type, buffer(state), 0, state.length));
        }

        private void truncate() {
            long index = live.lastKey() - prng.nextInt(Math.min(30, live.size()));
            records.add(seen(records.size() + 1, index, DurableLog.TRUNCATION, new byte[0]));
            assertEquals(records.size(), log.truncateFrom(index));
            live.tailMap(index, true).clear();
        }

        private void readSome(int step) {
            long from = log.firstIndex() - 2 + prng.nextInt(live.size() + 4);
            int maxBytes = prng.nextInt(4000);
            int count = log.read(from, maxBytes, slice);
            assertEquals(live.containsKey(from), count > 0, at(step));
            assertTrue(count <= 1 || slice.length() <= maxBytes, at(step));
            int at = slice.offset();
            for (long index = from; index < from + count; index++) {
                assertEquals(index, Records.index(slice.buffer(), at), at(step));
                assertArrayEquals(live.get(index).body(), bodyAt(at), at(step));
                at += Records.stride(Records.length(slice.buffer(), at));
            }
        }

        private void reopenAndCompare(int step) {
            reopenDurable();
            assertEquals(records, replayed(), at(step));
        }

        private String at(int step) {
            return "seed=" + seed + " step=" + step;
        }
    }

    // ---- helpers, for the tests of one implementation as well

    protected static byte[] body(long seed, int length) {
        return RecordList.body(seed, length);
    }

    protected static UnsafeBuffer buffer(byte[] bytes) {
        return new UnsafeBuffer(bytes);
    }

    private static RecordList.Seen seen(long position, long index, int recordType, byte[] body) {
        return new RecordList.Seen(position, index, recordType, body);
    }

    /** Entries whose bytes follow from their index. */
    protected final long append(long firstIndex, int... lengths) {
        byte[][] bodies = new byte[lengths.length][];
        for (int i = 0; i < lengths.length; i++) {
            bodies[i] = body(firstIndex + i, lengths[i]);
        }
        return log.append(RecordList.slice(firstIndex, ENTRY, bodies));
    }

    /** Reads a range to its end and compares it with what {@link #append} writes. */
    protected final void assertEntries(long fromIndex, long toIndex) {
        long index = fromIndex;
        while (index <= toIndex) {
            int count = log.read(index, NO_LIMIT, slice);
            assertTrue(count > 0, "nothing at index " + index);
            int at = slice.offset();
            for (int i = 0; i < count; i++, index++) {
                assertEquals(index, Records.index(slice.buffer(), at));
                int length = Records.length(slice.buffer(), at);
                assertArrayEquals(body(index, length - Records.HEADER_LENGTH), bodyAt(at), "index " + index);
                at += Records.stride(length);
            }
            assertEquals(slice.offset() + slice.length(), at);
        }
    }

    private byte[] bodyOf(long index) {
        assertTrue(log.read(index, 0, slice) > 0, "nothing at index " + index);
        return bodyAt(slice.offset());
    }

    private byte[] bodyAt(int offset) {
        DirectBuffer buffer = slice.buffer();
        byte[] body = new byte[Records.length(buffer, offset) - Records.HEADER_LENGTH];
        buffer.getBytes(offset + Records.HEADER_LENGTH, body);
        return body;
    }

    protected final List<RecordList.Seen> replayed() {
        RecordList records = new RecordList();
        log.replay(records);
        return records.seen();
    }

    protected final void awaitDurable() {
        log.requestForce();
        long deadline = System.nanoTime() + FORCE_TIMEOUT_NS;
        while (log.durablePosition() < log.position()) {
            if (System.nanoTime() - deadline > 0) {
                fail("durablePosition=" + log.durablePosition() + " never reached position=" + log.position());
            }
            Thread.onSpinWait();
        }
    }

    protected final void reopenDurable() {
        awaitDurable();
        log.close();
        log = reopen(log);
    }

    private static void assertPositionsGrow(List<RecordList.Seen> records) {
        for (int i = 1; i < records.size(); i++) {
            assertTrue(
                    records.get(i - 1).position() < records.get(i).position(),
                    records.get(i).toString());
        }
    }

    /** A refusal names what is wrong; it is no accident such as a null pointer or a bad array index. */
    private static void assertRefused(Runnable call) {
        assertThrown(
                call,
                refusal -> assertTrue(
                        refusal instanceof IllegalArgumentException || refusal instanceof IllegalStateException,
                        refusal.toString()));
    }

    private static void assertClosed(Runnable call) {
        assertThrown(
                call,
                refusal -> assertTrue(
                        refusal instanceof IllegalStateException || refusal instanceof LogException,
                        refusal.toString()));
    }

    private static void assertThrown(Runnable call, Consumer<RuntimeException> check) {
        RuntimeException refusal = assertThrows(RuntimeException.class, call::run);
        assertFalse(String.valueOf(refusal.getMessage()).isBlank(), "a refusal says why");
        check.accept(refusal);
    }
}
