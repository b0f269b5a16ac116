package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Vote;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator has decided at a participant while the group that coordinates was away is compared with what that decides. */
final class ReplicatedHeuristicTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final ManagerWorld world = new ManagerWorld(true);

    @AfterEach
    void close() {
        world.close();
    }

    /** Left has voted, and has carried nothing out. @param decided to commit; else right has not voted, and the group will abort. */
    private long leaveInDoubt(boolean decided) {
        if (decided) {
            world.left().unfinished = Integer.MAX_VALUE;
        } else {
            world.right().vote = Vote.LATER;
        }
        long id = world.requestCommit();
        world.settle();
        world.close();
        world.left().unfinished = 0;
        return id;
    }

    private CommitLog readLeft() {
        world.disks.get(1).reopen();
        return CommitLog.read(world.disks.get(1)).get(0);
    }

    private void resolve(long id, boolean commit) {
        CommitLog left = readLeft();
        assertEquals(1, left.promises().size());
        left.resolve(id, commit);
        world.disks.get(1).close();
    }

    /** The group aborts what is not decided when the votes are late. */
    private void live() {
        world.start();
        world.advance(SECOND_NS);
        world.advance(SECOND_NS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDecisionByHandThatIsRightIsOver(boolean commit) {
        long id = leaveInDoubt(commit);
        resolve(id, commit);
        live();
        assertEquals(commit ? List.of(id) : List.of(), world.left().committed);
        assertEquals(commit ? List.of() : List.of(id), world.left().aborted);
        assertEquals(List.of(id), world.left().inDoubt);
        world.close();
        live();
        assertEquals(List.of(id), world.left().inDoubt, "it is over");
        assertEquals(List.of(), world.manager.transactionsMixed());
        assertEquals(List.of(), world.errors);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDecisionByHandThatIsWrongIsReportedUntilItIsForgotten(boolean commit) {
        long id = leaveInDoubt(!commit);
        resolve(id, commit);
        for (int life = 0; life < 2; life++) {
            world.errors.clear();
            live();
            assertEquals(List.of(new MixedTransaction("left", id, commit)), world.manager.transactionsMixed());
            assertEquals(1, world.errors.size(), world.errors.toString());
            String error = world.errors.get(0).getMessage();
            assertTrue(error.contains((commit ? "committed" : "aborted") + " here by hand"), error);
            world.close();
        }
        assertEquals(commit ? List.of(id) : List.of(), world.left().committed);
        assertEquals(commit ? List.of() : List.of(id), world.left().aborted);
        readLeft().forget(id);
        world.disks.get(1).close();
        world.errors.clear();
        live();
        assertEquals(List.of(), world.manager.transactionsMixed());
        assertEquals(List.of(), world.errors);
    }
}
