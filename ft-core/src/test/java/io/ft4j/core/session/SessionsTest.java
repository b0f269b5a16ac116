package io.ft4j.core.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SessionsTest {
    private static final int MAX_SESSIONS = 4;
    private static final int MAX_WINDOW = 8;
    private static final int MAX_REPLY_BYTES = 100;

    private final RecordingStateMachine machine = new RecordingStateMachine();
    private final Sessions sessions = new Sessions(machine, MAX_SESSIONS, MAX_WINDOW, MAX_REPLY_BYTES);
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);
    private final Reply reply = new Reply();
    private long index;

    // ---- opening and closing

    @Test
    void openCreatesASession() {
        open(7, 1, 4);
        reply.assertIs(7, Sessions.OPEN, ReplyCode.OPENED, 1);
        assertEquals(1, sessions.size());
        assertEquals(0, machine.count, "the state machine is not told");
    }

    @Test
    void theSameOpenAgainIsAnsweredAgain() {
        open(7, 1, 4);
        run(7, 1);
        open(7, 1, 4);
        reply.assertIs(7, Sessions.OPEN, ReplyCode.OPENED, 3);
        assertEquals(1, sessions.duplicates());
        run(7, 2);
        assertEquals(ReplyCode.OK, reply.code, "the session went on");
    }

    @Test
    void anotherNonceDoesNotGetTheSession() {
        open(7, 1, 4);
        run(7, 1);
        open(7, 2, 4);
        reply.assertIs(7, Sessions.OPEN, ReplyCode.SESSION_TAKEN, 3);
        assertEquals(1, sessions.taken());
        run(7, 2);
        assertEquals(ReplyCode.OK, reply.code);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, MAX_WINDOW + 1, Integer.MAX_VALUE})
    void aWindowOutsideTheLimitsIsInvalid(int window) {
        open(7, 1, window);
        reply.assertIs(7, Sessions.OPEN, ReplyCode.INVALID, 1);
        assertEquals(0, sessions.size());
        assertEquals(1, sessions.invalid());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 13})
    void anOpenOfTheWrongLengthIsInvalid(int length) {
        OpenCommand.put(command, 3, 1, 4);
        sessions.apply(++index, 0, 7, Sessions.OPEN, command, 3, length, reply);
        assertEquals(ReplyCode.INVALID, reply.code);
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, Long.MIN_VALUE})
    void aNegativeSequenceThatIsNotCloseIsInvalid(long sequence) {
        open(7, 1, 4);
        run(7, sequence);
        assertEquals(ReplyCode.INVALID, reply.code);
        assertEquals(0, machine.count);
    }

    @Test
    void closeForgetsTheSession() {
        open(7, 1, 4);
        run(7, 1);
        close(7);
        reply.assertIs(7, Sessions.CLOSE, ReplyCode.CLOSED, 3);
        assertEquals(0, sessions.size());
        run(7, 2);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code);
        run(7, 1);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code);
        assertEquals(1, machine.count);
    }

    @Test
    void closeAgainIsAnsweredAgain() {
        open(7, 1, 4);
        close(7);
        close(7);
        assertEquals(ReplyCode.CLOSED, reply.code);
        close(8);
        assertEquals(ReplyCode.CLOSED, reply.code);
    }

    @Test
    void lateCopiesOfAClosedSessionAreNotExecutedAgain() {
        open(7, 1, 4);
        run(7, 1);
        close(7);
        open(7, 1, 4);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code);
        run(7, 1);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code);
        assertEquals(1, machine.count);
    }

    @Test
    void forgottenIdsAreRememberedAsLongAsStated() {
        open(7, 1, 4);
        close(7);
        for (int i = 1; i < MAX_SESSIONS; i++) {
            open(100 + i, 1, 4);
            close(100 + i);
        }
        open(7, 1, 4);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code);
        open(200, 1, 4);
        close(200);
        open(7, 1, 4);
        assertEquals(ReplyCode.OPENED, reply.code);
    }

    @Test
    void aCommandOfNoSessionIsUnknown() {
        run(9, 1);
        reply.assertIs(9, 1, ReplyCode.SESSION_UNKNOWN, 1);
        assertEquals(0, reply.body.length);
        assertEquals(1, sessions.unknown());
        assertEquals(0, machine.count);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 0x9E3779B97F4A7C15L})
    void anySessionIdWillDo(long sessionId) {
        run(sessionId, 1);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code);
        open(sessionId, -1, 4);
        run(sessionId, 1);
        assertEquals(ReplyCode.OK, reply.code);
    }

    // ---- commands

    @Test
    void theNextSequenceIsExecutedAndItsReplyGiven() {
        open(7, 1, 4);
        command.putByte(0, (byte) 8);
        sessions.apply(++index, 123, 7, 1, command, 0, 20, reply);
        reply.assertIs(7, 1, ReplyCode.OK, 2);
        assertEquals(1, new UnsafeBuffer(reply.body).getLong(0, LITTLE_ENDIAN));
        assertEquals(8, reply.body.length);
        assertEquals(123, machine.lastTimestampNs);
    }

    @Test
    void aCommandWithoutReplyIsAnsweredWithAnEmptyOne() {
        open(7, 1, 4);
        run(7, 1, 50);
        run(7, 2, 0);
        reply.assertIs(7, 2, ReplyCode.OK, 3);
        assertEquals(0, reply.body.length);
        run(7, 2, 0);
        reply.assertIs(7, 2, ReplyCode.OK, 3);
        assertEquals(0, reply.body.length);
    }

    @Test
    void aDuplicateIsNotExecutedAndGetsTheFirstReply() {
        open(7, 1, 4);
        run(7, 1, MAX_REPLY_BYTES);
        byte[] first = reply.body;
        run(7, 2, 30);
        run(7, 1, MAX_REPLY_BYTES);
        reply.assertIs(7, 1, ReplyCode.OK, 2);
        assertArrayEquals(first, reply.body);
        assertEquals(2, machine.count);
        assertEquals(1, sessions.duplicates());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8})
    void theWholeWindowIsKeptAndNothingBelowIt(int window) {
        open(7, 1, window);
        byte[][] replies = new byte[31][];
        for (int sequence = 1; sequence <= 30; sequence++) {
            run(7, sequence, 20 + sequence);
            replies[sequence] = reply.body;
            long executed = machine.count;
            for (int old = 1; old <= sequence; old++) {
                run(7, old, 99);
                boolean kept = old > sequence - window;
                assertEquals(kept ? ReplyCode.OK : ReplyCode.EXPIRED, reply.code, old + " after " + sequence);
                assertArrayEquals(kept ? replies[old] : new byte[0], reply.body);
            }
            assertEquals(executed, machine.count);
        }
        assertTrue(sessions.expired() > 0 && sessions.duplicates() > 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "0, 9", "3, 5", "3, 9223372036854775807"})
    void aGapIsNotExecutedAndSaysHowFarTheSessionGot(long last, long sequence) {
        open(7, 1, 4);
        for (long i = 1; i <= last; i++) {
            run(7, i);
        }
        run(7, sequence);
        reply.assertIs(7, sequence, ReplyCode.GAP, index);
        assertEquals(last, new UnsafeBuffer(reply.body).getLong(0, LITTLE_ENDIAN));
        assertEquals(8, reply.body.length);
        assertEquals(last, machine.count);
        assertEquals(1, sessions.gaps());
        run(7, last + 1);
        assertEquals(ReplyCode.OK, reply.code);
    }

    @Test
    void sessionsDoNotDisturbEachOther() {
        open(1, 1, 2);
        open(2, 1, 8);
        run(1, 1, 40);
        byte[] first = reply.body;
        for (int sequence = 1; sequence <= 20; sequence++) {
            run(2, sequence, MAX_REPLY_BYTES);
        }
        run(1, 1, 40);
        assertArrayEquals(first, reply.body);
        run(1, 2, 40);
        assertEquals(ReplyCode.OK, reply.code);
    }

    // ---- eviction

    @Test
    void aNewSessionTakesThePlaceOfTheLeastRecentOne() {
        for (int id = 1; id <= MAX_SESSIONS; id++) {
            open(id, 1, 4);
        }
        run(1, 1);
        run(3, 1);
        open(50, 1, 4);
        assertEquals(ReplyCode.OPENED, reply.code);
        assertEquals(MAX_SESSIONS, sessions.size());
        assertEquals(1, sessions.evictions());
        run(2, 1);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code, "2 was opened before 4");
        open(51, 1, 4);
        run(4, 1);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code);
        run(1, 2);
        assertEquals(ReplyCode.OK, reply.code);
        run(3, 2);
        assertEquals(ReplyCode.OK, reply.code);
    }

    @Test
    void duplicatesAndGapsKeepNoSessionAlive() {
        for (int id = 1; id <= MAX_SESSIONS; id++) {
            open(id, 1, 4);
            run(id, 1);
        }
        run(1, 1);
        run(1, 5);
        open(1, 1, 4);
        open(50, 1, 4);
        run(1, 2);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code);
    }

    @Test
    void lateCopiesOfAnEvictedSessionAreNotExecutedAgain() {
        open(1, 1, 4);
        run(1, 1);
        for (int id = 2; id <= MAX_SESSIONS + 1; id++) {
            open(id, 1, 4);
        }
        open(1, 1, 4);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code);
        run(1, 1);
        assertEquals(ReplyCode.SESSION_UNKNOWN, reply.code);
        assertEquals(1, machine.count);
    }

    @Test
    void theMemoryOfAForgottenSessionShowsNothingToTheNext() {
        open(1, 1, 4);
        for (int sequence = 1; sequence <= 4; sequence++) {
            run(1, sequence, 50);
        }
        close(1);
        open(2, 1, 4);
        run(2, 3);
        assertEquals(ReplyCode.GAP, reply.code);
        run(2, 1, 0);
        run(2, 1, 0);
        assertEquals(0, reply.body.length);
    }

    // ---- effects

    @Test
    void badClaimsAreRefused() {
        assertFails(effects -> effects.claimReply(MAX_REPLY_BYTES + 1), IllegalArgumentException.class);
        assertFails(effects -> effects.claimReply(-1), IllegalArgumentException.class);
        assertFails(effects -> effects.publish(0), IllegalStateException.class);
        assertFails(effects -> effects.claimReply(4), IllegalStateException.class);
        assertFails(
                effects -> {
                    effects.claimReply(4);
                    effects.claimReply(4);
                },
                IllegalStateException.class);
        assertFails(
                effects -> {
                    effects.publish(effects.claimReply(4));
                    effects.publish(0);
                },
                IllegalStateException.class);
        assertFails(effects -> effects.buffer().putLong(effects.claimReply(4), 1), IndexOutOfBoundsException.class);
    }

    @Test
    void theLimitOfRepliesIsTold() {
        open(7, 1, 4);
        run(7, 1);
        assertEquals(MAX_REPLY_BYTES, machine.seen.maxReplyBytes());
    }

    @Test
    void afterAnExceptionNothingIsExecutedAnyMore() {
        open(7, 1, 2);
        run(7, 1, 16);
        run(7, 2, 16);
        assertThrows(ArithmeticException.class, () -> run(7, 3, RecordingStateMachine.FAIL));
        long count = machine.count;
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> run(7, 3, 16));
        assertTrue(refusal.getMessage().contains("failed at index 4"), refusal.getMessage());
        assertThrows(IllegalStateException.class, () -> run(7, 1, 16), "its slot may be half written");
        assertThrows(IllegalStateException.class, () -> open(8, 1, 2));
        assertEquals(count, machine.count);
    }

    // ---- digests

    @Test
    void digestsAreEqualWhateverTheOrderInMemory() {
        Sessions other = new Sessions(new RecordingStateMachine(), MAX_SESSIONS, MAX_WINDOW, MAX_REPLY_BYTES);
        OpenCommand.put(command, 0, 1, 4);
        // The same history of another table: the first session moved away and came back to a place of its own.
        for (long id = 1; id <= 3; id++) {
            sessions.apply(id, 0, id, Sessions.OPEN, command, 0, OpenCommand.LENGTH, reply);
        }
        for (long id = 3; id >= 1; id--) {
            other.apply(id, 0, id, Sessions.OPEN, command, 0, OpenCommand.LENGTH, reply);
        }
        assertEquals(sessions.sessionsDigest(), other.sessionsDigest());
        assertEquals(sessions.digest(), other.digest());
    }

    @Test
    void everyFieldCountsInTheDigest() {
        List<Consumer<SessionsTest>> histories = List.of(
                test -> {},
                test -> test.open(7, 1, 4),
                test -> test.open(8, 1, 4),
                test -> test.open(7, 2, 4),
                test -> test.open(7, 1, 5),
                test -> {
                    test.index++;
                    test.open(7, 1, 4);
                },
                test -> test.openAndRun(0),
                test -> test.openAndRun(1),
                test -> test.openAndRun(9),
                test -> {
                    test.open(7, 1, 4);
                    test.close(7);
                },
                test -> {
                    test.open(8, 1, 4);
                    test.close(8);
                });
        Set<Long> digests = new HashSet<>();
        for (Consumer<SessionsTest> history : histories) {
            SessionsTest fresh = new SessionsTest();
            history.accept(fresh);
            assertTrue(digests.add(fresh.sessions.sessionsDigest()), "history " + digests.size());
        }
    }

    private void openAndRun(int replyLength) {
        open(7, 1, 4);
        run(7, 1, replyLength);
    }

    @Test
    void theTwoDigestsAreApart() {
        open(7, 1, 4);
        long machineDigest = sessions.stateMachineDigest();
        long sessionsDigest = sessions.sessionsDigest();
        long digest = sessions.digest();
        machine.fold++;
        assertNotEquals(machineDigest, sessions.stateMachineDigest());
        assertNotEquals(digest, sessions.digest());
        assertEquals(sessionsDigest, sessions.sessionsDigest());
        open(8, 1, 4);
        assertNotEquals(sessionsDigest, sessions.sessionsDigest());
    }

    // ---- limits and cost

    @Test
    void limitsOutsideTheRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Sessions(machine, 0, 1, 8));
        assertThrows(IllegalArgumentException.class, () -> new Sessions(machine, (1 << 20) + 1, 1, 8));
        assertThrows(IllegalArgumentException.class, () -> new Sessions(machine, 1, 0, 8));
        assertThrows(IllegalArgumentException.class, () -> new Sessions(machine, 1, (1 << 16) + 1, 8));
        assertThrows(IllegalArgumentException.class, () -> new Sessions(machine, 1, 1, -1));
        assertThrows(IllegalArgumentException.class, () -> new Sessions(machine, 1, 1 << 16, 1 << 20));
    }

    @Test
    void tenThousandSessionsKeepTheirReplies() {
        int count = 10_000;
        Sessions many = new Sessions(machine, count, 2, 16);
        OpenCommand.put(command, 32, 1, 2);
        long at = 0;
        for (int id = 0; id < count; id++) {
            many.apply(++at, 0, id * 4096L, Sessions.OPEN, command, 32, OpenCommand.LENGTH, reply);
            assertEquals(ReplyCode.OPENED, reply.code);
        }
        command.putByte(0, (byte) 8);
        long[] replies = new long[count];
        for (int id = 0; id < count; id++) {
            many.apply(++at, 0, id * 4096L, 1, command, 0, 8, reply);
            replies[id] = new UnsafeBuffer(reply.body).getLong(0);
        }
        for (int id = count - 1; id >= 0; id--) {
            many.apply(++at, 0, id * 4096L, 1, command, 0, 8, reply);
            assertEquals(replies[id], new UnsafeBuffer(reply.body).getLong(0));
        }
        assertEquals(count, many.size());
        assertEquals(count, many.duplicates());
        assertEquals(0, many.evictions());
    }

    @Test
    void commandsAllocateNothing() {
        StateMachine echo = new StateMachine() {
            @Override
            public void apply(long at, long timestampNs, DirectBuffer buffer, int offset, int length, Effects effects) {
                int claim = effects.claimReply(length);
                effects.buffer().putBytes(claim, buffer, offset, length);
                effects.publish(claim);
            }

            @Override
            public long digest() {
                return 0;
            }
        };
        Sessions measured = new Sessions(echo, 16, 8, 64);
        long[] sequences = new long[16];
        UnsafeBuffer opening = new UnsafeBuffer(new byte[OpenCommand.LENGTH]);
        OpenCommand.put(opening, 0, 1, 8);
        ReplySink ignore = (id, sequence, code, at, buffer, offset, length) -> {};
        for (int id = 0; id < 16; id++) {
            measured.apply(++index, 0, id, Sessions.OPEN, opening, 0, OpenCommand.LENGTH, ignore);
        }
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 20_000; i++) {
                int id = i & 15;
                measured.apply(++index, 0, id, ++sequences[id], command, 0, 32, ignore);
                measured.apply(++index, 0, id, sequences[id], command, 0, 32, ignore);
                measured.apply(++index, 0, id, sequences[id] + 2, command, 0, 32, ignore);
            }
        });
        assertEquals(0, bytes);
    }

    // ---- helpers

    private void assertFails(Consumer<Effects> code, Class<? extends RuntimeException> expected) {
        StateMachine failing = new StateMachine() {
            @Override
            public void apply(long at, long timestampNs, DirectBuffer buffer, int offset, int length, Effects effects) {
                code.accept(effects);
            }

            @Override
            public long digest() {
                return 0;
            }
        };
        Sessions fresh = new Sessions(failing, 4, 4, MAX_REPLY_BYTES);
        OpenCommand.put(command, 0, 1, 4);
        fresh.apply(1, 0, 7, Sessions.OPEN, command, 0, OpenCommand.LENGTH, reply);
        assertThrows(expected, () -> fresh.apply(2, 0, 7, 1, command, 0, 8, reply));
    }

    private void open(long sessionId, long nonce, int window) {
        OpenCommand.put(command, 5, nonce, window);
        sessions.apply(++index, index * 10, sessionId, Sessions.OPEN, command, 5, OpenCommand.LENGTH, reply);
    }

    private void close(long sessionId) {
        sessions.apply(++index, index * 10, sessionId, Sessions.CLOSE, command, 0, 0, reply);
    }

    private void run(long sessionId, long sequence) {
        run(sessionId, sequence, 8);
    }

    private void run(long sessionId, long sequence, int replyLength) {
        command.putByte(20, (byte) replyLength);
        sessions.apply(++index, index * 10, sessionId, sequence, command, 20, 9, reply);
    }

    /** The last reply. */
    private static final class Reply implements ReplySink {
        long sessionId;
        long sequence;
        int code;
        long index;
        byte[] body;

        @Override
        public void onReply(
                long sessionId, long sequence, int code, long index, DirectBuffer reply, int offset, int length) {
            this.sessionId = sessionId;
            this.sequence = sequence;
            this.code = code;
            this.index = index;
            body = new byte[length];
            reply.getBytes(offset, body);
        }

        void assertIs(long sessionId, long sequence, int code, long index) {
            assertEquals(sessionId, this.sessionId);
            assertEquals(sequence, this.sequence);
            assertEquals(ReplyCode.toString(code), ReplyCode.toString(this.code));
            assertEquals(index, this.index);
        }
    }
}
