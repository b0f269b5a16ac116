package io.ft4j.commit.manager;

import io.ft4j.commit.TransactionParticipant;

/** A participant that does its work in threads of its own, since it blocks: a database, for one. */
public interface ThreadedParticipant extends TransactionParticipant {
    /** Before any other call. */
    void start(Answers answers);
}
