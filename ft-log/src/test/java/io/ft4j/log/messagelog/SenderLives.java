package io.ft4j.log.messagelog;

import static io.ft4j.log.messagelog.MessageLogCounter.RECEIPTS_IGNORED;
import static io.ft4j.log.messagelog.MessageLogCounter.RECEIPTS_RENOUNCED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * What two lives of one process say of the same message, and frames that come when their life is over. In each of them process
 * 1 takes an input and then message m of process 0; the receipt, rsn 2, gets to process 0, but a crash takes the input. So the
 * next life renounces, and m gets another place. With whatever classes its own loader has; says what failed first, or nothing.
 */
public final class SenderLives implements IntFunction<String> {
    private static final String M = "0:2 7";

    private final Map<String, Runnable> all = new LinkedHashMap<>();
    private final RouteGroup group = new RouteGroup(RouteGroup.config().build(), 3);

    public SenderLives() {
        all.put("a confirmation for an earlier life sets nothing free", this::lateConfirmation);
        all.put("what an earlier life is owed is not confirmed to the next", this::owedConfirmation);
        all.put("an answer to an earlier life is no answer", this::lateAnswer);
        all.put("a confirmation of receipts is none of a renunciation", this::confirmationBeforeRenounced);
        all.put("receipts of an earlier life come too late after a restart of their sender", this::lateReceipts);
        all.put("a renunciation that comes twice voids nothing new", this::repeatedRenunciation);
        all.put("nor does it after a restart and a release", this::repeatedRenunciationAfterRelease);
        all.put("what was renounced stays void after a restart", this::renouncedForGood);
        all.put("nothing is taken anew before that is on stable storage", this::renouncedBeforeItIsDurable);
    }

    Map<String, Runnable> all() {
        return all;
    }

    @Override
    public String apply(int unused) {
        for (int i = 0; i < all.size(); i++) {
            try {
                // Each with a group of its own.
                new SenderLives()
                        .all.values().stream().skip(i).findFirst().orElseThrow().run();
            } catch (AssertionError | RuntimeException e) {
                return List.copyOf(all.keySet()).get(i) + ": " + e;
            }
        }
        return "";
    }

    /** The receipt that m is rsn 2 is on stable storage at process 0. Returns the frames that have told it. */
    private List<byte[]> crashBehindReceipt() {
        group.input(1, 9);
        group.cycle(1);
        inputOf0(1, 2, 7);
        group.cycle(1, 0);
        List<byte[]> receipts = group.copy(1, 0);
        group.cycle(0, 1);
        group.force(0);
        return receipts;
    }

    private void restart(int id) {
        group.crash(id);
        group.start(id);
    }

    private void inputOf0(int... route) {
        group.input(0, route);
        group.cycle(0);
        group.force(0);
        group.cycle(0);
    }

    /** Everybody hears everybody; process 1 comes last. */
    private void until(BooleanSupplier done) {
        for (int round = 0; !done.getAsBoolean(); round++) {
            assertTrue(round < 100, "it goes on for ever");
            group.advance(5);
            for (int id : new int[] {0, 2, 1}) {
                group.cycle(id, 0, 1, 2);
                if (id != 1 || !done.getAsBoolean()) {
                    group.force(id);
                }
            }
        }
    }

    private boolean isBack() {
        return !group.nodes[1].isReplaying();
    }

    private List<String> told() {
        return List.copyOf(group.processes[1].told);
    }

    private long renounced() {
        return group.nodes[0].counters().count(RECEIPTS_RENOUNCED)
                + group.nodes[2].counters().count(RECEIPTS_RENOUNCED);
    }

    private void lateConfirmation() {
        crashBehindReceipt();
        List<byte[]> confirmation = group.copy(0, 1);
        restart(1);
        until(() -> told().contains(M));
        group.drop(1, 0);
        group.arrive(0, 1, confirmation);
        group.cycle(1, 0);
        assertEquals(0, group.dataUnderWay(1, 2), "process 0 does not have the receipt of this life");
    }

    private void owedConfirmation() {
        group.input(1, 9);
        group.cycle(1);
        inputOf0(1, 2, 7);
        group.cycle(1, 0);
        restart(1);
        group.cycle(1);
        // The receipt, and in the same duty cycle the request of the next life.
        group.cycle(0, 1);
        group.force(0);
        List<byte[]> confirmation = group.copy(0, 1);
        until(() -> told().contains(M));
        group.drop(1, 0);
        group.arrive(0, 1, confirmation);
        group.cycle(1, 0);
        assertEquals(0, group.dataUnderWay(1, 2), "process 0 does not have the receipt of this life");
    }

