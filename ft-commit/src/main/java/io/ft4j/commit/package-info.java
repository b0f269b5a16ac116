/**
 * Two-phase commit: a transaction happens at all of its participants or at none, whoever crashes (Gray, "Notes on Data Base
 * Operating Systems", 1978). With presumed abort, read-only votes and one phase for a single participant (Mohan, Lindsay,
 * Obermarck, "Transaction Management in the R* Distributed Database Management System", 1986), and cooperative termination
 * (Skeen, "Nonblocking Commit Protocols", 1981; Bernstein, Hadzilacos, Goodman 1987, §7.4). Tolerates crashes and restarts of
 * all, loss, duplication and reordering of messages, and any timing; not lies, and not the loss of a log. It blocks where every
 * such protocol does: all participants have voted for a transaction, and its coordinator is down.
 *
 * <pre>
 *   message              from          to            when
 *   VOTE_REQUEST         coordinator   participants  asked to commit; repeated to the silent until the votes time out
 *   VOTE_COMMIT          participant   coordinator   READY is durable, or stands in the coordinator's log; repeated when asked
 *   VOTE_READ_ONLY       participant   coordinator   a horizon that covers the transaction is durable
 *   VOTE_ABORT           participant   coordinator   at once; alone, or after a time-out, when ABORTED is durable
 *   GLOBAL_COMMIT        coordinator   participants  the decision is durable; repeated until acknowledged. Also any that knows,
 *                                                    to the one that asks
 *   GLOBAL_ABORT         coordinator   participants  a vote against, a time-out, a rollback; never repeated. Also any that
 *                                                    knows, to the one that asks, when its own record is durable
 *   ACKNOWLEDGEMENT      participant   coordinator   COMMITTED is durable
 *   ONE_PHASE_COMMIT     coordinator   participant   instead of VOTE_REQUEST where there is only one
 *   ONE_PHASE_COMMITTED  participant   coordinator   it has committed; repeated until FORGET
 *   FORGET               coordinator   participant   answers each of these
 *   DECISION_REQUEST     in READY      anybody       no decision for a time-out, or since a restart: the coordinator first, then
 *                                                    the other participants, one after the other
 *   UNCERTAIN            participant   the asker     it is in READY too, or does not know what it voted
 *
 *   record               by            is waited for by
 *   GLOBAL_COMMIT        coordinator   the outcome, GLOBAL_COMMIT
 *   END                  coordinator   nobody: all have acknowledged; SEVERAL_ENDED, of one batch; not forced
 *   READY                participant   VOTE_COMMIT
 *   COMMITTED            participant   ACKNOWLEDGEMENT; SEVERAL_COMMITTED, of one batch; forced along with others
 *   ABORTED              participant   GLOBAL_ABORT to a peer; VOTE_ABORT as above; else nobody
 *   ONE_PHASE_COMMITTED  participant   the commit itself, ONE_PHASE_COMMITTED
 *   FORGOTTEN            participant   nobody
 *   HEURISTIC_COMMIT     operator      the next start, which carries it out and compares it; HEURISTIC_ABORT as well
 *   MIXED_COMMIT         participant   nobody: done by hand, and decided otherwise
 *   MIXED_ABORT          participant   ACKNOWLEDGEMENT, as MIXED_COMMIT
 *   HORIZON              participant   VOTE_READ_ONLY
 *   COMPACTION           both          the release of what stands before it
 * </pre>
 *
 * <p><b>Who owns a fact.</b> {@code Coordinator}: state, participants and votes of what was begun here, who has not
 * acknowledged, the last id. {@code BranchTable}: state, participants and newest record of each branch here. {@code
 * KnownOutcomes}: how branches ended, and the horizons. {@code Termination} and {@code AskingOrder}: since when a branch is in
 * READY, and who was asked. {@code Voter}: the present life of each coordinator. {@code DurableQueue}: up to where the log is
 * durable, and what waits for it. {@code Backlog}: who does not carry out what was decided. {@code CommitRecords}: the newest position. {@code CommitNode}: the compaction.
 *
 * <p><b>Invariants.</b>
 * <ol>
 *   <li>C1 What rests on a record is said when the record is durable. A vote may be said when no decision can be durable without
 *       its record, since it stands before it in the same log.
 *   <li>C2 Only the votes of participants count, each once.
 *   <li>C3 A coordinator keeps a decision to commit until all that voted for it have acknowledged.
 *   <li>C4 An id is given once, in all lives; ids of a coordinator grow.
 *   <li>C5 A horizon never falls.
 *   <li>C6 What waits for durability is in the order of the log.
 *   <li>C7 A transaction has one slot in each role.
 *   <li>C8 The earliest deadline is on top.
 *   <li>C9 Of the backlog, a place is given back once.
 * </ol>
 *
 * <p><b>Reading order.</b> {@code commit.xml}, {@link io.ft4j.commit.CoordinatorState}, {@link
 * io.ft4j.commit.ParticipantState}, {@link io.ft4j.commit.TransactionParticipant}, {@link io.ft4j.commit.CommitNode}, {@code
 * Coordinator}, {@code Voter}, {@code Resolver}, {@code Heuristics}, {@code Termination}, {@code Participant}; then the
 * owners of facts, and the scenarios in {@code scenarios/commit}. The reasons are in {@code docs/two-phase-commit.md}.
 */
package io.ft4j.commit;
