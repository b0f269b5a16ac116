package io.ft4j.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.consensus.raft.RaftConfig;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.redundancy.Checksum;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import io.ft4j.core.runtime.client.ClientLink;
import io.ft4j.core.session.ReplyCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three replicas and a process with clients, each with nothing in common but the network, in one thread. */
final class GroupMemberTest {
    private static final int CLIENTS = 64;
    private static final long GROUP_ID = 7;
    private static final long STEP_NS = 500_000;
    private static final int MAX_STEPS = 400_000;
    private static final Prng SEEDS = new Prng(91);

    private final FrameHub hub = new FrameHub(90);
    private final ManualClock clock = new ManualClock();
    private final KeptLog[] logs = {new KeptLog(), new KeptLog(), new KeptLog()};
    private final GroupMember[] members = new GroupMember[3];
    private final List<Throwable> errors = new ArrayList<>();
    private final List<Long> sums = new ArrayList<>();
    private final List<Integer> codes = new ArrayList<>();
    private RemoteGroup remote;
    private final List<Client> polled = new ArrayList<>();
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[Long.BYTES]);

    @AfterEach
    void close() {
        CloseHelper.quietCloseAll(remote);
        CloseHelper.quietCloseAll(members);
    }

    // ---- commands

    @Test
    void aCommandFromAnotherProcessIsAnsweredOnceAndInOrder() {
        startAll();
        Client client = connect();
        sendAll(client, 1, 500);
        assertAnswered(500);
        assertEqualDigests();
    }

    @Test
    void aClientBesideAFollowerReachesTheLeader() {
        startAll();
        until(() -> leader() >= 0, "a leader");
        int follower = (leader() + 1) % 3;
        Client client = members[follower].connect(ClientConfig.DEFAULT.withMaxOutstanding(64));
        polled.add(client);
        sendAll(client, 1, 200);
        assertAnswered(200);
        assertEqualDigests();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void everyCommandIsExecutedOnceWhateverTheNetworkLosesAndWhoeverDies(int round) {
        hub.lossProbability = 0.02 * round;
        hub.repeatProbability = 0.02 * round;
        startAll();
        Client client = connect();
        sendAll(client, 1, 100);
        for (int life = 0; life < 3; life++) {
            int dead = leader();
            int from = 101 + 100 * life;
            sendFrom(client, from, from + 49);
            kill(dead);
            sendAll(client, from + 50, from + 99);
            start(dead, false);
        }
        assertAnswered(400);
        hub.lossProbability = 0;
        assertEqualDigests();
        assertEquals(List.of(), errors);
    }

    @Test
    void withoutAMajorityCommandsWaitAndNothingIsMadeUp() {
        startAll();
        Client client = connect();
        sendAll(client, 1, 10);
        int leader = leader();
        kill((leader + 1) % 3);
        kill((leader + 2) % 3);
        sendFrom(client, 11, 15);
        until(() -> remote.leaderId() < 0, "the leader says that it gave up");
        command.putLong(0, 16);
        assertEquals(Client.NO_LEADER, client.offer(command, 0, Long.BYTES));
        assertAnswered(10);
        start((leader + 1) % 3, false);
        until(() -> client.outstanding() == 0, "answered");
        assertAnswered(15);
    }

    @Test
    void aSessionBelongsToTheProcessThatOpenedIt() {
        startAll();
        Client client = connect();
        sendAll(client, 1, 3);
        RemoteGroup other = builder().remote(CLIENTS + 1, hub.transport(CLIENTS + 1));
        Client thief = other.connect(ClientConfig.DEFAULT.withMaxOutstanding(16).withSessionId(client.sessionId()));
        until(
                () -> {
                    other.doWork();
                    thief.poll((sequence, code, index, buffer, offset, length) -> {}, 10);
                    return thief.closeCode() != ReplyCode.OK;
                },
                "refused");
        assertEquals(ReplyCode.SESSION_TAKEN, thief.closeCode());
        sendAll(client, 4, 6);
        assertAnswered(6);
        other.close();
    }

    @Test
    void aProcessThatComesBackOpensNewSessions() {
        startAll();
        sendAll(connect(), 1, 3);
        remote.close();
        polled.clear();
        clock.advance(1_000_000);
        remote = null;
        sendAll(connect(), 4, 6);
        assertAnswered(6);
    }

    // ---- frames from outside

    @Test
    void damagedFramesAreCountedAndDoNoHarm() {
        Prng prng = SEEDS.fork("damage");
        startAll();
        Client client = connect();
        hub.tamper = frame -> {
            if (!prng.chance(0.05)) {
                return frame;
            }
            byte[] damaged = frame.clone();
            int bit = prng.nextInt(8 * frame.length);
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            return damaged;
        };
        sendAll(client, 1, 500);
        hub.tamper = frame -> frame;
        assertAnswered(500);
        assertEqualDigests();
        long dropped = remote.dropped(ClientLink.Drop.CHECKSUM);
        for (GroupMember member : members) {
            dropped += member.dropped(ClientLink.Drop.CHECKSUM);
        }
        assertTrue(dropped > 0, "no damaged frame of a client arrived");
    }

    /** Sound frames of somebody who knows how to make a checksum. */
    @ParameterizedTest
    @CsvSource({
        "LENGTH, 7, 64, 1, 24, 99",
        "GROUP, 8, 64, 1, 24, 0",
        "SENDER, 7, 63, 1, 24, 0",
        "SENDER, 7, -1, 1, 24, 0",
        "SENDER, 7, 80, 1, 24, 0",
        "SENDER, 7, 2147483647, 1, 24, 0",
        "MESSAGE, 7, 64, 77, 24, 0",
        "MESSAGE, 7, 64, 1, 23, 0",
        "MESSAGE, 7, 64, 1, 3, 0",
        "MESSAGE, 7, 64, 2, 32, 0",
        "MESSAGE, 7, 64, 4, 12, 0",
        "MESSAGE, 7, 1, 4, 3, 0",
    })
    void whatNobodyMaySendIsCounted(
            ClientLink.Drop reason, long groupId, int sourceId, int templateId, int bodyLength, int wrongLength) {
        startAll();
        until(() -> leader() >= 0, "a leader");
        int leader = leader();
        int sender = sourceId == 1 && leader == 1 ? 2 : sourceId;
        byte[] frame = frame(groupId, sender, templateId, new byte[bodyLength], wrongLength);
        long before = members[leader].dropped(reason);
        hub.inject(leader, frame);
        step();
        step();
        assertEquals(before + 1, members[leader].dropped(reason));
        sendAll(connect(), 1, 3);
        assertAnswered(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1, 65})
    void aCommandOfAnImpossibleLengthIsDropped(int length) {
        startAll();
        until(() -> leader() >= 0, "a leader");
        UnsafeBuffer body = new UnsafeBuffer(new byte[24]);
        body.putLong(0, 5);
        body.putInt(16, length);
        long before = members[leader()].dropped(ClientLink.Drop.MESSAGE);
        hub.inject(leader(), frame(GROUP_ID, CLIENTS, 1, body.byteArray(), 0));
        step();
        step();
        assertEquals(before + 1, members[leader()].dropped(ClientLink.Drop.MESSAGE));
        sendAll(connect(), 1, 3);
        assertAnswered(3);
    }

    @Test
    void anyBytesDoNoHarm() {
        Prng prng = SEEDS.fork("bytes");
        startAll();
        Client client = connect();
        sendAll(client, 1, 10);
        for (int i = 0; i < 5_000; i++) {
            byte[] body = new byte[prng.nextInt(120)];
            for (int b = 0; b < body.length; b++) {
                body[b] = (byte) (prng.chance(0.5) ? 0 : prng.nextInt(256));
            }
            hub.inject(prng.nextInt(3), frame(GROUP_ID, CLIENTS + 1 + prng.nextInt(3), 1 + prng.nextInt(4), body, 0));
            if (i % 20 == 0) {
                step();
            }
        }
        sendAll(client, 11, 20);
        assertAnswered(20);
        assertEqualDigests();
        assertEquals(List.of(), errors);
    }

    // ---- admission

    @Test
    void anEmptyLogNeedsSomebodysWord() {
        LogException refusal = assertThrows(LogException.class, () -> start(1, false));
        assertTrue(refusal.getMessage().contains("firstBoot"), refusal.getMessage());
        start(0, true);
        logs[1] = new KeptLog();
        start(1, true);
        until(() -> members[1].status().running(), "two of three take part");
        kill(1);
        refusal = assertThrows(LogException.class, () -> start(1, true));
        assertTrue(refusal.getMessage().contains("has run before"), refusal.getMessage());
        start(1, false);
        until(() -> members[1].status().running(), "it takes part again");
    }

    @Test
    void nobodyTakesPartAlone() {
        start(0, true);
        for (int i = 0; i < 10_000; i++) {
            step();
        }
        assertFalse(members[0].status().running());
        assertNull(members[0].status().failure());
        start(2, true);
        until(() -> leader() >= 0, "a leader");
    }

    /** However often a supervisor tries it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLogThatHasForgottenIsRefusedByThoseThatRemember(boolean empty) {
        startAll();
        Client client = connect();
        sendAll(client, 1, 10);
        until(() -> members[1].status().running(), "it takes part");
        KeptLog older = logs[1].copy();
        kill(1);
        start(1, false);
        until(() -> members[1].status().running(), "it takes part again");
        sendAll(client, 11, 20);
        kill(1);
        KeptLog right = logs[1];
        logs[1] = empty ? new KeptLog() : older;
        for (int attempt = 0; attempt < 10; attempt++) {
            start(1, empty);
            until(() -> members[1].status().failure() != null, "refused");
            String words = members[1].status().failure().getMessage();
            assertTrue(words.contains("not admitted"), words);
            assertFalse(members[1].status().running());
            assertFalse(errors.isEmpty());
            errors.clear();
            kill(1);
        }
        logs[1] = right;
        start(1, false);
        sendAll(client, 21, 30);
        assertAnswered(30);
        assertEqualDigests();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(() -> builder().member(3, hub.transport(3)), "replicaId=3 is outside 0..2");
        refused(() -> builder().remote(2, hub.transport(2)), "processId=2 is outside 64..79");
        refused(() -> builder().remote(80, hub.transport(80)), "processId=80 is outside 64..79");
        refused(() -> builder().clientProcesses(961).remote(64, hub.transport(64)), "clientProcesses=961");
        refused(() -> builder().threading(Threading.SPLIT).member(0, hub.transport(0)), "threading=SPLIT");
        RaftConfig longFrames = RaftConfig.builder().maxFrameBytes(1 << 18).build();
        refused(
                () -> builder()
                        .raft(longFrames)
                        .tailBytes(1 << 20)
                        .linkBytes(1 << 21)
                        .member(0, hub.transport(0)),
                "maxFrameBytes=131072 of the transport is below maxFrameBytes=263168");
    }

    private static void refused(org.junit.jupiter.api.function.Executable attempt, String words) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, attempt);
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    }

    // ---- helpers

    private ReplicaGroupBuilder builder() {
        return ReplicaGroup.tolerating(Tolerance.crashes(1))
                .groupId(GROUP_ID)
                .maxCommandBytes(64)
                .maxSessions(16)
                .maxOutstanding(64)
                .ingressCapacity(128)
                .tailBytes(1 << 18)
                .stateMachine(SumMachine::new)
                .log(id -> logs[id].open())
                .threading(Threading.INVOKER)
                .clock(clock)
                .seed(42)
                .errorHandler(errors::add);
    }

    private void start(int id, boolean firstBoot) {
        ReplicaGroupBuilder builder = firstBoot ? builder().firstBoot() : builder();
        members[id] = builder.member(id, hub.transport(id));
    }

    private void startAll() {
        for (int id = 0; id < members.length; id++) {
            start(id, true);
        }
    }

    private void kill(int id) {
        members[id].close();
        members[id] = null;
    }

    private Client connect() {
        if (remote == null) {
            remote = builder().remote(CLIENTS, hub.transport(CLIENTS));
        }
        Client client = remote.connect(ClientConfig.DEFAULT.withMaxOutstanding(64));
        polled.add(client);
        return client;
    }

    /** The member that says so itself, or −1. */
    private int leader() {
        for (GroupMember member : members) {
            if (member != null && member.status().leading()) {
                return member.id();
            }
        }
        return -1;
    }

    private void step() {
        clock.advance(STEP_NS);
        for (GroupMember member : members) {
            if (member != null) {
                member.doWork();
            }
        }
        if (remote != null) {
            remote.doWork();
        }
        for (Client client : polled) {
            client.poll(this::onReply, 1000);
        }
    }

    private void onReply(long sequence, int code, long index, DirectBuffer buffer, int offset, int length) {
        codes.add(code);
        if (code == ReplyCode.OK) {
            sums.add(buffer.getLong(offset));
        }
    }

    private void until(BooleanSupplier condition, String what) {
        int steps = 0;
        while (!condition.getAsBoolean()) {
            assertTrue(steps++ < MAX_STEPS, () -> "never: " + what + "; " + errors);
            step();
        }
    }

    private void sendFrom(Client client, int first, int last) {
        for (long value = first; value <= last; value++) {
            long next = value;
            until(
                    () -> {
                        command.putLong(0, next);
                        return client.offer(command, 0, Long.BYTES) > 0;
                    },
                    "taken: " + value);
        }
    }

    private void sendAll(Client client, int first, int last) {
        sendFrom(client, first, last);
        until(() -> client.outstanding() == 0, "all answered");
    }

    /** Commands 1 to {@code last}, each once and in this order. */
    private void assertAnswered(int last) {
        assertEquals(last, codes.size());
        assertFalse(codes.stream().anyMatch(code -> code != ReplyCode.OK));
        long sum = 0;
        for (int i = 1; i <= last; i++) {
            sum += i;
            assertEquals(sum, sums.get(i - 1), "reply " + i);
        }
    }

    private void assertEqualDigests() {
        until(
                () -> {
                    ReplicaStatus first = members[0].status();
                    return first.appliedIndex() == first.lastIndex()
                            && first.appliedIndex() == members[1].status().appliedIndex()
                            && first.appliedIndex() == members[2].status().appliedIndex();
                },
                "all have applied the same");
        for (GroupMember member : members) {
            assertEquals(members[0].status().digest(), member.status().digest());
            assertEquals(members[0].status().sessionsDigest(), member.status().sessionsDigest());
        }
    }

    private static byte[] frame(long groupId, int sourceId, int templateId, byte[] body, int wrongLength) {
        int length = Frames.HEADER_LENGTH + 8 + body.length;
        UnsafeBuffer frame = new UnsafeBuffer(new byte[length]);
        Frames.putHeader(frame, 0, length + wrongLength, groupId, 1, sourceId);
        frame.putShort(Frames.HEADER_LENGTH + 2, (short) templateId);
        frame.putShort(Frames.HEADER_LENGTH + 4, (short) 11);
        frame.putBytes(Frames.HEADER_LENGTH + 8, body);
        Frames.seal(frame, 0, length, new Checksum());
        return frame.byteArray();
    }
}
