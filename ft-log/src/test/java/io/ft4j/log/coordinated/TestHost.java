package io.ft4j.log.coordinated;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.log.coordinated.Saved.Transfer;
import io.ft4j.log.coordinated.codec.MessageHeaderEncoder;
import io.ft4j.log.independent.SettlementSubject;
import io.ft4j.log.line.CountedStates;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One life of a process with an account, which sends money to others over numbered channels: keeps what the permanent checkpoint of
 * the receiver does not hold, sends again what was not delivered, drops what comes twice, out of order or from another epoch.
 */
final class TestHost implements CheckpointSubject, SettlementSubject, CountedStates, Protocol {
    /** Independent checkpoints at once, the permanent one included. */
    static final int MAX_COUNT = 4;

    static final int SCHEMA_ID = 999;
    static final long RESEND_NS = 25;
    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + 5 * Long.BYTES;

    final TestStorage storage;
    final int selfId;
    final int processCount;
    private final long resendNs;
    long balance;
    long[] sent;
    long[] delivered;
    List<Transfer> kept;
    long epoch;
    boolean sendsHeld;
    boolean deliveriesHeld;
    int rollbacks;
    /** As useless. */
    final List<Long> discarded = new ArrayList<>();

    /** What others have said that they have, in this epoch. */
    private final long[] heard;

    private long deadlineNs = Long.MAX_VALUE;

    TestHost(int selfId, int processCount, TestStorage storage, long resendNs) {
        this.selfId = selfId;
        this.processCount = processCount;
        this.storage = storage;
        this.resendNs = resendNs;
        heard = new long[processCount];
        restore(storage.permanent);
    }

    /** @return false: nothing may leave now. */
    boolean transfer(long nowNs, int receiverId, long amount, Outbox outbox) {
        if (sendsHeld) {
            return false;
        }
        balance -= amount;
        Transfer transfer = new Transfer(receiverId, ++sent[receiverId], amount);
        kept.add(transfer);
        send(transfer, outbox);
        deadlineNs = Math.min(deadlineNs, nowNs + resendNs);
        return true;
    }

    private void send(Transfer transfer, Outbox outbox) {
        if (sendsHeld) {
            throw new Broken("blocking: " + selfId + " sends a message while its sends are held");
        }
        write(transfer.receiverId(), transfer.ssn(), transfer.amount(), outbox);
    }

    private void write(int destinationId, long ssn, long amount, Outbox outbox) {
        int claim = outbox.claim(destinationId, LENGTH);
        MutableDirectBuffer buffer = outbox.buffer();
        buffer.setMemory(claim, LENGTH, (byte) 0);
        buffer.putShort(claim + 4, (short) SCHEMA_ID, LITTLE_ENDIAN);
        int body = claim + MessageHeaderEncoder.ENCODED_LENGTH;
        buffer.putLong(body, epoch, LITTLE_ENDIAN);
        buffer.putLong(body + 8, ssn, LITTLE_ENDIAN);
        buffer.putLong(body + 16, amount, LITTLE_ENDIAN);
        buffer.putLong(body + 24, delivered[destinationId], LITTLE_ENDIAN);
        buffer.putLong(body + 32, storage.permanent.delivered()[destinationId], LITTLE_ENDIAN);
        outbox.publish(claim);
    }

    static String describe(DirectBuffer buffer, int offset) {
        int body = offset + MessageHeaderEncoder.ENCODED_LENGTH;
        long ssn = buffer.getLong(body + 8, LITTLE_ENDIAN);
        return (ssn == 0
                        ? "has " + buffer.getLong(body + 24, LITTLE_ENDIAN)
                        : "transfer " + ssn + " of " + buffer.getLong(body + 16, LITTLE_ENDIAN))
                + ", epoch " + buffer.getLong(body, LITTLE_ENDIAN);
    }

    @Override
    public int schemaId() {
        return SCHEMA_ID;
    }

