package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.log.messagelog.codec.ConfirmationEncoder;
import io.ft4j.log.messagelog.codec.ForgottenPeersEncoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.PositionEncoder;
import io.ft4j.log.messagelog.codec.ReceiptsEncoder;
import io.ft4j.log.messagelog.codec.ReplayReceiptsEncoder;
import io.ft4j.log.messagelog.codec.ReplayRequestEncoder;
import io.ft4j.log.messagelog.node.MessageLogNode;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that are gone for good, that have lost what they had, or say what cannot be. */
final class PeersTest {
    private static final long LIFE = 1;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[256]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final RouteGroup group = group(LoggingStyle.SENDER);

    private static RouteGroup group(LoggingStyle style) {
        return new RouteGroup(RouteGroup.config().style(style).build(), 3);
    }

    private static void restart(RouteGroup group, int id) {
        group.crash(id);
        group.start(id);
    }

    private static void release(RouteGroup group, int id) {
        group.save(id);
        group.nodes[id].release(group.marks[id]);
        group.settle();
    }

    private void say(int count) {
        for (int i = 0; i < count; i++) {
            group.input(0, 1, 2, 7);
            group.settle();
        }
    }

    private long count(int id, MessageLogCounter counter) {
        return group.nodes[id].counters().count(counter);
    }

    // Forgotten

    /** What it had is gone; the others have checkpoints behind it. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPTIMISTIC")
    void isForgottenForGoodFromTheMomentInWhichThatIsOnStableStorage(LoggingStyle style) {
        for (int crash = 0; crash < 12; crash++) {
            RouteGroup some = group(style);
            some.input(0, 1, 2, 7);
            some.settle();
            release(some, 0);
            release(some, 1);
            some.crash(2);
            some.nodes[0].forget(2);
            boolean known = true;
            for (int step = 0; step < crash; step++) {
                step(some, step);
                boolean forgotten = some.nodes[0].forgottenPeers() != ProcessSet.EMPTY;
                assertTrue(known || forgotten, "known again");
                known = !forgotten;
            }
            some.crash(0);
            some.start(0);
            assertTrue(known || some.nodes[0].forgottenPeers() == ProcessSet.of(2), "known again in " + style);
            boolean recorded = some.nodes[0].forgottenPeers() != ProcessSet.EMPTY;
            some.start(2);
            if (recorded) {
                String refused = assertThrows(LogException.class, some::settle).getMessage();
                assertEquals(
                        "process 0 has forgotten process 2 for good, and goes on without it: process 2 must not come back"
                                + " with its log",
                        refused);
                some.crash(2);
                assertTrue(some.nodes[0].counters().count(MessageLogCounter.FRAME_OF_FORGOTTEN_PEER) > 0);
            }
            some.settle();
            assertFalse(some.nodes[0].isReplaying());
            some.input(0, 1, 9);
            some.settle();
            assertEquals("0:9", some.processes[1].told.get(some.processes[1].told.size() - 1));
        }
    }

    private static void step(RouteGroup some, int step) {
        if (step % 3 == 0) {
            some.logs[0].force();
        } else {
            some.advance(1);
            some.cycle(0, 1);
            some.cycle(1, 0);
        }
    }

    @Test
    void isNotForgottenWhenOnlyWhatWasBeforeIsOnStableStorage() {
        group.input(0, 9);
        group.cycle(0);
        long position = group.logs[0].position();
        group.nodes[0].forget(2);
        group.cycle(0);
        group.logs[0].force(position);
        group.cycle(0);
        assertEquals(ProcessSet.EMPTY, group.nodes[0].forgottenPeers());
        group.force(0);
        assertEquals(ProcessSet.of(2), group.nodes[0].forgottenPeers());
    }

    @Test
    void whatUnconfirmedMessagesOfItLedToLeavesWhenACheckpointHoldsIt() {
        group.input(0, 1, 2, 7);
        group.cycle(0);
        group.force(0);
        group.cycle(0);
        group.cycle(1, 0);
        group.crash(0);
        group.nodes[1].forget(0);
        group.settle();
        assertEquals(List.of("0:2 7"), group.processes[1].told);
        assertEquals(List.of(), group.processes[2].told);
        release(group, 1);
        assertEquals(List.of("1:7"), group.processes[2].told);
    }

    @Test
    void staysForgottenWhenTheLogIsReleased() {
        group.crash(2);
        group.nodes[0].forget(2);
        group.settle();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 20; i++) {
                group.input(0, 1, 2, 7);
                group.settle();
            }
            release(group, 1);
            release(group, 0);
        }
        assertTrue(group.logs[0].firstIndex() > 1, "nothing was released");
        restart(group, 0);
        assertEquals(ProcessSet.of(2), group.nodes[0].forgottenPeers());
    }

    @Test
    void doesNotPinTheLogOfOneThatHasForgottenIt() {
        group.crash(1);
        group.input(0, 1, 7);
        group.settle();
        group.nodes[0].forget(1);
        group.settle();
        restart(group, 0);
        group.settle();
        release(group, 0);
        assertEquals(group.logs[0].lastIndex() + 1, group.logs[0].firstIndex());
    }

    @Test
    void twoThatHaveForgottenEachOtherAreSilent() {
        group.nodes[0].forget(1);
        group.nodes[1].forget(0);
        group.cycle(0);
        group.cycle(1);
        group.force(0);
        group.force(1);
        group.cycle(0, 1);
        group.cycle(1, 0);
        long before = count(0, MessageLogCounter.FRAME_OF_FORGOTTEN_PEER);
        group.settle();
        assertTrue(count(0, MessageLogCounter.FRAME_OF_FORGOTTEN_PEER) <= before + 2);
    }

    @Test
    void aLifeOfAPeerThatIsForgottenIsNone() {
        group.nodes[0].forget(2);
        group.settle();
        long before = count(0, MessageLogCounter.PEER_STARTED);
        group.nodes[0].onIncarnation(0, 2, 9, null);
        assertEquals(before, count(0, MessageLogCounter.PEER_STARTED));
    }

    /** The group was larger once. */
    @Test
    void whoIsForgottenAndNoPeerAnyMoreIsPassedOver() {
        group.nodes[0].forget(2);
        group.settle();
        group.crash(0);
        group.logs[0].open();
        MessageLogNode smaller = new MessageLogNode(
                RouteGroup.config().build(), 0, ProcessSet.firstN(2), new RouteProcess(), group.logs[0]);
        group.logs[0].replay(smaller::onRecord);
        smaller.onStart(0, null);
        assertEquals(ProcessSet.EMPTY, smaller.forgottenPeers());
    }

