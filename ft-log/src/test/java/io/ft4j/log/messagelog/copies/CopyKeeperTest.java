package io.ft4j.log.messagelog.copies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.runtime.local.MemoryLog;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.MessageLogCounter;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.codec.CopyReceiptsDecoder;
import io.ft4j.log.messagelog.codec.CopyReceiptsEncoder;
import io.ft4j.log.messagelog.codec.CopyRequestDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.RecordTypes;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Two senders, 0 and 1, and what they keep for receiver 2. */
final class CopyKeeperTest {
    private static final int RECEIVER = 2;
    private static final MessageLogConfig CONFIG = MessageLogConfig.builder()
            .maxMessageBytes(32)
            .frameBytes(256)
            .channelBytes(4096)
            .copyBytes(4096)
            .build();

    private final MessageLogCounters counters = new MessageLogCounters();
    /** Of the receiver. */
    private final MemoryLog log = new MemoryLog(1 << 16);

    private final CopyKeeper[] senders = {
        new CopyKeeper(CONFIG, 0, 0b110, log, 1, counters), new CopyKeeper(CONFIG, 1, 0b101, log, 1, counters)
    };
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[32]);
    private final UnsafeBuffer entry = new UnsafeBuffer(new byte[128]);
    private final Frames frames = new Frames();

    private void say(int senderId, long ssn, int content, int length) {
        message.putInt(0, content);
        senders[senderId].keep(RECEIVER, ssn, message, 0, length);
    }

    /** A life of the receiver is told these messages one after the other, and tells their sender. */
    private void tell(long life, int senderId, long firstSsn, long... rsns) {
        CopyKeeper receiver = new CopyKeeper(CONFIG, RECEIVER, 0b011, log, life, counters);
        for (int i = 0; i < rsns.length; i++) {
            Records.putHeader(entry, 0, Event.HEADER_LENGTH + 4, RecordTypes.DELIVERY, rsns[i]);
            Event.put(entry, 0, rsns[i], 1000 + rsns[i], senderId, firstSsn + i);
            receiver.told(new Event().wrap(entry, 0));
        }
        assertTrue(receiver.owesReceipts());
        receiver.endBatch(frames);
        assertFalse(receiver.owesReceipts());
        frames.deliver(senders[senderId], RECEIVER);
    }

    private CopyFetcher fetch(long fromRsn, long toRsn, int... order) {
        CopyFetcher fetcher = new CopyFetcher(0b011, new long[] {fromRsn}, new long[] {toRsn});
        UnsafeBuffer request = new UnsafeBuffer(new byte[CopyFetcher.REQUEST_LENGTH]);
        for (int senderId : order) {
            while (fetcher.isDue(senderId, 0)) {
                fetcher.putRequest(senderId, 1, request, 0);
                int templateId = CopyRequestDecoder.TEMPLATE_ID;
                assertTrue(senders[senderId].onMessage(RECEIVER, templateId, request, 0, request.capacity(), frames));
                UnsafeBuffer answer = frames.take();
                assertTrue(answer.capacity() <= 32 + CONFIG.frameBytes());
                assertTrue(fetcher.onMessage(senderId, answer, 0, answer.capacity()));
            }
        }
        assertEquals(0, fetcher.waitsFor());
        return fetcher;
    }

    @Test
    void aCopyIsTheEntryOfTheReceiver() {
        say(0, 1, 77, 5);
        tell(3, 0, 1, 9);
        ExpandableArrayBuffer out = new ExpandableArrayBuffer();
        assertEquals(3, fetch(1, 20, 0, 1).entry(9, out));
        assertEquals(Event.HEADER_LENGTH + 5, Records.length(out, 0));
        assertEquals(9, Records.index(out, 0));
        Event event = new Event().wrap(out, 0);
        assertEquals(9, event.rsn());
        assertEquals(1009, event.timestampNs());
        assertEquals(0, event.channelId());
        assertEquals(1, event.number());
        assertEquals(77, out.getInt(event.payloadOffset()));
    }

    @Test
    void aCopyWithoutPlaceIsOfNoUse() {
        say(0, 1, 77, 4);
        assertEquals(0, fetch(1, 20, 0, 1).entry(1, new ExpandableArrayBuffer()));
    }

    @Test
    void theLaterLifeIsRightAboutAPlace() {
        say(0, 1, 10, 4);
        say(1, 1, 11, 4);
        tell(1, 0, 1, 5);
        tell(2, 1, 1, 5);
        assertEquals(1, fetch(5, 5, 0, 1).giver(5));
        assertEquals(1, fetch(5, 5, 1, 0).giver(5));
    }

    @Test
    void placesThatALaterLifeContradictsAreForgotten() {
        for (int ssn = 1; ssn <= 4; ssn++) {
            say(0, ssn, ssn, 4);
        }
        tell(1, 0, 1, 3, 5, 6, 8);
        tell(2, 0, 2, 6);
        CopyFetcher fetched = fetch(1, 20, 0, 1);
        assertEquals(3, fetched.count(0));
        assertEquals(2, fetched.entry(6, new ExpandableArrayBuffer()));
        assertEquals(-1, fetched.giver(5));
        tell(1, 0, 2, 5);
        assertEquals(-1, fetch(1, 20, 0, 1).giver(5));
    }

    @Test
    void copiesThatDoNotFitInOneFrameComeInSeveral() {
        for (int ssn = 1; ssn <= 20; ssn++) {
            say(0, ssn, ssn, 29);
            tell(1, 0, ssn, 2L * ssn);
        }
        assertEquals(20, fetch(1, 100, 0, 1).count(0));
        assertEquals(5, fetch(20, 29, 0, 1).count(0));
        assertTrue(counters.count(MessageLogCounter.COPIES_ASKED) > 8);
    }

    @Test
    void whatACheckpointHoldsIsNotGiven() {
        say(0, 1, 1, 4);
        say(0, 2, 2, 4);
        tell(1, 0, 1, 1, 2);
        senders[0].checkpointed(RECEIVER, 1);
        assertEquals(1, fetch(1, 2, 0, 1).count(0));
    }

    /** The places of what it says again may come before it says it again. */
    @Test
    void aSenderThatRestartsIsToldThePlacesOnceMore() {
        for (int rsn = 1; rsn <= 400; rsn++) {
            Records.putHeader(entry, 0, Event.HEADER_LENGTH + 4, RecordTypes.DELIVERY, rsn);
            Event.put(entry, 0, rsn, 1000 + rsn, rsn % 2, (rsn + 1) / 2);
            entry.putInt(Event.HEADER_LENGTH, rsn);
            log.append(new EntrySlice().set(entry, 0, Records.stride(Event.HEADER_LENGTH + 4), rsn, rsn));
        }
        CopyKeeper receiver = new CopyKeeper(CONFIG, RECEIVER, 0b011, log, 7, counters);
        receiver.onLife(0, 390);
        int batches = 0;
        while (receiver.owesReceipts()) {
            receiver.endBatch(frames);
            frames.deliver(senders[0], RECEIVER);
            batches++;
        }
        assertTrue(batches > 1 && batches < 10, batches + " batches");
        for (int ssn = 180; ssn <= 200; ssn++) {
            say(0, ssn, 2 * ssn, 4);
        }
        CopyFetcher fetched = fetch(1, 400, 0, 1);
        assertEquals(195 - 180 + 1, fetched.count(0));
        assertEquals(0, fetched.count(1));
        ExpandableArrayBuffer out = new ExpandableArrayBuffer();
        assertEquals(7, fetched.entry(390, out));
        assertEquals(390, out.getInt(Event.HEADER_LENGTH));
        assertEquals(1390, new Event().wrap(out, 0).timestampNs());
    }

    /** Bytes that may be anything. */
    @Test
    void readsAnyMessageWithinItsLength() {
        Prng prng = new Prng(18);
        int taken = 0;
        say(0, 1, 1, 4);
        for (int i = 0; i < 200_000; i++) {
            int length = MessageHeaderDecoder.ENCODED_LENGTH + prng.nextInt(120);
            UnsafeBuffer frame = new UnsafeBuffer(new byte[length]);
            for (int at = 0; at < length; at++) {
                frame.putByte(at, (byte) prng.nextInt(4));
            }
            int templateId = CopyReceiptsEncoder.TEMPLATE_ID + prng.nextInt(4);
            boolean receipts = templateId == CopyReceiptsEncoder.TEMPLATE_ID;
            int blockLength = receipts ? CopyReceiptsEncoder.BLOCK_LENGTH : CopyRequestDecoder.BLOCK_LENGTH;
            frame.putShort(0, (short) blockLength, ByteOrder.LITTLE_ENDIAN);
            frame.putShort(2, (short) templateId, ByteOrder.LITTLE_ENDIAN);
            int list = MessageHeaderDecoder.ENCODED_LENGTH + blockLength;
            if (receipts && list + 4 <= length) {
                int each = CopyReceiptsDecoder.TakenDecoder.sbeBlockLength();
                frame.putShort(list, (short) each, ByteOrder.LITTLE_ENDIAN);
                frame.putShort(list + 2, (short) prng.nextInt(5), ByteOrder.LITTLE_ENDIAN);
            }
            if (senders[0].onMessage(RECEIVER, templateId, frame, 0, length, frames)) {
                taken++;
                frames.clear();
            }
        }
        assertTrue(taken > 500, "hardly anything was taken: " + taken);
    }

    /** Frames that were written; nothing else is. */
    private static final class Frames implements Outbox {
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8192]);
        private final List<UnsafeBuffer> written = new ArrayList<>();
        private int length;

        void deliver(CopyKeeper to, int sourceId) {
            while (!written.isEmpty()) {
                UnsafeBuffer frame = take();
                int templateId = frame.getShort(2, ByteOrder.LITTLE_ENDIAN);
                assertTrue(to.onMessage(sourceId, templateId, frame, 0, frame.capacity(), this));
            }
        }

        UnsafeBuffer take() {
            return written.remove(0);
        }

        void clear() {
            written.clear();
        }

        @Override
        public MutableDirectBuffer buffer() {
            return buffer;
        }

        @Override
        public int claim(int destinationId, int claimLength) {
            length = claimLength;
            return 0;
        }

        @Override
        public long publish(int claimOffset) {
            UnsafeBuffer frame = new UnsafeBuffer(new byte[length]);
            frame.putBytes(0, buffer, 0, length);
            written.add(frame);
            return 0;
        }

        @Override
        public int claimAll(long destinationSet, int claimLength) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int claimAfterDurable(int destinationId, int claimLength) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int claimAllAfterDurable(long destinationSet, int claimLength) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int claimState(int recordType, int claimLength) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int claimWithEntries(long destinationSet, int headerLength, long fromIndex, long toIndex) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long appendRange(long fromIndex, long toIndex) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long truncateFrom(long index) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void releaseBefore(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void commitUpTo(long index) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void suspect(int processId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void restore(int processId) {
            throw new UnsupportedOperationException();
        }
    }
}
