package io.ft4j.bench.example.desk;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.bench.example.orderbook.CommandSource;
import io.ft4j.bench.example.orderbook.CommandWriter;
import io.ft4j.bench.example.orderbook.FlowGenerator;
import io.ft4j.bench.example.orderbook.LobsterReader;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.log.messagelog.MessageLogConfig;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** What the processes of the desk have in common: their ids, and the messages that they exchange. */
final class Desk {
    static final int GATEWAY = 0;
    static final int RISK_CHECK = 1;
    static final int BOOK = 2;
    static final int PROCESS_COUNT = 3;
    static final long MEMBERS = ProcessSet.firstN(PROCESS_COUNT);
    static final long GROUP_ID = 0x6465736BL;

    /** Where orders come in. */
    static final int ORDERS = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;

    /** An order on its way: its number, then the command. */
    static final int COMMAND_OFFSET = Long.BYTES;

    static final int MAX_ORDER_LENGTH = COMMAND_OFFSET + CommandWriter.MAX_LENGTH;

    /** An answer: number of the order, status, filled quantity. */
    static final int ANSWER_LENGTH = Long.BYTES + 2 * Integer.BYTES;

    private static final int STATUS_OFFSET = Long.BYTES;
    private static final int FILLED_OFFSET = STATUS_OFFSET + Integer.BYTES;

    /** Status of an order that the risk check refuses; the others are those of the book. */
    static final int REFUSED = 100;

    private static final long FLOW_SEED = 1;

    /** Well above the time for which a process may have to wait for a core. */
    private static final long RESEND_INTERVAL_NS = 100_000_000;

    private Desk() {}

    static MessageLogConfig config() {
        return MessageLogConfig.builder()
                .maxMessageBytes(Math.max(MAX_ORDER_LENGTH, ANSWER_LENGTH))
                .maxMessagesPerEvent(1)
                .resendIntervalNs(RESEND_INTERVAL_NS)
                .build();
    }

    /** @param input a LOBSTER file, or null: made up, always the same. */
    static CommandSource orders(Path input, long count) {
        if (input == null) {
            return new FlowGenerator(FLOW_SEED, count);
        }
        return new LobsterReader(input, count, problem -> {});
    }

    static long number(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset, LITTLE_ENDIAN);
    }

    static void putNumber(MutableDirectBuffer buffer, int offset, long number) {
        buffer.putLong(offset, number, LITTLE_ENDIAN);
    }

    static void putAnswer(MutableDirectBuffer buffer, int offset, long number, int status, int filled) {
        putNumber(buffer, offset, number);
        buffer.putInt(offset + STATUS_OFFSET, status, LITTLE_ENDIAN);
        buffer.putInt(offset + FILLED_OFFSET, filled, LITTLE_ENDIAN);
    }

    static int status(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + STATUS_OFFSET, LITTLE_ENDIAN);
    }

    static int filled(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + FILLED_OFFSET, LITTLE_ENDIAN);
    }
}