    @Test
    void whatIsOnItsWayIsSentAgainToWhomItIsDue() {
        group.input(0, 2, 7);
        group.cycle(0);
        group.force(0);
        group.cycle(0);
        group.drop(0, 2);
        group.advance(25);
        group.cycle(0);
        assertEquals(1, count(0, MessageLogCounter.CHANNEL_SENT_AGAIN));
    }

    @Test
    void refusesToForgetWhoIsNoPeer() {
        String refused = assertThrows(IllegalArgumentException.class, () -> group.nodes[0].forget(3))
                .getMessage();
        assertEquals("peerId=3 is no peer", refused);
    }

    // Lost logs

    @Test
    void refusesALogThatIsOlderThanItsCheckpoint() {
        say(3);
        group.save(1);
        group.crash(1);
        group.loseLog(1, 1);
        assertEquals(
                "the log is in life 1, but the checkpoint was taken in life 1: the log is another one, or an older copy",
                assertThrows(LogException.class, () -> group.start(1)).getMessage());
    }

    @Test
    void refusesALogThatHasLostItsEndBehindTheCheckpoint() {
        say(3);
        long position = group.logs[1].position();
        group.save(1);
        group.crash(1);
        group.loseLog(1, 5);
        assertEquals(
                "the log ends at position 0, but reached position " + position
                        + " when the checkpoint was taken: the log is another one, or has lost its end",
                assertThrows(LogException.class, () -> group.start(1)).getMessage());
    }

