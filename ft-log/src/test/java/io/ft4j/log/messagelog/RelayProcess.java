package io.ft4j.log.messagelog;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.session.Digest;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Passes on what it is told, to a process that chance chooses, now or when a timer is due, until it has gone far enough; then
 * the outside is told. Each message carries its number in its channel, so that the receiver's state knows what is missing.
 */
final class RelayProcess implements RecoverableProcess {
    static final int LENGTH = 3 * Long.BYTES;

    private static final int MAX_WAITING = 64;
    private static final long MS = 1_000_000;

    /** What the process does, as seen from outside. */
    interface Watcher {
        void onSaid(int sourceId, int destinationId, long number, long content);

        void onHeard(int sourceId, int destinationId, long number, long content);
    }

    private final int selfId;
    private final long others;
    private final Watcher watcher;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[Long.BYTES]);

    private final long[] said = new long[ProcessSet.MAX_PROCESSES + 1];
    private final long[] heard = new long[2 * ProcessSet.MAX_PROCESSES];
    private final long[] waitingIds = new long[MAX_WAITING];
    private final long[] waitingHops = new long[MAX_WAITING];
    private long nextTimer;
    private long digest;

    RelayProcess(int selfId, long others, Watcher watcher) {
        this.selfId = selfId;
        this.others = others;
        this.watcher = watcher;
    }

    static void put(MutableDirectBuffer buffer, int offset, long number, long chainId, long hops) {
        buffer.putLong(offset, number);
        buffer.putLong(offset + 8, chainId);
        buffer.putLong(offset + 16, hops);
    }

    static long chainId(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + 8);
    }

    @Override
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
        long number = buffer.getLong(offset);
        long chainId = chainId(buffer, offset);
        long hops = buffer.getLong(offset + 16);
        heard[channelId]++;
        if (number != heard[channelId]) {
            throw new IllegalStateException("process " + selfId + " was told message " + number + " of channel "
                    + channelId + " where " + heard[channelId] + " comes next");
        }
        watcher.onHeard(channelId, selfId, number, Digest.mix(chainId, hops));
        mix(out, channelId, Digest.mix(chainId, hops));
        int free = (int) (nextTimer % MAX_WAITING);
        if ((out.random() & 3) == 0 && waitingIds[free] == 0) {
            waitingIds[free] = chainId;
            waitingHops[free] = hops;
            out.setTimer(nextTimer++, out.nowNs() + (1 + (out.random() >>> 1) % 50) * MS);
        } else {
            pass(chainId, hops, out);
        }
    }

    @Override
    public void onTimer(long timerId, Out out) {
        int slot = (int) (timerId % MAX_WAITING);
        mix(out, -1, timerId);
        pass(waitingIds[slot], waitingHops[slot], out);
        waitingIds[slot] = 0;
    }

    private void mix(Out out, int channelId, long content) {
        digest = Digest.mix(Digest.mix(Digest.mix(digest, out.nowNs()), channelId), content);
    }

    private void pass(long chainId, long hops, Out out) {
        int destinationId = hops == 0 ? Out.OUTSIDE : choose((out.random() >>> 1) % ProcessSet.size(others));
        long number = ++said[destinationId + 1];
        int claim = out.claim(destinationId, LENGTH);
        put(out.buffer(), claim, number, chainId, hops - 1);
        out.publish(claim);
        watcher.onSaid(selfId, destinationId, number, Digest.mix(chainId, hops - 1));
    }

    private int choose(long skip) {
        long rest = others;
        for (long i = 0; i < skip; i++) {
            rest = ProcessSet.withoutFirst(rest);
        }
        return ProcessSet.first(rest);
    }

    long saidTo(int destinationId) {
        return said[destinationId + 1];
    }

    long heardFrom(int channelId) {
        return heard[channelId];
    }

    boolean isWaiting() {
        return Arrays.stream(waitingIds).anyMatch(id -> id != 0);
    }

    @Override
    public long digest() {
        long all = digest;
        for (long[] part : new long[][] {said, heard, waitingIds, waitingHops}) {
            for (long value : part) {
                all = Digest.mix(all, value);
            }
        }
        return Digest.mix(all, nextTimer);
    }

    @Override
    public void save(StateSink sink) {
        for (long[] part : new long[][] {said, heard, waitingIds, waitingHops, {nextTimer, digest}}) {
            for (long value : part) {
                scratch.putLong(0, value);
                sink.write(scratch, 0, Long.BYTES);
            }
        }
    }

    @Override
    public void restore(StateSource source) {
        long[] last = new long[2];
        for (long[] part : new long[][] {said, heard, waitingIds, waitingHops, last}) {
            for (int i = 0; i < part.length; i++) {
                if (source.read(scratch, 0, Long.BYTES) != Long.BYTES) {
                    throw new IllegalStateException("the state ends too early");
                }
                part[i] = scratch.getLong(0);
            }
        }
        nextTimer = last[0];
        digest = last[1];
    }
}
