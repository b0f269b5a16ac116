package io.ft4j.commit.manager;

import io.ft4j.commit.Vote;

/** How the threads of a participant answer the protocol. Any thread; no call blocks, and what comes too late is ignored. */
public interface Answers {
    /** After {@link Vote#LATER}. */
    void vote(int coordinatorId, long transactionId, Vote vote);

    /** What was begun by a commit or an abort that said false is done: the participant is asked once more. */
    void resume(int coordinatorId, long transactionId);
}