    @Test
    void refusesALogThatOthersKnowALaterLifeOf() {
        say(1);
        restart(group, 1);
        group.settle();
        group.crash(1);
        group.loseLog(1, 1);
        group.start(1);
        group.input(0, 1, 7);
        assertEquals(
                "life 2 of process 1 is known to others, but its log says that this is life 1: the log is another one, or"
                        + " an older copy",
                assertThrows(LogException.class, group::settle).getMessage());
    }

    @Test
    void noticesThatTheLogOfItsFirstLifeIsLostWhenASenderKnowsMore() {
        say(3);
        group.crash(1);
        group.loseLog(1, 1);
        group.start(1);
        group.input(0, 1, 7);
        assertEquals(
                "process 1 has said that it has message 3 of process 0, but knows 0 only: its log is another one, or has"
                        + " lost its end",
                assertThrows(LogException.class, group::settle).getMessage());
    }

    /** With a log of its own it is back before it hears anything. */
    @ParameterizedTest
    @EnumSource(names = {"SENDER", "RECEIVER"})
    void noticesThatItsLogIsLostWhenAReceiverKnowsMore(LoggingStyle style) {
        RouteGroup some = group(style);
        for (int i = 0; i < 3; i++) {
            some.input(0, 1, 2, 7);
            some.settle();
        }
        some.crash(0);
        some.loseLog(0, 2);
        some.start(0);
        assertEquals(
                "process 1 has taken message 3 of process 0, which has said 0 only: the log of process 0 is another one,"
                        + " or has lost its end",
                assertThrows(LogException.class, some::settle).getMessage());
    }

    @Test
    void closesTheChannelToAPeerThatLacksWhatWasInItsCheckpoints() {
        say(3);
        release(group, 1);
        // With the next message it says so.
        say(1);
        group.crash(1);
        group.loseLog(1, 4);
        group.saved[1] = null;
        group.start(1);
        group.cycle(1);
        group.cycle(0, 1);
        group.forge(1, group.logs[1].incarnation(), 0, body, position(0, 0));
        group.cycle(0, 1);
        assertEquals(1, count(0, MessageLogCounter.PEER_LOST_ITS_LOG), "it is closed once");
        group.crash(1);
        group.input(0, 1, 2, 8);
        group.input(0, 2, 8);
        group.settle();
        assertEquals("0:8", group.processes[2].told.get(group.processes[2].told.size() - 1));
    }

    // What cannot be

    private int position(long receivedSsn, long checkpointedSsn) {
        new PositionEncoder()
                .wrapAndApplyHeader(body, 0, header)
                .receivedSsn(receivedSsn)
                .checkpointedSsn(checkpointedSsn);
        return MessageHeaderEncoder.ENCODED_LENGTH + PositionEncoder.BLOCK_LENGTH;
    }

    private void arrive(int length) {
        group.forge(1, LIFE, 0, body, length);
        group.cycle(0, 1);
        group.force(0);
    }

