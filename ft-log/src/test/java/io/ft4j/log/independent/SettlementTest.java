package io.ft4j.log.independent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.testing.TestOutbox;
import io.ft4j.log.independent.codec.AskEncoder;
import io.ft4j.log.independent.codec.LineEncoder;
import io.ft4j.log.independent.codec.MessageHeaderEncoder;
import io.ft4j.log.line.CountedStates;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** One process that is asked, by messages that may be anything; process 1 asks. */
final class SettlementTest {
    private static final int ASK_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + AskEncoder.BLOCK_LENGTH;
    private static final int LINE_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + LineEncoder.BLOCK_LENGTH;

    private final Subject subject = new Subject();
    private final Settlement settlement = new Settlement(0, ProcessSet.firstN(3), 1, 1, 10, subject);
    private final TestOutbox outbox = new TestOutbox(1 << 12);
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);

    private static final class Subject implements SettlementSubject, CountedStates {
        private boolean held;
        private long settledNumber;

        @Override
        public long epoch() {
            return 3;
        }

        @Override
        public boolean isHeld() {
            return held;
        }

        @Override
        public CountedStates states() {
            return this;
        }

        @Override
        public void settle(long number) {
            settledNumber = number;
        }

        @Override
        public void discard(long number) {}

        @Override
        public int maxCount() {
            return 2;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public long number(int index) {
            return 1;
        }

        @Override
        public long delivered(int index, int sourceId) {
            return 0;
        }

        @Override
        public long said(int index, int destinationId) {
            return 0;
        }
    }

    private void receive(int sourceId, int length) {
        settlement.onMessage(1, sourceId, buffer, 0, length, outbox);
    }

    private int ask() {
        new AskEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .roundId(7);
        return ASK_LENGTH;
    }

    private int line(long epoch) {
        new LineEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .roundId(7)
                .epoch(epoch)
                .number(5);
        return LINE_LENGTH;
    }

    private long count(SettlementCounter counter) {
        return settlement.counters().count(counter);
    }

    @Test
    void answersWhoAsksAndNobodyElse() {
        receive(1, ask());
        assertEquals(1, outbox.count());
        receive(2, ask());
        receive(9, ask());
        assertEquals(1, outbox.count());
        assertEquals(2, count(SettlementCounter.SENDER_UNKNOWN));
    }

    @Test
    void answersNothingWhileHeld() {
        subject.held = true;
        receive(1, ask());
        receive(1, line(3));
        assertEquals(0, outbox.count());
        assertEquals(0, subject.settledNumber);
        assertEquals(1, count(SettlementCounter.ASKED_WHILE_HELD));
        assertEquals(1, count(SettlementCounter.LINE_WHILE_HELD));
    }

    @Test
    void theLineOfAnotherEpochIsDropped() {
        receive(1, line(2));
        receive(1, line(4));
        assertEquals(0, subject.settledNumber);
        assertEquals(2, count(SettlementCounter.MESSAGE_OF_OTHER_EPOCH));
        receive(1, line(3));
        assertEquals(5, subject.settledNumber);
    }

    @Test
    void whatIsCutOffOrTooLongIsDropped() {
        line(3);
        for (int length = MessageHeaderEncoder.ENCODED_LENGTH; length < LINE_LENGTH; length++) {
            receive(1, length);
        }
        receive(1, LINE_LENGTH + 1);
        receive(1, LINE_LENGTH + 3 * Long.BYTES);
        assertEquals(LineEncoder.BLOCK_LENGTH + 2, count(SettlementCounter.MESSAGE_UNREADABLE));
        assertEquals(0, subject.settledNumber);
    }

    @Test
    void refusesSettingsThatCannotWork() {
        assertThrows(IllegalArgumentException.class, () -> new Settlement(3, 0b111, 1, 1, 10, subject));
        assertThrows(IllegalArgumentException.class, () -> new Settlement(0, 0b111, 3, 1, 10, subject));
        assertThrows(IllegalArgumentException.class, () -> new Settlement(0, 0b111, 1, 1, 0, subject));
    }
}