    @Override
    public int maxStepBytes() {
        return 1 << 13;
    }

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    @Override
    public void onStart(long nowNs, Outbox outbox) {
        deadlineNs = nowNs + resendNs;
    }

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        int body = offset + MessageHeaderEncoder.ENCODED_LENGTH;
        if (buffer.getLong(body, LITTLE_ENDIAN) != epoch || deliveriesHeld) {
            return;
        }
        long ssn = buffer.getLong(body + 8, LITTLE_ENDIAN);
        heard[sourceId] = Math.max(heard[sourceId], buffer.getLong(body + 24, LITTLE_ENDIAN));
        long permanent = buffer.getLong(body + 32, LITTLE_ENDIAN);
        kept.removeIf(transfer -> transfer.receiverId() == sourceId && transfer.ssn() <= permanent);
        if (ssn == 0) {
            return;
        }
        if (ssn == delivered[sourceId] + 1) {
            delivered[sourceId] = ssn;
            balance += buffer.getLong(body + 16, LITTLE_ENDIAN);
        }
        write(sourceId, 0, 0, outbox);
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        boolean waits = false;
        for (Transfer transfer : kept) {
            if (transfer.ssn() > heard[transfer.receiverId()]) {
                waits = true;
                if (!sendsHeld) {
                    send(transfer, outbox);
                }
            }
        }
        deadlineNs = waits ? nowNs + resendNs : Long.MAX_VALUE;
    }

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {
        if (deadlineNs == Long.MAX_VALUE && kept.stream().anyMatch(t -> t.ssn() > heard[t.receiverId()])) {
            deadlineNs = nowNs + resendNs;
        }
    }

    @Override
    public long nextDeadlineNs() {
        return deadlineNs;
    }

    /** Whether everything that was sent has been delivered. */
    boolean isQuiet() {
        return kept.stream().allMatch(transfer -> transfer.ssn() <= heard[transfer.receiverId()]);
    }

    @Override
    public void checkInvariants() {}

    Saved current() {
        return new Saved(Long.MAX_VALUE, balance, sent.clone(), delivered.clone(), List.copyOf(kept));
    }

    // CheckpointSubject

    @Override
    public void holdSends() {
        sendsHeld = true;
    }

    @Override
    public void holdDeliveries() {
        deliveriesHeld = true;
    }

    @Override
    public void resume() {
        sendsHeld = false;
        deliveriesHeld = false;
    }

    @Override
    public long takeTentative(int initiatorId, long attemptId) {
        if (storage.tentative != null) {
            throw new Broken("tentative: two at a time");
        }
        storage.lastNumber++;
        storage.tentative = new Saved(storage.lastNumber, balance, sent.clone(), delivered.clone(), List.copyOf(kept));
        storage.pollsLeft = storage.polls;
        storage.failed = storage.failsNext;
        storage.failsNext = false;
        return storage.lastNumber;
    }

    @Override
    public Tentative tentative(long number) {
        if (storage.failed) {
            return Tentative.FAILED;
        }
        if (storage.pollsLeft > 0) {
            storage.pollsLeft--;
            return Tentative.WRITING;
        }
        return Tentative.DURABLE;
    }

    @Override
    public void makePermanent(long number) {
        if (number <= storage.permanent.number()) {
            return;
        }
        if (!storage.isTentativeDurable() || storage.tentative.number() != number) {
            throw new Broken(
                    "durability: checkpoint " + number + " of " + selfId + " is to be permanent and is not there");
        }
        storage.permanent = storage.tentative;
        storage.tentative = null;
    }

    @Override
    public void keepTentative(long number) {
        if (storage.tentative != null && storage.tentative.number() != number) {
            storage.tentative = null;
        }
    }

    @Override
    public long delivered(int sourceId) {
        return delivered[sourceId];
    }

    @Override
    public long sentAtPermanent(int destinationId) {
        return storage.permanent.sent()[destinationId];
    }

    @Override
    public long deliveredAtPermanent(int sourceId) {
        return storage.permanent.delivered()[sourceId];
    }

    @Override
    public void rollBack(long number, long newEpoch) {
        List<TestStorage.Own> own = storage.own;
        if (!own.isEmpty() && own.get(own.size() - 1).epoch() >= newEpoch) {
            return;
        }
        own.removeIf(checkpoint -> checkpoint.saved().number() > number);
        rollbacks++;
        restore(storage.saved().stream()
                .filter(saved -> saved.number() == number)
                .findFirst()
                .orElseThrow(() -> new Broken("durability: " + selfId + " is to go back to checkpoint " + number)));
    }

    private void restore(Saved saved) {
        balance = saved.balance();
        sent = saved.sent().clone();
        delivered = saved.delivered().clone();
        kept = new ArrayList<>(saved.kept());
    }

    // Independent checkpoints

    /** @return false: it may not now, or there is no room. */
    boolean takeOwn() {
        if (deliveriesHeld || count() == MAX_COUNT) {
            return false;
        }
        storage.lastNumber++;
        storage.own.add(new TestStorage.Own(
                new Saved(storage.lastNumber, balance, sent.clone(), delivered.clone(), List.copyOf(kept)), epoch));
        return true;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public boolean isHeld() {
        return deliveriesHeld;
    }

    @Override
    public CountedStates states() {
        return this;
    }

    @Override
    public int maxCount() {
        return MAX_COUNT;
    }

    @Override
    public int count() {
        return 1 + storage.own.size();
    }

    @Override
    public long number(int index) {
        return storage.saved().get(index).number();
    }

    @Override
    public long delivered(int index, int sourceId) {
        return index == count()
                ? delivered[sourceId]
                : storage.saved().get(index).delivered()[sourceId];
    }

    @Override
    public long said(int index, int destinationId) {
        return index == count()
                ? sent[destinationId]
                : storage.saved().get(index).sent()[destinationId];
    }

    @Override
    public void settle(long number) {
        for (TestStorage.Own checkpoint : storage.own) {
            if (checkpoint.saved().number() == number) {
                storage.permanent = checkpoint.saved();
            }
        }
        storage.own.removeIf(checkpoint -> checkpoint.saved().number() <= storage.permanent.number());
    }

    @Override
    public void discard(long number) {
        for (TestStorage.Own checkpoint : List.copyOf(storage.own)) {
            if (checkpoint.saved().number() == number && number < storage.lastNumber) {
                storage.own.remove(checkpoint);
                storage.removed.put(number, checkpoint.saved());
                discarded.add(number);
            }
        }
    }

    @Override
    public void enterEpoch(long newEpoch) {
        epoch = newEpoch;
        java.util.Arrays.fill(heard, 0);
    }
}
