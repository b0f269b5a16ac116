package io.ft4j.log.messagelog;

import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import org.agrona.DirectBuffer;

/** Does not repeat what it did: from some event on its state is another one. */
final class OtherwiseProcess implements RecoverableProcess {
    private final RecoverableProcess process;
    private final long fromRsn;
    private long rsn;

    OtherwiseProcess(RecoverableProcess process, long fromRsn) {
        this.process = process;
        this.fromRsn = fromRsn;
    }

    @Override
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
        rsn++;
        process.onMessage(channelId, buffer, offset, length, out);
    }

    @Override
    public void onTimer(long timerId, Out out) {
        rsn++;
        process.onTimer(timerId, out);
    }

    @Override
    public long digest() {
        return process.digest() + (rsn >= fromRsn ? 1 : 0);
    }

    @Override
    public void save(StateSink sink) {
        process.save(sink);
    }

    @Override
    public void restore(StateSource source) {
        process.restore(source);
    }
}