    /** What process 0 keeps is as it was: process 1 comes back with it. */
    private void demandIntact() {
        List<String> before = List.copyOf(group.processes[1].told);
        restart(group, 1);
        group.settle();
        assertEquals(before, group.processes[1].told);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OPTIMISTIC", "CAUSAL"})
    void positionsOfMoreThanWasSaidAreDropped(LoggingStyle style) {
        RouteGroup some = group(style);
        for (int i = 0; i < 3; i++) {
            some.input(0, 1, 2, 7);
            some.settle();
        }
        long[][] impossible = {{4, 0}, {4, 4}, {3, 4}, {Long.MAX_VALUE, Long.MAX_VALUE}, {3, -1}, {-1, -1}};
        for (long[] each : impossible) {
            some.forge(1, LIFE, 0, body, position(each[0], each[1]));
        }
        some.cycle(0, 1);
        assertEquals(impossible.length, some.nodes[0].counters().count(MessageLogCounter.FRAME_IMPOSSIBLE));
        some.forge(1, LIFE, 0, body, position(2, 0));
        some.cycle(0, 1);
        assertEquals(1, some.nodes[0].counters().count(MessageLogCounter.POSITION_OUTDATED));
        List<String> before = List.copyOf(some.processes[1].told);
        restart(some, 1);
        some.settle();
        assertEquals(before, some.processes[1].told);
    }

    @Test
    void positionsOfFewerCheckpointsAreOutdated() {
        say(3);
        arrive(position(3, 1));
        arrive(position(3, 0));
        assertEquals(1, count(0, MessageLogCounter.POSITION_OUTDATED));
    }

    @Test
    void receiptsAndRequestsOfLivesThatDoNotSpeakAreDropped() {
        say(3);
        receipts(9, 1, 1);
        new ReplayRequestEncoder()
                .wrapAndApplyHeader(body, 0, header)
                .life(9)
                .receiptsFromSsn(1)
                .messagesFromSsn(1);
        arrive(MessageHeaderEncoder.ENCODED_LENGTH + ReplayRequestEncoder.BLOCK_LENGTH);
        assertEquals(2, count(0, MessageLogCounter.FRAME_IMPOSSIBLE));
        demandIntact();
    }

    private void receipts(long life, long firstSsn, long... rsns) {
        ReceiptsEncoder encoder = new ReceiptsEncoder();
        ReceiptsEncoder.TakenEncoder taken = encoder.wrapAndApplyHeader(body, 0, header)
                .firstSsn(firstSsn)
                .life(life)
                .channelId(1)
                .renounced(0)
                .takenCount(rsns.length);
        for (long rsn : rsns) {
            taken.next().rsn(rsn).timestampNs(1);
        }
        arrive(MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
    }

    @Test
    void receiptsThatAreNotInTheOrderOfTheChannelAreDropped() {
        say(3);
        receipts(LIFE, 1, 3, 2, 1);
        receipts(LIFE, 1, 0);
        receipts(LIFE, 1, -1);
        assertEquals(3, count(0, MessageLogCounter.FRAME_UNREADABLE));
        demandIntact();
    }

    @Test
    void confirmationsOfWhatWasNeverToldAreDropped() {
        group.input(1, 0, 7);
        group.settle();
        confirmation(LIFE, 1, 9);
        confirmation(LIFE + 1, 1, 1);
        assertEquals(2, count(0, MessageLogCounter.FRAME_IMPOSSIBLE));
    }

    private void confirmation(long life, long firstSsn, long lastSsn) {
        new ConfirmationEncoder()
                .wrapAndApplyHeader(body, 0, header)
                .life(life)
                .firstSsn(firstSsn)
                .confirmedSsn(lastSsn)
                .renounced(0);
        arrive(MessageHeaderEncoder.ENCODED_LENGTH + ConfirmationEncoder.BLOCK_LENGTH);
    }

    @Test
    void answersThatGiveAPlaceAgainThatWasReplayedAreDropped() {
        group.input(1, 0, 7);
        group.settle();
        group.save(0);
        restart(group, 0);
        group.cycle(0);
        ReplayReceiptsEncoder encoder = new ReplayReceiptsEncoder();
        encoder.wrapAndApplyHeader(body, 0, header)
                .life(2)
                .firstSsn(2)
                .numberedSsn(2)
                .keptSsn(2)
                .takenCount(1)
                .next()
                .rsn(1)
                .timestampNs(1);
        arrive(MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
        assertEquals(1, count(0, MessageLogCounter.FRAME_IMPOSSIBLE));
        group.settle();
        assertFalse(group.nodes[0].isReplaying());
    }

    @Test
    void whoIsToldThatSomebodyElseIsForgottenGoesOn() {
        new ForgottenPeersEncoder().wrapAndApplyHeader(body, 0, header).processSet(ProcessSet.of(2));
        arrive(MessageHeaderEncoder.ENCODED_LENGTH + ForgottenPeersEncoder.BLOCK_LENGTH);
        assertEquals(1, count(0, MessageLogCounter.FRAME_IMPOSSIBLE));
    }
}