    private void lateAnswer() {
        crashBehindReceipt();
        restart(1);
        group.cycle(1, 0);
        group.cycle(0, 1);
        group.force(0);
        List<byte[]> answer = group.copy(0, 1);
        group.settle();
        group.input(2, 1, 8);
        group.settle();
        List<String> before = told();
        assertTrue(before.contains(M) && before.contains("2:8"));
        restart(1);
        group.cycle(1);
        group.arrive(0, 1, answer);
        group.cycle(1, 0);
        group.settle();
        assertEquals(before, told());
        assertEquals(1, renounced(), "what was confirmed is given up");
    }

    private void confirmationBeforeRenounced() {
        inputOf0(1, 3);
        group.cycle(1, 0);
        group.save(1);
        group.drop(1, 0);
        crashBehindReceipt();
        restart(1);
        group.cycle(1);
        group.cycle(0, 1);
        group.force(0);
        group.cycle(2, 1);
        group.force(2);
        List<byte[]> confirmation = group.copy(0, 1);
        group.cycle(1, 0, 2);
        group.force(1);
        group.drop(1, 0);
        group.cycle(2, 1);
        group.force(2);
        group.arrive(0, 1, confirmation);
        group.cycle(1, 0, 2);
        assertTrue(group.nodes[1].isReplaying(), "process 0 has not put down that receipts are void");
        group.settle();
        assertTrue(isBack());
    }

    private void lateReceipts() {
        List<byte[]> late = crashBehindReceipt();
        restart(1);
        group.settle();
        List<String> before = told();
        restart(0);
        group.arrive(1, 0, late);
        group.cycle(0, 1);
        group.force(0);
        assertTrue(group.nodes[0].counters().count(RECEIPTS_IGNORED) > 0);
        group.settle();
        restart(1);
        group.settle();
        assertEquals(before, told());
        assertEquals(0, renounced(), "what was confirmed is given up");
    }

    /** Returns the frames with the renunciation; m has a new place then, which is confirmed. */
    private List<byte[]> renounce() {
        crashBehindReceipt();
        restart(1);
        group.cycle(1);
        group.cycle(0, 1);
        group.force(0);
        group.cycle(2, 1);
        group.force(2);
        group.cycle(1, 0, 2);
        group.drop(1, 0);
        group.force(1);
        List<byte[]> renunciation = group.copy(1, 0);
        group.settle();
        assertEquals(1, renounced());
        assertEquals(M, told().get(0));
        group.input(2, 1, 8);
        group.settle();
        return renunciation;
    }

    private void repeatedRenunciation() {
        group.arrive(1, 0, renounce());
        replayAfterIt(told());
        assertEquals(1, renounced());
    }

    private void repeatedRenunciationAfterRelease() {
        List<byte[]> renunciation = renounce();
        release(1);
        // With the receipts of what comes next process 0 hears of the checkpoint, and its log is cut up to there.
        inputOf0(1, 2, 5);
        group.settle();
        release(0);
        assertTrue(group.logs[0].firstIndex() > 1, "nothing was released");
        restart(0);
        group.arrive(1, 0, renunciation);
        replayAfterIt(List.of("0:2 5"));
        assertEquals(0, renounced());
    }

    private void release(int id) {
        group.save(id);
        group.nodes[id].release(group.marks[id]);
        group.settle();
    }

    private void replayAfterIt(List<String> before) {
        group.cycle(0, 1);
        group.force(0);
        restart(1);
        group.settle();
        assertEquals(before, told());
    }

    /** Otherwise the next life would compare with digests of events that were renounced. */
    private void renouncedBeforeItIsDurable() {
        inputOf0(1, 2, 7);
        group.cycle(1, 0);
        group.force(1);
        group.drop(1, 0);
        restart(1);
        group.input(2, 1, 8);
        for (int round = 0; round < 20; round++) {
            group.advance(5);
            for (int id : new int[] {0, 2}) {
                group.cycle(id, 0, 1, 2);
                group.force(id);
            }
            group.dropData(0, 1);
            group.cycle(1, 0, 2);
        }
        restart(1);
        group.settle();
        assertTrue(told().containsAll(List.of("2:8", M)));
    }

    private void renouncedForGood() {
        crashBehindReceipt();
        restart(1);
        group.input(2, 1, 8);
        group.input(2, 1, 9);
        for (int round = 0; round < 60; round++) {
            group.advance(5);
            for (int id : new int[] {0, 2, 1}) {
                group.dropData(0, 1);
                group.cycle(id, 0, 1, 2);
                group.force(id);
            }
        }
        assertEquals(List.of("2:8", "2:9"), told(), "they have the places that m had and would have had");
        restart(0);
        restart(1);
        group.settle();
        assertEquals(List.of("2:8", "2:9", M), told().subList(0, 3));
    }
}
