package io.ft4j.log.rollback;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.session.Digest;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.RecoverableProcess;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An account. What it is told it passes on, now or when a timer is due, to a process that chance chooses, along with some money;
 * after enough hops the outside is told. It is not deterministic: what it does again after a rollback is something else.
 */
final class BankProcess implements RecoverableProcess {
    static final int LENGTH = 4 * Long.BYTES;
    static final long BALANCE = 1_000;

    private static final int MAX_WAITING = 16;
    private static final long MS = 1_000_000;

    private final int selfId;
    private final long others;
    private final Prng prng;
    private final BankLedger ledger;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[Long.BYTES]);

    /** By destination, the outside is the last; how many messages, and a digest of them. */
    private final long[] said = new long[ProcessSet.MAX_PROCESSES + 1];

    private final long[] saidDigests = new long[ProcessSet.MAX_PROCESSES + 1];
    private final long[] heard = new long[ProcessSet.MAX_PROCESSES + 1];
    private final long[] heardDigests = new long[ProcessSet.MAX_PROCESSES + 1];
    private final long[] waitingIds = new long[MAX_WAITING];
    private final long[] waitingHops = new long[MAX_WAITING];
    private final long[] account = {BALANCE, 0};
    private final long[][] all = {said, saidDigests, heard, heardDigests, waitingIds, waitingHops, account};
    boolean failsNextSave;

    BankProcess(int selfId, long memberSet, Prng prng, BankLedger ledger) {
        this.selfId = selfId;
        this.others = ProcessSet.remove(memberSet, selfId);
        this.prng = prng;
        this.ledger = ledger;
    }

    static void put(MutableDirectBuffer buffer, int offset, long number, long chainId, long hops, long amount) {
        buffer.putLong(offset, number);
        buffer.putLong(offset + 8, chainId);
        buffer.putLong(offset + 16, hops);
        buffer.putLong(offset + 24, amount);
    }

    static long chainId(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + 8);
    }

    @Override
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
        ledger.onCall();
        long number = buffer.getLong(offset);
        long chainId = chainId(buffer, offset);
        long hops = buffer.getLong(offset + 16);
        long amount = buffer.getLong(offset + 24);
        heard[channelId]++;
        if (number != heard[channelId]) {
            throw new IllegalStateException("process " + selfId + " was told message " + number + " of channel "
                    + channelId + " where " + heard[channelId] + " comes next");
        }
        heardDigests[channelId] = mix(heardDigests[channelId], chainId, hops, amount);
        account[0] += amount;
        int free = (int) (account[1] % MAX_WAITING);
        if (prng.nextInt(4) == 0 && waitingIds[free] == 0) {
            waitingIds[free] = chainId;
            waitingHops[free] = hops;
            out.setTimer(account[1]++, out.nowNs() + (1 + prng.nextInt(50)) * MS);
        } else {
            pass(chainId, hops, out);
        }
    }

    @Override
    public void onTimer(long timerId, Out out) {
        ledger.onCall();
        int slot = (int) (timerId % MAX_WAITING);
        long chainId = waitingIds[slot];
        waitingIds[slot] = 0;
        pass(chainId, waitingHops[slot], out);
    }

    private void pass(long chainId, long hops, Out out) {
        boolean isEnd = hops == 0 || others == ProcessSet.EMPTY;
        int destinationId = isEnd ? Out.OUTSIDE : choose(prng.nextInt(ProcessSet.size(others)));
        int slot = slot(destinationId);
        long amount = isEnd ? 0 : 1 + prng.nextInt(5);
        account[0] -= amount;
        said[slot]++;
        saidDigests[slot] = mix(saidDigests[slot], chainId, hops - 1, amount);
        ledger.onSaid(selfId, slot, said[slot], saidDigests[slot]);
        int claim = out.claim(destinationId, LENGTH);
        put(out.buffer(), claim, said[slot], chainId, hops - 1, amount);
        out.publish(claim);
    }

    static long mix(long digest, long chainId, long hops, long amount) {
        return Digest.mix(Digest.mix(Digest.mix(digest, chainId), hops), amount);
    }

    static int slot(int destinationId) {
        return destinationId == Out.OUTSIDE ? ProcessSet.MAX_PROCESSES : destinationId;
    }

    private int choose(int skip) {
        long rest = others;
        for (int i = 0; i < skip; i++) {
            rest = ProcessSet.withoutFirst(rest);
        }
        return ProcessSet.first(rest);
    }

    long balance() {
        return account[0];
    }

    long saidTo(int destinationId) {
        return said[slot(destinationId)];
    }

    long heardFrom(int channelId) {
        return heard[channelId];
    }

    long heardDigest(int channelId) {
        return heardDigests[channelId];
    }

    boolean isWaiting() {
        return Arrays.stream(waitingIds).anyMatch(id -> id != 0);
    }

    @Override
    public long digest() {
        long digest = 0;
        for (long[] part : all) {
            for (long value : part) {
                digest = Digest.mix(digest, value);
            }
        }
        return digest;
    }

    @Override
    public void save(StateSink sink) {
        for (long[] part : all) {
            for (long value : part) {
                scratch.putLong(0, value);
                sink.write(scratch, 0, Long.BYTES);
            }
        }
        ledger.onCall();
        if (failsNextSave) {
            failsNextSave = false;
            throw new LogException("the disk is full, say");
        }
    }

    /** Reads more than it wrote: what stands behind its state is none of its business. */
    @Override
    public void restore(StateSource source) {
        ledger.onCall();
        for (long[] part : all) {
            for (int i = 0; i < part.length; i++) {
                if (source.read(scratch, 0, Long.BYTES) != Long.BYTES) {
                    throw new IllegalStateException("the state ends too early");
                }
                part[i] = scratch.getLong(0);
            }
        }
        if (source.read(scratch, 0, Long.BYTES) != 0) {
            throw new IllegalStateException("the state goes on");
        }
    }
}
