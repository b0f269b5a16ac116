package io.ft4j.bench.example.desk;

import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.session.Digest;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.RecoverableProcess;
import org.agrona.DirectBuffer;

/** Numbers the orders that come in, and hands the answers out. Its state does not depend on the order of the answers. */
final class Gateway implements RecoverableProcess {
    private static final int ACCEPTED = 0;
    private static final int ANSWERED = 1;
    private static final int SUM = 2;

    private final Words state = new Words(3);

    @Override
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
        if (channelId == Desk.ORDERS) {
            state.add(ACCEPTED, 1);
            int claim = out.claim(Desk.RISK_CHECK, Desk.COMMAND_OFFSET + length);
            Desk.putNumber(out.buffer(), claim, state.get(ACCEPTED));
            out.buffer().putBytes(claim + Desk.COMMAND_OFFSET, buffer, offset, length);
            out.publish(claim);
        } else {
            state.add(ANSWERED, 1);
            long status = (long) Desk.status(buffer, offset) << Integer.SIZE | Desk.filled(buffer, offset);
            state.add(SUM, Digest.mix(Desk.number(buffer, offset), status));
            out.send(Out.OUTSIDE, buffer, offset, length);
        }
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
