package io.ft4j.bench.latency;

import io.ft4j.bench.latency.spec.CountingMachine;
import io.ft4j.bench.latency.spec.RunSpec;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import io.ft4j.core.runtime.client.ReplyHandler;
import io.ft4j.core.session.ReplyCode;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All sessions of a run, driven by one thread: command n goes to session n modulo their number, and since replies come
 * in that order too, only the session of the oldest command without reply is polled. Ten thousand sessions cost no more
 * than one to drive.
 *
 * <p>Checks L1. No allocation after construction.
 */
final class Connections implements ReplyHandler, AutoCloseable {
    private static final int SPAN_FACTOR = 4;

    private final Client[] clients;
    private final int maxOutstanding;
    private final UnsafeBuffer command;
    private final int commandLength;
    private final Recorder recorder;
    /** By number of the command: when it was sent; 0 for none. */
    private final long[] sendNs;

    private final int mask;
    /** Send times of what the current poll received. */
    private final long[] received;

    private int receivedCount;
    private int sender;
    private int receiver;
    private long sentCount;
    private long answeredCount;
    /** Every number up to this one has its reply. */
    private long settled;

    private long mixedSum;

    Connections(ReplicaGroup group, RunSpec spec, Recorder recorder) {
        this.recorder = recorder;
        maxOutstanding = spec.outstanding();
        ClientConfig config = ClientConfig.DEFAULT.withMaxOutstanding(spec.window());
        clients = new Client[spec.sessions()];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = group.connect(config);
        }
        commandLength = spec.payload();
        command = new UnsafeBuffer(ByteBuffer.allocateDirect(commandLength));
        command.setMemory(0, commandLength, (byte) 0x5A);
        sendNs = new long[BitUtil.findNextPositivePowerOfTwo(SPAN_FACTOR * maxOutstanding)];
        mask = sendNs.length - 1;
        received = new long[maxOutstanding];
    }

    /**
     * Sends the next command.
     *
     * @param nowNs from when on its latency counts; not 0.
     * @return false when there is no room: poll, then try again.
     */
    boolean trySend(long nowNs) {
        if (sentCount - answeredCount >= maxOutstanding || sentCount - settled > mask) {
            return false;
        }
        long number = sentCount + 1;
        command.putLong(0, number);
        long sequence = clients[sender].offer(command, 0, commandLength);
        if (sequence < 0) {
            requireUsable(clients[sender], sequence);
            return false;
        }
        sentCount = number;
        mixedSum += CountingMachine.mix(number);
        sendNs[(int) number & mask] = nowNs;
        sender = next(sender);
        return true;
    }

    private static void requireUsable(Client client, long code) {
        if (code == Client.CLOSED || code == Client.TOO_LONG) {
            throw new RunFailedException(
                    "a session refused a command: code " + code + ", " + ReplyCode.toString(client.closeCode()));
        }
    }

    /** Receives up to {@code limit} replies. Their latencies wait for {@link #record}. Returns their number. */
    int poll(int limit) {
        receivedCount = 0;
        int room = Math.min(limit, received.length);
        int before;
        int session;
        do {
            before = receivedCount;
            session = receiver;
            clients[session].poll(this, room - before);
            settle();
        } while (receiver != session && receivedCount > before && receivedCount < room);
        return receivedCount;
    }

    private void settle() {
        while (settled < sentCount && sendNs[(int) (settled + 1) & mask] == 0) {
            settled++;
            receiver = next(receiver);
        }
    }

    @Override
    public void onReply(long sequence, int code, long index, DirectBuffer buffer, int offset, int length) {
        if (code != ReplyCode.OK || length != Long.BYTES) {
            throw new RunFailedException(
                    "L1 a command was refused: " + ReplyCode.toString(code) + ", reply of " + length + " bytes");
        }
        long number = buffer.getLong(offset);
        int slot = (int) number & mask;
        if (number <= settled || number > sentCount || sendNs[slot] == 0) {
            throw new RunFailedException("L1 reply to command " + number + ", which is not outstanding");
        }
        received[receivedCount++] = sendNs[slot];
        sendNs[slot] = 0;
        answeredCount++;
    }

    /** Notes the latency of everything that the last poll received. */
    void record(long nowNs) {
        for (int i = 0; i < receivedCount; i++) {
            recorder.record(received[i], nowNs);
        }
    }

    long sentCount() {
        return sentCount;
    }

    long answeredCount() {
        return answeredCount;
    }

    boolean isSettled() {
        return settled == sentCount;
    }

    /** Of the numbers of all commands sent, for {@link CountingMachine#differenceFrom}. */
    long mixedSum() {
        return mixedSum;
    }

    long retries() {
        long sum = 0;
        for (Client client : clients) {
            sum += client.retries();
        }
        return sum;
    }

    long duplicateReplies() {
        long sum = 0;
        for (Client client : clients) {
            sum += client.duplicateReplies();
        }
        return sum;
    }

    private int next(int session) {
        return session + 1 == clients.length ? 0 : session + 1;
    }

    @Override
    public void close() {
        for (Client client : clients) {
            client.close();
        }
    }
}
