package io.ft4j.core.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sessions against maps that follow the table in package-info word by word, on random histories. */
final class SessionsModelTest {
    private static final int OPERATIONS = 150_000;

    private final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void behaveAsTheirModel(long seed) {
        Prng prng = new Prng(seed);
        int maxSessions = 1 + prng.nextInt(40);
        int maxWindow = 1 + prng.nextInt(20);
        int idRange = maxSessions + 1 + prng.nextInt(maxSessions);
        long idStep = prng.chance(0.5) ? 1 : prng.nextLong();
        Sessions one = new Sessions(new RecordingStateMachine(), maxSessions, maxWindow, 100);
        Sessions two = new Sessions(new RecordingStateMachine(), maxSessions, maxWindow, 100);
        Model model = new Model(maxSessions, maxWindow);
        Comparison comparison = new Comparison();
        for (long index = 1; index <= OPERATIONS; index++) {
            // The ids in use move on, since a forgotten one does not come back for a while.
            long sessionId = (index / 500 + prng.nextInt(idRange)) * idStep;
            long sequence = nextSequence(prng, model, sessionId);
            int length = 12;
            if (sequence == Sessions.OPEN) {
                OpenCommand.put(command, 0, prng.nextInt(3), prng.nextInt(maxWindow + 2));
            } else {
                command.putLong(0, prng.nextLong());
                command.putByte(0, (byte) prng.nextInt(101));
                length = 1 + prng.nextInt(12);
            }
            comparison.at = "seed=" + seed + " index=" + index;
            comparison.expected = model.apply(index, sessionId, sequence, command);
            one.apply(index, index * 3, sessionId, sequence, command, 0, length, comparison);
            two.apply(index, index * 3, sessionId, sequence, command, 0, length, comparison);
            assertEquals(model.sessions.size(), one.size(), comparison.at);
            if (index % 10_000 == 0) {
                assertEquals(one.digest(), two.digest(), comparison.at);
            }
        }
        assertEquals(one.sessionsDigest(), two.sessionsDigest());
        assertEquals(2 * OPERATIONS, comparison.count);
        long[] met = {
            one.duplicates(), one.evictions(), one.unknown(), one.gaps(), one.expired(), one.invalid(), one.taken()
        };
        assertTrue(Arrays.stream(met).min().getAsLong() > 20, "seed=" + seed + " met " + Arrays.toString(met));
        assertTrue(model.executed > OPERATIONS / 20, "seed=" + seed + " executed " + model.executed);
    }

    private static long nextSequence(Prng prng, Model model, long sessionId) {
        int choice = prng.nextInt(100);
        if (choice < 3) {
            return Sessions.OPEN;
        }
        if (choice == 3 && prng.chance(0.1)) {
            return Sessions.CLOSE;
        }
        Model.Session session = model.sessions.get(sessionId);
        long last = session == null ? 0 : session.last;
        return choice < 80 ? last + 1 : Math.max(1, last + 3 - prng.nextInt(30));
    }

    private static final class Model {
        record Answer(int code, long index, byte[] body) {}

        static final class Session {
            long nonce;
            int window;
            long last;
            long lastIndex;
            final Map<Long, Answer> replies = new HashMap<>();
        }

        final Map<Long, Session> sessions = new HashMap<>();
        final Deque<Long> forgotten = new ArrayDeque<>();
        final int maxSessions;
        final int maxWindow;
        long executed;

        Model(int maxSessions, int maxWindow) {
            this.maxSessions = maxSessions;
            this.maxWindow = maxWindow;
        }

        Answer apply(long index, long sessionId, long sequence, DirectBuffer command) {
            if (sequence == Sessions.CLOSE) {
                forget(sessionId);
                return new Answer(ReplyCode.CLOSED, index, new byte[0]);
            }
            if (sequence == Sessions.OPEN) {
                return new Answer(open(index, sessionId, command), index, new byte[0]);
            }
            Session session = sessions.get(sessionId);
            if (session == null) {
                return new Answer(ReplyCode.SESSION_UNKNOWN, index, new byte[0]);
            }
            if (sequence > session.last + 1) {
                UnsafeBuffer last = new UnsafeBuffer(new byte[8]);
                last.putLong(0, session.last, LITTLE_ENDIAN);
                return new Answer(ReplyCode.GAP, index, last.byteArray());
            }
            if (sequence == session.last + 1) {
                session.last++;
                session.lastIndex = index;
                session.replies.put(sequence, new Answer(ReplyCode.OK, index, execute(command.getByte(0))));
            }
            boolean kept = sequence > session.last - session.window;
            return kept ? session.replies.get(sequence) : new Answer(ReplyCode.EXPIRED, index, new byte[0]);
        }

        private byte[] execute(int replyLength) {
            executed++;
            UnsafeBuffer reply = new UnsafeBuffer(new byte[replyLength]);
            for (int i = 0; i < replyLength; i++) {
                reply.putByte(i, (byte) (executed + i));
            }
            if (replyLength >= 8) {
                reply.putLong(0, executed, LITTLE_ENDIAN);
            }
            return reply.byteArray();
        }

        private int open(long index, long sessionId, DirectBuffer command) {
            int window = OpenCommand.window(command, 0);
            if (window < 1 || window > maxWindow) {
                return ReplyCode.INVALID;
            }
            Session session = sessions.get(sessionId);
            if (session != null) {
                return session.nonce == OpenCommand.nonce(command, 0) ? ReplyCode.OPENED : ReplyCode.SESSION_TAKEN;
            }
            if (forgotten.contains(sessionId)) {
                return ReplyCode.SESSION_UNKNOWN;
            }
            if (sessions.size() == maxSessions) {
                forget(sessions.entrySet().stream()
                        .min((a, b) -> Long.compare(a.getValue().lastIndex, b.getValue().lastIndex))
                        .orElseThrow()
                        .getKey());
            }
            session = new Session();
            session.nonce = OpenCommand.nonce(command, 0);
            session.window = window;
            session.lastIndex = index;
            sessions.put(sessionId, session);
            return ReplyCode.OPENED;
        }

        private void forget(long sessionId) {
            if (sessions.remove(sessionId) != null) {
                forgotten.addLast(sessionId);
                if (forgotten.size() > maxSessions) {
                    forgotten.removeFirst();
                }
            }
        }
    }

    private static final class Comparison implements ReplySink {
        String at;
        Model.Answer expected;
        int count;

        @Override
        public void onReply(
                long sessionId, long sequence, int code, long index, DirectBuffer reply, int offset, int length) {
            count++;
            Objects.requireNonNull(expected, at);
            assertEquals(expected.code(), code, at);
            assertEquals(expected.index(), index, at);
            byte[] body = new byte[length];
            reply.getBytes(offset, body);
            assertArrayEquals(expected.body(), body, at);
        }
    }
}
