package io.ft4j.bench.example.desk;

import io.ft4j.bench.example.orderbook.codec.AddOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderDecoder;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.RecoverableProcess;
import org.agrona.DirectBuffer;

/** Refuses orders that are too large, and passes all else on. */
final class RiskCheck implements RecoverableProcess {
    private static final int MAX_QUANTITY = 500;
    private static final int PASSED = 0;
    private static final int REFUSED = 1;
    private static final int PASSED_QUANTITY = 2;

    private final Words state = new Words(3);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AddOrderDecoder add = new AddOrderDecoder();

    @Override
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
        int quantity = quantity(buffer, offset + Desk.COMMAND_OFFSET);
        if (quantity > MAX_QUANTITY) {
            state.add(REFUSED, 1);
            int claim = out.claim(Desk.GATEWAY, Desk.ANSWER_LENGTH);
            Desk.putAnswer(out.buffer(), claim, Desk.number(buffer, offset), Desk.REFUSED, 0);
            out.publish(claim);
        } else {
            state.add(PASSED, 1);
            state.add(PASSED_QUANTITY, quantity);
            out.send(Desk.BOOK, buffer, offset, length);
        }
    }

    private int quantity(DirectBuffer buffer, int offset) {
        header.wrap(buffer, offset);
        return header.templateId() == AddOrderDecoder.TEMPLATE_ID
                ? add.wrapAndApplyHeader(buffer, offset, header).quantity()
                : 0;
    }

    long refused() {
        return state.get(REFUSED);
    }

    @Override
    public long digest() {
        return state.digest();
    }

    @Override
    public void save(StateSink sink) {
        state.save(sink);
    }

    @Override
    public void restore(StateSource source) {
        state.restore(source);
    }
}
